"""DynamoDBClient by itself: reading."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from boto3.dynamodb.conditions import Attr, Key

from inventory import InventoryManager
from inventory.dynamodb import backoff
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.plain_answers import UnreadRows
from inventory.dynamodb.reading import Rows
from inventory.dynamodb.wire import StoredItem
from inventory.errors import EngineUnavailable, TableMissing
from inventory.settings import Settings
from tests.conftest import new_client
from tests.counting import CallLog
from tests.meddling import leave_unprocessed, lose_answers, refuse


@pytest.fixture
def client(manager: InventoryManager) -> DynamoDBClient:
    """A client on a table with ten products of category Things at 1.00 to 10.00."""
    client = manager.client
    client.batch_write(
        {
            "PK": f"PRODUCT#{price:02}",
            "SK": "METADATA",
            "GSI1PK": "CATEGORY#Things",
            "GSI1SK": f"PRICE#{price:010}.00",
            "BasePrice": Decimal(price),
            "Even": price % 2 == 0,
        }
        for price in range(1, 11)
    )
    return client


def _prices(rows: Rows[StoredItem]) -> list[int]:
    return [int(row["BasePrice"]) for row in rows]


def test_nothing_is_connected_before_the_first_call(tmp_path: Path) -> None:
    unreachable = Settings(endpoint_url="http://127.0.0.1:1", data_dir=tmp_path)
    assert DynamoDBClient(unreachable).table_name == "InventorySystem"


def test_get_returns_an_item_or_none(client: DynamoDBClient) -> None:
    item = client.get("PRODUCT#03", "METADATA")
    assert item is not None
    assert (item["BasePrice"], item.base_price, item["Even"]) == (Decimal(3), Decimal(3), False)
    assert client.get("PRODUCT#99", "METADATA") is None


def test_query_takes_boto3s_conditions_on_an_index(client: DynamoDBClient) -> None:
    rows = client.query(
        pk="CATEGORY#Things",
        sk_condition=Key("GSI1SK").begins_with("PRICE#"),
        filter_expression=Attr("BasePrice").lte(Decimal("4.50")),
        index_name="GSI1",
        limit=100,
    )
    assert _prices(rows) == [1, 2, 3, 4]


def test_query_without_a_condition_reads_the_partition(client: DynamoDBClient) -> None:
    assert _prices(client.query("PRODUCT#03")) == [3]
    assert _prices(client.query("CATEGORY#Things", index_name="GSI1")) == list(range(1, 11))
    assert client.query("CATEGORY#Nothing", index_name="GSI1") == []


def test_query_in_descending_order(client: DynamoDBClient) -> None:
    assert _prices(client.query("CATEGORY#Things", index_name="GSI1", limit=3, descending=True)) == [10, 9, 8]


def test_a_filter_of_several_parts(client: DynamoDBClient) -> None:
    both = Attr("Even").eq(True) & (Attr("BasePrice").gt(7) | Attr("BasePrice").eq(Decimal(2)))
    rows = client.query("CATEGORY#Things", index_name="GSI1", filter_expression=both)
    assert _prices(rows) == [2, 8, 10]


@pytest.mark.parametrize(("limit", "expected"), [(1, [2]), (3, [2, 4, 6]), (5, [2, 4, 6, 8, 10])])
def test_a_limit_counts_what_passes_the_filter(client: DynamoDBClient, limit: int, expected: list[int]) -> None:
    rows = client.query("CATEGORY#Things", index_name="GSI1", filter_expression=Attr("Even").eq(True), limit=limit)
    assert _prices(rows) == expected


def test_a_limited_query_goes_on_after_its_last_key(client: DynamoDBClient) -> None:
    first = client.query("CATEGORY#Things", index_name="GSI1", limit=4)
    assert first.last_key is not None
    rest = client.query("CATEGORY#Things", index_name="GSI1", start_key=first.last_key)
    assert (_prices(first), _prices(rest), rest.last_key) == ([1, 2, 3, 4], [5, 6, 7, 8, 9, 10], None)


def _fill(client: DynamoDBClient, rows: int) -> None:
    client.batch_write({"PK": "BIG", "SK": f"{number:03}", "Text": "x" * 300_000} for number in range(rows))


def test_a_limit_counts_over_pages_and_the_next_query_goes_on_in_the_midst_of_one(client: DynamoDBClient) -> None:
    boto = client._connection.boto

    def of_five(params: dict[str, object], **_: object) -> None:
        params["Limit"] = 5

    boto.meta.events.register("before-parameter-build.dynamodb.Query", of_five)
    even = Attr("Even").eq(True)
    rows = client.query("CATEGORY#Things", index_name="GSI1", filter_expression=even, limit=4)
    assert rows.last_key is not None
    rest = client.query("CATEGORY#Things", index_name="GSI1", filter_expression=even, limit=9, start_key=rows.last_key)
    assert (_prices(rows), _prices(rest), rest.last_key) == ([2, 4, 6, 8], [10], None)


def test_the_first_page_unless_all_pages_are_asked_for(client: DynamoDBClient, calls: CallLog) -> None:
    _fill(client, 9)
    calls.clear()
    page = client.query("BIG")
    assert 0 < len(page) < 9
    assert page.last_key is not None
    assert [row["SK"] for row in client.query("BIG", all_pages=True)] == [f"{n:03}" for n in range(9)]
    assert calls.operations[0] == "Query"
    assert len(calls.operations) >= 3


def test_a_scan_reads_the_table_page_by_page(client: DynamoDBClient) -> None:
    _fill(client, 9)
    pages: list[list[str]] = []
    client.scan(lambda item: item["PK"]["S"], lambda rows: pages.append(list(rows)))
    assert len(pages) > 1
    assert sum(map(len, pages)) == 19


def test_a_scan_that_has_begun_outlasts_an_engine_that_is_busy_for_long(
    client: DynamoDBClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fill(client, 9)
    slept = [0.0]
    clock = SimpleNamespace(monotonic=lambda: sum(slept), sleep=slept.append)
    monkeypatch.setattr(backoff, "time", clock)
    pages: list[int] = []

    def lose_what_follows(rows: Sequence[object]) -> None:
        if not pages:
            lose_answers(client, "Scan", times=30)
        pages.append(len(rows))

    client.scan(lambda item: item, lose_what_follows)
    assert sum(pages) == 19
    assert backoff.CALL_DEADLINE < sum(slept) < backoff.SCAN_DEADLINE


def test_rows_are_decoded_from_the_wire_form(client: DynamoDBClient) -> None:
    texts = client.query("CATEGORY#Things", index_name="GSI1", limit=2, decode=lambda item: item["PK"]["S"])
    assert texts == ["PRODUCT#01", "PRODUCT#02"]


def test_rows_come_unread_to_the_repository_and_to_nobody_else(client: DynamoDBClient) -> None:
    assert type(client.call("Scan", "scan", TableName=client.table_name)["Items"]) is UnreadRows
    assert type(client._connection.boto.scan(TableName=client.table_name)["Items"]) is list
    with pytest.raises(TableMissing):
        client.call("Scan", "scan", TableName="NONE")
    assert type(client._connection.boto.scan(TableName=client.table_name)["Items"]) is list


def test_batch_get_finds_by_key_any_number(client: DynamoDBClient, calls: CallLog) -> None:
    leave_unprocessed(client, "BatchGetItem", keep=3)
    calls.clear()
    wanted = [(f"PRODUCT#{number:02}", "METADATA") for number in range(150)]
    found = client.batch_get(wanted)
    assert set(found) == {(f"PRODUCT#{number:02}", "METADATA") for number in range(1, 11)}
    assert calls.operations == ["BatchGetItem"] * 3


def test_a_missing_table_is_named(client: DynamoDBClient) -> None:
    elsewhere = DynamoDBClient(Settings(table_name="Nowhere", engine="aws"))
    with pytest.raises(TableMissing, match="there is no table Nowhere") as missing:
        elsewhere.get("A", "B")
    assert missing.value.table_name == "Nowhere"


def test_a_read_whose_answer_was_lost_is_made_again(client: DynamoDBClient) -> None:
    lose_answers(client, "GetItem")
    assert client.get("PRODUCT#03", "METADATA") is not None


def test_a_throttled_read_is_made_again(client: DynamoDBClient) -> None:
    refuse(client, "Query", "ProvisionedThroughputExceededException", times=2)
    assert _prices(client.query("PRODUCT#03")) == [3]


def test_where_no_engine_answers_that_is_said(tmp_path: Path) -> None:
    unreachable = DynamoDBClient(Settings(endpoint_url="http://127.0.0.1:1", data_dir=tmp_path))
    with pytest.raises(EngineUnavailable, match="cannot be reached"):
        unreachable.get("A", "B")


def test_a_second_client_reads_what_the_first_wrote(manager: InventoryManager, client: DynamoDBClient) -> None:
    assert new_client(manager).get("PRODUCT#03", "METADATA") is not None
