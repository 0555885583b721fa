"""InventoryManager.get_products_by_category: by price, as a key range, page by page."""

import base64
from decimal import Decimal

import pytest

from inventory import InventoryManager
from inventory.dynamodb.client import DynamoDBClient
from inventory.errors import InvalidCursor, InvalidValue
from inventory.settings import Settings
from tests.tables import add_parts

PRICES = ["0", "0.01", "9.99", "10", "10.01", "99.99", "100", "1299.99", "9999999999.99"]


def _shelf(manager: InventoryManager) -> None:
    for index, price in enumerate(PRICES):
        manager.create_product(f"P{index}", "Thing", "Things", price)


def _prices(manager: InventoryManager, **wanted: object) -> list[str]:
    page = manager.get_products_by_category("Things", **wanted)  # type: ignore[arg-type]
    return [str(product.base_price) for product in page]


def test_products_come_by_price(manager: InventoryManager) -> None:
    _shelf(manager)
    shown = ["0.00", "0.01", "9.99", "10.00", "10.01", "99.99", "100.00", "1299.99", "9999999999.99"]
    assert _prices(manager) == shown
    assert _prices(manager, descending=True) == shown[::-1]


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ({"max_price": 10}, ["0.00", "0.01", "9.99", "10.00"]),
        ({"max_price": "9.98"}, ["0.00", "0.01"]),
        ({"max_price": 0}, ["0.00"]),
        ({"min_price": "100"}, ["100.00", "1299.99", "9999999999.99"]),
        ({"min_price": 9.99, "max_price": Decimal("10.01")}, ["9.99", "10.00", "10.01"]),
        ({"min_price": 10, "max_price": 10}, ["10.00"]),
        ({"min_price": 11, "max_price": 99}, []),
        ({"min_price": "0.01", "max_price": "10", "descending": True}, ["10.00", "9.99", "0.01"]),
    ],
)
def test_a_range_includes_both_its_bounds(
    manager: InventoryManager, wanted: dict[str, object], shown: list[str]
) -> None:
    _shelf(manager)
    assert _prices(manager, **wanted) == shown


def test_products_of_one_price_come_by_id(manager: InventoryManager) -> None:
    for product_id in ("C", "A", "B"):
        manager.create_product(product_id, "Thing", "Things", 5)
    assert [p.product_id for p in manager.get_products_by_category("Things", 5)] == ["A", "B", "C"]


def test_a_category_shows_only_its_own(manager: InventoryManager) -> None:
    manager.create_product("A", "Thing", "Things", 5)
    manager.create_product("B", "Thing", "Things and more", 5)
    assert [p.product_id for p in manager.get_products_by_category("Things")] == ["A"]


def test_an_empty_category_is_an_empty_page(manager: InventoryManager) -> None:
    page = manager.get_products_by_category("Nothing here")
    assert (list(page), page.cursor) == ([], None)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("limit", [1, 7, 10, 11, 25, 26])
def test_the_pages_together_are_the_list(manager: InventoryManager, limit: int, descending: bool) -> None:
    add_parts(manager, 25)
    pages = [manager.get_products_by_category("Parts", limit=limit, descending=descending)]
    while cursor := pages[-1].cursor:
        pages.append(manager.get_products_by_category("Parts", limit=limit, descending=descending, cursor=cursor))
    assert all(len(page) == limit for page in pages[:-1])
    assert pages[-1]
    seen = [product.product_id for page in pages for product in page]
    expected = [f"PART-{number:02}" for number in range(1, 26)]
    assert seen == (expected[::-1] if descending else expected)


def test_pages_keep_to_their_range(manager: InventoryManager) -> None:
    add_parts(manager, 25)
    first = manager.get_products_by_category("Parts", "9", limit=4, min_price=3)
    rest = manager.get_products_by_category("Parts", "9", limit=4, min_price=3, cursor=first.cursor)
    assert [p.base_price for p in [*first, *rest]] == [Decimal(n) for n in range(3, 10)]
    assert rest.cursor is None


def test_a_page_goes_on_after_its_last_row_whatever_was_added_before_it(manager: InventoryManager) -> None:
    add_parts(manager, 6)
    first = manager.get_products_by_category("Parts", limit=3)
    manager.create_product("EARLY", "Thing", "Parts", "0.50")
    rest = manager.get_products_by_category("Parts", limit=3, cursor=first.cursor)
    assert [p.product_id for p in rest] == ["PART-04", "PART-05", "PART-06"]


def _cursor(manager: InventoryManager) -> str:
    add_parts(manager, 6)
    cursor = manager.get_products_by_category("Parts", "5", limit=2, min_price=1).cursor
    assert cursor is not None
    return cursor


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"category": "Things"},
        {"max_price": "6"},
        {"max_price": None},
        {"min_price": 2},
        {"min_price": None},
        {"descending": True},
    ],
)
def test_a_cursor_of_another_list_is_refused(manager: InventoryManager, elsewhere: dict[str, object]) -> None:
    cursor = _cursor(manager)
    here: dict[str, object] = {"category": "Parts", "max_price": "5", "min_price": 1, "cursor": cursor}
    with pytest.raises(InvalidCursor, match="start from the first page"):
        manager.get_products_by_category(**(here | elsewhere))  # type: ignore[arg-type]
    assert len(manager.get_products_by_category(**here)) == 3  # type: ignore[arg-type]


def test_a_cursor_altered_anywhere_is_refused(manager: InventoryManager) -> None:
    cursor = _cursor(manager)
    for place, letter in enumerate(cursor):
        other = "A" if letter != "A" else "B"
        with pytest.raises(InvalidCursor):
            manager.get_products_by_category(
                "Parts", "5", min_price=1, cursor=cursor[:place] + other + cursor[place + 1 :]
            )


@pytest.mark.parametrize(
    "nonsense", ["x", "!!!", "ü", "A" * 5000, "null", "e30", base64.urlsafe_b64encode(b"0" * 40).decode()]
)
def test_nonsense_for_a_cursor_is_refused(manager: InventoryManager, nonsense: str) -> None:
    with pytest.raises(InvalidCursor):
        manager.get_products_by_category("Parts", cursor=nonsense)


def test_a_cursor_cut_or_lengthened_is_refused(manager: InventoryManager) -> None:
    cursor = _cursor(manager)
    for altered in (cursor[:-1], cursor[1:], cursor + "A", cursor + "=", cursor + " ", " " + cursor):
        with pytest.raises(InvalidCursor):
            manager.get_products_by_category("Parts", "5", min_price=1, cursor=altered)


def test_a_cursor_of_another_node_with_the_same_secret_is_taken(manager: InventoryManager) -> None:
    cursor = _cursor(manager)
    node = InventoryManager(client=DynamoDBClient(manager.client.settings))
    assert len(node.get_products_by_category("Parts", "5", min_price=1, cursor=cursor)) == 3


def test_a_cursor_signed_with_another_secret_is_refused(manager: InventoryManager) -> None:
    cursor = _cursor(manager)
    stranger = InventoryManager(Settings(engine="aws", secret_key=b"another"))
    with pytest.raises(InvalidCursor):
        stranger.get_products_by_category("Parts", "5", min_price=1, cursor=cursor)


@pytest.mark.parametrize(
    ("wanted", "field", "rule"),
    [
        ({"max_price": "cheap"}, "max_price", "must be a number"),
        ({"min_price": -1}, "min_price", "must not be negative"),
        ({"min_price": "1.001"}, "min_price", "must have at most two decimals"),
        ({"max_price": float("nan")}, "max_price", "must be a number"),
        ({"min_price": 5, "max_price": 4}, "max_price", "must not be less than 5.00"),
        ({"limit": 0}, "limit", "must be at least 1"),
        ({"limit": 1001}, "limit", "must be at most 1000"),
        ({"limit": "many"}, "limit", "must be a whole number"),
        ({"category": "A#B"}, "category", "must not contain #"),
        ({"category": ""}, "category", "must not be empty"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_its_rule(
    manager: InventoryManager, wanted: dict[str, object], field: str, rule: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        manager.get_products_by_category(**({"category": "Parts"} | wanted))  # type: ignore[arg-type]
    assert (refused.value.field, refused.value.rule) == (field, rule)
