"""What a SKU can be sold as, and which one a text means."""

from decimal import Decimal

import pytest

from inventory import InventoryManager
from inventory.entities import Warehouse
from inventory.errors import InvalidValue
from inventory.ordering.offer import Offer
from tests.conftest import new_client
from tests.counting import CallLog
from tests.tables import add_parts, add_vest


@pytest.fixture
def vest(manager: InventoryManager) -> InventoryManager:
    """VEST-M with 10 units at home in WH001, 3 in WH002 and 7 in WH003; VEST-L with 4 in WH001."""
    for warehouse in ("WH001", "WH002", "WH003"):
        manager.registry.put_warehouse(Warehouse(warehouse, warehouse))
    add_vest(manager)
    for warehouse, units in (("WH002", 3), ("WH003", 7)):
        manager.update_stock("VEST-M", "VEST", units, warehouse=warehouse)
    return manager


def offer(manager: InventoryManager, sku: str) -> Offer:
    return manager.offers([sku])[sku]


def test_an_offer_has_a_name_a_price_and_what_is_where(vest: InventoryManager) -> None:
    found = offer(vest, "VEST-M")
    assert (found.product.name, found.variant.attributes) == ("Hi-vis vest", {"Size": "M"})
    assert (found.price, found.home, found.retired) == (Decimal("12.50"), "WH001", False)
    assert [(level.warehouse, level.stock) for level in found.levels] == [("WH001", 10), ("WH002", 3), ("WH003", 7)]
    assert [found.available(each) for each in ("WH001", "WH002", "WH009")] == [10, 3, 0]
    assert found.is_kept_in("WH002") and not found.is_kept_in("WH009")


def test_what_is_elsewhere_comes_most_first_and_only_where_there_is_any(vest: InventoryManager) -> None:
    assert [(each.warehouse, each.stock) for each in offer(vest, "VEST-M").elsewhere("WH002")] == [
        ("WH001", 10),
        ("WH003", 7),
    ]
    vest.update_stock("VEST-M", "VEST", -3, warehouse="WH002")
    assert [each.warehouse for each in offer(vest, "VEST-M").elsewhere("WH001")] == ["WH003"]
    assert offer(vest, "VEST-L").elsewhere("WH001") == ()


def test_what_orders_hold_cannot_be_promised(vest: InventoryManager) -> None:
    vest.create_order_transaction("SO-1", "C", [{"sku": "VEST-M", "quantity": 4, "price": 1}])
    assert offer(vest, "VEST-M").available("WH001") == 6


def test_a_retired_variant_says_so(vest: InventoryManager) -> None:
    vest.update_stock("VEST-L", "VEST", -4)
    vest.retire_variant("VEST-L")
    assert offer(vest, "VEST-L").retired


def test_skus_that_do_not_exist_are_left_out(vest: InventoryManager) -> None:
    assert list(vest.offers(["NOPE", "VEST-L", "VEST-L", "vest-m"])) == ["VEST-L"]
    assert vest.offers([]) == {}
    with pytest.raises(InvalidValue):
        vest.offers(["a#b"])


def test_offers_cost_one_call_for_a_hundred_rows(manager: InventoryManager, calls: CallLog) -> None:
    skus = add_parts(manager, 60)
    manager.offers(skus)
    calls.clear()
    assert len(manager.offers(skus[:50])) == 50
    assert calls.operations == ["BatchGetItem"]
    calls.clear()
    assert len(manager.offers(skus)) == 60
    assert calls.operations == ["BatchGetItem", "BatchGetItem"]


@pytest.mark.parametrize("text", ["VEST-M", "vest-m", "4006381333931"])
def test_a_sku_is_named_as_it_is_or_by_its_barcode(vest: InventoryManager, text: str) -> None:
    vest.edit_variant("VEST-M", price="12.50", attributes={"Size": "M"}, barcode="4006381333931")
    assert vest.skus_named([text, "NOPE"]) == {text: "VEST-M"}


def test_a_sku_comes_before_a_barcode_and_what_is_typed_before_its_capitals(vest: InventoryManager) -> None:
    vest.create_product_variant("VEST", {"sku": "vest-m", "price": 1, "barcode": "VEST-L"})
    assert vest.skus_named(["vest-m", "VEST-M", "VEST-L"]) == {
        "vest-m": "vest-m",
        "VEST-M": "VEST-M",
        "VEST-L": "VEST-L",
    }


@pytest.mark.parametrize("text", ["", " ", "a#b", "x" * 65, "\x00", "\udcff", "ß" * 40])
def test_what_cannot_be_an_id_names_nothing(vest: InventoryManager, text: str) -> None:
    assert vest.skus_named([text]) == {}


def test_what_was_named_is_offered_by_one_call_more(vest: InventoryManager) -> None:
    other = InventoryManager(vest.client.settings, new_client(vest))
    other.warehouses()
    with CallLog.of(other.client) as calls:
        other.offers(other.skus_named(["VEST-M"]).values())
    assert calls.operations == ["BatchGetItem", "BatchGetItem"]


def test_words_find_the_variants_that_have_them_all(vest: InventoryManager) -> None:
    found = {text: [each.sku for each in vest.offers_matching(text).offers] for text in ("vest", "vis m", "l hi", "xl")}
    assert found == {"vest": ["VEST-L", "VEST-M"], "vis m": ["VEST-M"], "l hi": ["VEST-L"], "xl": []}


def test_matches_have_their_stock_and_no_retired_ones(vest: InventoryManager) -> None:
    vest.update_stock("VEST-L", "VEST", -4)
    vest.retire_variant("VEST-L")
    (found,) = vest.offers_matching("vest").offers
    assert (found.sku, found.available("WH003")) == ("VEST-M", 7)


def test_of_many_matches_the_first_are_shown(vest: InventoryManager) -> None:
    one, both = vest.offers_matching("vest", 1), vest.offers_matching("vest", 2)
    assert ([each.sku for each in one.offers], one.more) == (["VEST-L"], True)
    assert (len(both.offers), both.more) == (2, False)


@pytest.mark.parametrize("text", ["", "  ", "?!"])
def test_nothing_is_found_by_no_words(vest: InventoryManager, text: str) -> None:
    assert vest.offers_matching(text).offers == ()


@pytest.mark.parametrize("text", ["\x00", "x" * 201, "\udcff"])
def test_what_cannot_be_looked_for_is_refused(vest: InventoryManager, text: str) -> None:
    with pytest.raises(InvalidValue):
        vest.offers_matching(text)
