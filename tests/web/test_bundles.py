"""Static files as they are collected."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

from web.bundles import bundled, stripped

STATIC = Path(__file__).parents[2] / "static"
STORAGES = {"staticfiles": {"BACKEND": "web.bundles.BundledStorage"}}


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the collected style sheets, beside that of the scripts."""
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


def test_a_script_is_what_it_was_without_the_lines_that_only_tell_of_it(collected: Path) -> None:
    (script,) = (collected.parent / "js").glob("app.????????????.js")
    source = (STATIC / "js/app.js").read_text()
    kept = [line.strip() for line in source.splitlines() if line.strip() and not line.strip().startswith("//")]
    assert script.read_text().splitlines() == kept and len(kept) < len(source.splitlines())
    assert (collected.parent / "vendor/htmx-4.0.1.min.js").read_bytes() == (
        STATIC / "vendor/htmx-4.0.1.min.js"
    ).read_bytes()


def test_what_looks_like_a_comment_in_a_line_stays() -> None:
    assert stripped('// one\n"use strict";\n\n  // two\n  a("// b"); // c\n') == '"use strict";\na("// b"); // c\n'


@pytest.mark.parametrize("script", sorted((STATIC / "js").glob("*.js")), ids=lambda path: path.name)
def test_no_text_of_a_script_spans_lines(script: Path) -> None:
    assert [line for line in script.read_text().splitlines() if line.count("`") % 2] == []
