"""What programs may ask of the inventory, by subject; ``InventoryManager`` is all of it."""
