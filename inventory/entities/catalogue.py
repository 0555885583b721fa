"""What there is: products, their variants, and what is found by a word or a code."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from functools import cached_property

from inventory.entities.record import Record
from inventory.entities.stock import StockLevel


@dataclass(frozen=True)
class Category(Record):
    name: str


@dataclass(frozen=True)
class Product(Record):
    product_id: str
    name: str
    category: str
    base_price: Decimal
    description: str
    created_at: str
    updated_at: str
    retired: bool = False


@dataclass(frozen=True)
class SkuPointer(Record):
    """Which product a SKU belongs to, and the home warehouse of its stock."""

    sku: str
    product_id: str
    warehouse: str


@dataclass(frozen=True)
class Variant(Record):
    """A thing with a SKU of its own, with the stock of its home warehouse.

    At ``reorder_point`` units or fewer it is low; it is ordered up to ``reorder_level`` units, in packs of
    ``pack_size``. ``barcode`` is empty where it has none but its SKU. ``bin`` is that of its home.
    """

    product_id: str
    sku: str
    name: str
    price: Decimal
    stock: int
    allocated: int
    revision: int
    warehouse: str
    attributes: Mapping[str, str]
    created_at: str
    updated_at: str
    barcode: str = ""
    reorder_point: int | None = None
    reorder_level: int | None = None
    pack_size: int = 1
    days: str = field(default="", compare=False)
    retired: bool = False
    bin: str = ""
    further: tuple[StockLevel, ...] = ()

    @property
    def on_hand(self) -> int:
        return self.stock + self.allocated

    @cached_property
    def level(self) -> StockLevel:
        """The level in the home warehouse."""
        return StockLevel(
            self.product_id,
            self.sku,
            self.warehouse,
            self.stock,
            self.allocated,
            self.revision,
            reorder_point=self.reorder_point,
            days=self.days,
            retired=self.retired,
            bin=self.bin,
        )

    @cached_property
    def levels(self) -> tuple[StockLevel, ...]:
        """The levels in all warehouses, home first."""
        return (self.level, *self.further)


@dataclass(frozen=True)
class ProductWithVariants(Product):
    """A product and its variants, sorted by SKU."""

    variants: tuple[Variant, ...] = field(default=())

    @property
    def product(self) -> Product:
        return Product(*(getattr(self, f.name) for f in fields(Product)))


@dataclass(frozen=True)
class Hit(Record):
    """A product that was found by its words."""

    product_id: str
    name: str
    category: str


@dataclass(frozen=True)
class Jump(Record):
    """The one thing a text names exactly. ``kind`` is sku, barcode, order, product or customer.

    ``target`` is what to open: a SKU (also for a barcode), an order, product or customer id.
    """

    kind: str
    target: str


@dataclass(frozen=True)
class BatchResult(Record):
    """What a batch did: ``count`` products written; the others were left as they were.

    ``existing`` are product ids that were there, ``taken`` maps product ids to their SKUs that were.
    """

    count: int
    existing: tuple[str, ...]
    taken: Mapping[str, tuple[str, ...]]
