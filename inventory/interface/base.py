"""What every part of the interface stands on."""

from collections.abc import Iterable, Mapping
from typing import Any

from inventory import values
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.paging import MAX_LIMIT
from inventory.errors import InvalidValue
from inventory.ordering.customers import Customers
from inventory.ordering.queues import OrderCounts
from inventory.pointers import Pointers
from inventory.registry import Registry
from inventory.settings import Settings
from inventory.staff import StaffDirectory

PAGE = 50


class Interface:
    """The table, the registry, and how common arguments are taken."""

    def __init__(self, settings: Settings | None = None, client: DynamoDBClient | None = None) -> None:
        self.client = client or DynamoDBClient(settings)
        self.registry = Registry(self.client)
        self.pointers = Pointers(self.client)
        self.customer_book = Customers(self.client)
        self.counts = OrderCounts(self.client)
        self.staff = StaffDirectory(self.client, self.registry)
        self.default_warehouse = self.client.settings.default_warehouse

    def _warehouse_ids(self) -> tuple[str, ...]:
        return tuple(warehouse.warehouse_id for warehouse in self.registry.warehouses())

    def _limit(self, limit: int) -> int:
        return values.quantity("limit", limit, least=1, most=MAX_LIMIT)


def listed(field: str, value: Any) -> Iterable[Any]:
    if not isinstance(value, Iterable) or isinstance(value, (str, bytes, Mapping)):
        raise InvalidValue(field, value, "must be a list")
    return value
