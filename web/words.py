"""What pages of several apps say in the same words."""

from collections.abc import Mapping
from typing import Final

# To whoever brings a cursor that is none of the list.
LOST_PLACE: Final = "This place is no longer known: the list may have changed since the link was made."


def details(product: str, variant: str, attributes: Mapping[str, str]) -> str:
    """What tells a variant from its siblings: its attributes, or else what its name adds to the product's."""
    return " · ".join(attributes.values()) or variant.removeprefix(product).lstrip(" ,-")
