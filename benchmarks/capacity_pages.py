"""The pages and polls that are counted, each as an admin's browser asks for it; Django must be set up."""

from typing import Any

from django.contrib.auth.hashers import make_password
from django.test import Client

from accounts.models import User
from benchmarks.capacity_cases import Case, World
from inventory.entities import OrderStatus
from inventory.people import Role

PASSWORD = "counting what each page costs"  # noqa: S105 - of a table that is thrown away
HTMX = {"HX-Request": "true"}
NAME = "counting"


class Browser:
    """An admin who is signed in."""

    def __init__(self, world: World) -> None:
        found = world.manager.staff.get(NAME) or world.manager.staff.create(
            "counting", NAME, password=make_password(PASSWORD), role=Role.ADMIN
        )
        self._client = Client(headers={})
        self._client.force_login(User.of(found))

    def get(self, address: str, *, htmx: bool = False, status: int = 200) -> str:
        answer = self._client.get(address, headers=HTMX if htmx else {})
        return _body(address, answer, status)

    def post(self, address: str, form: dict[str, str], status: int) -> str:
        return _body(address, self._client.post(address, form), status)


def _body(address: str, answer: Any, status: int) -> str:
    if answer.status_code != status:
        raise RuntimeError(f"{address} answered {answer.status_code} instead of {status}")
    return b"".join(answer).decode() if answer.streaming else answer.content.decode()


def pages(world: World) -> list[Case]:
    """Each page as it is asked for, in a process that has met what it shows."""
    browser = Browser(world)
    return [
        Case(what, lambda _, address=address: browser.get(address))  # type: ignore[misc]
        for what, address in (_of_stock(world) | _of_orders(world) | _of_people()).items()
    ]


def _of_stock(world: World) -> dict[str, str]:
    manager, here = world.manager, world.warehouse
    category = manager.categories()[0].name
    shown = manager.get_products_by_category(category)[0].product_id
    product = manager.get_product_with_variants(shown)
    assert product is not None  # noqa: S101
    sku, home = product.variants[0].sku, product.variants[0].level.warehouse
    manager.adjust_stock("CAP-005-M", change=-1, reason="damaged", actor=NAME, request_key=world.fresh())
    return {
        "overview `/`": f"/?warehouse={here}",
        "low stock, 20 rows": f"/low-stock/?warehouse={here}",
        "low stock by a threshold, 20 rows": f"/low-stock/?warehouse={here}&threshold=50",
        "categories": "/categories/",
        "a category, 50 products": f"/categories/{category}/",
        "a product with its variants": f"/products/{shown}/",
        "stock card with ledger": f"/stock/{sku}/?warehouse={home}",
        "adjust form": f"/adjust/{sku}/?warehouse={home}",
        "bin form": f"/bin/{sku}/?warehouse={home}",
        "undo form": f"/undo/CAP-005-M/?warehouse={here}&revision={_revision(world, 'CAP-005-M')}",
        "activity of a day": f"/activity/?warehouse={here}",
        "find, three letters": "/find/?q=glo&all=1",
        "new product form": "/new-product/",
        "edit product form": f"/edit-product/{shown}/",
        "edit variant form": f"/edit-variant/{sku}/",
        "new variant form": f"/new-variant/{shown}/",
        "retire product form": f"/retire-product/{shown}/",
    }


def _revision(world: World, sku: str) -> int:
    card = world.manager.get_stock_card(sku)
    assert card is not None  # noqa: S101
    return card.variant.level.revision


def _of_orders(world: World) -> dict[str, str]:
    picking, packed = world.order(10, OrderStatus.PICKING), world.order(10, OrderStatus.PACKED)
    shipped, long = world.order(10, OrderStatus.SHIPPED), world.order(100)
    return {
        "orders, 50 rows": "/orders/",
        "orders that hold a SKU": "/orders/?sku=CAP-001-M",
        "an order of 10 lines": f"/orders/{packed}/",
        "an order of 100 lines, 50 shown": f"/orders/{long}/",
        "pick list of 10 lines": f"/orders/{picking}/pick/",
        "pick list to print": f"/orders/{picking}/pick/print/",
        "packing slip of 10 lines": f"/orders/{packed}/slip/",
        "hold form": f"/orders/{packed}/move/?to=ON_HOLD",
        "ship form of 10 lines": f"/orders/{packed}/ship/",
        "return form of 10 lines": f"/orders/{shipped}/return/",
        "new order, blank": "/orders/new/",
        "customers, 50 rows": "/customers/",
        "a customer": "/customers/CUST-CAPACITY/",
    }


def _of_people() -> dict[str, str]:
    return {"users": "/users/", "a user": f"/users/{NAME}/", "account": "/account/"}


def polls(world: World) -> list[Case]:
    """What an open page asks again and again, while nothing is new; and what a session costs besides."""
    browser, here, manager = Browser(world), world.warehouse, world.manager
    levels = manager.read_low_levels(here, None, 20)
    seen = "".join(f"&seen={_seen(level)}" for level in levels) + ("&more=1" if levels.cursor else "")
    working = world.order(100, OrderStatus.PACKED)
    at_work = manager.ship_order(working, actor=NAME, wait=False)
    return [
        Case("any request: whose session it is", lambda _: browser.get("/new-product/")),
        Case(
            "poll of low stock, every 10 s",
            lambda _: browser.get(f"/low-stock/?warehouse={here}&poll=1{seen}", htmx=True, status=204),
        ),
        Case(
            "poll of an order in work, every 2 s",
            lambda _: browser.get(
                f"/orders/{working}/progress/?poll=1&seen={at_work.status}-{at_work.step}-0", htmx=True, status=204
            ),
        ),
        Case(
            "counts of orders by status, once in 10 s a process",
            lambda _: manager.order_counts(),
            manager.counts.forget,
        ),
    ]


def _seen(level: Any) -> str:
    from dashboard.low_rows import seen

    return seen(level)


def signing_in(world: World) -> list[Case]:
    """A visit's first and last requests."""

    def sign_in(browser: Browser) -> None:
        browser.post("/sign-in/", {"username": NAME, "password": PASSWORD}, 302)

    def visitor() -> Browser:
        browser = Browser(world)
        browser.post("/sign-out/", {}, 302)
        return browser

    return [
        Case("sign-in", sign_in, visitor),
        Case("sign-out", lambda browser: browser.post("/sign-out/", {}, 302), lambda: Browser(world)),
    ]
