"""Long orders are driven on by the web process itself, so that leaving the page does not stop them."""

import logging
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from inventory.errors import InventoryError
from web.inventory import manager

_log = logging.getLogger(__name__)
_THREADS = 2


@cache
def _pool() -> ThreadPoolExecutor:
    # Made at the first use: threads do not survive the fork of a web server's worker.
    return ThreadPoolExecutor(_THREADS, thread_name_prefix="orders")


def settle(order_id: str) -> None:
    """Have an order in work brought to its end. What a stopped process leaves, ``manage.py resume_plans`` finishes."""
    _pool().submit(_settle, order_id)


def _settle(order_id: str) -> None:
    try:
        manager().settle_order(order_id)
    except InventoryError as error:
        _log.warning("order %s is left in work: %s", order_id, error)
    except Exception:  # nobody else would hear of it: the pool keeps it to itself
        _log.exception("order %s is left in work", order_id)
