"""Where a SKU lies in a warehouse, as a person says it."""

from dashboard.product_forms import EntityForm
from dashboard.taken import bin_field


class BinForm(EntityForm):
    """One bin. Who says it last is right, so it needs no version."""

    version = None  # type: ignore[assignment]
    bin = bin_field(
        "As it is written on the shelf, such as A-12-3. Leave it empty where it has no place of its own.",
        autofocus=True,
        enterkeyhint="done",
    )
