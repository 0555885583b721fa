"""How pages are written: what templates may rely on, and a block of a page by itself."""

from pathlib import Path
from typing import Any

import pytest
from django.template import TemplateDoesNotExist, engines
from django.template.loader import render_to_string
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment
from markupsafe import Markup, escape

from tests.web.conftest import Asked
from tests.web.rendering import rendered
from web.templating import Pages, written

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
PARTIAL = "{% macro row(words) %}<b>{{ words }}</b>{% endmacro %}"
BASE = "<html>{% block main %}{% endblock %}{% block foot %}foot{% endblock %}</html>"
PAGE = """{% extends "base.html" %}{% from "_row.html" import row %}
{% block alone %}{{ row(words) }}{% endblock %}
{% block main %}<main>{% block list %}<ul>{% for each in many %}{{ row(each) }}{% endfor %}</ul>{% endblock %}</main>
{%- endblock %}
{% block foot %}{{ super() }} and more{% endblock %}
{% block broken %}{{ 1 // none }}{% endblock %}
"""


@pytest.fixture
def pages() -> Pages:
    """A site of one page."""
    loader = DictLoader({"base.html": BASE, "_row.html": PARTIAL, "page.html": PAGE})
    options = {"environment": "web.templating.environment", "loader": loader}
    return Pages({"NAME": "of a test", "DIRS": [], "APP_DIRS": False, "OPTIONS": options})


def env() -> Environment:
    [engine] = engines.all()
    assert isinstance(engine, Pages)
    return engine.env


@pytest.mark.parametrize("name", sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")))
def test_every_template_is_understood(name: str) -> None:
    env().get_template(name)


def test_a_block_stands_alone_with_what_the_page_imports(pages: Pages) -> None:
    assert pages.get_template("page.html#list").render({"many": ["<a>", "b"]}) == "<ul><b>&lt;a&gt;</b><b>b</b></ul>"
    assert pages.get_template("page.html#foot").render({}) == "foot and more"


def test_a_block_that_no_frame_has_is_none_of_the_page_but_stands_alone(pages: Pages) -> None:
    assert pages.get_template("page.html#alone").render({"words": "w"}) == "<b>w</b>"
    assert pages.get_template("page.html").render({"many": [], "words": "w"}).split() == [
        "<html><main><ul></ul></main>foot",
        "and",
        "more</html>",
    ]


@pytest.mark.parametrize("name", ["page.html#nothing", "page.html#row", "none.html", "none.html#list"])
def test_what_is_not_there_is_said(pages: Pages, name: str) -> None:
    with pytest.raises(TemplateDoesNotExist):
        pages.get_template(name)


def test_a_failure_in_a_block_names_the_template(pages: Pages) -> None:
    with pytest.raises(TypeError) as failure:
        pages.get_template("page.html#broken").render({})
    assert failure.traceback[-1].frame.code.raw.co_filename == "<template>"


@pytest.mark.parametrize("rest", ["kwargs", "varargs"])
def test_a_macro_may_ask_for_the_rest_of_its_arguments(rest: str) -> None:
    page = "{% macro row(words) %}<b>{{ words }}{{ REST|length }}</b>{% endmacro %}{{ row('&') }}".replace("REST", rest)
    assert env().from_string(page).render() == "<b>&amp;0</b>"


def test_text_is_escaped_and_what_is_not_there_is_nothing() -> None:
    assert rendered("{{ said }}|{{ who.is.it }}|{% if who.is.it %}x{% endif %}", said="<'\">") == "&lt;&#39;&#34;&gt;||"
    assert env().autoescape is True


def test_all_forms_of_a_page_carry_one_token(ask: Asked) -> None:
    first, second = rendered("{{ csrf_input }}\n{{ csrf_input }}", ask("/")).split("\n")
    assert first == second and first.startswith('<input type="hidden" name="csrfmiddlewaretoken" value="')


def test_a_page_asks_for_a_token_only_where_it_has_a_form(ask: Asked) -> None:
    request = ask("/")
    rendered("no form", request)
    assert "CSRF_COOKIE" not in request.META
    rendered("{{ csrf_input }}", request)
    assert "CSRF_COOKIE" in request.META


def test_a_fragment_of_trouble_needs_no_request() -> None:
    assert 'href=""' in render_to_string("503.html#notice")


def test_templates_are_looked_at_again_only_in_development(settings: Any) -> None:
    made = {}
    for debug in (True, False):
        settings.DEBUG = debug
        options = {"environment": "web.templating.environment"}
        made[debug] = Pages({"NAME": "of a test", "DIRS": [], "APP_DIRS": False, "OPTIONS": options}).env.auto_reload
    assert made == {True: True, False: False}


def test_what_django_makes_safe_stays_so() -> None:
    assert rendered("{{ words|linebreaksbr }}", words="<b>\n2") == "&lt;b&gt;<br>2"
    assert rendered("{{ words|truncatechars(5) }}", words="<b>abc") == "&lt;b&gt;a…"


class Bold:
    """Says itself how it stands on a page."""

    def __html__(self) -> str:
        return "<b>&amp;</b>"


class Name(str):
    """Text that is no plain ``str``."""


@given(value=st.text() | st.text(alphabet="a<>&'\"") | st.integers() | st.booleans() | st.none() | st.floats())
@example(value=Markup("<i>"))
@example(value=Bold())
@example(value=Name("<"))
@example(value=[Bold(), "<"])
def test_what_is_written_is_escaped_as_jinja2_escapes_it(value: Any) -> None:
    assert written(value) == str(escape(value))
    assert env().from_string("{{ value }}").render(value=value) == str(escape(value))


def test_escaping_can_be_turned_off_by_a_filter_only(pages: Pages) -> None:
    assert pages.env.from_string("{{ words }}{{ words|safe }}").render(words="<") == "&lt;<"
