"""Products, variants, categories and warehouses, as programs ask for them."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from inventory import bulk, catalogue, creating, editing, find, retiring, values
from inventory.bins import bin_text
from inventory.bulk import Progress
from inventory.drafts import product_description, product_draft, variant_description, variant_draft
from inventory.entities import BatchResult, Category, Page, Product, ProductWithVariants, Variant, Warehouse
from inventory.errors import InvalidValue
from inventory.find import Found
from inventory.interface.base import PAGE, Interface, listed
from inventory.permissions import Actor, Permission, require

Price = Decimal | str | int | float


class CatalogueInterface(Interface):
    """What there is; see ``InventoryManager``."""

    def categories(self) -> tuple[Category, ...]:
        """All categories by name; kept in the process for half a minute."""
        return self.registry.categories()

    def warehouses(self) -> tuple[Warehouse, ...]:
        """All warehouses by id; kept in the process for half a minute."""
        return self.registry.warehouses()

    def find(self, q: str, limit: int = 20, cursor: str | None = None) -> Found:
        """What a person may mean by ``q``: the one thing it names exactly, and products by the words of their names.

        ``Found.products`` have a word that begins with each word of ``q``; a page of them may be short, or empty,
        and still have a cursor. Raises InvalidValue for control characters and above 200 characters, InvalidCursor.
        """
        return find.find(self.client, q, self._limit(limit), cursor)

    def create_product(
        self,
        product_id: str,
        name: str,
        category: str,
        base_price: Price,
        description: str = "",
        variants: Sequence[Mapping[str, Any]] | None = None,
        actor: Actor = "",
    ) -> ProductWithVariants:
        """Create a product with its variants (sku, price, stock; optionally name, warehouse, attributes, barcode,
        reorder_point, reorder_level, pack_size, bin).

        One transaction. Raises ProductExists, SkuExists, BarcodeExists, TooManyActions above 33 variants; NotAllowed
        for a person without the right to it, or to the warehouse of an opening stock.
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
        who = _may_create(actor, draft.variants)
        named = [draft.product.category], [v.warehouse for v in draft.variants]
        if not self.registry.knows(*named):
            creating.refuse_impossible(self.client, draft)
            self.registry.add(*named)
        creating.create_product(self.client, draft, who)
        return ProductWithVariants(**vars(draft.product), variants=draft.variants)

    def create_product_variant(self, product_id: str, variant: Mapping[str, Any], actor: Actor = "") -> Variant:
        """Add a variant to a product. Raises ProductNotFound, Retired, SkuExists, BarcodeExists, NotAllowed."""
        product_id = values.identifier("product_id", product_id)
        draft = variant_draft(variant, product_id, self.default_warehouse)
        who = _may_create(actor, [draft])
        if not self.registry.knows([], [draft.warehouse]):
            creating.refuse_impossible_variant(self.client, draft)
            self.registry.add([], [draft.warehouse])
        creating.create_variant(self.client, draft, who)
        return draft

    def edit_product(
        self,
        product_id: str,
        *,
        name: str,
        category: str,
        base_price: Price,
        description: str = "",
        version: str | None = None,
        actor: Actor = "",
    ) -> Product:
        """Change a product; the indexes follow. All fields are what it shall be, given or not.

        ``version`` is ``editing.version_of`` the product that was shown: was it changed since, ChangedMeanwhile is
        raised with what it is, unless it is as asked already. Raises ProductNotFound, Retired, NotAllowed.
        """
        require(actor, Permission.EDIT_CATALOGUE)
        product_id = values.identifier("product_id", product_id)
        fields = {"name": name, "category": category, "base_price": base_price, "description": description}
        wanted = product_description(fields)
        return editing.edit_product(self.client, self.registry, product_id, wanted, version)

    def edit_variant(
        self,
        sku: str,
        *,
        price: Price,
        name: str = "",
        attributes: Mapping[str, str] | None = None,
        barcode: str = "",
        reorder_point: int | None = None,
        reorder_level: int | None = None,
        pack_size: int = 1,
        bin: str | None = None,  # noqa: A002 - what it is called everywhere
        version: str | None = None,
        actor: Actor = "",
    ) -> Variant:
        """Change a variant, on all its levels where its reorder point changes. All fields are what it shall be.

        ``bin`` is where it lies at home: None leaves it there, and others need the right to that warehouse.
        ``version`` as for ``edit_product``. Raises UnknownSku, Retired, BarcodeExists, ChangedMeanwhile, NotAllowed.
        """
        require(actor, Permission.EDIT_CATALOGUE)
        fields = {
            "name": name,
            "price": price,
            "attributes": attributes,
            "barcode": barcode,
            "reorder_point": reorder_point,
            "reorder_level": reorder_level,
            "pack_size": pack_size,
        }
        wanted = variant_description(fields)
        pointer = self.pointers.get(values.identifier("sku", sku))
        if bin is not None:
            require(actor, Permission.EDIT_CATALOGUE, [pointer.warehouse])
            wanted["bin"] = bin_text("bin", bin)
        return editing.edit_variant(self.client, pointer.product_id, pointer.sku, wanted, version)

    def retire_variant(self, sku: str, actor: Actor = "") -> Variant:
        """Take a variant out of use; its history stays, its SKU is never used again. Again: nothing more.

        Raises UnknownSku, StockLeft while there are units on hand anywhere, NotAllowed for a person without the
        right to one of its warehouses.
        """
        require(actor, Permission.EDIT_CATALOGUE)
        pointer = self.pointers.get(values.identifier("sku", sku))
        return retiring.retire_variant(self.client, pointer.product_id, pointer.sku, actor)

    def retire_product(self, product_id: str, actor: Actor = "") -> Product:
        """Take a product out of use with all its variants. Again: nothing more.

        It leaves its category and the find index; its page and its history stay. Raises ProductNotFound, StockLeft,
        NotAllowed.
        """
        require(actor, Permission.EDIT_CATALOGUE)
        return retiring.retire_product(self.client, values.identifier("product_id", product_id), actor)

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
        actor: Actor = "",
        progress: Progress = lambda written: None,
    ) -> BatchResult:
        """Create any number of products, each a mapping of the arguments of ``create_product``.

        For loading in bulk: 25 rows a call, not one transaction (see ``inventory.bulk``). Ids that exist are
        reported in ``existing``, products whose SKU is taken in ``taken``; neither is overwritten.
        """
        given = listed("products", products)
        drafts = [product_draft(fields, self.default_warehouse, f"products[{i}].") for i, fields in enumerate(given)]
        who = _may_create(actor, [variant for draft in drafts for variant in draft.variants], Permission.IMPORT)
        return bulk.load_products(self.client, self.registry, drafts, who, progress)


def _may_create(actor: Actor, variants: Iterable[Variant], permission: Permission = Permission.EDIT_CATALOGUE) -> str:
    """The actor's name. Raises NotAllowed, also for a home in a warehouse whose stock the actor may not change."""
    return require(actor, permission, [variant.warehouse for variant in variants])
