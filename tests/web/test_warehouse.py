"""Which warehouse a page is about, and how the picker shows and keeps it."""

import re
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest
from django.http import HttpResponse

from inventory import InventoryManager
from inventory.entities import Warehouse
from inventory.errors import EngineUnavailable
from tests.web.conftest import Asked
from tests.web.rendering import rendered
from web.htmx import render_page
from web.warehouse import choice, chosen, remember

LEIPZIG, LODZ = Warehouse("WH001", "Leipzig"), Warehouse("Łódź; 2", "Łódź")
LODZ_QUOTED = "%C5%81%C3%B3d%C5%BA%3B%202"

pytestmark = pytest.mark.usefixtures("warehouses")


def limited_to(*warehouses: str) -> Any:
    return SimpleNamespace(is_authenticated=True, staff=SimpleNamespace(warehouses=warehouses))


def kept(request: Any) -> Any:
    response = HttpResponse()
    remember(request, response)
    return response.cookies.get("warehouse")


def picker(request: Any, **context: object) -> str:
    macro = '{% from "partials/_warehouse_picker.html" import warehouse_picker %}'
    return rendered(macro + "{{ warehouse_picker(picker_of(request, choice)) }}", request, **context)


def test_the_address_goes_before_the_one_last_chosen_and_that_before_the_persons_own(ask: Asked) -> None:
    own = limited_to("Łódź; 2")
    assert chosen(ask("/")) == LEIPZIG
    assert chosen(ask("/", user=own)) == LODZ
    assert chosen(ask("/", user=own, cookie="WH001")) == LEIPZIG
    assert chosen(ask(f"/?warehouse={LODZ_QUOTED}", cookie="WH001")) == LODZ


def test_an_unknown_warehouse_in_the_address_is_said_and_not_replaced(ask: Asked) -> None:
    found = choice(ask("/?warehouse=<WH9>", cookie="WH001", user=limited_to("WH001")))
    assert found.warehouse is None and found.warehouse_id == ""
    assert found.error == "There is no warehouse <WH9>."
    assert found.known == (LEIPZIG, LODZ)


def test_a_known_one_has_no_error(ask: Asked) -> None:
    found = choice(ask("/?warehouse=WH001"))
    assert (found.warehouse_id, found.error, found.unknown) == ("WH001", "", "")


@pytest.mark.parametrize("gone", ["WH999", "\x00", "%", "x" * 5000])
def test_a_warehouse_that_is_gone_is_forgotten_where_nobody_asks_for_it(ask: Asked, gone: str) -> None:
    assert chosen(ask("/", cookie=gone, user=limited_to(gone))) == LEIPZIG


def test_without_warehouses_there_is_none(warehouses: InventoryManager, ask: Asked) -> None:
    warehouses.warehouses = lambda: ()  # type: ignore[method-assign]
    assert choice(ask("/")).error == "There are no warehouses yet."
    assert picker(ask("/")).strip() == ""


def test_a_known_warehouse_in_the_address_is_kept_in_whatever_script(ask: Asked) -> None:
    cookie = kept(ask(f"/?warehouse={LODZ_QUOTED}"))
    assert cookie.value == LODZ_QUOTED
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 365 * 24 * 3600)
    cookie.OutputString().encode("ascii")
    assert chosen(ask("/", cookie=cookie.value)) == LODZ


@pytest.mark.parametrize("address", ["/", "/?warehouse=", "/?warehouse=WH999", "/?warehouse=wh001"])
def test_nothing_is_kept_where_no_known_one_was_asked_for(ask: Asked, address: str) -> None:
    assert kept(ask(address)) is None


def test_what_is_kept_already_is_not_sent_again(ask: Asked) -> None:
    assert kept(ask("/?warehouse=WH001", cookie="WH001")) is None
    assert kept(ask("/?warehouse=WH001", cookie=LODZ_QUOTED)).value == "WH001"


def test_a_rendered_page_keeps_the_warehouse(ask: Asked) -> None:
    response = render_page(ask("/?warehouse=WH001"), "503.html", {}, "notice", status=503)
    assert response.cookies["warehouse"].value == "WH001"


def test_the_registry_away_is_the_pages_to_explain(
    warehouses: InventoryManager, ask: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> NoReturn:
        raise EngineUnavailable("no engine answers")

    monkeypatch.setattr(warehouses, "warehouses", away)
    request = ask("/?warehouse=WH001")
    assert kept(request) is None
    assert picker(request).strip() == ""
    with pytest.raises(EngineUnavailable):
        choice(request)


def test_the_picker_shows_the_page_anew_where_it_is_about_a_warehouse(ask: Asked) -> None:
    request = ask("/low-stock/?warehouse=WH001&threshold=4")
    text = picker(request, choice=choice(request))
    assert 'action="/low-stock/"' in text and 'name="threshold" value="4"' in text
    assert re.findall(r'<option value="([^"]*)"([^>]*)>([^<]*)', text) == [
        ("WH001", " selected", "Leipzig"),
        ("Łódź; 2", "", "Łódź"),
    ]
    assert "<noscript><button" in text


def test_the_picker_leads_to_the_overview_from_a_page_about_none(ask: Asked) -> None:
    assert 'action="/"' in picker(ask("/categories/"))


def test_an_address_of_too_many_parts_still_has_a_frame_around_what_is_said_of_it(ask: Asked) -> None:
    assert picker(ask("/?" + "&".join(f"n{i}=x" for i in range(7000)))).strip() == ""


def test_the_picker_shows_no_choice_where_an_unknown_one_was_asked_for(ask: Asked) -> None:
    request = ask("/low-stock/?warehouse=WH999")
    text = picker(request, choice=choice(request))
    assert '<option value="" selected>' in text and text.count("selected") == 1


def test_the_warehouse_costs_no_call_once_the_registry_is_read(
    warehouses: InventoryManager, ask: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen(ask("/"))

    def unexpected(*args: object, **kwargs: object) -> NoReturn:
        raise AssertionError("the table was read again")

    monkeypatch.setattr(warehouses.client, "query", unexpected)
    assert chosen(ask("/?warehouse=WH001")) == LEIPZIG and picker(ask("/"))
