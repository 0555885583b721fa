"""The rows of stock levels as models of PynamoDB, the ORM that people reach for first."""

from typing import Any

from pynamodb.attributes import BooleanAttribute, MapAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from benchmarks.stock_client import CREDENTIALS


class StockIndex(GlobalSecondaryIndex[Any]):
    """Variants of a warehouse by their stock."""

    class Meta:
        index_name = "GSI2"
        projection = AllProjection()

    pk = UnicodeAttribute(hash_key=True, attr_name="GSI2PK")
    sk = UnicodeAttribute(range_key=True, attr_name="GSI2SK")


class Level(Model):
    """A variant's row, attribute by attribute as ``inventory.dynamodb.items`` writes it."""

    class Meta:
        table_name = ""

    pk = UnicodeAttribute(hash_key=True, attr_name="PK")
    sk = UnicodeAttribute(range_key=True, attr_name="SK")
    stock_pk = UnicodeAttribute(attr_name="GSI2PK", null=True)
    stock_sk = UnicodeAttribute(attr_name="GSI2SK", null=True)
    low_pk = UnicodeAttribute(attr_name="GSI1PK", null=True)
    low_sk = UnicodeAttribute(attr_name="GSI1SK", null=True)
    product_id = UnicodeAttribute(attr_name="ProductId")
    sku = UnicodeAttribute(attr_name="SKU")
    name = UnicodeAttribute(attr_name="Name", null=True)
    price = NumberAttribute(attr_name="Price", null=True)
    stock = NumberAttribute(attr_name="Stock")
    allocated = NumberAttribute(attr_name="Allocated")
    revision = NumberAttribute(attr_name="Revision")
    warehouse = UnicodeAttribute(attr_name="Warehouse")
    attributes: MapAttribute[str, str] = MapAttribute(attr_name="Attributes", null=True)
    barcode = UnicodeAttribute(attr_name="Barcode", null=True)
    reorder_point = NumberAttribute(attr_name="ReorderPoint", null=True)
    reorder_level = NumberAttribute(attr_name="ReorderLevel", null=True)
    pack_size = NumberAttribute(attr_name="PackSize", null=True)
    days = UnicodeAttribute(attr_name="Days", null=True)
    retired = BooleanAttribute(attr_name="Retired", null=True)
    bin = UnicodeAttribute(attr_name="Bin", null=True)
    created_at = UnicodeAttribute(attr_name="CreatedAt", null=True)
    updated_at = UnicodeAttribute(attr_name="UpdatedAt", null=True)

    by_stock = StockIndex()


def connected(url: str, table_name: str, region: str = "us-east-1") -> Connection:
    """PynamoDB's own connection, which its models use from now on."""
    meta: Any = Level.Meta
    meta.table_name, meta.host, meta.region = table_name, url, region
    for name, value in CREDENTIALS.items():
        setattr(meta, name, value)
    meta.aws_session_token = None
    connection: Connection = Level._get_connection().connection
    return connection


def get(pk: str, sk: str) -> Level:
    found: Level = Level.get(pk, sk)
    return found


def query(stock_pk: str, limit: int) -> list[Level]:
    return list(Level.by_stock.query(stock_pk, limit=limit))


def transact(connection: Connection, levels: list[Level]) -> None:
    """Put all of them or none."""
    with TransactWrite(connection=connection) as transaction:
        for level in levels:
            transaction.save(level)
