"""The pages, fragments, files and polls that are counted, each as an admin's browser asks for it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.capacity_browser import NAME, Browser, form_of
from benchmarks.capacity_cases import CATEGORY, ROW, Case, World
from inventory.entities import OrderStatus

_FIELD = r'name="(?:units|restock)-\d+"'
_STOP = r'id="stop-\d+"'
_STOCK_LINK = r'<td class="c-name"><a href="/stock/[^"]+'


def pages(world: World) -> list[Case]:
    """Each page as it is asked for, in a process that has met what it shows."""
    browser = Browser(world)
    return [
        *_of_what_is_low(world, browser),
        *_of_the_catalogue(world, browser),
        *_of_stock(world, browser),
        *_of_orders(world, browser),
        *_of_one_order(world, browser),
        *_of_new_orders(world, browser),
        *_of_people(world, browser),
    ]


def _page(browser: Browser, what: str, address: str, rows: int = 0, row: str = ROW, **asked: Any) -> Case:
    return Case(what, lambda _: browser.get(address, **asked), rows=rows, row=row)


def _deep(browser: Browser, what: str, address: str, rows: int, pages: int) -> Case:
    """A list, so many pages from its beginning."""
    return Case(what, browser.get, lambda: browser.further(address, pages), rows=rows)


def _of_what_is_low(world: World, browser: Browser) -> Iterator[Case]:
    here = f"/low-stock/?warehouse={world.warehouse}"
    yield _page(browser, "overview `/`", f"/?warehouse={world.warehouse}")
    yield _page(browser, "low stock, 20 rows", here, 20)
    yield _page(browser, "low stock, 20 rows, as a fragment", here, 20, htmx=True)
    yield _page(browser, "low stock by a threshold, 20 rows", f"{here}&threshold=50", 20)
    yield _deep(browser, "low stock, a deep page of 20 rows", here, 20, pages=2)
    yield _page(browser, "low stock as a file, all rows", f"{here}&format=csv")


def _of_the_catalogue(world: World, browser: Browser) -> Iterator[Case]:
    manager = world.manager
    shown = manager.get_products_by_category(manager.categories()[0].name)[0].product_id
    own = f"/categories/{CATEGORY.replace(' ', '%20')}/"
    yield _page(browser, "categories", "/categories/")
    yield _page(browser, "a category, 50 products", own, 50)
    yield _deep(browser, "a category, a deep page of 50 products", own, 50, pages=1)
    yield _page(browser, "a product with its variants", f"/products/{shown}/")
    yield _page(browser, "find, three letters, 25 rows", "/find/?q=glo&all=1", 25)
    yield _page(browser, "new product form", "/new-product/")
    yield _page(browser, "edit product form", f"/edit-product/{shown}/")
    yield _page(browser, "new variant form", f"/new-variant/{shown}/")
    yield _page(browser, "edit variant form", f"/edit-variant/{world.sku}/")
    yield _page(browser, "retire product form", f"/retire-product/{shown}/")
    yield _page(browser, "retire variant form", f"/retire-variant/{world.sku}/")


def _of_stock(world: World, browser: Browser) -> Iterator[Case]:
    manager, here = world.manager, f"?warehouse={world.warehouse}"
    card, today = f"/stock/{world.sku}/{here}", datetime.now(UTC).date()
    manager.adjust_stock("CAP-005-M", change=-1, reason="damaged", actor=NAME, request_key=world.fresh())
    level = manager.get_stock_card("CAP-005-M")
    assert level is not None  # noqa: S101
    yield _page(browser, "stock card with ledger", card)
    yield _page(browser, "stock card, a range of days", f"{card}&from={today - timedelta(days=7)}&to={today}")
    yield _page(browser, "stock card, the stock at a moment", f"{card}&at={today}T00:00")
    yield _page(browser, "stock card as a file, all rows", f"{card}&format=csv")
    yield _page(browser, "adjust form", f"/adjust/{world.sku}/{here}")
    yield _page(browser, "bin form", f"/bin/{world.sku}/{here}")
    yield _page(browser, "undo form", f"/undo/CAP-005-M/{here}&revision={level.variant.level.revision}")
    yield _page(browser, "activity of a day, 50 rows", f"/activity/{here}", 50)
    yield _page(browser, "activity of a day, of somebody who did nothing", f"/activity/{here}&actor=nobody")


def _of_orders(world: World, browser: Browser) -> Iterator[Case]:
    elsewhere = world.manager.warehouses()[-1].warehouse_id
    yield _page(browser, "orders, 50 rows", "/orders/", 50)
    yield _page(browser, "orders, 50 rows, as a fragment", "/orders/", 50, htmx=True)
    yield _page(browser, "orders of a warehouse that has few", f"/orders/?warehouse={elsewhere}")
    yield _page(browser, "orders of a customer", f"/orders/?customer={world.customer}")
    yield _page(browser, "orders that hold a SKU", f"/orders/?sku={world.sku}")
    yield _page(browser, "customers, 50 rows", "/customers/", 50)
    yield _page(browser, "a customer", f"/customers/{world.customer}/")


def _of_one_order(world: World, browser: Browser) -> Iterator[Case]:
    picking, packed = world.order(10, OrderStatus.PICKING), world.order(10, OrderStatus.PACKED)
    shipped, long, many = world.order(10, OrderStatus.SHIPPED), world.order(100), world.order(100, OrderStatus.PICKING)
    begun = part_shipped(world)
    pick = f"/orders/{picking}/pick/"
    yield _page(browser, "an order of 10 lines", f"/orders/{packed}/", 10, _STOCK_LINK)
    yield _page(browser, "an order of 100 lines, 50 shown", f"/orders/{long}/", 50, _STOCK_LINK)
    yield _page(browser, "pick list of 10 lines", pick, 10, _STOP)
    yield _page(browser, "pick list of 100 lines, 50 shown", f"/orders/{many}/pick/", 50, _STOP)
    yield _page(browser, "pick list of 10 lines to print", f"{pick}print/", 10)
    yield _page(browser, "pick a line of 10, form", f"{pick}1/")
    yield _page(browser, "packing slip of 10 lines", f"/orders/{packed}/slip/", 10)
    yield _page(browser, "packing slip of 100 lines", f"/orders/{many}/slip/", 100)
    yield _page(browser, "hold form", f"/orders/{packed}/move/?to=ON_HOLD")
    yield _page(browser, "ship form of 10 lines", f"/orders/{packed}/ship/", 10, _FIELD)
    yield _page(browser, "close short form", f"/orders/{begun}/close/")
    yield _page(browser, "return form of 10 lines", f"/orders/{shipped}/return/", 10, _FIELD)


def part_shipped(world: World) -> str:
    """An order of 10 lines of which one unit of each was shipped."""
    order = world.order(10, OrderStatus.PACKED)
    world.manager.ship_order(order, actor=NAME, units=dict.fromkeys(range(1, 11), 1))
    return order


def _of_new_orders(world: World, browser: Browser) -> Iterator[Case]:
    blank = lambda: browser.form("/orders/new/", "order_id")  # noqa: E731

    def pressing(what: str, rows: int = 0, row: str = ROW, **typed: str) -> Case:
        return Case(what, lambda form: browser.post("/orders/new/", form | typed, 200), blank, rows, row)

    yield _page(browser, "new order, blank", "/orders/new/")
    yield _page(browser, "new order, customers that begin so", "/orders/new/?customer=CUST", into="customers")
    yield pressing("new order, a SKU added", 1, add="CAP-001-M", action="add")
    yield pressing("new order, words sought", add="glo", action="add")
    yield pressing("new order, 10 lines pasted", 10, many=pasted(10), action="many")
    yield Case("new order, one of 10 lines changed", lambda form: changed(browser, form), lambda: written(browser), 10)


def pasted(lines: int) -> str:
    return "\n".join(f"CAP-{number:03}-M, 2" for number in range(1, lines + 1))


def written(browser: Browser) -> Any:
    """The form of a new order with 10 lines, to be placed."""
    form = browser.form("/orders/new/", "order_id", many=pasted(10), action="many", customer="CUST-CAPACITY")
    return form_of(browser.post("/orders/new/", form, 200), "order_id")


def changed(browser: Browser, form: Any) -> str:
    return browser.post("/orders/new/", form | {"action": ["update"]}, 200)


def _of_people(world: World, browser: Browser) -> Iterator[Case]:
    yield _page(browser, "users", "/users/")
    yield _page(browser, "a user", f"/users/{NAME}/")
    yield _page(browser, "new user form", "/users/new/")
    yield _page(browser, "account", "/account/")
    yield Case("sign-in form, of nobody", lambda visitor: visitor.get("/sign-in/"), lambda: gone(world))


def gone(world: World) -> Browser:
    """Somebody who has signed out."""
    browser = Browser(world)
    browser.post("/sign-out/", status=302)
    return browser


def polls(world: World) -> list[Case]:
    """What an open page asks again and again; and what a session costs besides."""
    browser, here, manager = Browser(world), world.warehouse, world.manager
    seen = _seen(world)
    low = f"/low-stock/?warehouse={here}&poll=1"
    working = world.order(100, OrderStatus.PACKED)
    at_work = manager.ship_order(working, actor=NAME, wait=False)
    progress = f"/orders/{working}/progress/?poll=1&seen={at_work.status}-{at_work.step}-0"
    return [
        Case("any request: whose session it is", lambda _: browser.get("/new-product/")),
        Case("poll of low stock, every 10 s", lambda _: browser.get(f"{low}{seen}", htmx=True, status=204)),
        Case("poll of low stock that has changed", lambda _: browser.get(f"{low}{seen}x", htmx=True)),
        Case("poll of an order in work, every 2 s", lambda _: browser.get(progress, htmx=True, status=204)),
        Case(
            "counts of orders by status, once in 10 s a process",
            lambda _: manager.order_counts(),
            manager.counts.forget,
        ),
    ]


def _seen(world: World) -> str:
    from dashboard.low_rows import seen

    levels = world.manager.read_low_levels(world.warehouse, None, 20)
    more = "&more=1" if levels.cursor else ""
    return more + "".join(f"&seen={seen(level)}" for level in levels)
