"""The page of one product."""

import re
from html import escape, unescape
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from inventory import InventoryManager
from tests.people import AsUser


def cells(text: str, row: str) -> list[str]:
    """The text of the cells of the first table row that holds ``row``."""
    found = next(r for r in re.findall(r"<tr>.*?</tr>", text, re.DOTALL) if row in r)
    parts = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", found, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", part)).split()) for part in parts]


def test_a_variant_with_its_price_attributes_and_stock(viewer: Client) -> None:
    text = viewer.get("/products/VEST/").content.decode()
    assert cells(text, "VEST-M")[1:] == ["12.50", "WH001", "1,234", "0", "1,234", "In stock"]
    assert "Size <b>M</b>" in text
    assert cells(text, "VEST-L")[1:] == ["13.50", "WH002", "10", "0", "10", "Low"]
    assert cells(text, "VEST-S")[1:] == ["11.00", "WH001", "0", "0", "0", "Out"]


def test_what_people_wrote_is_text_not_markup(pages: Client) -> None:
    text = pages.get("/products/VEST/").content.decode()
    assert "Hi-vis vest &lt;EN 471&gt;" in text and "<EN 471>" not in text
    assert "S &amp; &lt;XS&gt;" in text
    assert "Two bands,<br>all sizes" in text


def test_promised_stock_is_on_hand_but_not_available(stock: InventoryManager, viewer: Client) -> None:
    stock.create_product("CONE", "Traffic cone", "Safety", "8", variants=[{"sku": "CONE-1", "price": "8", "stock": 14}])
    stock.create_order_transaction("O-1", "CUST-0001", [{"sku": "CONE-1", "quantity": 4, "price": "8"}])
    text = viewer.get("/products/CONE/").content.decode()
    assert cells(text, "CONE-1")[3:] == ["14", "4", "10", "Low"]


def test_a_variant_has_a_row_for_each_of_its_warehouses(stock: InventoryManager, viewer: Client) -> None:
    stock.create_product("TAPE", "Tape", "Safety", "2", variants=[{"sku": "TAPE-1", "price": "2", "stock": 20}])
    stock.update_stock("TAPE-1", "TAPE", 7, warehouse="WH009")
    text = viewer.get("/products/TAPE/").content.decode()
    assert cells(text, "TAPE-1")[2:] == ["WH001", "20", "0", "20", "In stock"]
    assert cells(text, "WH009") == ["WH009", "7", "0", "7", "Low"]
    assert cells(text, ">All<") == ["All", "27", "0", "27"]


def test_stock_is_summed_per_warehouse_and_over_all(pages: Client) -> None:
    text = pages.get("/products/VEST/").content.decode()
    table = text[text.index('class="warehouses"') :]
    assert cells(table, "WH001") == ["WH001", "1,234", "0", "1,234"]
    assert cells(table, "WH002") == ["WH002", "10", "0", "10"]
    assert cells(table, ">All<") == ["All", "1,244", "0", "1,244"]
    assert "1 out, 1 low" in text


def test_a_product_leads_back_to_its_category(pages: Client) -> None:
    text = pages.get("/products/ODD-0/").content.decode()
    assert f'href="{escape(reverse("dashboard:category", args=["Nuts / Bolts & Co"]))}"' in text


def test_a_product_without_variants_says_so(pages: Client) -> None:
    assert "No variants" in pages.get("/products/T01/").content.decode()


@pytest.mark.parametrize("product_id", ["A/B", ".", "50%", "a b", "Ö"])
def test_an_id_of_any_sign_has_an_address(stock: InventoryManager, pages: Client, product_id: str) -> None:
    stock.create_product(product_id, "Odd id", "Tools", "1")
    assert "Odd id" in pages.get(reverse("dashboard:product", args=[product_id])).content.decode()


@pytest.mark.parametrize(
    "product_id", ["NOTHING", "vest", "a#b", "x" * 65, "\x00", "\x7f", " VEST", "VEST ", "🙃" * 65]
)
def test_an_unknown_or_impossible_product_is_not_found(pages: Client, product_id: str) -> None:
    response = pages.get(f"/products/{quote(product_id)}/")
    assert response.status_code == HTTPStatus.NOT_FOUND
    assert "There is nothing here" in response.content.decode()


def acts(response: Any) -> list[str]:
    """The addresses on the product's own part of the page that lead to a change."""
    text = response.content.decode()
    return re.findall(r'href="(/(?:edit|new|retire|adjust)[^"]*)"', text[text.index("<main") :])


def test_who_keeps_the_catalogue_is_offered_its_forms_and_adjusting_where_it_may(
    stock: InventoryManager, as_user: AsUser
) -> None:
    assert acts(as_user("viewer").get("/products/VEST/")) == acts(as_user("staff").get("/products/VEST/")) == []
    forms = ["/edit-product/VEST/", "/new-variant/VEST/", "/retire-product/VEST/"]
    forms += [f"/{page}-variant/VEST-{size}/" for size in "LMS" for page in ("edit", "retire")]
    adjust = [address for address in acts(as_user("admin").get("/products/VEST/")) if address.startswith("/adjust")]
    assert sorted(set(acts(as_user("admin").get("/products/VEST/"))) - set(adjust)) == sorted(forms)
    assert len(adjust) == 3 and adjust[0].startswith("/adjust/VEST-L/?warehouse=WH002&amp;next=/products/VEST/")
    kept = [address for address in forms if not address.startswith("/retire")]
    assert sorted(acts(as_user("other-admin").get("/products/VEST/"))) == sorted(kept), "whose stock is not theirs"


def test_a_sku_leads_to_its_stock_card_and_says_how_it_is_reordered(stock: InventoryManager, pages: Client) -> None:
    variants = [
        {"sku": "R/1", "stock": 30, "barcode": "2001", "reorder_point": 40, "reorder_level": 90, "pack_size": 6}
    ]
    stock.create_product("REEL", "Reel", "Tools", "8", variants=variants)
    text = pages.get("/products/REEL/").content.decode()
    assert f'href="{reverse("dashboard:stock", args=["R/1"])}">R/1</a>' in text
    assert "Barcode 2001 · Reorder at 40 up to 90 in packs of 6" in text
    assert "Low" in cells(text, "R/1")[6] and "1 low" in text


def test_what_is_retired_says_so(stock: InventoryManager, pages: Client) -> None:
    stock.create_product("OLD", "Old", "Tools", "8", variants=[{"sku": "OLD-1"}, {"sku": "OLD-2", "stock": 50}])
    stock.retire_variant("OLD-1")
    text = pages.get("/products/OLD/").content.decode()
    assert cells(text, "OLD-1")[6:] == ["Retired", ""] and "all in stock" in text
    assert "/edit-variant/OLD-1/" not in text and "/edit-variant/OLD-2/" in text


def test_a_fragment_of_the_page_is_what_changes_with_the_stock(pages: Client, htmx: Client) -> None:
    whole, part = (client.get("/products/VEST/").content.decode() for client in (pages, htmx))
    assert 'hx-get="/products/VEST/" hx-trigger="stock-changed from:body"' in whole
    assert "<html" not in part and "stock-changed" not in part and "VEST-M" in part
