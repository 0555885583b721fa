"""The frame around every page, and the small things that pages are written with."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string
from django.urls import set_script_prefix

from tests.web.conftest import Asked
from tests.web.rendering import called
from web.dom import dom_id
from web.figures import share, signed
from web.frame import initials, rail_sections
from web.htmx import fills

SECTIONS = re.compile(r'<a href="[^"]*"(?: aria-current="\w+")?><svg.*?</svg>([^<]+)</a>')


def visitor(name: str = "Ana Kovač", manages: bool = False) -> Any:
    return SimpleNamespace(
        is_authenticated=True,
        name=name,
        can_manage_users=manages,
        staff=SimpleNamespace(role="viewer", warehouses=()),
    )


def page(request: Any, **context: object) -> str:
    return render_to_string("base.html", context, request)


@pytest.mark.usefixtures("warehouses")
def test_somebody_signed_in_has_sections_search_and_a_way_out(ask: Asked) -> None:
    text = page(ask("/", user=visitor()), section="catalogue")
    assert 'aria-current="page"><svg class="icon" aria-hidden="true"><use href="#icon-tag"/></svg>Catalogue' in text
    assert 'role="search"' in text and "Sign out" in text and "AK</span>" in text
    assert text.count("aria-current") == 1


def test_what_is_kept_of_the_frame_is_that_of_the_page_and_of_the_person() -> None:
    for section, manages in [("orders", False), ("activity", False), ("orders", True), ("orders", False)]:
        text = rail_sections(section, None, visitor(manages=manages))
        [marked] = re.findall('<a href="([^"]*)" aria-current="page"', text)
        assert (marked, "/users/" in text) == (f"/{section}/", manages)
    set_script_prefix("/shop/")
    try:
        assert 'href="/shop/orders/"' in rail_sections("orders", None, visitor())
    finally:
        set_script_prefix("/")


@pytest.mark.usefixtures("warehouses")
def test_only_who_manages_users_is_led_to_them(ask: Asked) -> None:
    assert "Users</a>" not in page(ask("/", user=visitor()))
    assert page(ask("/", user=visitor(manages=True))).count("Users</a>") == 2, "in the rail and in the menu"


@pytest.mark.parametrize("user", [None, SimpleNamespace(is_authenticated=False)])
def test_nobody_gets_neither_sections_nor_search(ask: Asked, user: object) -> None:
    text = page(ask("/", user=user))
    assert '<body class="bare">' in text and not SECTIONS.search(text)
    assert not any(word in text for word in ('role="search"', "Sign out", "picker", "<dialog"))


@pytest.mark.usefixtures("warehouses")
def test_what_a_person_is_called_is_text(ask: Asked) -> None:
    assert "<script>x" not in page(ask("/", user=visitor("<script>x</script>")))


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ana Maria Kovač", "AK"), ("ana", "A"), ("  öz  ünal ", "ÖÜ"), ("工具", "工"), ("", "?"), ("Ana Ana", "A")],
)
def test_initials_of_names_in_any_script(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_an_id_can_stand_in_a_selector_whatever_it_stands_for() -> None:
    assert dom_id("row", "SA-1/ö", "WH001") == "row-SA_2d_1_2f__f6_-WH001"
    assert len({dom_id("row", *names) for names in [("a-b",), ("a", "b"), ("a_b",), ("a_2d_b",), ("ab",)]}) == 5
    assert re.fullmatch(r"[A-Za-z][\w-]*", dom_id("x", '"><#.', "🙃"))


def test_a_change_carries_its_sign() -> None:
    assert [signed(change) for change in (3, 0, -1200)] == ["+3", "+0", "\N{MINUS SIGN}1,200"]


def test_a_share_is_in_hundredths_and_never_beyond() -> None:
    assert [share(part, whole) for part, whole in ((7, 40), (50, 40), (-1, 40), (0, 0), (3, 0))] == [17, 100, 0, 0, 100]


@pytest.mark.parametrize(
    ("target", "request_header", "expected"),
    [("div#found", "true", True), ("div#foundling", "true", False), ("found", "true", True), ("div#found", "", False)],
)
def test_what_htmx_fills_is_known_by_its_id(ask: Asked, target: str, request_header: str, expected: bool) -> None:
    request = ask("/find/", **{"HX-Target": target, "HX-Request": request_header})
    assert fills(request, "found") is expected


class Sample(forms.Form):
    name = forms.CharField(help_text="As on the label.")
    note = forms.CharField(required=False, widget=forms.Textarea)
    kinds = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple)
    sure = forms.BooleanField(label="Sure")


def field(name: str, **context: object) -> str:
    return called("partials/_field.html form_field", "field", "mark=mark", field=Sample({})[name], **context)


def test_help_and_error_of_a_field_are_tied_to_it() -> None:
    text = field("name")
    described = re.search(r'aria-describedby="([^"]+)"', text)
    assert described and all(f'id="{name}"' in text for name in described[1].split())
    assert "As on the label." in text and "This field is required." in text and 'aria-invalid="true"' in text


def test_what_may_stay_empty_says_so_where_that_is_asked_for() -> None:
    assert "optional" in field("note", mark=True) and "optional" not in field("note")
    assert "optional" not in field("name", mark=True)


def test_several_choices_stand_under_one_legend_and_one_beside_its_box() -> None:
    assert field("kinds").count("<legend>") == 1 and field("kinds").count("</fieldset>") == 1
    assert re.search(r'<label for="id_sure"><input [^>]*><span>Sure</span></label>', field("sure"))
