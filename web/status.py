"""How well stocked something is, in a word."""

from enum import Enum

LOW_STOCK = 10


class StockStatus(Enum):
    """How much can still be promised. The value is the name of its colour and shape in the style sheet."""

    OUT = "out"
    CRITICAL = "critical"
    LOW = "low"
    IN_STOCK = "ok"

    @property
    def word(self) -> str:
        return {"out": "Out", "critical": "Critical", "low": "Low", "ok": "In stock"}[self.value]

    @classmethod
    def of(cls, available: int, threshold: int = LOW_STOCK) -> "StockStatus":
        """The status of so many available units: low up to the threshold, critical up to half of it."""
        if available <= 0:
            return cls.OUT
        if available > threshold:
            return cls.IN_STOCK
        return cls.CRITICAL if 2 * available <= threshold else cls.LOW
