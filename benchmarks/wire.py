"""What a call of the repository takes, beside the bare wire and what else there is for Python.

Each contestant ends with what its users work with: entities here, models of PynamoDB, dicts of boto3.
"""

from collections.abc import Callable
from typing import Any

from benchmarks import pynamo, stock_client
from benchmarks.bare_wire import recorded
from benchmarks.engines import inventory
from benchmarks.measuring import Spread, Timings, interleaved, ratio
from benchmarks.report import Report, Table
from inventory import InventoryManager
from inventory.dynamodb import items, keys
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.transactions import commit, put
from inventory.entities import Variant

WIRE, OURS, PYNAMO = "bare wire", "repository", "PynamoDB"
MOST = {"GetItem": 2.5, "Query of 50": 1.6, "TransactWriteItems of 7": 1.35}
LEAST_AHEAD = 2.0
ROUNDS = 21
CALLS = {"GetItem": 150, "Query of 50": 40, "TransactWriteItems of 7": 25}
WAREHOUSE = "WH001"

Case = Callable[[], object]


def run() -> Report:
    """Time all contestants at three calls on the embedded engine."""
    with inventory() as manager:
        variants = _filled(manager)
        ways = {
            "GetItem": _getting(manager, variants[0]),
            "Query of 50": _querying(manager),
            "TransactWriteItems of 7": _transacting(manager, variants[:7]),
        }
        timed = {call: interleaved(cases, ROUNDS, CALLS[call]) for call, cases in ways.items()}
    return _report(timed)


def _filled(manager: InventoryManager) -> list[Variant]:
    products = [
        {
            "product_id": f"P{number:04d}",
            "name": f"Product number {number}",
            "category": "Tools",
            "base_price": "12.50",
            "variants": [
                {
                    "sku": f"P{number:04d}-L",
                    "name": f"Product number {number}, large",
                    "price": "12.50",
                    "stock": 20 + number,
                    "warehouse": WAREHOUSE,
                    "attributes": {"Size": "L", "Colour": "Red"},
                    "reorder_point": 10,
                    "pack_size": 5,
                }
            ],
        }
        for number in range(200)
    ]
    manager.batch_create_products(products, actor="bench")
    found = [manager.get_product_with_variants(f"P{number:04d}") for number in range(7)]
    return [product.variants[0] for product in found if product]


def _getting(manager: InventoryManager, variant: Variant) -> dict[str, Case]:
    pk, sk = items.variant_key(variant.product_id, variant.sku)
    url, name = stock_client.endpoint(manager), manager.client.table_name
    boto, table = stock_client.client(url), stock_client.table(url, name)
    pynamo.connected(url, name)

    def ours() -> Variant | None:
        return manager.client.get(pk, sk, decode=items.variant)

    return {
        WIRE: recorded(manager, ours),
        OURS: ours,
        PYNAMO: lambda: pynamo.get(pk, sk),
        "boto3 client": lambda: boto.get_item(TableName=name, Key={"PK": {"S": pk}, "SK": {"S": sk}}),
        "boto3 Table": lambda: table.get_item(Key={"PK": pk, "SK": sk}),
    }


def _querying(manager: InventoryManager) -> dict[str, Case]:
    pk, url, name = keys.stock_pk(WAREHOUSE), stock_client.endpoint(manager), manager.client.table_name
    boto, table = stock_client.client(url), stock_client.table(url, name)
    asked: dict[str, Any] = {
        "IndexName": "GSI2",
        "Limit": 50,
        "KeyConditionExpression": "GSI2PK = :pk",
    }

    def ours() -> list[Variant]:
        return manager.client.query(pk, index_name="GSI2", limit=50, decode=items.variant)

    return {
        WIRE: recorded(manager, ours),
        OURS: ours,
        PYNAMO: lambda: pynamo.query(pk, 50),
        "boto3 client": lambda: boto.query(TableName=name, ExpressionAttributeValues={":pk": {"S": pk}}, **asked),
        "boto3 Table": lambda: table.query(ExpressionAttributeValues={":pk": pk}, **asked),
    }


def _transacting(manager: InventoryManager, variants: list[Variant]) -> dict[str, Case]:
    """Seven rows written over what they are."""
    url, name = stock_client.endpoint(manager), manager.client.table_name
    boto, connection = stock_client.client(url), pynamo.connected(url, name)
    levels = [pynamo.get(*items.variant_key(variant.product_id, variant.sku)) for variant in variants]
    stored = [manager.client.get(*items.variant_key(v.product_id, v.sku), decode=lambda item: item) for v in variants]
    puts: Any = [{"Put": {"TableName": name, "Item": item}} for item in stored]

    def ours() -> None:
        commit(manager.client, [put(items.variant_item(variant)) for variant in variants], Deadline())

    return {
        WIRE: recorded(manager, ours),
        OURS: ours,
        PYNAMO: lambda: pynamo.transact(connection, levels),
        "boto3 client": lambda: boto.transact_write_items(TransactItems=puts),
    }


def _report(timed: dict[str, dict[str, Timings]]) -> Report:
    report = Report("wire", "Calls of the repository beside the bare wire", "python -m benchmarks wire")
    report.notes.append(
        "Microseconds a call by the clock and of the client's processor, and times the bare wire (the same request "
        f"made ready, its answer not read) in the same round; medians of {ROUNDS} rounds with least and most. In "
        "transactions boto3's client and PynamoDB send a `ClientRequestToken` that botocore makes for each; the "
        "repository leaves it out, because its transactions carry conditions and marks of their own; so the engine has "
        "less to do for it than for those two."
    )
    for call, timings in timed.items():
        report.tables.append(Table(call, [_row(name, its, timings[WIRE]) for name, its in timings.items()], digits=2))
        ours, theirs = timings[OURS], timings[PYNAMO]
        report.targets |= {
            f"{call}: at most {MOST[call]} times the bare wire": ratio(ours.wall, timings[WIRE].wall).median
            <= MOST[call],
            f"{call}: PynamoDB takes at least {LEAST_AHEAD} times the processor": ratio(theirs.cpu, ours.cpu).median
            >= LEAST_AHEAD,
        }
    return report


def _row(name: str, its: Timings, wire: Timings) -> dict[str, Any]:
    return {
        "way": name,
        "µs": Spread.of([1e6 * each for each in its.wall]),
        "times the wire": ratio(its.wall, wire.wall),
        "µs of processor": Spread.of([1e6 * each for each in its.cpu]),
        "processor, times the wire": ratio(its.cpu, wire.cpu),
    }
