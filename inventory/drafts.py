"""What callers hand in, taken apart and checked: entities that may be written, or InvalidValue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from inventory import clock, values
from inventory.entities import Product, Variant
from inventory.errors import InvalidValue

_VARIANT_FIELDS = {"sku", "name", "price", "stock", "warehouse", "attributes"}
_PRODUCT_FIELDS = {"product_id", "name", "category", "base_price", "description", "variants"}


@dataclass(frozen=True)
class ProductDraft:
    """A new product with its new variants."""

    product: Product
    variants: tuple[Variant, ...]


def product_draft(fields: Any, default_warehouse: str, where: str = "") -> ProductDraft:
    """A product from its fields as ``create_product`` names them. ``where`` prefixes names in errors."""
    if not isinstance(fields, Mapping):
        raise InvalidValue(where.rstrip(".") or "product", fields, "must be a mapping with a product_id")
    _refuse_unknown(fields, _PRODUCT_FIELDS, where)
    now = clock.timestamp()
    product = Product(
        product_id=values.identifier(f"{where}product_id", fields.get("product_id")),
        name=values.text(f"{where}name", fields.get("name"), values.NAME_LENGTH, required=True),
        category=values.identifier(f"{where}category", fields.get("category")),
        base_price=values.money(f"{where}base_price", fields.get("base_price")),
        description=values.text(f"{where}description", fields.get("description") or "", values.DESCRIPTION_LENGTH),
        created_at=now,
        updated_at=now,
    )
    return ProductDraft(product, _variants(fields.get("variants"), product, default_warehouse, where))


def _variants(given: Any, product: Product, default_warehouse: str, where: str) -> tuple[Variant, ...]:
    if given is None:
        return ()
    if not isinstance(given, Sequence) or isinstance(given, (str, bytes)):
        raise InvalidValue(f"{where}variants", given, "must be a list")
    variants = tuple(
        variant_draft(one, product.product_id, default_warehouse, product.base_price, f"{where}variants[{i}].")
        for i, one in enumerate(given)
    )
    refuse_repeats(f"{where}variants", [variant.sku for variant in variants])
    return tuple(sorted(variants, key=lambda variant: variant.sku))


def variant_draft(
    fields: Any,
    product_id: str,
    default_warehouse: str,
    base_price: Decimal | None = None,
    where: str = "",
) -> Variant:
    """A variant from its fields. Without a price it has ``base_price``; without a stock it has none."""
    if not isinstance(fields, Mapping):
        raise InvalidValue(where.rstrip(".") or "variant", fields, "must be a mapping with a sku")
    _refuse_unknown(fields, _VARIANT_FIELDS, where)
    now = clock.timestamp()
    return Variant(
        product_id=product_id,
        sku=values.identifier(f"{where}sku", fields.get("sku")),
        name=values.text(f"{where}name", fields.get("name") or "", values.NAME_LENGTH),
        price=values.money(f"{where}price", fields.get("price", base_price)),
        stock=values.quantity(f"{where}stock", fields.get("stock", 0)),
        allocated=0,
        revision=1,
        warehouse=values.identifier(f"{where}warehouse", fields.get("warehouse") or default_warehouse),
        attributes=values.attributes(f"{where}attributes", fields.get("attributes")),
        created_at=now,
        updated_at=now,
    )


def refuse_repeats(field: str, ids: Sequence[str]) -> None:
    """Raise InvalidValue for an id that is given twice."""
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise InvalidValue(field, one, "names it twice")
        seen.add(one)


def _refuse_unknown(fields: Mapping[str, Any], known: set[str], where: str) -> None:
    unknown = [str(name) for name in fields if name not in known]
    if unknown:
        raise InvalidValue(f"{where}{unknown[0]}", fields[unknown[0]], "is not a field here")
