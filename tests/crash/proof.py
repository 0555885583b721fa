"""What must be true after a crash, once all plans were resumed: nothing drifted, nothing half, nothing told lost."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from inventory import InventoryManager, audit
from inventory.dynamodb.wire import StoredItem
from inventory.entities import OPEN
from tests.crash.clerk import State
from tests.crash.goods import OPENING, asked
from tests.tables import Table, whole_table

# Units that an order and its lines count alike.
COUNTS = ("Shipped", "Closed", "Returned")


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
    stored = stored_orders(table)
    unasked = set(stored) - set(orders)
    assert not unasked, f"nobody asked for {unasked}"
    for order_id, told in orders.items():
        _prove_order(order_id, stored.get(order_id), told)
    wanted, found = _left_by(stored.values()), _balances(table)
    assert found == wanted, {sku: (units, wanted.get(sku)) for sku, units in found.items() if units != wanted.get(sku)}


@dataclass
class Stored:
    """The rows of an order as they are in the table; ``others`` are sort keys."""

    order: StoredItem = field(default_factory=StoredItem)
    lines: list[StoredItem] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def stored_orders(table: Table) -> dict[str, Stored]:
    found: dict[str, Stored] = {}
    for (pk, sk), row in sorted(table.items()):
        if not pk.startswith("ORDER#"):
            continue
        one = found.setdefault(row["OrderId"], Stored())
        if sk == "METADATA":
            one.order = row
        elif sk.startswith("ITEM#"):
            one.lines.append(row)
        else:
            one.others.append(sk)
    return found


def _prove_order(order_id: str, stored: Stored | None, told: Told) -> None:
    order = stored.order if stored else StoredItem()
    state = State(order.get("Status", ""), *(_count(order, name) for name in COUNTS))
    assert state in told.possible, f"{order_id} is {state}, and may be {told.possible}"
    if stored is None:
        return
    there = [(_count(line, "Index"), line["SKU"], _count(line, "Quantity")) for line in stored.lines]
    lines = [(index, line["sku"], line["quantity"]) for index, line in enumerate(asked(order_id), start=1)]
    assert there == lines, f"{order_id} has {there}, and was to have {lines}"
    sums = [sum(_count(line, name) for line in stored.lines) for name in ("Quantity", *COUNTS)]
    assert sums == [_count(order, name) for name in ("Units", *COUNTS)], order
    assert sums[0] == sums[1] + sums[2] or order["Status"] in OPEN, order
    assert not [sk for sk in stored.others if sk.startswith("DRAFT#")], f"{order_id} has a draft left"


def _count(row: StoredItem, name: str) -> int:
    return int(row.get(name, 0))


def _balances(table: Table) -> dict[str, tuple[int, int]]:
    """Available and allocated units by SKU."""
    levels = [row for (pk, sk), row in table.items() if pk.startswith("PRODUCT#") and sk.startswith("VARIANT#")]
    return {row["SKU"]: (_count(row, "Stock"), _count(row, "Allocated")) for row in levels}


def _left_by(orders: Iterable[Stored]) -> dict[str, tuple[int, int]]:
    """What ``orders`` leave of the opening stock, by plain arithmetic."""
    stock, allocated = Counter(OPENING), Counter[str]()
    for line in (line for order in orders for line in order.lines):
        quantity, shipped, closed = (_count(line, name) for name in ("Quantity", "Shipped", "Closed"))
        stock[line["SKU"]] -= quantity - closed - (_count(line, "Returned") - _count(line, "WrittenOff"))
        allocated[line["SKU"]] += quantity - shipped - closed
    return {sku: (stock[sku], allocated[sku]) for sku in OPENING}
