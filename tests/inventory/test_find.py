"""InventoryManager.find."""

import pytest

from inventory import InventoryManager
from inventory.dynamodb import find_items, paging
from inventory.entities import Hit, Jump
from inventory.errors import InvalidCursor, InvalidValue
from tests.counting import CallLog
from tests.tables import add_parts, add_vest, line


def ids(manager: InventoryManager, q: str) -> list[str]:
    return sorted(hit.product_id for hit in manager.find(q).products)


@pytest.fixture
def shelf(manager: InventoryManager) -> InventoryManager:
    add_vest(manager)
    manager.create_product("HELM-7", "Safety helmet, white", "Safety", 30, variants=[{"sku": "H7", "barcode": "4006"}])
    manager.create_product("VEST-2", "Hi-vis vest Émile", "Safety", 9)
    manager.create_product("箱", "工具箱", "Tools", 9)
    return manager


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("vest", ["VEST", "VEST-2"]),
        ("ves", ["VEST", "VEST-2"]),
        ("VES hi", ["VEST", "VEST-2"]),
        ("emi vis", ["VEST-2"]),
        ("émile", ["VEST-2"]),
        ("vest helmet", []),
        ("vest l", ["VEST"]),
        ("vest e", ["VEST-2"]),
        ("v", ["VEST", "VEST-2"]),
        ("工", ["箱"]),
        ("l", ["VEST"]),
        ("helm-7", ["HELM-7"]),
        ("h7", ["HELM-7"]),
        ("工具", ["箱"]),
        ("箱", ["箱"]),
        ("nothing", []),
        ("", []),
        ("#", []),
        ("%", []),
        ("' OR 1=1 --", []),
    ],
)
def test_products_are_found_by_the_beginnings_of_their_words(shelf: InventoryManager, q: str, found: list[str]) -> None:
    assert ids(shelf, q) == found


def test_a_hit_says_what_the_product_is_called(shelf: InventoryManager) -> None:
    (hit,) = shelf.find("helmet").products
    assert (hit.product_id, hit.name, hit.category) == ("HELM-7", "Safety helmet, white", "Safety")


@pytest.mark.parametrize(
    ("q", "jump"),
    [
        ("VEST-M", Jump("sku", "VEST-M")),
        (" vest-m ", Jump("sku", "VEST-M")),
        ("4006", Jump("barcode", "H7")),
        ("O-1", Jump("order", "O-1")),
        ("o-1", Jump("order", "O-1")),
        ("VEST", Jump("product", "VEST")),
        ("helm-7", Jump("product", "HELM-7")),
        ("VEST-MM", None),
        ("a#b", None),
        ("x" * 100, None),
        ("", None),
    ],
)
def test_a_text_that_names_one_thing_jumps_to_it(shelf: InventoryManager, q: str, jump: Jump | None) -> None:
    shelf.create_order_transaction("O-1", "CUST-0001", [line("VEST-M")])
    found = shelf.find(q)
    assert found.jump == jump
    assert (found.kind, found.target) == ((jump.kind, jump.target) if jump else ("", ""))


def test_a_sku_goes_before_the_barcode_of_another_and_letters_as_typed_before_capitals(
    manager: InventoryManager,
) -> None:
    variants = [{"sku": "4006"}, {"sku": "B", "barcode": "4006"}, {"sku": "ab"}, {"sku": "AB"}]
    manager.create_product("P", "Thing", "Things", 1, variants=variants)
    assert manager.find("4006").jump == Jump("sku", "4006")
    assert manager.find("ab").jump == Jump("sku", "ab")


def test_a_product_with_many_words_that_begin_alike_is_one_hit(manager: InventoryManager) -> None:
    variants = [{"sku": f"SA-17-{n}", "name": f"Sample sack {n}"} for n in range(9)]
    manager.create_product("SA-17", "Sack saved", "Things", 1, variants=variants)
    manager.create_product("SB", "Salt", "Things", 1)
    assert ids(manager, "sa") == ["SA-17", "SB"]
    assert ids(manager, "sa-17") == ["SA-17"]


def test_pages_follow_each_other_and_show_each_product_once(manager: InventoryManager) -> None:
    add_parts(manager, 30)
    seen: list[str] = []
    cursor: str | None = None
    for size in (7, 7, 7, 7, 7):
        page = manager.find("pa", limit=size, cursor=cursor).products
        seen += [hit.product_id for hit in page]
        cursor = page.cursor
    assert cursor is None
    assert sorted(seen) == [f"PART-{n:02}" for n in range(1, 31)]
    assert len(seen) == 30


def test_a_search_that_looks_through_much_and_shows_little_goes_on_by_its_cursor(
    manager: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging.look_through, "__defaults__", (10, *paging.look_through.__defaults__[1:]))  # type: ignore[index]
    add_parts(manager, 30)
    page = manager.find("part 29").products
    assert list(page) == [] and page.cursor
    found: list[Hit] = []
    while page.cursor:
        page = manager.find("part 29", cursor=page.cursor).products
        found += page
    assert [hit.product_id for hit in found] == ["PART-29"]


def test_a_cursor_of_another_search_is_refused(manager: InventoryManager) -> None:
    add_parts(manager, 9)
    cursor = manager.find("part", limit=2).products.cursor
    for other in ("vest", "part sku"):
        with pytest.raises(InvalidCursor):
            manager.find(other, cursor=cursor)
    with pytest.raises(InvalidCursor):
        manager.find("part", cursor="x")


@pytest.mark.parametrize("q", ["x" * 10_000, "nul\x00", "bell\x07", "\ud800", 5, None])
def test_what_cannot_be_looked_for_is_refused_by_name(manager: InventoryManager, q: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        manager.find(q)
    assert refused.value.field == "q"


def test_a_search_costs_two_calls_however_many_products_there_are(shelf: InventoryManager, calls: CallLog) -> None:
    add_parts(shelf, 60)
    calls.clear()
    shelf.find("part 1")
    assert sorted(calls.operations) == ["BatchGetItem", "Query"]


def test_a_longest_text_of_words_is_still_one_query(shelf: InventoryManager) -> None:
    assert ids(shelf, "w1 " * 66) == []
    assert ids(shelf, " ".join(f"w{n}" for n in range(50))) == []


def test_products_of_a_batch_are_found_too(manager: InventoryManager) -> None:
    add_parts(manager, 3)
    assert ids(manager, "sku-02") == ["PART-02"]


def test_each_entry_says_all_words_of_its_product(shelf: InventoryManager) -> None:
    row = shelf.client.get(*find_items.word_key("vis", "VEST-2"), consistent=True)
    own = shelf.client.get("PRODUCT#VEST-2", "METADATA", consistent=True)
    assert row is not None and own is not None
    assert row["Words"] == own["Words"] == " emile hi vest vest-2 vis "
