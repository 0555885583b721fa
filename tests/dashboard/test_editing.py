"""The forms on products and variants, and retiring them."""

import re
from html import unescape
from http import HTTPStatus
from itertools import count
from typing import Any

import pytest
from django.test import Client

from inventory import InventoryManager
from inventory.entities import Variant
from inventory.errors import (
    EngineUnavailable,
    InventoryError,
    NotAllowed,
    OutcomeUnknown,
    PartlyRetired,
    StockBusy,
    StockLeft,
    TooManyActions,
)
from tests.counting import CallLog
from tests.people import EVERYBODY, NOBODY, AsUser
from tests.tables import whole_table

_numbers = count(1)
PATHS = (
    *("/new-product/", "/edit-product/VEST/", "/new-variant/VEST/", "/edit-variant/VEST-M/"),
    *("/retire-variant/VEST-S/", "/retire-product/T01/"),
)
PRODUCT = {"name": "Rope", "category": "Tools", "base_price": "3,50", "description": "Strong\r\nand long"}


@pytest.fixture
def rope(stock: InventoryManager) -> str:
    """A product of the test's own, ROPE-n, with the empty variant ROPE-n-S and 3 of ROPE-n-L in WH002."""
    name = f"ROPE-{next(_numbers)}"
    variants: list[dict[str, Any]] = [
        {"sku": f"{name}-S", "name": "Short", "price": 3},
        {"sku": f"{name}-L", "price": 4, "stock": 3, "warehouse": "WH002", "attributes": {"Length": "10 m"}},
    ]
    stock.create_product(name, "Rope", "Tools", "3.50", "Strong\nand long", variants=variants)
    return name


def fields(response: Any) -> dict[str, str]:
    """What the form on the page would send."""
    text = response.content.decode()
    text = text[text.index('<form class="card') :]
    found: dict[str, str] = dict(re.findall(r'<input [^>]*?name="([\w-]+)"(?: value="([^"]*)")?', text))
    found |= dict(re.findall(r'<textarea name="([\w-]+)"[^>]*>\n?([^<]*)</textarea>', text))
    found.pop("csrfmiddlewaretoken", None)
    return {name: unescape(value) for name, value in found.items()}


def variant(stock: InventoryManager, sku: str) -> Variant:
    card = stock.get_stock_card(sku)
    assert card is not None
    return card.variant


def said(client: Client, response: Any) -> str:
    """The page that a form leads to."""
    assert response.status_code == HTTPStatus.SEE_OTHER
    return str(client.get(response["Location"]).content.decode())


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("who", EVERYBODY)
def test_forms_are_for_those_who_keep_the_catalogue(
    stock: InventoryManager, as_user: AsUser, who: str, path: str
) -> None:
    before = whole_table(stock.client) if who in ("viewer", "staff") else {}
    client = as_user(who)
    shown = client.get(path)
    if who == NOBODY:
        assert shown.status_code == HTTPStatus.FOUND and shown["Location"].startswith("/sign-in/")
        assert client.post(path, PRODUCT)["Location"].startswith("/sign-in/")
    elif who in ("viewer", "staff"):
        assert shown.status_code == client.post(path, PRODUCT).status_code == HTTPStatus.FORBIDDEN
        after = {
            key: row for key, row in whole_table(stock.client).items() if not key[0].startswith(("SESSION", "USER"))
        }
        assert after == {key: row for key, row in before.items() if key in after}
    else:
        assert shown.status_code == HTTPStatus.OK and "csrfmiddlewaretoken" in shown.content.decode()


@pytest.mark.parametrize("path", PATHS)
def test_other_methods_are_refused(pages: Client, path: str) -> None:
    assert pages.put(path).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert pages.delete(path).status_code == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize("page", ["edit-product", "new-variant", "edit-variant", "retire-variant", "retire-product"])
@pytest.mark.parametrize("name", ["NOTHING", "a%23b", "x" * 65, "%00", "%1b"])
def test_what_is_not_there_is_not_found(pages: Client, page: str, name: str) -> None:
    assert pages.get(f"/{page}/{name}/").status_code == HTTPStatus.NOT_FOUND
    assert pages.post(f"/{page}/{name}/", PRODUCT).status_code == HTTPStatus.NOT_FOUND


def test_a_product_is_edited_and_its_page_says_so(stock: InventoryManager, pages: Client, rope: str) -> None:
    sent = fields(pages.get(f"/edit-product/{rope}/"))
    assert (sent["name"], sent["base_price"], sent["description"]) == ("Rope", "3.50", "Strong\nand long")
    changed = {**sent, "name": "Cord", "category": f"Cords {rope}", "base_price": "4,20", "description": "One\r\ntwo"}
    text = said(pages, pages.post(f"/edit-product/{rope}/", changed))
    assert "Cord is saved." in text and "<h1>Cord</h1>" in text
    product = stock.get_product(rope)
    assert product is not None
    assert (product.name, str(product.base_price), product.description) == ("Cord", "4.20", "One\ntwo")
    assert [one.product_id for one in stock.get_products_by_category(f"Cords {rope}")] == [rope]


def test_a_form_that_was_not_touched_changes_nothing(stock: InventoryManager, pages: Client, rope: str) -> None:
    before = stock.get_product_with_variants(rope)
    for path in (f"/edit-product/{rope}/", f"/edit-variant/{rope}-L/"):
        sent = {name: value.replace("\n", "\r\n") for name, value in fields(pages.get(path)).items()}
        assert pages.post(path, sent).status_code == HTTPStatus.SEE_OTHER
    assert stock.get_product_with_variants(rope) == before


def test_a_variant_is_edited(stock: InventoryManager, pages: Client, rope: str) -> None:
    sent = fields(pages.get(f"/edit-variant/{rope}-L/"))
    assert sent["attributes"] == "Length: 10 m"
    changed = {
        **sent,
        "name": "Long",
        "price": "5",
        "attributes": "Length: 12 m\r\n\r\n Colour : red: dark ",
        "barcode": f"B-{rope}",
        "reorder_point": "5",
        "reorder_level": "20",
        "pack_size": "4",
    }
    text = said(pages, pages.post(f"/edit-variant/{rope}-L/", changed))
    assert f"{rope}-L is saved." in text and f"Barcode B-{rope}" in text
    assert "Reorder at 5 up to 20 in packs of 4" in text
    after = variant(stock, f"{rope}-L")
    assert after.attributes == {"Length": "12 m", "Colour": "red: dark"}
    assert (after.name, after.reorder_point, after.reorder_level, after.pack_size) == ("Long", 5, 20, 4)
    cleared = {**fields(pages.get(f"/edit-variant/{rope}-L/")), "barcode": "", "reorder_point": "", "reorder_level": ""}
    pages.post(f"/edit-variant/{rope}-L/", {**cleared, "pack_size": "", "attributes": "", "name": ""})
    after = variant(stock, f"{rope}-L")
    assert (after.barcode, after.reorder_point, after.reorder_level, after.pack_size) == ("", None, None, 1)
    assert (after.name, after.attributes, after.stock) == ("", {}, 3)


def test_attributes_that_lines_cannot_tell_stay_where_they_are_not_touched(
    stock: InventoryManager, pages: Client, rope: str
) -> None:
    stock.edit_variant(f"{rope}-S", price=3, attributes={"A:B": "x", "C": "one\ntwo"})
    sent = fields(pages.get(f"/edit-variant/{rope}-S/"))
    pages.post(
        f"/edit-variant/{rope}-S/", {**sent, "price": "9", "attributes": sent["attributes"].replace("\n", "\r\n")}
    )
    after = variant(stock, f"{rope}-S")
    assert (after.attributes, str(after.price)) == ({"A:B": "x", "C": "one\ntwo"}, "9.00")


@pytest.mark.parametrize(
    ("changed", "marked"),
    [
        ({"name": ""}, "Fill this in."),
        ({"name": "x" * 10_000}, "This must have at most 200 characters."),
        ({"name": "a\x00b"}, "Null characters are not allowed."),
        ({"name": "a\x07b"}, "This must not contain control characters."),
        ({"category": "a#b"}, "This must not contain #."),
        ({"base_price": "free"}, "This must be a number. Write it like 12 or 12.50."),
        ({"base_price": "9" * 5000}, "This must be at most"),
        ({"base_price": "-1"}, "This must not be negative."),
        ({"base_price": "1.999"}, "This must have at most two decimals."),
        ({"description": "x" * 4001}, "This must have at most 4000 characters."),
    ],
)
def test_a_product_that_cannot_be_keeps_what_was_typed(
    stock: InventoryManager, pages: Client, rope: str, changed: dict[str, str], marked: str
) -> None:
    for path in (f"/edit-product/{rope}/", "/new-product/"):
        sent = {**PRODUCT, "product_id": f"NEW-{rope}", "name": "Typed <b>", **changed}
        response = pages.post(path, sent)
        text = response.content.decode()
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert marked in unescape(text) and 'aria-invalid="true"' in text and "Nothing was saved." in text
        assert "name" in changed or 'value="Typed &lt;b&gt;"' in text
    product = stock.get_product(rope)
    assert product is not None and product.name == "Rope"
    assert stock.get_product(f"NEW-{rope}") is None


@pytest.mark.parametrize(
    ("changed", "marked"),
    [
        ({"price": ""}, "Fill this in."),
        ({"price": "1e400"}, "This must be at most"),
        ({"attributes": "Size XL"}, "“Size XL” is no attribute."),
        ({"attributes": ": XL"}, "is no attribute."),
        ({"attributes": "Size: S\nSize: L"}, "“Size” stands there twice."),
        ({"attributes": f"{'n' * 65}: x"}, "A name must have at most 64 characters."),
        ({"attributes": f"n: {'x' * 257}"}, "An attribute must have at most 256 characters."),
        ({"attributes": "\n".join(f"n{i}: x" for i in range(51))}, "The number must be at most 50."),
        ({"barcode": "4#1"}, "This must not contain #."),
        ({"barcode": "VESTCODE"}, "This barcode belongs to SKU VEST-L already."),
        ({"reorder_point": "-1"}, "This must be at least 0."),
        ({"reorder_point": "1" * 30}, "This must be a whole number."),
        ({"reorder_point": "9", "reorder_level": "8"}, "This must not be below the reorder point."),
        ({"pack_size": "0"}, "This must be at least 1."),
        ({"pack_size": "1.5"}, "This must be a whole number."),
    ],
)
def test_a_variant_that_cannot_be_keeps_what_was_typed(
    stock: InventoryManager, pages: Client, rope: str, changed: dict[str, str], marked: str
) -> None:
    stock.edit_variant("VEST-L", price="13.50", attributes={"Size": "L"}, barcode="VESTCODE")
    new = {"sku": f"{rope}-N", "stock": "1", "warehouse": "WH001"}
    for path in (f"/edit-variant/{rope}-S/", f"/new-variant/{rope}/"):
        sent = {**fields(pages.get(path)), **new, "price": "5", "name": "Typed name", **changed}
        response = pages.post(path, sent)
        text = unescape(response.content.decode())
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert marked in text and 'aria-invalid="true"' in text and "Typed name" in text
    assert variant(stock, f"{rope}-S").name == "Short"
    assert stock.find_sku(f"{rope}-N") is None


def test_what_someone_else_changed_meanwhile_is_shown_and_saving_again_overwrites_what_was_typed(
    stock: InventoryManager, pages: Client, rope: str
) -> None:
    sent = fields(pages.get(f"/edit-product/{rope}/"))
    stock.edit_product(rope, name="Theirs", category="Tools", base_price="8", description="Strong\nand long")
    response = pages.post(f"/edit-product/{rope}/", {**sent, "name": "Mine"})
    text = response.content.decode()
    assert response.status_code == HTTPStatus.CONFLICT
    assert "Nothing was saved. Now it is Name: Theirs. Save again" in text
    assert 'value="Mine"' in text and 'value="8.00"' in text, "what was not touched is as it is now"
    product = stock.get_product(rope)
    assert product is not None and product.name == "Theirs"
    assert "Mine is saved." in said(pages, pages.post(f"/edit-product/{rope}/", fields(response)))


def test_a_variant_changed_meanwhile_is_a_conflict_and_its_stock_is_none(
    stock: InventoryManager, pages: Client, rope: str
) -> None:
    sent = fields(pages.get(f"/edit-variant/{rope}-L/"))
    stock.update_stock(f"{rope}-L", rope, 5)
    assert pages.post(f"/edit-variant/{rope}-L/", {**sent, "price": "6"}).status_code == HTTPStatus.SEE_OTHER
    response = pages.post(f"/edit-variant/{rope}-L/", {**sent, "price": "7"})
    assert response.status_code == HTTPStatus.CONFLICT and "Price: 6.00" in response.content.decode()
    assert variant(stock, f"{rope}-L").stock == 8


@pytest.mark.parametrize("version", ["", "nonsense", "a\x00b", "x" * 10_000])
def test_a_form_without_its_version_is_never_saved_over_what_is_there(
    stock: InventoryManager, pages: Client, rope: str, version: str
) -> None:
    response = pages.post(f"/edit-product/{rope}/", {**PRODUCT, "name": "Blind", "version": version})
    assert response.status_code == HTTPStatus.CONFLICT
    product = stock.get_product(rope)
    assert product is not None and product.name == "Rope"


def test_the_same_form_twice_is_one_edit(stock: InventoryManager, pages: Client, rope: str) -> None:
    sent = {**fields(pages.get(f"/edit-product/{rope}/")), "name": "Cord"}
    for _ in range(2):
        assert "Cord is saved." in said(pages, pages.post(f"/edit-product/{rope}/", sent))


def test_a_new_product_is_made_once(stock: InventoryManager, pages: Client, rope: str) -> None:
    sent = {**PRODUCT, "product_id": f"NEW-{rope}"}
    for _ in range(2):
        text = said(pages, pages.post("/new-product/", sent))
        assert "Rope is in the catalogue." in text and "No variants" in text
    product = stock.get_product(f"NEW-{rope}")
    assert product is not None and product.description == "Strong\nand long"
    response = pages.post("/new-product/", {**sent, "name": "Another"})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "There is a product with this ID already." in response.content.decode()


def test_a_new_product_begins_in_the_category_one_comes_from(pages: Client) -> None:
    text = pages.get("/categories/Tools/").content.decode()
    address = re.search(r'href="(/new-product/[^"]*)"', text)
    assert address
    assert fields(pages.get(unescape(address[1])))["category"] == "Tools"
    assert '<option value="Tools">' in pages.get("/new-product/").content.decode()


def test_a_new_variant_is_made_once_with_its_opening_stock(stock: InventoryManager, pages: Client, rope: str) -> None:
    path = f"/new-variant/{rope}/"
    sent = {**fields(pages.get(path)), "sku": f"{rope}-N", "stock": "7", "warehouse": "WH002", "barcode": f"N-{rope}"}
    assert sent["price"] == "3.50"
    for _ in range(2):
        assert f"{rope}-N is in the catalogue." in said(pages, pages.post(path, sent))
    made = variant(stock, f"{rope}-N")
    assert (made.stock, made.warehouse, made.revision, made.barcode) == (7, "WH002", 1, f"N-{rope}")
    for other in ({"stock": "8"}, {"price": "1"}, {"warehouse": "WH001"}):
        response = pages.post(path, {**sent, **other})
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert f"This SKU belongs to product {rope} already." in response.content.decode()


def test_a_warehouse_that_is_none_is_refused(pages: Client, rope: str) -> None:
    path = f"/new-variant/{rope}/"
    response = pages.post(path, {**fields(pages.get(path)), "sku": f"{rope}-N", "warehouse": "WH#9"})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_home_in_the_warehouse_of_others_is_neither_offered_nor_taken(
    stock: InventoryManager, other_admin: Client, rope: str
) -> None:
    path = f"/new-variant/{rope}/"
    form = other_admin.get(path)
    assert 'value="WH001"' not in form.content.decode().partition("<main")[2]
    for units in ("7", "0"):
        sent = {**fields(form), "sku": f"{rope}-N", "stock": units, "warehouse": "WH001"}
        assert other_admin.post(path, sent).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert stock.find_sku(f"{rope}-N") is None


def test_an_empty_variant_is_retired_after_a_question(stock: InventoryManager, pages: Client, rope: str) -> None:
    path = f"/retire-variant/{rope}-S/"
    assert "This cannot be undone." in pages.get(path).content.decode()
    assert not variant(stock, f"{rope}-S").retired
    for _ in range(2):
        text = said(pages, pages.post(path))
        assert f"{rope}-S is retired." in text and "Retired" in text
    assert variant(stock, f"{rope}-S").retired
    assert "retired already" in pages.get(path).content.decode()
    assert "takes no changes" in pages.get(f"/edit-variant/{rope}-S/").content.decode()
    response = pages.post(f"/edit-variant/{rope}-S/", {"price": "1", "version": "x"})
    assert response.status_code == HTTPStatus.CONFLICT


def test_what_has_stock_is_not_retired(stock: InventoryManager, pages: Client, rope: str) -> None:
    for path in (f"/retire-variant/{rope}-L/", f"/retire-product/{rope}/"):
        text = pages.get(path).content.decode()
        assert "Only what is empty can be retired" in text and "3 on hand in WH002" in text
        response = pages.post(path)
        assert response.status_code == HTTPStatus.CONFLICT
        assert f"3 of {rope}-L are on hand in WH002. Nothing was retired" in response.content.decode()
    product = stock.get_product_with_variants(rope)
    assert product is not None and not product.retired and not any(one.retired for one in product.variants)


def test_a_retired_product_says_so_and_offers_no_changes(stock: InventoryManager, pages: Client, rope: str) -> None:
    stock.update_stock(f"{rope}-L", rope, -3)
    text = said(pages, pages.post(f"/retire-product/{rope}/"))
    assert '<span class="retired">Retired</span>' in text
    assert not re.search(r'href="/(edit|new|retire|adjust)-?', text[text.index("<main") :])
    assert pages.post(f"/edit-product/{rope}/", {**PRODUCT, "name": "X"}).status_code == HTTPStatus.CONFLICT
    sent = {"sku": f"{rope}-N", "price": "1", "warehouse": "WH001"}
    response = pages.post(f"/new-variant/{rope}/", sent)
    assert response.status_code == HTTPStatus.CONFLICT and "is retired" in response.content.decode()


def test_others_stock_rooms_are_not_retired(stock: InventoryManager, other_admin: Client, rope: str) -> None:
    response = other_admin.post(f"/retire-variant/{rope}-S/")
    assert response.status_code == HTTPStatus.FORBIDDEN and not variant(stock, f"{rope}-S").retired


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (StockBusy(), HTTPStatus.CONFLICT, "Others are changing this product"),
        (OutcomeUnknown("lost"), HTTPStatus.SERVICE_UNAVAILABLE, "It is not known yet"),
        (TooManyActions("101"), None, "in one step"),
    ],
)
def test_trouble_keeps_the_form_and_says_what_to_do(
    stock: InventoryManager,
    pages: Client,
    rope: str,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: int | None,
    words: str,
) -> None:
    def fails(*arguments: object, **more: object) -> None:
        raise error

    monkeypatch.setattr(type(stock), "edit_product", fails)
    monkeypatch.setattr(type(stock), "retire_variant", fails)
    sent = {**PRODUCT, "name": "Kept as typed"}
    for path, otherwise in ((f"/edit-product/{rope}/", 422), (f"/retire-variant/{rope}-S/", 409)):
        response = pages.post(path, sent)
        assert response.status_code == (status or otherwise) and words in response.content.decode()
    assert "Kept as typed" in pages.post(f"/edit-product/{rope}/", sent).content.decode()


@pytest.mark.parametrize(
    ("why", "status", "words"),
    [
        (StockLeft("S9", "WH001", 2), HTTPStatus.CONFLICT, "2 of S9 are on hand in WH001. 49 variants were retired"),
        (StockBusy(), HTTPStatus.CONFLICT, "right now. 49 variants were retired before, the others were not"),
        (OutcomeUnknown("lost"), HTTPStatus.SERVICE_UNAVAILABLE, "It is not known yet"),
        (EngineUnavailable("away"), HTTPStatus.SERVICE_UNAVAILABLE, "49 variants were retired"),
        (NotAllowed("ann", "edit products", "WH009"), HTTPStatus.CONFLICT, "WH009. 49 variants were retired"),
    ],
)
def test_what_was_retired_before_something_came_in_the_way_is_said(
    stock: InventoryManager,
    pages: Client,
    rope: str,
    monkeypatch: pytest.MonkeyPatch,
    why: InventoryError,
    status: int,
    words: str,
) -> None:
    def fails(*arguments: object, **more: object) -> None:
        raise PartlyRetired(rope, 49, why)

    monkeypatch.setattr(type(stock), "retire_product", fails)
    response = pages.post(f"/retire-product/{rope}/")
    text = response.content.decode()
    assert response.status_code == status and words in text and "Nothing was retired" not in text


def test_retiring_costs_the_sign_in_and_what_it_reads_and_writes(
    stock: InventoryManager, pages: Client, rope: str
) -> None:
    stock.update_stock(f"{rope}-L", rope, -3)
    stock.get_stock_card(f"{rope}-S")
    with CallLog.of(stock.client) as calls:
        pages.get(f"/retire-product/{rope}/")
        assert calls.operations == ["BatchGetItem", "Query"]
        calls.clear()
        pages.post(f"/retire-variant/{rope}-S/")
        assert calls.operations == ["BatchGetItem", "BatchGetItem", "Query", "TransactWriteItems"]
        calls.clear()
        pages.post(f"/retire-product/{rope}/")
        assert calls.operations == ["BatchGetItem", "Query", "Query", "TransactWriteItems"]


def test_a_fragment_of_a_form_is_the_form_alone(htmx: Client, rope: str) -> None:
    for path in (f"/edit-product/{rope}/", f"/retire-product/{rope}/"):
        assert "<html" not in htmx.get(path).content.decode()


def test_markup_in_names_is_text(stock: InventoryManager, pages: Client, rope: str) -> None:
    stock.edit_product(rope, name="<script>x</script>", category="Tools", base_price=1, description="</textarea><b>")
    for path in (f"/edit-product/{rope}/", f"/retire-product/{rope}/", f"/new-variant/{rope}/", f"/products/{rope}/"):
        text = pages.get(path).content.decode()
        assert "<script>x" not in text and "</textarea><b>" not in text


def test_saving_again_after_a_conflict_keeps_what_the_other_changed(
    stock: InventoryManager, pages: Client, rope: str
) -> None:
    path = f"/edit-variant/{rope}-S/"
    mine, other = fields(pages.get(path)), fields(pages.get(path))
    assert pages.post(path, {**other, "price": "3.50"}).status_code == HTTPStatus.SEE_OTHER
    refused = pages.post(path, {**mine, "reorder_point": "4"})
    assert refused.status_code == HTTPStatus.CONFLICT
    again = fields(refused)
    assert (again["price"], again["reorder_point"]) == ("3.50", "4")
    assert pages.post(path, again).status_code == HTTPStatus.SEE_OTHER
    now = variant(stock, f"{rope}-S")
    assert (str(now.price), now.reorder_point) == ("3.50", 4)
