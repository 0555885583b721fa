"""What callers hand in, taken apart and checked: entities that may be written, or InvalidValue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from inventory import bins, clock, values
from inventory.days import DATE_LENGTH, with_day
from inventory.entities import Product, Variant
from inventory.errors import InvalidValue

_VARIANT_FIELDS = {
    *("sku", "name", "price", "stock", "warehouse", "attributes"),
    *("barcode", "reorder_point", "reorder_level", "pack_size", "bin"),
}
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
        **product_description(fields, where),
        created_at=now,
        updated_at=now,
    )
    return ProductDraft(product, _variants(fields.get("variants"), product, default_warehouse, where))


def product_description(fields: Mapping[str, Any], where: str = "") -> dict[str, Any]:
    """What may be edited of a product, checked."""
    return {
        "name": values.text(f"{where}name", fields.get("name"), values.NAME_LENGTH, required=True),
        "category": values.identifier(f"{where}category", fields.get("category")),
        "base_price": values.money(f"{where}base_price", fields.get("base_price")),
        "description": values.text(f"{where}description", fields.get("description") or "", values.DESCRIPTION_LENGTH),
    }


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
    refuse_repeats(f"{where}variants", [variant.barcode for variant in variants if variant.barcode])
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
    stock = values.quantity(f"{where}stock", fields.get("stock", 0))
    return Variant(
        product_id=product_id,
        sku=values.identifier(f"{where}sku", fields.get("sku")),
        **variant_description(fields, base_price, where),
        stock=stock,
        allocated=0,
        revision=1,
        warehouse=values.identifier(f"{where}warehouse", fields.get("warehouse") or default_warehouse),
        bin=bins.bin_text(f"{where}bin", fields.get("bin") or ""),
        created_at=now,
        updated_at=now,
        days=with_day("", now[:DATE_LENGTH], stock),
    )


def variant_description(
    fields: Mapping[str, Any], base_price: Decimal | None = None, where: str = ""
) -> dict[str, Any]:
    """What may be edited of a variant, checked. What is reordered is filled up to no less than the reorder point."""
    barcode, point, level = fields.get("barcode"), fields.get("reorder_point"), fields.get("reorder_level")
    reorder_point = None if point is None else values.quantity(f"{where}reorder_point", point)
    least = max(1, reorder_point or 0)
    pack_size = 1 if fields.get("pack_size") is None else fields["pack_size"]
    return {
        "name": values.text(f"{where}name", fields.get("name") or "", values.NAME_LENGTH),
        "price": values.money(f"{where}price", fields.get("price", base_price)),
        "attributes": values.attributes(f"{where}attributes", fields.get("attributes")),
        "barcode": values.identifier(f"{where}barcode", barcode) if barcode else "",
        "reorder_point": reorder_point,
        "reorder_level": None if level is None else values.quantity(f"{where}reorder_level", level, least=least),
        "pack_size": values.quantity(f"{where}pack_size", pack_size, least=1),
    }


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
