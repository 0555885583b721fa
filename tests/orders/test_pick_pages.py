"""Pick lists too long for one page."""

from http import HTTPStatus
from urllib.parse import quote

import pytest
from django.test import Client

from inventory import InventoryManager
from tests.dashboard.ledgers import HOSTILE, main
from tests.orders.picks import (
    long_order,
    part,
    pick_address,
    picked,
    progress,
    scan,
    shelves,  # noqa: F401  a fixture
    stops,
)
from tests.people import AsUser


def test_a_long_order_is_walked_page_by_page(stock: InventoryManager, staff: Client) -> None:
    order = long_order(stock, 120)
    first = staff.get(pick_address(order))
    assert "SKU-001" in stops(first)[0] and "?after=50" in main(first) and "Earlier stops" not in main(first)
    second = staff.get(pick_address(order, "?after=50"))
    assert "SKU-051" in stops(second)[0] and "?after=100" in main(second)
    assert f'href="{pick_address(order)}?after=0">Earlier stops' in main(second)
    third = staff.get(pick_address(order, "?after=100"))
    assert len(stops(third)) == 20 and "Later stops" not in main(third)
    assert "0 of 120 units, 0 of 120 lines" in progress(third)


def test_it_begins_where_picking_goes_on(stock: InventoryManager, staff: Client) -> None:
    order = long_order(stock, 120, picked=70)
    response = staff.get(pick_address(order))
    assert "SKU-051" in stops(response)[0] and 'href="#stop-71"' in progress_html(response)
    earlier = staff.get(pick_address(order, "?after=0"))
    assert "SKU-001" in stops(earlier)[0]
    assert f'href="{pick_address(order)}#stop-71"' in progress_html(earlier)


def progress_html(response: object) -> str:
    text = main(response)
    return text[text.index('id="progress"') :].partition("</section>")[0]


@pytest.mark.parametrize("after", [*HOSTILE, "121", "01", " 1", "1 ", "1.0", "+1", "", "99999"])
def test_a_page_that_is_none_is_refused(staff: Client, after: str, long: str) -> None:
    query = f"?after={quote(after.encode('utf-8', 'surrogateescape'))}"
    response = staff.get(pick_address(long, query))
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "There is no such part of the list" in main(response) and not stops(response)
    assert f'href="{pick_address(long)}"' in main(response)


@pytest.fixture(scope="module")
def long(stock: InventoryManager) -> str:
    """120 lines that no test changes."""
    return long_order(stock, 120)


def test_what_is_scanned_elsewhere_appears_at_the_top(stock: InventoryManager, as_user: AsUser) -> None:
    order = long_order(stock, 120)
    htmx, plain = as_user("staff", htmx=True), as_user("staff")
    response = scan(htmx, order, "SKU-099", query="?after=0")
    assert part(response, "#scanned").startswith(
        "Just scanned No bin Nitrile gloves, box of 100, size <9> SKU-099 1 of 1"
    )
    assert 'id="scanned-99"' in response.content.decode()
    assert part(scan(htmx, order, "SKU-050", query="?after=0"), "#scanned") == ""
    assert part(scan(htmx, order, "SKU-051", query="?after=50"), "#scanned") == ""
    response = scan(plain, order, "SKU-098", query="?after=0")
    assert response["Location"] == pick_address(order, "?after=0&scanned=98")
    text = main(plain.get(response["Location"])).partition('<tbody id="scanned">')[2]
    assert text.index("Just scanned") < text.index("SKU-098") < text.index("SKU-001")
    assert picked(stock, order)[49:51] == [1, 1] and sum(picked(stock, order)) == 4


@pytest.mark.parametrize("scanned", [*HOSTILE, "0", "9999", "-1"])
def test_a_row_at_the_top_that_is_none_is_left_out(as_user: AsUser, long: str, scanned: str) -> None:
    query = f"?scanned={quote(scanned.encode('utf-8', 'surrogateescape'))}"
    response = as_user("staff").get(pick_address(long, query))
    assert response.status_code == HTTPStatus.OK and "Just scanned" not in main(response)


def test_a_scan_from_a_page_that_is_none_any_more_counts(stock: InventoryManager, staff: Client) -> None:
    order = long_order(stock, 60)
    response = scan(staff, order, "SKU-002", query="?after=rubbish")
    assert response.status_code == HTTPStatus.SEE_OTHER and response["Location"] == pick_address(order, "?after=0")
    assert sum(picked(stock, order)) == 1


def test_of_several_lines_of_a_sku_the_first_that_lacks_one_is_counted(stock: InventoryManager, htmx: Client) -> None:
    order = long_order(stock, 2, picked=1, sku="SAME")
    assert part(scan(htmx, order, "SAME"), "#said").startswith("1 of 1 SAME")
    assert picked(stock, order) == [1, 1]
