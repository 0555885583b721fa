"""The demo's catalogue and orders, before they meet a table."""

import re
from collections import Counter
from decimal import Decimal
from itertools import islice

import pytest

from inventory import demo_adjustments, demo_catalogue, demo_orders
from inventory.bins import walking_key
from inventory.demo_words import FAMILIES
from inventory.drafts import product_draft
from inventory.dynamodb import keys

MANY = 5000


@pytest.fixture(scope="module")
def products() -> list[demo_catalogue.DemoProduct]:
    return [demo_catalogue.product(1, number) for number in range(MANY)]


def test_ids_and_skus_are_unique(products: list[demo_catalogue.DemoProduct]) -> None:
    skus = [variant.sku for product in products for variant in product.variants]
    assert len({product.product_id for product in products}) == MANY
    assert len(set(skus)) == len(skus)


def test_a_seed_makes_the_same_product_always_and_another_seed_another() -> None:
    assert demo_catalogue.product(7, 3) == demo_catalogue.product(7, 3)
    assert demo_catalogue.product(7, 3).product_id != demo_catalogue.product(8, 3).product_id


def test_products_have_one_to_eight_variants(products: list[demo_catalogue.DemoProduct]) -> None:
    assert {len(product.variants) for product in products} == set(range(1, 9))


def test_prices_have_two_places_and_larger_sizes_are_not_cheaper(products: list[demo_catalogue.DemoProduct]) -> None:
    for product in products:
        prices = [variant.price for variant in product.variants]
        assert prices == sorted(prices) and prices[0] == product.base_price >= Decimal("0.05")
        assert all(price.as_tuple().exponent == -2 for price in prices)


def test_some_stock_is_out_some_low_and_some_elsewhere(products: list[demo_catalogue.DemoProduct]) -> None:
    variants = [variant for product in products for variant in product.variants]
    states = Counter("out" if v.stock == 0 else "low" if v.stock <= 10 else "in" for v in variants)
    assert min(states["out"], states["low"]) > len(variants) // 25
    assert states["in"] > len(variants) // 2
    assert sum(bool(variant.elsewhere) for variant in variants) > len(variants) // 20
    assert all(variant.warehouse not in variant.elsewhere for variant in variants)


def test_an_id_alone_is_that_of_the_product(products: list[demo_catalogue.DemoProduct]) -> None:
    assert [demo_catalogue.product_id(1, number) for number in range(MANY)] == [one.product_id for one in products]


def test_the_ten_millionth_product_has_ids_and_barcodes_like_the_first() -> None:
    last = 9_999_999
    some = [demo_catalogue.product(99, number) for number in range(last - 400, last)]
    codes = [variant.barcode for product in some for variant in product.variants if variant.barcode]
    assert {len(code) for code in codes} == {13} and len(set(codes)) == len(codes)
    assert product_draft(demo_catalogue.product(99, last).fields(), "").product.product_id.endswith("-99-10000000")
    longest = max(len(f"-999999999-{last + 1}-{option}") + len(one.code) for one in FAMILIES for option in one.options)
    assert longest <= keys.ID_LENGTH


def test_all_families_are_used(products: list[demo_catalogue.DemoProduct]) -> None:
    assert {product.category for product in products} == {family.category for family in FAMILIES}


@pytest.mark.parametrize("count", [1, 4, 5, 400])
def test_orders_ask_for_no_more_than_there_is(count: int) -> None:
    asked = Counter[str]()
    for order in demo_orders.orders(1, count):
        assert order.items
        for item in order.items:
            asked[str(item["sku"])] += int(str(item["quantity"]))
    stock = {v.sku: v.stock for n in range(count) for v in demo_catalogue.product(1, n).variants}
    assert all(units <= stock[sku] for sku, units in asked.items())


def test_a_catalogue_of_millions_has_the_orders_of_one_of_ten_thousand() -> None:
    assert [demo_orders.most_orders(products) for products in (4, 9_999, 10_000, 10_004, 10_000_000)] == [
        *(1, 1999, 2000, 2000, 2000)
    ]
    few, many = (list(islice(demo_orders.orders(1, products), 300)) for products in (10_000, 10_000_000))
    assert few == many


def test_a_larger_catalogue_has_the_orders_of_a_smaller_one() -> None:
    few, many = list(demo_orders.orders(1, 100)), list(demo_orders.orders(1, 500))
    assert many[: len(few)] == few


def test_most_variants_have_a_barcode_of_their_own_that_scanners_take(
    products: list[demo_catalogue.DemoProduct],
) -> None:
    variants = [variant for product in products for variant in product.variants]
    codes = [variant.barcode for variant in variants if variant.barcode]
    assert len(codes) > len(variants) * 0.8 and len(set(codes)) == len(codes)
    assert all(len(code) == 13 and code.startswith("20") for code in codes)
    assert all(sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(code)) % 10 == 0 for code in codes)


def test_most_variants_say_when_and_how_they_are_reordered(products: list[demo_catalogue.DemoProduct]) -> None:
    variants = [variant for product in products for variant in product.variants]
    known = [variant for variant in variants if variant.reorder_point is not None]
    assert len(variants) * 0.8 < len(known) < len(variants)
    assert all((variant.reorder_level or 0) >= (variant.reorder_point or 0) > 0 for variant in known)


def test_adjustments_are_few_and_those_of_a_smaller_catalogue_stay() -> None:
    few, many = (list(demo_adjustments.adjustments(1, count)) for count in (100, 10_000))
    assert (len(few), len(many)) == (20, 40) and many[:20] == few
    assert len({one.request_key for one in many}) == 40 and all(one.change for one in many)
    assert len({one.reason for one in many}) > 3


def test_most_variants_lie_in_a_bin_beside_their_siblings(products: list[demo_catalogue.DemoProduct]) -> None:
    variants = [variant for product in products for variant in product.variants]
    placed = [variant for variant in variants if variant.bin]
    assert len(variants) * 0.9 < len(placed) < len(variants)
    assert all(re.fullmatch(r"[A-H]-\d{1,2}-[1-5]", variant.bin) for variant in placed)
    for product in products:
        assert len({variant.bin[0] for variant in product.variants if variant.bin}) <= 1, "all in one aisle"
        names = [variant.bin for variant in product.variants if variant.bin]
        assert names == sorted(names, key=walking_key) and len(set(names)) == len(names)


def test_the_first_products_have_bins_in_their_other_warehouses_too(
    products: list[demo_catalogue.DemoProduct],
) -> None:
    first = [variant for product in products[: demo_catalogue.WITH_A_PAST] for variant in product.variants]
    assert any(variant.elsewhere for variant in first)
    assert all(variant.bins_elsewhere.keys() == variant.elsewhere.keys() for variant in first)
