"""Long orders are driven on by the web process itself, so that leaving the page does not stop them."""

import logging
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import Lock

from inventory.errors import InventoryError
from web.inventory import manager

_log = logging.getLogger(__name__)
_THREADS = 2

# The orders that wait for a thread or have one, each with whether it was asked for since it last began.
_in_flight: dict[str, bool] = {}
_lock = Lock()


@cache
def _pool() -> ThreadPoolExecutor:
    # Made at the first use: threads do not survive the fork of a web server's worker.
    return ThreadPoolExecutor(_THREADS, thread_name_prefix="orders")


def settle(order_id: str) -> None:
    """Have an order in work brought to its end. What a stopped process leaves, ``manage.py resume_plans`` finishes.

    An order that is on its way to that already takes no second place in the queue.
    """
    with _lock:
        if order_id not in _in_flight:
            _pool().submit(_drive, order_id)
        _in_flight[order_id] = True


def _drive(order_id: str) -> None:
    # What is asked for while it comes to its end may be new work, so it looks once more.
    while _is_asked_for(order_id):
        _settle(order_id)


def _is_asked_for(order_id: str) -> bool:
    with _lock:
        if _in_flight[order_id]:
            _in_flight[order_id] = False
            return True
        del _in_flight[order_id]
        return False


def _settle(order_id: str) -> None:
    try:
        manager().settle_order(order_id)
    except InventoryError as error:
        _log.warning("order %s is left in work: %s", order_id, error)
    except Exception:  # nobody else would hear of it: the pool keeps it to itself
        _log.exception("order %s is left in work", order_id)
