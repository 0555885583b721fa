"""How the rows of a ledger are written."""

import re

from inventory import causes
from inventory.entities import Movement

_MADE_UP = re.compile(r"[0-9a-f]{32,64}")


def order_of(movement: Movement) -> str | None:
    """The id of the order that moved the stock, or None."""
    return causes.order_of(movement.cause)


def request_of(movement: Movement) -> str | None:
    """The request key that somebody chose; None for one that a form or this site made up."""
    key = causes.request_of(movement.cause)
    return None if key is None or _MADE_UP.fullmatch(key) else key
