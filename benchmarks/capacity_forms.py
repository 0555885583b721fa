"""The forms on stock and the catalogue that are counted, each sent as a whole request by a browser without scripts."""

from collections.abc import Iterator

from benchmarks.capacity_browser import NAME, Browser, sending
from benchmarks.capacity_cases import Case, World

_CHANGE = {"mode": "change", "quantity": "-1", "reason": "damaged"}


def forms(world: World) -> list[Case]:
    """What is sent; the page that the answer leads to is another request."""
    browser = Browser(world)
    return [*_of_stock(world, browser), *_of_products(world, browser), *_of_variants(world, browser)]


def _of_stock(world: World, browser: Browser) -> Iterator[Case]:
    here = f"?warehouse={world.warehouse}"
    adjust = f"/adjust/CAP-001-M/{here}"
    in_place = lambda form: browser.post(adjust, form, 200, htmx=True)  # noqa: E731
    yield sending(browser, "adjust", lambda: adjust, "mode", **_CHANGE)
    yield Case("adjust in a list, answered by its row", in_place, lambda: browser.form(adjust, "mode", **_CHANGE))
    yield sending(browser, "undo an adjustment", lambda: _adjusted(world, here))
    yield Case(
        "say in which bin it lies",
        lambda form: browser.post(f"/bin/CAP-001-M/{here}", form),
        lambda: _bin(world, browser),
    )


def _bin(world: World, browser: Browser) -> object:
    return browser.form(f"/bin/CAP-001-M/?warehouse={world.warehouse}", "bin", bin=world.fresh())


def _adjusted(world: World, here: str) -> str:
    """The address of the question whether to undo what was just done."""
    key = world.fresh()
    done = world.manager.adjust_stock("CAP-001-M", change=-1, reason="damaged", actor=NAME, request_key=key)
    return f"/undo/CAP-001-M/{here}&revision={done.level.revision}"


def _of_products(world: World, browser: Browser) -> Iterator[Case]:
    new = lambda form: browser.post("/new-product/", form)  # noqa: E731
    named = {"name": "Work glove", "category": "Work gloves", "base_price": "12.50"}
    yield Case(
        "new product", new, lambda: browser.form("/new-product/", "product_id", product_id=world.fresh(), **named)
    )
    edit = "/edit-product/CAP-004/"
    yield Case(
        "edit a product: name, price",
        lambda form: browser.post(edit, form),
        lambda: browser.form(edit, "name", name=f"Work glove {world.fresh()}", base_price="13"),
    )
    yield sending(browser, "retire a product of 1 variant", lambda: f"/retire-product/P-{world.new_sku(stock=0)}/")


def _of_variants(world: World, browser: Browser) -> Iterator[Case]:
    new, edit = "/new-variant/CAP-006/", "/edit-variant/CAP-004-M/"
    yield Case(
        "new variant",
        lambda form: browser.post(new, form),
        lambda: browser.form(new, "sku", sku=world.fresh(), price="13", stock="5", attributes="Size: M"),
    )
    yield Case(
        "edit a variant: name, price",
        lambda form: browser.post(edit, form),
        lambda: browser.form(edit, "name", name=f"Medium {world.fresh()}", price="13"),
    )
    yield sending(browser, "retire a variant", lambda: f"/retire-variant/{world.new_sku(stock=0)}/")
