"""The forms on orders that are counted, each sent as a whole request by a browser without scripts."""

from collections.abc import Callable, Iterator

from benchmarks.capacity_browser import Browser, sending
from benchmarks.capacity_cases import Case, World
from benchmarks.capacity_pages import part_shipped, written
from inventory.entities import OrderStatus

_ONE_OF_EACH = {f"units-{index}": "1" for index in range(1, 11)}


def forms(world: World) -> list[Case]:
    """What is sent; the page that the answer leads to is another request."""
    browser = Browser(world)
    return [*_placing(browser), *_moving(world, browser), *_picking(world, browser), *_leaving(world, browser)]


def _placing(browser: Browser) -> Iterator[Case]:
    place = lambda form: browser.post("/orders/new/", form | {"action": ["place"]})  # noqa: E731
    yield Case("place an order of 10 lines", place, lambda: written(browser))


def _moving(world: World, browser: Browser) -> Iterator[Case]:
    def moving(what: str, upto: OrderStatus, to: OrderStatus) -> Case:
        send = lambda order: browser.post(f"/orders/{order}/move/", {"to": to.value, "note": ""})  # noqa: E731
        return Case(what, send, lambda: world.order(10, upto))

    yield moving("move an order of 10 lines to PICKING", OrderStatus.PENDING, OrderStatus.PICKING)
    yield moving("move an order of 10 lines to PACKED", OrderStatus.PICKING, OrderStatus.PACKED)
    yield moving("hold an order", OrderStatus.PENDING, OrderStatus.ON_HOLD)
    yield moving("cancel an order of 10 lines", OrderStatus.PENDING, OrderStatus.CANCELLED)
    yield Case(
        "go on with an order: it is not in work",
        lambda order: browser.post(f"/orders/{order}/progress/"),
        lambda: world.order(1),
    )


def _picking(world: World, browser: Browser) -> Iterator[Case]:
    def picking(lines: int) -> str:
        return f"/orders/{world.order(lines, OrderStatus.PICKING)}/pick/"

    def scanning(lines: int) -> Case:
        def code() -> tuple[str, dict[str, list[str]]]:
            page = picking(lines)
            return f"{page}scan/", browser.form(page, "code", code="CAP-001-M")

        return Case(f"scan a unit of a line of {lines}", lambda scan: browser.post(*scan), code)

    yield sending(browser, "pick a line of 10", lambda: f"{picking(10)}1/", "units", units="2")
    yield from (scanning(lines) for lines in (10, 100))


def _leaving(world: World, browser: Browser) -> Iterator[Case]:
    def of(upto: OrderStatus, page: str) -> Callable[[], str]:
        return lambda: f"/orders/{world.order(10, upto)}/{page}/"

    packed = of(OrderStatus.PACKED, "ship")
    yield sending(browser, "ship an order of 10 lines", packed, "units-1", what="lines")
    yield sending(browser, "ship one of two units of 10 lines", packed, "units-1", what="lines", **_ONE_OF_EACH)
    yield sending(browser, "close the rest of 10 lines short", lambda: f"/orders/{part_shipped(world)}/close/", "note")
    returned = {"what": "lines", "restock-1": "1", "write_off-1": "1"}
    yield sending(
        browser, "take a line of an order of 10 back", of(OrderStatus.SHIPPED, "return"), "restock-1", **returned
    )
