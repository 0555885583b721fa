"""Static files as they are collected."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

from web.bundles import bundled

STATIC = Path(__file__).parents[2] / "static"
STORAGES = {"staticfiles": {"BACKEND": "web.bundles.BundledStorage"}}


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the collected style sheets."""
    root = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=root, STORAGES=STORAGES):
        call_command("collectstatic", interactive=False, verbosity=0)
    return root / "css"


def unhashed(sheet: str) -> str:
    return re.sub(r"\.[0-9a-f]{12}\.", ".", sheet)


def test_a_page_asks_for_one_sheet_that_holds_the_others_in_their_order(collected: Path) -> None:
    (bundle,) = collected.glob("app.????????????.css")
    text = bundle.read_text()
    names = re.findall(r'@import "([\w.]+)"', (STATIC / "css/app.css").read_text())
    whole = "".join(bundled(name, lambda name: (STATIC / "css" / name).read_text()) for name in names)
    assert len(names) > 5 and unhashed(text) == unhashed(whole)
    assert "@import" not in text


def test_addresses_in_a_bundled_sheet_are_hashed_too(collected: Path) -> None:
    (bundle,) = collected.glob("app.????????????.css")
    assert re.search(r"fonts/inter-latin\.[0-9a-f]{12}\.woff2", bundle.read_text())


def test_a_sheet_of_one_page_stays_its_own_without_what_no_browser_needs(collected: Path) -> None:
    (sheet,) = collected.glob("lists.????????????.css")
    source, text = (STATIC / "css/lists.css").read_text(), sheet.read_text()
    assert text.startswith("@layer parts {\n.live {\ndisplay: flex;\n")
    assert "/*" in source and "/*" not in text and "\n " not in text
    assert text.count("{") == text.count("}") == source.count("{")


def test_a_comment_may_span_lines_and_text_keeps_its_blanks() -> None:
    sheet = '/* of\n   two */\na {\n  content: "  x" attr(y);\n}\n'
    assert bundled("css/x.css", lambda _: sheet) == 'a {\ncontent: "  x" attr(y);\n}\n'
