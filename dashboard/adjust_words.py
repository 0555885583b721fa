"""What a person reads once an adjustment is recorded."""

from dashboard.adjust_form import Adjustment
from inventory.request import Adjusted
from web.figures import signed, units


def outcome(sku: str, asked: Adjustment, adjusted: Adjusted) -> str:
    """``SA-17: +3 recorded, 6 on hand.``, or that it had been recorded before."""
    what = f"counted {units(asked['counted'])}" if asked["counted"] is not None else signed(asked["change"] or 0)
    on_hand = f"{units(adjusted.level.on_hand)} on hand"
    if adjusted.repeated:
        return f"Already recorded: {sku} {what}, {on_hand} then. Nothing was applied twice."
    return f"{sku}: {what} recorded, {on_hand}."
