"""Keys: the order of the text is the order of the numbers, and what does not fit is refused."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.dynamodb import keys

prices = st.integers(0, int(keys.MAX_PRICE * 100)).map(lambda cents: Decimal(cents).scaleb(-2))
quantities = st.integers(0, keys.MAX_QUANTITY)
revisions = st.integers(1, keys.MAX_REVISION)
indexes = st.integers(1, keys.MAX_INDEX)
ids = st.text(min_size=1, max_size=keys.ID_LENGTH).filter(lambda text: _may_be_an_id(text))
NOON = "2026-01-31T12:00:00.000000Z"


def _may_be_an_id(text: str) -> bool:
    try:
        return keys.id_part(text) == text
    except keys.InvalidKeyPart:
        return False


@pytest.mark.parametrize(
    ("made", "key"),
    [
        (keys.product_pk("P-1"), "PRODUCT#P-1"),
        (keys.sku_pk("S-1"), "SKU#S-1"),
        (keys.order_pk("O-1"), "ORDER#O-1"),
        (keys.request_pk("R-1"), "REQUEST#R-1"),
        (keys.ledger_pk("S-1", "WH001"), "LEDGER#S-1#WH001"),
        (keys.home_sk("S-1"), "VARIANT#S-1"),
        (keys.further_sk("S-1", "WH002"), "VARIANT#S-1#AT#WH002"),
        (keys.line_sk(3), "ITEM#0003"),
        (keys.movement_sk(7), "MOVE#0000000007"),
        (keys.category_sk("Power Tools"), "CATEGORY#Power Tools"),
        (keys.warehouse_sk("WH001"), "WAREHOUSE#WH001"),
        (keys.category_pk("Power Tools"), "CATEGORY#Power Tools"),
        (keys.price_sk(Decimal("1299.99"), "P-1"), "PRICE#0000001299.99#P-1"),
        (keys.customer_pk("C-1"), "CUSTOMER#C-1"),
        (keys.customer_order_sk(NOON), f"ORDER#{NOON}"),
        (keys.activity_pk("WH001", NOON), "ACTIVITY#WH001#2026-01-31"),
        (keys.activity_sk(NOON, "S-1", 7), f"{NOON}#S-1#0000000007"),
        (keys.stock_pk("WH001"), "STOCK#WH001"),
        (keys.stock_sk(50, "S-1"), "QTY#00000050#S-1"),
        (keys.status_pk("PENDING"), "ORDERS#PENDING"),
        (keys.status_sk(NOON, "O-1"), f"{NOON}#O-1"),
    ],
)
def test_keys_look_like_the_data_model_says(made: str, key: str) -> None:
    assert made == key


@given(prices, prices, ids, ids)
def test_products_sort_by_price_then_id(one: Decimal, two: Decimal, id_one: str, id_two: str) -> None:
    texts = _bytes(keys.price_sk(one, id_one)), _bytes(keys.price_sk(two, id_two))
    if one != two:
        assert (texts[0] < texts[1]) == (one < two)
    else:
        assert (texts[0] < texts[1]) == (_bytes(id_one) < _bytes(id_two))


@given(quantities, quantities, ids, ids)
def test_levels_sort_by_stock_whatever_their_sku(one: int, two: int, sku_one: str, sku_two: str) -> None:
    texts = _bytes(keys.stock_sk(one, sku_one)), _bytes(keys.stock_sk(two, sku_two))
    if one != two:
        assert (texts[0] < texts[1]) == (one < two)


@given(revisions, revisions)
def test_movements_sort_by_revision(one: int, two: int) -> None:
    assert (_bytes(keys.movement_sk(one)) < _bytes(keys.movement_sk(two))) == (one < two)


@given(indexes, indexes)
def test_lines_sort_by_index(one: int, two: int) -> None:
    assert (_bytes(keys.line_sk(one)) < _bytes(keys.line_sk(two))) == (one < two)


@given(prices, prices, prices, ids)
def test_a_price_lies_in_a_range_as_its_number_does(
    least: Decimal, most: Decimal, price: Decimal, product_id: str
) -> None:
    low, high = keys.price_range(least, most)
    assert (low <= keys.price_sk(price, product_id) <= high) == (least <= price <= most)


@given(prices, prices, ids)
def test_a_range_without_a_bound_is_open_there(bound: Decimal, price: Decimal, product_id: str) -> None:
    key = keys.price_sk(price, product_id)
    low, high = keys.price_range(None, None)
    assert low <= key <= high
    low, high = keys.price_range(bound, None)
    assert (low <= key <= high) == (bound <= price)
    low, high = keys.price_range(None, bound)
    assert (low <= key <= high) == (price <= bound)


@given(quantities, quantities, ids)
def test_a_stock_lies_under_a_threshold_as_its_number_does(most: int, stock: int, sku: str) -> None:
    low, high = keys.stock_range(most)
    assert (low <= keys.stock_sk(stock, sku) <= high) == (stock <= most)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00.000000Z", NOON, "9999-12-31T23:59:59.999999Z"])
def test_an_order_lies_in_the_range_of_its_customer(moment: str) -> None:
    low, high = keys.customer_order_range()
    assert low <= keys.customer_order_sk(moment) <= high


@given(ids, ids)
def test_a_level_is_read_back_from_its_sort_key(sku: str, warehouse: str) -> None:
    assert keys.read_level_sk(keys.home_sk(sku)) == (sku, None)
    assert keys.read_level_sk(keys.further_sk(sku, warehouse)) == (sku, warehouse)


@given(ids, ids)
def test_two_ledgers_never_share_a_key(one: str, two: str) -> None:
    assert (keys.ledger_pk(one, two) == keys.ledger_pk(two, one)) == (one == two)


@pytest.mark.parametrize("sk", ["METADATA", "ITEM#0001", "VARIANT#A#B", "VARIANT#A#AT#B#C"])
def test_other_rows_are_no_levels(sk: str) -> None:
    assert keys.read_level_sk(sk) is None


def test_a_ledger_is_known_by_its_key() -> None:
    assert keys.is_ledger_pk(keys.ledger_pk("S", "W"))
    assert not keys.is_ledger_pk(keys.product_pk("P"))


@pytest.mark.parametrize("value", ["Ä", "工具", "a b", "x" * 64, "$", "..", "a/b", "-", "é\u0301"])
def test_an_id_may_hold_what_people_write(value: str) -> None:
    assert keys.id_part(value) == value


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("", "must not be empty"),
        ("a#b", "must not contain #"),
        (" a", "must not begin or end with a blank"),
        ("a\u00a0", "must not begin or end with a blank"),
        ("a\n", "must not begin or end with a blank"),
        ("a\nb", "must not contain control characters"),
        ("a\x00b", "must not contain control characters"),
        ("a\x7fb", "must not contain control characters"),
        ("a\u2028b", "must not contain control characters"),
        ("a\ud800b", "must not contain control characters"),
        ("a\u200bb", "must not contain invisible characters"),
        ("\u202eab", "must not contain invisible characters"),
        ("\u200d", "must not contain invisible characters"),
        ("x" * 65, "must have at most 64 characters"),
        (5, "must be text"),
        (None, "must be text"),
    ],
)
def test_what_may_not_stand_in_a_key_is_refused_with_its_rule(value: object, rule: str) -> None:
    with pytest.raises(keys.InvalidKeyPart) as refused:
        keys.id_part(value)
    assert refused.value.rule == rule


@given(st.one_of(st.integers(max_value=-1), st.integers(min_value=keys.MAX_QUANTITY + 1)))
def test_a_quantity_out_of_range_is_refused_never_cut(number: int) -> None:
    with pytest.raises(keys.InvalidKeyPart):
        keys.quantity_part(number)


@given(st.one_of(st.integers(max_value=0), st.integers(min_value=keys.MAX_REVISION + 1)))
def test_a_revision_or_index_out_of_range_is_refused_never_cut(number: int) -> None:
    with pytest.raises(keys.InvalidKeyPart):
        keys.revision_part(number)
    with pytest.raises(keys.InvalidKeyPart):
        keys.index_part(number)


@given(st.decimals(max_value=Decimal("-0.01")) | st.decimals(min_value=keys.MAX_PRICE + Decimal("0.01")))
def test_a_price_out_of_range_is_refused_never_cut(price: Decimal) -> None:
    with pytest.raises(keys.InvalidKeyPart):
        keys.price_part(price)


@pytest.mark.parametrize("price", ["0.001", "1.999", "NaN", "Infinity", "9999999999.999"])
def test_a_price_that_does_not_fit_is_refused_never_rounded(price: str) -> None:
    with pytest.raises(keys.InvalidKeyPart):
        keys.price_part(Decimal(price))


def test_nothing_costs_nothing_whatever_its_sign() -> None:
    assert keys.price_part(Decimal("-0.00")) == keys.price_part(Decimal(0)) == "0000000000.00"


@pytest.mark.parametrize("number", [True, 1.0, "1", Decimal(1), None])
@pytest.mark.parametrize("part", [keys.quantity_part, keys.revision_part, keys.index_part])
def test_only_whole_numbers_are_padded(part: Callable[[int], str], number: int) -> None:
    with pytest.raises(keys.InvalidKeyPart, match="must be a whole number"):
        part(number)


@pytest.mark.parametrize(
    "timestamp",
    ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00.000000+00:00", "2026-01-31 12:00:00.000000Z", "", f"{NOON}x"],
)
def test_a_time_that_would_not_sort_is_refused(timestamp: str) -> None:
    with pytest.raises(keys.InvalidKeyPart):
        keys.customer_order_sk(timestamp)


def _bytes(key: str) -> bytes:
    """DynamoDB sorts text by its UTF-8."""
    return key.encode()
