"""What must be true after a crash, once all plans were resumed: nothing drifted, nothing half, nothing told lost."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from inventory import InventoryManager, audit
from inventory.entities import OPEN, OrderWithItems
from tests.crash.clerk import State
from tests.crash.goods import OPENING, asked
from tests.tables import Table, whole_table


@dataclass
class Told:
    """How an order may stand by what a clerk was told last, and by what it then asked for and had no answer to."""

    told: list[State] = field(default_factory=list)
    asked: list[State] = field(default_factory=list)

    @property
    def possible(self) -> list[State]:
        return [*(self.told or [State("")]), *self.asked]


def read_journals(journals: Iterable[Path]) -> dict[str, Told]:
    orders: dict[str, Told] = {}
    for journal in journals:
        for text in journal.read_text().split("\n")[:-1]:  # the last line may be half a one
            order_id, what, states = json.loads(text)
            one = orders.setdefault(order_id, Told())
            one.asked = [State(*state) for state in states]
            if what == "told":
                one.told, one.asked = one.asked, []
    return orders


def prove(manager: InventoryManager, orders: Mapping[str, Told]) -> None:
    """Of ``orders`` nothing is lost or half, the stock is what they leave of it, and the ledger is clean."""
    report = audit.check(manager.client)
    assert (report.drifts, report.in_work) == ((), 0), report
    table = whole_table(manager.client)
    stored = {order_id: manager.get_order_with_items(order_id) for order_id in orders}
    unasked = {row["OrderId"] for (pk, sk), row in table.items() if is_order(pk, sk)} - set(orders)
    assert not unasked, f"nobody asked for {unasked}"
    for order_id, order in stored.items():
        _prove_order(order_id, order, orders[order_id])
    drafts = [key for key in table if key[0].startswith("ORDER#") and key[1].startswith("DRAFT#")]
    assert not drafts, f"{drafts} are left"
    wanted, found = _left_by(order for order in stored.values() if order), _balances(table)
    assert found == wanted, {sku: (units, wanted.get(sku)) for sku, units in found.items() if units != wanted.get(sku)}


def is_order(pk: str, sk: str) -> bool:
    return pk.startswith("ORDER#") and sk == "METADATA"


def _prove_order(order_id: str, order: OrderWithItems | None, told: Told) -> None:
    state = State.of(order) if order else State("")
    assert state in told.possible, f"{order_id} is {state}, and may be {told.possible}"
    if order is None:
        return
    there = [(line.index, line.sku, line.quantity) for line in order.lines]
    lines = [(index, line["sku"], line["quantity"]) for index, line in enumerate(asked(order_id), start=1)]
    assert there == lines, f"{order_id} has {there}, and was to have {lines}"
    sums = (order.units, order.shipped, order.closed, order.returned)
    counts = [(line.quantity, line.shipped, line.closed, line.returned) for line in order.lines]
    assert tuple(map(sum, zip(*counts, strict=True))) == sums, order
    assert order.open == 0 or order.status in OPEN, order


def _balances(table: Table) -> dict[str, tuple[int, int]]:
    """Available and allocated units by SKU."""
    levels = [row for (pk, sk), row in table.items() if pk.startswith("PRODUCT#") and sk.startswith("VARIANT#")]
    return {row["SKU"]: (int(row["Stock"]), int(row["Allocated"])) for row in levels}


def _left_by(orders: Iterable[OrderWithItems]) -> dict[str, tuple[int, int]]:
    """What ``orders`` leave of the opening stock, by plain arithmetic."""
    stock, allocated = Counter(OPENING), Counter[str]()
    for order in orders:
        for line in order.lines:
            stock[line.sku] -= line.quantity - line.closed - (line.returned - line.written_off)
            allocated[line.sku] += line.quantity - line.shipped - line.closed
    return {sku: (stock[sku], allocated[sku]) for sku in OPENING}
