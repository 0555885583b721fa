"""What the browser is given beside the pages: ours, or exactly what its makers published."""

import gzip
import json
import re
from pathlib import Path

import pytest

from web.bundles import bundled, stripped

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static"
NPM = ROOT / "node_modules"


def test_htmx_is_the_pinned_file_of_its_npm_package() -> None:
    pinned = json.loads((ROOT / "package.json").read_text())["dependencies"]["htmx.org"]
    ours = STATIC / "vendor" / f"htmx-{pinned}.min.js"
    assert ours.read_bytes() == (NPM / "htmx.org/dist/htmx.min.js").read_bytes()
    assert (STATIC / "vendor/LICENSE-htmx.txt").read_bytes() == (NPM / "htmx.org/LICENSE").read_bytes()


def test_the_font_comes_with_its_licence() -> None:
    assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts/LICENSE-Inter.txt").read_text().upper()


PAGES = sorted((ROOT / "templates").rglob("*.html"))


def weight(sheet: str) -> int:
    """Bytes of a style sheet as it is sent."""
    return len(gzip.compress(bundled(sheet, lambda name: (STATIC / name).read_text()).encode()))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_style_of_a_page_keeps_its_budget(page: Path) -> None:
    sheets = {"css/app.css", *re.findall(r"static\('(css/[^']+)'\)", page.read_text())}
    assert len(sheets) == 1 + page.read_text().count('rel="stylesheet"') - (page.name == "base.html")
    assert sum(map(weight, sheets)) < 10 * 1024


@pytest.mark.parametrize("page", ["order.js", "pick.js"])
def test_the_scripts_of_a_page_keep_their_budget(page: str) -> None:
    of_one_page = {"order.js", "pick.js"}
    own = [file for file in (STATIC / "js").glob("*.js") if file.name not in of_one_page or file.name == page]
    sent = [stripped(script.read_text()) for script in own]
    sent += [script.read_text() for script in (STATIC / "vendor").glob("*.js")]
    assert len(own) > 2
    assert sum(len(gzip.compress(text.encode())) for text in sent) < 20 * 1024


def test_the_fonts_keep_their_budget() -> None:
    assert sum(file.stat().st_size for file in (STATIC / "fonts").glob("*.woff2")) < 50 * 1024


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_nothing_in_a_template_needs_a_laxer_policy(page: Path) -> None:
    text = page.read_text()
    assert not re.search(r"""\s(style|on\w+|hx-on[:\w-]*)\s*=|<style|<script(?![^>]*\ssrc=)|js:|javascript:""", text)
