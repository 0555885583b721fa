"""What goods are called where a product and its variant have to be told in one line."""

from collections.abc import Mapping


def details(product: str, variant: str, attributes: Mapping[str, str]) -> str:
    """What tells a variant from its siblings: its attributes, or else what its name adds to the product's."""
    return " · ".join(attributes.values()) or variant.removeprefix(product).lstrip(" ,-")


def in_one_line(product: str, variant: str, attributes: Mapping[str, str]) -> str:
    """Product and details: ``Hi-vis vest, M``."""
    return ", ".join(part for part in (product, details(product, variant, attributes)) if part)
