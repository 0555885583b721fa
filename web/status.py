"""How well stocked something is, in a word."""

from enum import Enum

LOW_STOCK = 10


class StockStatus(Enum):
    """How much can still be promised. The value is the name of its colour and shape in the style sheet."""

    OUT = "out"
    LOW = "low"
    IN_STOCK = "ok"

    @property
    def word(self) -> str:
        return {"out": "Out", "low": "Low", "ok": "In stock"}[self.value]

    @classmethod
    def of(cls, units: int) -> "StockStatus":
        """The status of so many available units; ten are still low."""
        if units <= 0:
            return cls.OUT
        return cls.LOW if units <= LOW_STOCK else cls.IN_STOCK
