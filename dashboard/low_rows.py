"""What runs low, as the rows of a list show it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from hashlib import blake2b
from urllib.parse import parse_qs, urlencode, urlsplit

from django.utils import timezone

from inventory import days
from inventory.entities import StockLevel
from inventory.low_stock import LowItem
from inventory.naming import details
from inventory.people import StaffUser
from inventory.permissions import Permission, may
from web.addresses import address_of
from web.charts import Sparkline, sparkline
from web.dom import dom_id
from web.status import LOW_STOCK, StockStatus

# As it stands in addresses: each variant's own reorder point.
OWN = "own"


@dataclass(frozen=True)
class LowList:
    """The list a row stands in: its ``threshold`` (None: own reorder points), its address, and who looks at it."""

    warehouse: str
    threshold: int | None
    address: str
    staff: StaffUser

    @cached_property
    def is_first_page(self) -> bool:
        """Polls watch the first page of a list; later ones stand where they stood when they were asked for."""
        return "cursor" not in parse_qs(urlsplit(self.address).query)

    @cached_property
    def today(self) -> date:
        return timezone.now().date()

    @cached_property
    def query(self) -> str:
        """What a form that is opened from a row has to know of the list."""
        return urlencode({"threshold": OWN if self.threshold is None else self.threshold, "next": self.address})

    def rows(self, items: Iterable[LowItem], edited: Iterable[str] = ()) -> list["LowRow"]:
        """``items`` as rows; below those of the ``edited`` SKUs their form stands open."""
        return [LowRow(item, self, item.sku in edited) for item in items]


@dataclass(frozen=True)
class LowRow:
    """A row, with the words and addresses that it shows."""

    item: LowItem
    place: LowList
    is_edited: bool = False

    @property
    def level(self) -> StockLevel:
        return self.item.level

    @property
    def row_id(self) -> str:
        return row_id(self.item.sku, self.level.warehouse)

    @property
    def details(self) -> str:
        """What tells the variant from its siblings."""
        return details(self.item.product_name, self.item.variant_name, self.item.attributes)

    @property
    def status(self) -> StockStatus:
        threshold = self.item.threshold
        return StockStatus.of(self.level.stock, LOW_STOCK if threshold is None else threshold)

    @property
    def whole(self) -> int:
        """The units there shall be: the reorder level, else where low begins."""
        item = self.item
        aims = (item.reorder_level, item.reorder_point, item.threshold)
        return next((units for units in aims if units is not None), 0)

    @property
    def past(self) -> Sequence[tuple[str, int]]:
        """(day, units at its end), oldest first."""
        return days.points(self.item.days)

    @property
    def spark(self) -> Sparkline | None:
        return _spark(self.item.days, self.place.today)

    @property
    def is_restocked(self) -> bool:
        """Whether it stands here only because it was low a moment ago."""
        return not self.item.is_low

    @property
    def may_change(self) -> bool:
        return not self.level.retired and may(self.place.staff, Permission.ADJUST_STOCK, self.level.warehouse)

    @property
    def seen(self) -> str:
        """What the row shows, for a poll to tell whether that has changed; empty for one it does not watch."""
        return "" if self.is_restocked or not self.place.is_first_page else seen(self.level)

    @property
    def card_address(self) -> str:
        return card_address(self.item.sku, self.level.warehouse)

    @property
    def adjust_id(self) -> str:
        """The id of the link that opens the form: it gets the focus back."""
        return dom_id("adjust", self.item.sku, self.level.warehouse)

    @property
    def adjust_address(self) -> str:
        form = address_of("dashboard:adjust", self.item.sku, warehouse=self.level.warehouse)
        return f"{form}&{self.place.query}"


@lru_cache(maxsize=4096)
def _spark(past: str, until: date) -> Sparkline | None:
    """Kept: a list is asked for again and again, and few of its rows have another past by then."""
    return sparkline(days.points(past), until=until)


def card_address(sku: str, warehouse: str) -> str:
    """The stock card of a SKU, opened at a warehouse."""
    return address_of("dashboard:stock", sku, warehouse=warehouse)


def row_id(sku: str, warehouse: str) -> str:
    """The id of the element that shows a level, on whatever page."""
    return dom_id("row", sku, warehouse)


def seen(level: StockLevel) -> str:
    """A level as a poll knows it: which one, and at which revision."""
    which = f"{level.sku}\n{level.reorder_point}".encode(errors="replace")
    return f"{blake2b(which, digest_size=4).hexdigest()}.{level.revision}"


def count_changes(shown: Iterable[str], now: Iterable[str]) -> int:
    """How many rows differ between two lists of ``seen``. A later revision counts, an earlier does not: the index is
    late."""
    before, after = _revisions(shown), _revisions(now)
    moved = sum(after[which] > revision for which, revision in before.items() if which in after)
    return moved + max(len(after.keys() - before.keys()), len(before.keys() - after.keys()))


def _revisions(tokens: Iterable[str]) -> dict[str, int]:
    """Revision by which level; what is none of ours is left out."""
    pairs = (token.rpartition(".") for token in tokens if token)
    return {
        which: int(revision)
        for which, _, revision in pairs
        if revision.isascii() and revision.isdigit() and len(revision) < 20
    }
