"""Whatever is done to orders, in whatever order and however often: they stay what a plain model says they are."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)
from moto import mock_aws

from inventory import InventoryManager, audit
from inventory.dynamodb.schema import ensure_table
from inventory.entities import OrderStatus as S
from inventory.errors import (
    IllegalMove,
    InsufficientStock,
    InvalidValue,
    InventoryError,
    OrderExists,
    RequestKeyReused,
    SurplusScan,
    WrongScan,
)
from inventory.settings import Settings

SKUS = [f"SKU-{number}" for number in range(5)]
OPENING = 12
_ORDER_IDS = [f"O-{number}" for number in range(4)]
_LINES = st.lists(st.tuples(st.sampled_from(SKUS), st.integers(1, 5)), min_size=1, max_size=6)
_NEXT = {S.PENDING: S.PICKING, S.PICKING: S.PACKED, S.SHIPPED: S.DELIVERED}


@dataclass
class ModelLine:
    sku: str
    quantity: int
    picked: int = 0
    shipped: int = 0
    closed: int = 0
    returned: int = 0

    @property
    def open(self) -> int:
        return self.quantity - self.shipped - self.closed


@dataclass
class ModelOrder:
    lines: list[ModelLine]
    asked: list[tuple[str, int]]
    status: S = S.PENDING
    held_from: S | None = None
    moves: int = 0

    @property
    def shipped(self) -> int:
        return sum(line.shipped for line in self.lines)


@dataclass
class Model:
    stock: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SKUS, OPENING))
    orders: dict[str, ModelOrder] = field(default_factory=dict)

    def allocated(self, sku: str) -> int:
        return sum(line.open for order in self.orders.values() for line in order.lines if line.sku == sku)

    def close(self, order: ModelOrder) -> None:
        for line in order.lines:
            self.stock[line.sku] += line.open
            line.closed += line.open
            line.picked = 0


class OrderMachine(RuleBasedStateMachine):
    """``keys`` are requests that were carried out, as a call that repeats them."""

    keys = Bundle("keys")

    def __init__(self) -> None:
        super().__init__()
        self.moto = mock_aws()
        self.moto.start()
        self.manager = InventoryManager(Settings(engine="aws", data_dir=Path("unused"), secret_key=b"k" * 32))
        ensure_table(self.manager.client)
        variants = [{"sku": sku, "price": 1, "stock": OPENING} for sku in SKUS]
        self.manager.create_product("P", "Part", "Parts", 1, variants=variants)
        self.model, self.asked = Model(), 0

    def teardown(self) -> None:
        try:
            report = audit.check(self.manager.client)
            assert report.drifts == () and report.in_work == 0
        finally:
            self.moto.stop()

    def key(self) -> str:
        self.asked += 1
        return f"press-{self.asked}"

    def refused(self, error: type[InventoryError], call: Any) -> None:
        with pytest.raises(error):
            call()

    @rule(order_id=st.sampled_from(_ORDER_IDS), lines=_LINES)
    def place(self, order_id: str, lines: list[tuple[str, int]]) -> None:
        """A new order, the same one again, another one under its id, or one that is short."""
        items = [{"sku": sku, "quantity": units, "price": 1} for sku, units in lines]

        def call() -> Any:
            return self.manager.create_order_transaction(order_id, "C", items, "clerk", keep_rejected=True)

        there = self.model.orders.get(order_id)
        if there is not None and there.asked != lines:
            self.refused(OrderExists, call)
        elif there is not None:
            self.refused(InsufficientStock, call) if there.status is S.REJECTED else call()
        elif any(sum(u for s, u in lines if s == sku) > self.model.stock[sku] for sku in dict(lines)):
            self.refused(InsufficientStock, call)
            closed = [ModelLine(sku, units, closed=units) for sku, units in lines]
            self.model.orders[order_id] = ModelOrder(closed, lines, S.REJECTED)
        else:
            call()
            self.model.orders[order_id] = ModelOrder([ModelLine(sku, units) for sku, units in lines], lines)
            for sku, units in lines:
                self.model.stock[sku] -= units

    def _order(self, data: st.DataObject) -> tuple[str, ModelOrder]:
        order_id = data.draw(st.sampled_from(sorted(self.model.orders)))
        return order_id, self.model.orders[order_id]

    @precondition(lambda self: self.model.orders)
    @rule(data=st.data(), to=st.sampled_from([S.PICKING, S.PACKED, S.DELIVERED, S.ON_HOLD, S.CANCELLED, S.PENDING]))
    def move(self, data: st.DataObject, to: S) -> None:
        order_id, order = self._order(data)

        def call() -> Any:
            return self.manager.move_order(order_id, to, "clerk")

        if order.status is to:
            call()
        elif not self._may_move(order, to):
            self.refused(IllegalMove, call)
        else:
            call()
            if to is S.CANCELLED:
                self.model.close(order)
            order.held_from = order.status if to is S.ON_HOLD else None
            order.status = to

    def _may_move(self, order: ModelOrder, to: S) -> bool:
        if to is S.CANCELLED:
            return order.status in (S.PENDING, S.PICKING, S.PACKED, S.ON_HOLD) and not order.shipped
        if to is S.ON_HOLD:
            return order.status in (S.PENDING, S.PICKING, S.PACKED)
        return _NEXT.get(order.status) is to or (order.status is S.ON_HOLD and order.held_from is to)

    @precondition(lambda self: self.model.orders)
    @rule(data=st.data(), scanned=st.sampled_from([*SKUS, "NOTHING"]))
    def scan(self, data: st.DataObject, scanned: str) -> None:
        order_id, order = self._order(data)
        here = [line for line in order.lines if line.sku == scanned and line.open]
        lacking = next((line for line in here if line.picked < line.open), None)

        def call() -> Any:
            return self.manager.pick_scan(order_id, scanned, "picker")

        if order.status is not S.PICKING:
            self.refused(IllegalMove, call)
        elif not here:
            self.refused(WrongScan, call)
        elif lacking is None:
            self.refused(SurplusScan, call)
        else:
            call()
            lacking.picked += 1

    @precondition(lambda self: self.model.orders)
    @rule(target=keys, data=st.data(), close_rest=st.booleans(), whole=st.booleans())
    def ship(self, data: st.DataObject, close_rest: bool, whole: bool) -> Any:
        order_id, order = self._order(data)
        places = enumerate(order.lines, start=1)
        units = None if whole else {i: data.draw(st.integers(0, line.open + 1)) for i, line in places}
        key = self.key()

        def call() -> Any:
            return self.manager.ship_order(order_id, units, close_rest=close_rest, actor="packer", request_key=key)

        if order.status is not S.PACKED:
            self.refused(IllegalMove, call)
            return multiple()
        wanted = {i: line.open if units is None else units[i] for i, line in enumerate(order.lines, start=1)}
        if not any(wanted.values()) or any(wanted[i] > line.open for i, line in enumerate(order.lines, start=1)):
            self.refused(InvalidValue, call)
            return multiple()
        call()
        for i, line in enumerate(order.lines, start=1):
            line.shipped += wanted[i]
            line.picked = max(0, line.picked - wanted[i])
        rest = any(line.open for line in order.lines)
        if rest and close_rest:
            self.model.close(order)
        order.status = S.PICKING if rest and not close_rest else S.SHIPPED
        return call

    @precondition(lambda self: self.model.orders)
    @rule(target=keys, data=st.data())
    def close_short(self, data: st.DataObject) -> Any:
        order_id, order = self._order(data)
        key = self.key()

        def call() -> Any:
            return self.manager.close_order_short(order_id, "clerk", request_key=key)

        if order.status is S.SHIPPED:
            call()
            return multiple()
        if order.status not in (S.PENDING, S.PICKING, S.PACKED) or not order.shipped:
            self.refused(IllegalMove, call)
            return multiple()
        call()
        self.model.close(order)
        order.status = S.SHIPPED
        return call

    @precondition(lambda self: self.model.orders)
    @rule(target=keys, data=st.data())
    def take_back(self, data: st.DataObject) -> Any:
        order_id, order = self._order(data)
        index = data.draw(st.integers(1, len(order.lines)))
        line = order.lines[index - 1]
        restock, write_off = data.draw(st.integers(0, 3)), data.draw(st.integers(0, 2))
        asked = [{"index": index, "restock": restock, "write_off": write_off}]
        key = self.key()

        def call() -> Any:
            return self.manager.return_items(order_id, asked, "clerk", request_key=key)

        if not restock + write_off:
            self.refused(InvalidValue, call)
        elif order.status not in (S.SHIPPED, S.DELIVERED):
            self.refused(IllegalMove, call)
        elif restock + write_off > line.shipped - line.returned:
            self.refused(InvalidValue, call)
        else:
            call()
            line.returned += restock + write_off
            self.model.stock[line.sku] += restock
            return call
        return multiple()

    @rule(call=keys)
    def press_again(self, call: Any) -> None:
        """What was done is not done twice."""
        call()

    @rule(call=consumes(keys), data=st.data())
    def reuse_a_key(self, call: Any, data: st.DataObject) -> None:
        """Another request under the key of one that was carried out."""
        key = f"press-{data.draw(st.integers(1, self.asked))}"
        marked = self.manager.client.get(f"REQUEST#{key}", "METADATA", consistent=True)
        shipped = next((i for i, order in self.model.orders.items() if order.status is S.PACKED), None)
        if marked is not None and shipped is not None:
            note = {1: 1}
            self.refused(
                RequestKeyReused,
                lambda: self.manager.ship_order(shipped, note, close_rest=True, note="other", request_key=key),
            )

    @invariant()
    def the_levels_are_as_in_the_model(self) -> None:
        product = self.manager.get_product_with_variants("P")
        assert product is not None
        found = {variant.sku: (variant.stock, variant.allocated) for variant in product.variants}
        assert found == {sku: (self.model.stock[sku], self.model.allocated(sku)) for sku in SKUS}

    @invariant()
    def the_orders_are_as_in_the_model(self) -> None:
        for order_id, order in self.model.orders.items():
            found = self.manager.get_order_with_items(order_id)
            assert found is not None and found.status is order.status, order_id
            counts = [(line.picked, line.shipped, line.closed, line.returned) for line in found.lines]
            assert counts == [(line.picked, line.shipped, line.closed, line.returned) for line in order.lines]
            shipped, closed = sum(line.shipped for line in order.lines), sum(line.closed for line in order.lines)
            assert (found.shipped, found.closed) == (shipped, closed)


def _settings(examples: int) -> settings:
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    return settings(max_examples=examples, stateful_step_count=25, deadline=None, suppress_health_check=slow)


@pytest.mark.timeout(300)
def test_orders_of_one_transaction_are_as_in_the_model() -> None:
    run_state_machine_as_test(OrderMachine, settings=_settings(8))


@pytest.mark.timeout(300)
def test_orders_of_many_transactions_are_as_in_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("carrying_out", "placing"):
        monkeypatch.setattr(f"inventory.ordering.{name}.MAX_ACTIONS", 9)
    for name in ("carrying_out", "job", "jobs", "placing"):
        monkeypatch.setattr(f"inventory.ordering.{name}.ROOM", 8)
    run_state_machine_as_test(OrderMachine, settings=_settings(8))
