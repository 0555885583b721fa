"""Clients that buy the same SKUs until nothing is left of them, several in a process, each with its own connection."""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.synchronize import Barrier
from typing import Any

from inventory import InventoryManager
from inventory.dynamodb.client import DynamoDBClient
from inventory.errors import EngineUnavailable, InsufficientStock, PlanUnfinished, StockBusy
from inventory.settings import Settings

THREADS = 4

_barriers: list[Barrier] = []


@dataclass
class Bought:
    """What became of one client: ``placed`` has the units of each order by SKU, ``seconds`` are by kind of order.

    ``answers`` counts what it was told, ``transactions`` what the engine said to each that it sent.
    """

    name: str
    placed: dict[str, dict[str, int]] = field(default_factory=dict)
    short: set[str] = field(default_factory=set)
    seconds: dict[str, list[float]] = field(default_factory=lambda: {"short": [], "plan": []})
    answers: Counter[str] = field(default_factory=Counter)
    transactions: Counter[str] = field(default_factory=Counter)


def meet_at(barrier: Barrier) -> None:
    """To be called once in each process: its clients begin when all others are there."""
    _barriers.append(barrier)
    # Other tests look at what is sent; here it would only take time from the engine.
    os.environ.pop("INVENTORY_VALIDATE_PARAMETERS", None)


def buy(settings: Settings, process: int, skus: list[str]) -> list[Bought]:
    """What the clients of one process bought; each ends when it was told that every SKU is gone."""
    clients = [Client(settings, f"{process}-{thread}", skus) for thread in range(THREADS)]
    _barriers[0].wait()
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(Client.buy_until_gone, clients))


class Client:
    """Buys now a few SKUs, now all it knows of, in any order; asks again when it is put off, and sometimes though it
    was told what became of its order.
    """

    def __init__(self, settings: Settings, name: str, skus: list[str]) -> None:
        self._manager = InventoryManager(settings)
        self._random = random.Random(name)
        self._left = dict.fromkeys(skus, 9)
        self._bought = Bought(name)
        self._manager.offers(skus)

    def buy_until_gone(self) -> Bought:
        with _counted(self._manager.client, self._bought.transactions):
            number = 0
            while self._left:
                number += 1
                self._order(f"{self._bought.name}-{number}", self._wanted(number > 1 and self._random.random() < 0.3))
        return self._bought

    def _wanted(self, everything: bool) -> dict[str, int]:
        count = len(self._left) if everything else min(len(self._left), self._random.randint(1, 5))
        most = 1 if everything else 3
        return {
            sku: self._random.randint(1, min(most, self._left[sku]))
            for sku in self._random.sample(sorted(self._left), count)
        }

    def _order(self, order_id: str, wanted: dict[str, int]) -> None:
        begun = time.monotonic()
        self._ask_until_told(order_id, wanted)
        if self._random.random() < 0.2:  # a second press
            self._ask_until_told(order_id, wanted)
        self._bought.seconds["plan" if len(wanted) > 33 else "short"].append(time.monotonic() - begun)

    def _ask_until_told(self, order_id: str, wanted: dict[str, int]) -> None:
        while not self._ask(order_id, wanted):
            pass

    def _ask(self, order_id: str, wanted: dict[str, int]) -> bool:
        """Whether the client was told what became of the order."""
        lines: list[dict[str, Any]] = [{"sku": sku, "quantity": units, "price": 1} for sku, units in wanted.items()]
        answers = self._bought.answers
        try:
            placed = self._manager.create_order_transaction(order_id, f"C-{self._bought.name}", lines)
        except InsufficientStock as refused:
            answers["short"] += 1
            self._bought.short.add(order_id)
            self._learn({shortage.sku: shortage.available for shortage in refused.shortages})
            return True
        except (StockBusy, PlanUnfinished, EngineUnavailable) as put_off:
            answers[type(put_off).__name__] += 1
            return False
        answers["placed"] += 1
        self._bought.placed[order_id] = {line.sku: line.quantity for line in placed.lines}
        return True

    def _learn(self, available: dict[str, int]) -> None:
        self._left |= available
        self._left = {sku: units for sku, units in self._left.items() if units}


@contextmanager
def _counted(client: DynamoDBClient, counts: Counter[str]) -> Iterator[None]:
    """Count what the engine says to each transaction: done, or the first reason why it was refused."""

    def count(parsed: dict[str, Any], **_: Any) -> None:
        reasons = [reason.get("Code", "None") for reason in parsed.get("CancellationReasons", ())]
        said = next((code for code in reasons if code != "None"), "") or parsed.get("Error", {}).get("Code", "done")
        counts[said] += 1

    events = client._connection.boto.meta.events
    events.register("after-call.dynamodb.TransactWriteItems", count)
    try:
        yield
    finally:
        events.unregister("after-call.dynamodb.TransactWriteItems", count)
