"""What is in work on an order: kept on its row, so that any process can go on with it."""

import json
from dataclasses import asdict, dataclass

from inventory.entities import OrderStatus


@dataclass(frozen=True)
class Work:
    """From ``before`` to ``to``, asked for by ``actor`` with ``note``.

    ``room`` is how the plan was cut. ``document`` is the number of the shipment or return that it carries out.
    ``taken`` parts of an order that is being rejected have to be given back. ``close_rest`` says that what a shipment
    leaves open is given back after it.
    """

    before: OrderStatus
    to: OrderStatus
    actor: str
    note: str = ""
    room: int = 0
    document: int = 0
    taken: int = 0
    close_rest: bool = False

    def as_text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def of_text(cls, text: str) -> "Work":
        content = json.loads(text)
        before, to = OrderStatus(content.pop("before")), OrderStatus(content.pop("to"))
        return cls(before, to, **content)
