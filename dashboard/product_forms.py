"""What people write about products and variants."""

from collections.abc import Iterable, Mapping
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError

from dashboard.taken import bin_field, id_field, name_field, price_field, units_field
from inventory import values
from inventory.editing import version_of
from inventory.entities import Category, Product, Variant, Warehouse
from inventory.errors import InvalidValue

VERSION = "version"


class VersionField(forms.CharField):
    """Whatever a form brings back: what is no version of ours is one that is not there any more."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> str:
        """The version as it came."""
        return str(value or "")


class EntityForm(forms.Form):
    """A form on a product or variant. ``version`` tells what the form was filled with."""

    use_required_attribute = False
    version = VersionField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # An edit brings back what each field was shown with, to tell what the person changed.
        for name, field in self.fields.items():
            field.show_hidden_initial = VERSION in self.initial and name != VERSION

    @property
    def given(self) -> dict[str, Any]:
        """The arguments of the inventory's method; only of a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if name != VERSION}

    def refuse(self, refused: InvalidValue) -> None:
        """Say beside its field what the inventory would not take."""
        name = refused.field.partition(":")[0].partition("[")[0]
        self.add_error(name if name in self.fields else None, f"This {refused.rule}.")

    def renew(self, current: Product | Variant) -> None:
        """Let Save mean an edit of what is there now. What was typed stays; what was not touched is as it is now."""
        now = type(self).of(current).initial
        now = {name: value for name, value in now.items() if name in self.fields and name != VERSION}
        shown = {self[name].html_initial_name: value for name, value in now.items()}
        untouched = {name: value for name, value in now.items() if name not in self.changed_data}
        typed = {name: self.data[name] for name in self.data}
        self.data = {**typed, **untouched, **shown, VERSION: version_of(current)}

    def differences(self, current: Product | Variant) -> list[tuple[str, str]]:
        """(label, what it is now) of each field that was typed otherwise."""
        now = type(self).of(current).initial
        shown = [name for name in now if name != VERSION and name in self.fields]
        return [(str(self.fields[name].label), now[name]) for name in shown if now[name] != self._typed(name)]

    def _typed(self, name: str) -> str:
        return str(self[name].value() or "").replace("\r\n", "\n").strip()

    @classmethod
    def of(cls, entity: Any, data: Any = None) -> Self:
        """The form of an entity: as it is, or as it was typed over."""
        raise NotImplementedError


class ProductForm(EntityForm):
    """A product's own description."""

    name = name_field("Name")
    category = id_field("Category", help_text="A new name makes a new category.")
    base_price = price_field("Base price")
    description = name_field(
        "Description", required=False, most=values.DESCRIPTION_LENGTH, widget=forms.Textarea({"rows": 4})
    )

    @classmethod
    def of(cls, entity: Product, data: Any = None) -> Self:
        """The form of a product: as it is, or as it was typed over."""
        names = ("name", "category", "base_price", "description")
        initial = {name: str(getattr(entity, name)) for name in names}
        return cls(data, initial={**initial, VERSION: version_of(entity)})

    def suggest(self, categories: Iterable[Category]) -> Self:
        """Offer the known categories as one types."""
        self.fields["category"].widget.attrs["list"] = "categories"
        self.suggested = [category.name for category in categories]
        return self


class NewProductForm(ProductForm):
    """A product that is to be made."""

    product_id = id_field("Product ID", help_text="It cannot be changed later.")
    field_order = ("product_id",)


class VariantForm(EntityForm):
    """A variant's own description. ``current`` are the attributes that the form was filled with."""

    name = name_field("Name", required=False)
    price = price_field("Price")
    attributes = forms.CharField(
        label="Attributes",
        required=False,
        widget=forms.Textarea({"rows": 3, "placeholder": "Size: XL"}),
        help_text="One on each line, as in Size: XL.",
    )
    barcode = id_field("Barcode", required=False)
    reorder_point = units_field("Reorder point", help_text="At so many units or fewer it is low.")
    reorder_level = units_field("Reorder up to", least=1, help_text="How many units there should be after an order.")
    pack_size = units_field("Pack size", least=1, nothing=1, help_text="It is ordered in whole packs.")
    bin = bin_field("Where it lies in its home warehouse, such as A-12-3.")

    def __init__(self, *args: Any, current: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._current = dict(current or {})

    @classmethod
    def of(cls, entity: Variant, data: Any = None) -> Self:
        """The form of a variant: as it is, or as it was typed over."""
        names = ("name", "price", "barcode", "reorder_point", "reorder_level", "pack_size", "bin")
        initial = {name: "" if getattr(entity, name) is None else str(getattr(entity, name)) for name in names}
        initial |= {"attributes": as_lines(entity.attributes), VERSION: version_of(entity)}
        return cls(data, initial=initial, current=entity.attributes)

    def leave_bin(self) -> Self:
        """For somebody who has no say in the home warehouse."""
        del self.fields["bin"]
        return self

    def clean_attributes(self) -> dict[str, str]:
        text = str(self.cleaned_data["attributes"]).replace("\r\n", "\n")
        # What was not touched is taken as it is: an old name may hold signs that lines cannot tell.
        return self._current if text == as_lines(self._current).strip() else from_lines(text)

    def clean(self) -> dict[str, Any]:
        point, level = self.cleaned_data.get("reorder_point"), self.cleaned_data.get("reorder_level")
        if point is not None and level is not None and level < point:
            self.add_error("reorder_level", "This must not be below the reorder point.")
        return self.cleaned_data


class NewVariantForm(VariantForm):
    """A variant that is to be made, with what there is of it."""

    sku = id_field("SKU", help_text="It cannot be changed later.")
    stock = units_field("Opening stock", nothing=0)
    warehouse = forms.ChoiceField(label="Home warehouse", error_messages={"required": "Choose a warehouse."})
    field_order = ("sku", "name", "price", "stock", "warehouse", "bin")

    def offer(self, warehouses: Iterable[Warehouse], chosen: str) -> Self:
        """The warehouses to choose from."""
        field = self.fields["warehouse"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = [(warehouse.warehouse_id, warehouse.name) for warehouse in warehouses]
        self.initial["warehouse"] = chosen
        return self


def as_lines(attributes: Mapping[str, str]) -> str:
    """``{"Size": "XL"}`` -> ``Size: XL``, a line each."""
    return "\n".join(f"{name}: {value}" for name, value in sorted(attributes.items()))


def from_lines(text: str) -> dict[str, str]:
    """The attributes that the lines say. Raises ValidationError for a line that says none, or one twice."""
    found: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, sign, value = (part.strip() for part in line.partition(":"))
        if not sign or not name or not value:
            raise ValidationError(f"“{line[:60]}” is no attribute. Write a name and a value, as in Size: XL.")
        if name in found:
            raise ValidationError(f"“{name[:60]}” stands there twice.")
        found[name] = value
    try:
        return values.attributes("attributes", found)
    except InvalidValue as refused:
        where = "A name" if "the name" in refused.field else "An attribute" if "[" in refused.field else "The number"
        raise ValidationError(f"{where} {refused.rule}.") from None
