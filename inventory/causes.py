"""What caused a movement, as its ledger row names it."""

from collections.abc import Callable

from inventory.dynamodb import keys


def order_of(cause: str) -> str | None:
    """The id of the order that ``Movement.cause`` names; None where it names none."""
    return _named(cause, keys.order_pk)


def request_of(cause: str) -> str | None:
    """The key of the request that ``Movement.cause`` names; None where it names none."""
    return _named(cause, keys.request_pk)


def _named(cause: str, key: Callable[[str], str]) -> str | None:
    name = cause.partition("#")[2]
    try:
        return name if cause == key(name) else None
    except keys.InvalidKeyPart:
        return None
