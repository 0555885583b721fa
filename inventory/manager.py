"""InventoryManager: what programs use. Thin: it takes values apart and calls the repository's modules."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from inventory import bulk, catalogue, ordering, stock, values
from inventory.bulk import Progress
from inventory.drafts import product_draft, variant_draft
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.keys import MAX_PK_BYTES, MAX_QUANTITY, MAX_SK_BYTES
from inventory.dynamodb.paging import MAX_LIMIT
from inventory.dynamodb.wire import StoredItem
from inventory.entities import (
    BatchResult,
    Category,
    Order,
    OrderWithItems,
    Page,
    Product,
    ProductWithVariants,
    Reason,
    StockLevel,
    Variant,
    Warehouse,
)
from inventory.errors import InvalidValue
from inventory.registry import Registry
from inventory.settings import Settings

Price = Decimal | str | int | float

PAGE = 50


class InventoryManager:
    """The inventory in one table. Takes its settings from the environment unless given.

    Results are read by attribute and by stored name alike (``product.name``, ``product["Name"]``). Every method
    raises InvalidValue for a value that cannot be taken, and EngineUnavailable (TableMissing, OutcomeUnknown)
    where the database does not answer; nothing is changed by a refused call.
    """

    def __init__(self, settings: Settings | None = None, client: DynamoDBClient | None = None) -> None:
        self.client = client or DynamoDBClient(settings)
        self.registry = Registry(self.client)
        self.default_warehouse = self.client.settings.default_warehouse

    # Catalogue

    def categories(self) -> tuple[Category, ...]:
        """All categories by name; kept in the process for half a minute."""
        return self.registry.categories()

    def warehouses(self) -> tuple[Warehouse, ...]:
        """All warehouses by id; kept in the process for half a minute."""
        return self.registry.warehouses()

    def create_product(
        self,
        product_id: str,
        name: str,
        category: str,
        base_price: Price,
        description: str = "",
        variants: Sequence[Mapping[str, Any]] | None = None,
        actor: str = "",
    ) -> ProductWithVariants:
        """Create a product with its variants (sku, price, stock; optionally name, warehouse, attributes).

        One transaction. Raises ProductExists, SkuExists, TooManyActions above 33 variants.
        """
        fields = {
            "product_id": product_id,
            "name": name,
            "category": category,
            "base_price": base_price,
            "description": description,
            "variants": variants,
        }
        draft = product_draft(fields, self.default_warehouse)
        actor = self._actor(actor)
        named = [draft.product.category], [v.warehouse for v in draft.variants]
        if not self.registry.knows(*named):
            catalogue.refuse_impossible(self.client, draft)
            self.registry.add(*named)
        catalogue.create_product(self.client, draft, actor)
        return ProductWithVariants(**vars(draft.product), variants=draft.variants)

    def create_product_variant(self, product_id: str, variant: Mapping[str, Any], actor: str = "") -> Variant:
        """Add a variant to a product. Raises ProductNotFound, SkuExists."""
        product_id, actor = values.identifier("product_id", product_id), self._actor(actor)
        draft = variant_draft(variant, product_id, self.default_warehouse)
        if not self.registry.knows([], [draft.warehouse]):
            catalogue.refuse_impossible_variant(self.client, draft)
            self.registry.add([], [draft.warehouse])
        catalogue.create_variant(self.client, draft, actor)
        return draft

    def get_product(self, product_id: str) -> Product | None:
        """A product without its variants, or None."""
        return catalogue.get_product(self.client, values.identifier("product_id", product_id))

    def get_product_with_variants(self, product_id: str) -> ProductWithVariants | None:
        """A product and its variants sorted by SKU, each with its levels, or None."""
        return catalogue.get_product_with_variants(self.client, values.identifier("product_id", product_id))

    def get_products_by_category(
        self,
        category: str,
        max_price: Price | None = None,
        limit: int = PAGE,
        min_price: Price | None = None,
        descending: bool = False,
        cursor: str | None = None,
    ) -> Page[Product]:
        """Products of a category by price, the bounds included; ``cursor`` comes from the page before.

        Raises InvalidCursor.
        """
        least = None if min_price is None else values.money("min_price", min_price)
        most = None if max_price is None else values.money("max_price", max_price)
        if least is not None and most is not None and least > most:
            raise InvalidValue("max_price", max_price, f"must not be less than {least}")
        category = values.identifier("category", category)
        return catalogue.get_products_by_category(
            self.client, category, least, most, descending, self._limit(limit), cursor
        )

    def batch_create_products(
        self,
        products: Iterable[Mapping[str, Any]],
        actor: str = "",
        progress: Progress = lambda written: None,
    ) -> BatchResult:
        """Create any number of products, each a mapping of the arguments of ``create_product``.

        For loading in bulk: 25 rows a call, not one transaction (see ``inventory.bulk``). Ids that exist are
        reported in ``existing``, products whose SKU is taken in ``taken``; neither is overwritten.
        """
        given = _listed("products", products)
        drafts = [product_draft(fields, self.default_warehouse, f"products[{i}].") for i, fields in enumerate(given)]
        return bulk.load_products(self.client, self.registry, drafts, self._actor(actor), progress)

    # Stock

    def update_stock(
        self,
        sku: str,
        product_id: str,
        quantity_change: int,
        min_stock: int = 0,
        reason: str = Reason.ADJUSTMENT,
        actor: str = "",
        note: str = "",
        request_key: str | None = None,
        warehouse: str | None = None,
    ) -> StockLevel:
        """Add ``quantity_change`` units (negative: take) in ``warehouse``, or at the SKU's home.

        Returns the level after it. A decrease that would leave less than ``min_stock`` raises InsufficientStock.
        The same ``request_key`` again returns the first outcome and changes nothing. Raises UnknownSku,
        RequestKeyReused, StockBusy.
        """
        change = values.quantity("quantity_change", quantity_change, least=-MAX_QUANTITY)
        if change == 0:
            raise InvalidValue("quantity_change", quantity_change, "must not be 0")
        adjustment = stock.Adjustment(
            product_id=values.identifier("product_id", product_id),
            sku=values.identifier("sku", sku),
            warehouse=None if warehouse is None else values.identifier("warehouse", warehouse),
            change=change,
            floor=values.quantity("min_stock", min_stock),
            reason=values.text("reason", reason, 64, required=True),
            actor=self._actor(actor),
            note=values.text("note", note, values.NOTE_LENGTH),
            request_key=None if request_key is None else values.identifier("request_key", request_key),
        )
        return stock.adjust(self.client, adjustment, self.registry)

    def get_low_stock_items(
        self, warehouse: str, threshold: int = 10, limit: int = PAGE, cursor: str | None = None
    ) -> Page[StockLevel]:
        """Levels of a warehouse with at most ``threshold`` units to promise, fewest first."""
        warehouse = values.identifier("warehouse", warehouse)
        most = values.quantity("threshold", threshold)
        return stock.low_levels(self.client, warehouse, most, self._limit(limit), cursor)

    # Orders

    def create_order_transaction(
        self, order_id: str, customer_id: str, items: Sequence[Mapping[str, Any]], actor: str = ""
    ) -> OrderWithItems:
        """Place an order for ``items`` (sku, quantity, price; optionally warehouse, product_id), all lines or none.

        The same order again is the same order. Raises InsufficientStock with every short SKU, UnknownSku with
        every unknown one, OrderExists for a different order under the id, TooManyActions above 33 SKUs.
        """
        order_id = values.identifier("order_id", order_id)
        customer_id = values.identifier("customer_id", customer_id)
        return ordering.place(self.client, order_id, customer_id, ordering.line_drafts(items), self._actor(actor))

    def get_order_with_items(self, order_id: str) -> OrderWithItems | None:
        """An order and its lines in their order, or None."""
        return ordering.get_with_lines(self.client, values.identifier("order_id", order_id))

    def get_customer_orders(self, customer_id: str, limit: int = PAGE, cursor: str | None = None) -> Page[Order]:
        """A customer's orders, newest first. Raises InvalidCursor."""
        customer_id = values.identifier("customer_id", customer_id)
        return ordering.of_customer(self.client, customer_id, self._limit(limit), cursor)

    # Raw

    def batch_get_items(self, keys: Iterable[Mapping[str, str]]) -> list[StoredItem]:
        """The stored items under ``{"pk": …, "sk": …}`` pairs, any number, in the order asked.

        Pairs that name nothing are left out.
        """
        pairs = [_pair(key, index) for index, key in enumerate(_listed("keys", keys))]
        found = self.client.batch_get(pairs, consistent=True)
        return [found[pair] for pair in pairs if pair in found]

    def _actor(self, actor: str) -> str:
        return values.text("actor", actor, 64)

    def _limit(self, limit: int) -> int:
        return values.quantity("limit", limit, least=1, most=MAX_LIMIT)


def _listed(field: str, value: Any) -> Iterable[Any]:
    if not isinstance(value, Iterable) or isinstance(value, (str, bytes, Mapping)):
        raise InvalidValue(field, value, "must be a list")
    return value


def _pair(key: Any, index: int) -> tuple[str, str]:
    if not isinstance(key, Mapping):
        raise InvalidValue(f"keys[{index}]", key, "must be a mapping with pk and sk")
    pk, sk = key.get("pk"), key.get("sk")
    if not isinstance(pk, str) or not isinstance(sk, str) or not pk or not sk:
        raise InvalidValue(f"keys[{index}]", key, "must have a pk and a sk")
    if len(pk.encode(errors="replace")) > MAX_PK_BYTES or len(sk.encode(errors="replace")) > MAX_SK_BYTES:
        raise InvalidValue(f"keys[{index}]", key, f"may have {MAX_PK_BYTES} bytes in pk and {MAX_SK_BYTES} in sk")
    return pk, sk
