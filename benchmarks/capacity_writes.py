"""The changes that are counted: stock, orders, the catalogue."""

from contextlib import suppress
from typing import Any

from benchmarks.capacity_cases import Case, World
from inventory.entities import OrderStatus, Reason, StockLevel
from inventory.errors import InsufficientStock

ACTOR = "counting"
SKU, PRODUCT = "CAP-001-M", "CAP-001"


def changes(world: World) -> list[Case]:
    """What pages and programs change, a thing at a time, in a process that has met SKU, customer and category."""
    return [
        *_of_sold_stock(world),
        *_of_kept_stock(world),
        *_placing(world),
        *_of_orders(world),
        *_of_what_leaves(world),
        *_of_the_catalogue(world),
    ]


def _of_sold_stock(world: World) -> list[Case]:
    manager = world.manager

    def take(given: tuple[str, str, int] = (SKU, PRODUCT, 1), **more: Any) -> object:
        sku, product, units = given
        return manager.update_stock(sku, product, -units, **more)

    def take_once(key: str) -> str:
        take(request_key=key)
        return key

    def take_too_much(_: None) -> None:
        with suppress(InsufficientStock):
            take((SKU, PRODUCT, 90_000_000))

    return [
        Case("adjust stock", lambda _: take()),
        Case(
            "adjust stock that is low and stays so",
            lambda sku: take((sku, f"P-{sku}", 1)),
            lambda: world.new_sku(stock=5, reorder_point=10),
        ),
        Case(
            "adjust stock, the same request again",
            lambda key: take(request_key=key),
            lambda: take_once(world.fresh()),
        ),
        Case("adjust stock, refused: too little is there", take_too_much),
    ]


def _of_kept_stock(world: World) -> list[Case]:
    manager = world.manager
    other = manager.warehouses()[1].warehouse_id

    def count(level: StockLevel) -> object:
        asked: dict[str, Any] = {"counted": level.on_hand - 1, "revision": level.revision, "reason": Reason.COUNT}
        return manager.adjust_stock(SKU, **asked, actor=ACTOR, request_key=world.fresh())

    def damaged() -> int:
        given: dict[str, Any] = {"change": -1, "reason": Reason.DAMAGED, "request_key": world.fresh()}
        return manager.adjust_stock(SKU, **given, actor=ACTOR).level.revision

    return [
        Case("count stock", count, lambda: _level(world, SKU)),
        Case(
            "first stock of a SKU in a further warehouse",
            lambda sku: manager.update_stock(sku, f"P-{sku}", 5, warehouse=other),
            world.new_sku,
        ),
        Case("undo an adjustment", lambda at: manager.undo_adjustment(SKU, world.warehouse, at, ACTOR), damaged),
        Case("say in which bin it lies", lambda new: manager.set_bin(SKU, world.warehouse, new, ACTOR), world.fresh),
    ]


def _placing(world: World) -> list[Case]:
    def placing(lines: int) -> Case:
        what = f"place an order of {lines} line{'s' * (lines > 1)}"
        return Case(what, lambda order: world.place(order, lines), world.fresh)

    def short(lines: int) -> Case:
        """Its last line asks for more than there is."""
        asked = [*world.lines(lines - 1), {"sku": "CAP-120-M", "quantity": 9_000_000, "price": 12.5}]

        def place(order: str) -> None:
            with suppress(InsufficientStock):
                world.manager.create_order_transaction(order, "CUST-CAPACITY", asked, actor=ACTOR)

        return Case(f"place an order of {lines} lines, the last short: rejected", place, world.fresh)

    return [*map(placing, (1, 10, 33, 100)), short(10), short(100)]


def _of_orders(world: World) -> list[Case]:
    manager = world.manager

    def moving(what: str, upto: OrderStatus, to: OrderStatus, lines: int = 10) -> Case:
        return Case(what, lambda order: manager.move_order(order, to, ACTOR), lambda: world.order(lines, upto))

    def picking() -> str:
        return world.order(10, OrderStatus.PICKING)

    def held() -> str:
        return manager.move_order(world.order(10), OrderStatus.ON_HOLD, ACTOR).order_id

    return [
        moving("move an order: PENDING to PICKING", OrderStatus.PENDING, OrderStatus.PICKING),
        Case("pick a line of 10", lambda order: manager.pick_units(order, 1, 2, ACTOR), picking),
        Case("scan a unit of a line of 10", lambda order: manager.pick_scan(order, SKU, ACTOR), picking),
        moving("move an order: PICKING to PACKED, 10 lines", OrderStatus.PICKING, OrderStatus.PACKED),
        moving("move an order: SHIPPED to DELIVERED", OrderStatus.SHIPPED, OrderStatus.DELIVERED),
        moving("hold an order", OrderStatus.PENDING, OrderStatus.ON_HOLD),
        Case("release an order", lambda order: manager.move_order(order, OrderStatus.PENDING, ACTOR), held),
        moving("cancel an order of 10 lines", OrderStatus.PENDING, OrderStatus.CANCELLED),
        moving("cancel an order of 100 lines", OrderStatus.PENDING, OrderStatus.CANCELLED, 100),
    ]


def _of_what_leaves(world: World) -> list[Case]:
    manager = world.manager
    one_of_each = dict.fromkeys(range(1, 11), 1)

    def shipping(what: str, lines: int = 10, units: dict[int, int] | None = None) -> Case:
        ship = lambda order: manager.ship_order(order, actor=ACTOR, units=units)  # noqa: E731
        return Case(what, ship, lambda: world.order(lines, OrderStatus.PACKED))

    def begun() -> str:
        return manager.ship_order(world.order(10, OrderStatus.PACKED), actor=ACTOR, units=one_of_each).order_id

    return [
        shipping("ship an order of 10 lines"),
        shipping("ship one of two units of 10 lines", units=one_of_each),
        shipping("ship an order of 100 lines", 100),
        Case("close the rest of 10 lines short", lambda order: manager.close_order_short(order, ACTOR), begun),
        Case(
            "take a line of an order of 10 back",
            lambda order: manager.return_items(order, [{"index": 1, "restock": 1, "write_off": 1}], ACTOR),
            lambda: world.order(10, OrderStatus.SHIPPED),
        ),
    ]


def _of_the_catalogue(world: World) -> list[Case]:
    manager = world.manager
    product: dict[str, Any] = {"category": "Work gloves", "base_price": 13}
    variant: dict[str, Any] = {"price": 13, "attributes": {"Size": "M"}, "actor": ACTOR}
    return [
        Case("create a product with a variant", lambda new: world.new_product(new), world.fresh),
        Case(
            "add a variant",
            lambda new: manager.create_product_variant("CAP-002", world.variant(new, stock=5)),
            world.fresh,
        ),
        Case(
            "edit a product: name, price",
            lambda new: manager.edit_product("CAP-003", name=f"Work glove {new}", **product),
            world.fresh,
        ),
        Case(
            "edit a variant: name, price",
            lambda new: manager.edit_variant("CAP-003-M", name=f"Medium {new}", **variant),
            world.fresh,
        ),
        Case("retire a variant", lambda sku: manager.retire_variant(sku, ACTOR), lambda: world.new_sku(stock=0)),
        Case(
            "retire a product of 1 variant",
            lambda sku: manager.retire_product(f"P-{sku}", ACTOR),
            lambda: world.new_sku(stock=0),
        ),
    ]


def _level(world: World, sku: str) -> StockLevel:
    card = world.manager.get_stock_card(sku)
    if card is None:
        raise LookupError(sku)
    return card.variant.level
