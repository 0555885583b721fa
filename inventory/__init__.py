"""The inventory: the repository over one DynamoDB table that stands in for an ORM."""

from inventory.manager import InventoryManager

__all__ = ["InventoryManager"]
