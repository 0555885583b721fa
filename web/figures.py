"""How figures are written on every page."""

from decimal import Decimal


def money(value: Decimal) -> str:
    """``1234.5`` -> ``1,234.50``"""
    return f"{value:,.2f}"


def units(value: int) -> str:
    """``80995`` -> ``80,995``"""
    return f"{value:,}"


def signed(change: int) -> str:
    """``3`` -> ``+3``; a negative change with the typographic minus."""
    return f"{change:+,}".replace("-", "\N{MINUS SIGN}")


def share(part: int, whole: int) -> int:
    """How many hundredths ``part`` is of ``whole``: 0 to 100."""
    return max(0, min(100, 100 * part // whole)) if whole > 0 else 100 * (part > 0)
