"""What is in work on an order: kept on its row, so that any process can go on with it."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from datetime import datetime

from inventory import clock
from inventory.entities import OrderStatus

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


@dataclass(frozen=True)
class Work:
    """From ``before`` to ``to``, asked for by ``actor`` with ``note``.

    ``room`` is how the plan was cut. ``document`` is the number of the shipment or return that it carries out.
    ``taken`` parts of an order that is being rejected have to be given back. ``close_rest`` says that what a shipment
    leaves open is given back after it. ``at`` is when it happens, whoever finishes it; None: when that is done.
    """

    before: OrderStatus
    to: OrderStatus
    actor: str
    note: str = ""
    room: int = 0
    document: int = 0
    taken: int = 0
    close_rest: bool = False
    at: datetime | None = field(default_factory=_told.get)

    def as_text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, default=str)

    @classmethod
    def of_text(cls, text: str) -> "Work":
        content = json.loads(text)
        before, to = OrderStatus(content.pop("before")), OrderStatus(content.pop("to"))
        at = content.pop("at", None)
        return cls(before, to, at=datetime.fromisoformat(at) if at else None, **content)

    def in_its_time(self) -> AbstractContextManager[None]:
        """What is stored in here happened when the work says it happens."""
        return clock.at(self.at) if self.at else nullcontext()


@contextmanager
def begun_at(moment: datetime) -> Iterator[None]:
    """All that is done in here happens at ``moment``, and what is left of it in work, by whoever finishes it."""
    before = _told.set(moment)
    try:
        with clock.at(moment):
            yield
    finally:
        _told.reset(before)
