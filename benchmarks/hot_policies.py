"""Policies of trying again at a crowded SKU, put in place from outside: the one of the product, and others tried."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from unittest import mock

from inventory import stock_changes, turns
from inventory.dynamodb import backoff
from inventory.dynamodb.client import DynamoDBClient
from inventory.entities import StockLevel


@dataclass(frozen=True)
class Policy:
    """Who is refused keeps up to ``longest_apart`` seconds away, a random share of it, more with each refusal.

    ``remembers``: from one change to the next. ``reads_again``: the level, after keeping away for long. ``run``: the
    seconds for which who got through goes on. ``patience``: the share of the time until the deadline that is waited in
    one go at most. ``neighbours``: whether processes of one machine take turns; without, each is as on its own.
    """

    name: str
    longest_apart: float = turns.LONGEST_APART
    remembers: bool = True
    reads_again: bool = True
    run: float = turns.RUN
    patience: float = backoff.PATIENCE
    neighbours: bool = True

    @contextmanager
    def applied(self) -> Iterator[None]:
        """This process keeps to it, for a while."""
        places = tuple(turns._Place(crowd=turns.Crowd(self.longest_apart)) for _ in turns._PLACES)
        with ExitStack() as stack:
            stack.enter_context(mock.patch.object(turns, "_PLACES", places))
            stack.enter_context(mock.patch.object(turns, "RUN", self.run))
            stack.enter_context(mock.patch.object(backoff, "PATIENCE", self.patience))
            if not self.neighbours:
                stack.enter_context(mock.patch.object(turns, "among_neighbours", _alone))
            if not self.remembers:
                stack.enter_context(mock.patch.object(stock_changes, "crowd_at", self._nobody_met))
            if not self.reads_again:
                stack.enter_context(mock.patch.object(stock_changes, "_read_again", _as_handed_back))
            yield

    def _nobody_met(self, skus: object) -> turns.Crowd:
        return turns.Crowd(self.longest_apart)


def _alone(*_: object) -> AbstractContextManager[None]:
    return nullcontext()


def _as_handed_back(client: DynamoDBClient, levels: Sequence[StockLevel]) -> Sequence[StockLevel]:
    return levels


SHIPPED = Policy("as shipped: in turns on one machine")
APART = Policy("as shipped, each on a machine of its own: up to 3 s, remembered, read again, in runs", neighbours=False)

# Of processes that know nothing of one another.
OTHERS = (
    APART,
    replace(APART, name="so, without coming oftener with time", patience=1.0),
    replace(APART, name="so, without runs", run=0.0),
    replace(APART, name="so, forgotten after each success", remembers=False),
    replace(APART, name="so, from what the refusal handed back", reads_again=False),
    replace(APART, name="up to 5 ms, from what the refusal handed back", longest_apart=0.005),
)
