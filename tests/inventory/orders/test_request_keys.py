"""Requests to change an order: pressed twice is pressed once, and a key stands for one request only."""

import time
from collections.abc import Callable, Mapping

import pytest

from inventory import InventoryManager
from inventory.entities import Order, OrderStatus
from inventory.errors import IllegalMove, InvalidValue, RequestKeyReused
from inventory.request import KEEP_OWN_MARKERS
from tests.inventory.orders.shop import packed, prove, read, small_transactions, to_packed
from tests.meddling import TRANSACT, lose_answers
from tests.tables import line, stored, whole_table

Act = Callable[[InventoryManager, str | None], Order]


def _ship(manager: InventoryManager, key: str | None) -> Order:
    return manager.ship_order("O-1", {1: 4, 2: 1}, request_key=key)


def _close(manager: InventoryManager, key: str | None) -> Order:
    return manager.close_order_short("O-1", request_key=key)


def _return(manager: InventoryManager, key: str | None) -> Order:
    return manager.return_items("O-1", [{"index": 1, "restock": 1}], request_key=key)


ACTS: Mapping[str, Act] = {"ship": _ship, "close": _close, "return": _return}


def _before(manager: InventoryManager, name: str) -> None:
    """The order as it stands before the act."""
    packed(manager)
    if name != "ship":
        _ship(manager, None)
    if name == "return":
        _close(manager, None)


@pytest.fixture(params=[100, 7], ids=["at once", "in steps"])
def room(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each act within one transaction, and as a plan."""
    small_transactions(monkeypatch, request.param)


@pytest.mark.usefixtures("room")
@pytest.mark.parametrize("name", ACTS)
def test_the_same_request_again_is_the_first_ones_outcome(manager: InventoryManager, name: str) -> None:
    _before(manager, name)
    after = ACTS[name](manager, "press-1")
    before = whole_table(manager.client)
    assert ACTS[name](manager, "press-1") == after
    assert whole_table(manager.client) == before
    prove(manager)


@pytest.mark.usefixtures("room")
@pytest.mark.parametrize("name", ACTS)
def test_a_request_is_known_whatever_became_of_the_order_since(manager: InventoryManager, name: str) -> None:
    _before(manager, name)
    ACTS[name](manager, "press-1")
    if name == "ship":
        manager.move_order("O-1", OrderStatus.PACKED)
        manager.ship_order("O-1")
    manager.move_order("O-1", OrderStatus.DELIVERED)
    before = whole_table(manager.client)
    assert ACTS[name](manager, "press-1").status is OrderStatus.DELIVERED
    assert whole_table(manager.client) == before


@pytest.mark.parametrize("name", ACTS)
def test_a_request_that_was_refused_leaves_its_key_free(manager: InventoryManager, name: str) -> None:
    packed(manager)
    manager.move_order("O-1", OrderStatus.ON_HOLD)
    with pytest.raises(IllegalMove):
        ACTS[name](manager, "press-1")
    assert manager.update_stock("SKU-01", "PART-01", 1, request_key="press-1").stock == 7


@pytest.mark.parametrize("name", ACTS)
def test_a_key_of_another_request_is_refused_and_nothing_changes(manager: InventoryManager, name: str) -> None:
    _before(manager, name)
    manager.update_stock("SKU-01", "PART-01", 1, request_key="press-1")
    before = whole_table(manager.client)
    with pytest.raises(RequestKeyReused, match="press-1 was used for a different change"):
        ACTS[name](manager, "press-1")
    assert whole_table(manager.client) == before


OTHERS: list[tuple[str, Callable[[InventoryManager], object]]] = [
    ("ship", lambda m: m.ship_order("O-1", {1: 4, 2: 2}, request_key="press-1")),
    ("ship", lambda m: m.ship_order("O-1", {1: 4}, request_key="press-1")),
    ("ship", lambda m: m.ship_order("O-1", request_key="press-1")),
    ("ship", lambda m: m.ship_order("O-1", {1: 4, 2: 1}, close_rest=True, request_key="press-1")),
    ("ship", lambda m: m.close_order_short("O-1", request_key="press-1")),
    ("ship", lambda m: m.ship_order("O-2", {1: 4, 2: 1}, request_key="press-1")),
    ("close", lambda m: m.return_items("O-1", [{"index": 1, "restock": 1}], request_key="press-1")),
    ("return", lambda m: m.return_items("O-1", [{"index": 1, "restock": 2}], request_key="press-1")),
    ("return", lambda m: m.return_items("O-1", [{"index": 1, "write_off": 1}], request_key="press-1")),
    ("return", lambda m: m.return_items("O-1", [{"index": 2, "restock": 1}], request_key="press-1")),
]


@pytest.mark.parametrize(("name", "other"), OTHERS)
def test_a_different_request_under_the_key_is_refused_and_nothing_changes(
    manager: InventoryManager, name: str, other: Callable[[InventoryManager], object]
) -> None:
    _before(manager, name)
    manager.create_order_transaction("O-2", "CUST-1", [line("SKU-01", 4), line("SKU-02", 1)])
    to_packed(manager, "O-2")
    ACTS[name](manager, "press-1")
    before = whole_table(manager.client)
    with pytest.raises(RequestKeyReused):
        other(manager)
    assert whole_table(manager.client) == before


def test_units_in_any_order_and_lines_of_none_are_the_same_request(manager: InventoryManager) -> None:
    packed(manager)
    manager.ship_order("O-1", {1: 4, 2: 1}, request_key="press-1")
    before = whole_table(manager.client)
    manager.ship_order("O-1", {2: 1, 3: 0, 1: 4}, request_key="press-1")
    assert whole_table(manager.client) == before


def test_two_returns_of_the_same_goods_under_two_keys_are_two(manager: InventoryManager) -> None:
    _before(manager, "return")
    for key in ("press-1", "press-1", "press-2", "press-1", "press-2"):
        _return(manager, key)
    assert read(manager).returned == 2
    sheet = manager.get_order_sheet("O-1")
    assert sheet and [one.number for one in sheet.returns] == [1, 2]
    prove(manager)


@pytest.mark.usefixtures("room")
@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("key", ["press-1", None])
def test_a_request_whose_answer_was_lost_is_done_once(manager: InventoryManager, name: str, key: str | None) -> None:
    _before(manager, name)
    lose_answers(manager.client, TRANSACT)
    after = ACTS[name](manager, key)
    found = read(manager)
    assert after == found.order
    sheet = manager.get_order_sheet("O-1")
    assert sheet and (len(sheet.shipments), len(sheet.returns)) == (1, 1 if name == "return" else 0)
    prove(manager)


@pytest.mark.parametrize("name", ACTS)
def test_a_key_that_was_made_here_expires_and_one_that_was_given_stays(manager: InventoryManager, name: str) -> None:
    _before(manager, name)
    before = whole_table(manager.client)
    ACTS[name](manager, "press-1")
    assert "ExpiresAt" not in stored(manager, "REQUEST#press-1")
    markers = [row for (pk, _), row in before.items() if pk.startswith("REQUEST#")]
    assert all(row["ExpiresAt"] <= time.time() + KEEP_OWN_MARKERS for row in markers)
    assert len(markers) == list(ACTS).index(name)


@pytest.mark.parametrize("key", ["", "a#b", "x" * 65, "a\x00"])
@pytest.mark.parametrize("name", ACTS)
def test_what_cannot_be_a_key_is_refused(manager: InventoryManager, name: str, key: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        ACTS[name](manager, key)
    assert refused.value.field == "request_key"
