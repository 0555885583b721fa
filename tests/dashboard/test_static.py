"""What the browser is given beside the pages: ours, or exactly what its makers published."""

import gzip
import json
import re
from pathlib import Path

import pytest

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


@pytest.mark.parametrize(
    ("folder", "pattern", "budget"), [("css", "*.css", 10), ("js", "*.js", 20), ("vendor", "*.js", 20)]
)
def test_what_is_sent_keeps_its_budget(folder: str, pattern: str, budget: int) -> None:
    sent = sum(len(gzip.compress(file.read_bytes())) for file in (STATIC / folder).glob(pattern))
    assert 0 < sent < budget * 1024


def test_the_fonts_keep_their_budget() -> None:
    assert sum(file.stat().st_size for file in (STATIC / "fonts").glob("*.woff2")) < 50 * 1024


@pytest.mark.parametrize("page", sorted((ROOT / "templates").rglob("*.html")), ids=lambda page: page.name)
def test_nothing_in_a_template_needs_a_laxer_policy(page: Path) -> None:
    text = page.read_text()
    assert not re.search(r"""\s(style|on\w+|hx-on[:\w-]*)\s*=|<style|<script(?![^>]*\ssrc=)|js:|javascript:""", text)
