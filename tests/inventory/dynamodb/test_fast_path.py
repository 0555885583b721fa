"""The fast path is taken where it may be, and where it may not botocore sends as ever."""

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import botocore
import pytest
from botocore import auth

from inventory.dynamodb import connection
from inventory.dynamodb.plain_answers import DATA_OPERATIONS
from inventory.dynamodb.signing import Signer
from tests import faults
from tests.inventory.dynamodb import stub_engine, two_ways
from tests.inventory.dynamodb.stub_engine import Request, StubEngine, answer
from tests.inventory.dynamodb.test_fast_path_answers import CALLS
from tests.inventory.dynamodb.two_ways import (
    KEY,
    Change,
    Ways,
    at_once,
    changed,
    exact,
    outcome,
    product_client,
    sent_by_stock,
    stock_client,
)

GET = {"TableName": "T-1", "Key": KEY}

# --- taken ---


def test_the_first_call_of_a_connection_is_botocores_and_no_other(stub: StubEngine, named_credentials: None) -> None:
    boto = product_client(stub.url)
    sent = sent_by_stock(boto)
    for _ in range(5):
        boto.get_item(**GET)
    assert sent == ["GetItem"]
    assert {request.connection for request in stub.requests} == {1}


def test_every_data_operation_takes_it(ways: Ways) -> None:
    for method, params, _ in CALLS:
        getattr(ways.ours, method)(**params)
    assert ways.by_stock == []
    assert {request.headers["x-amz-target"].partition(".")[2] for request in ways.engine.requests} == DATA_OPERATIONS


def test_what_it_is_called_by_is_sent(ways: Ways) -> None:
    ways.ours.get_item(**GET)
    assert ways.engine.requests[-1].headers["user-agent"].startswith("Stockroom Boto3/")


# --- not taken ---


def test_other_operations_are_botocores(ways: Ways) -> None:
    ways.engine.always(answer({"Table": {"TableName": "T-1", "CreationDateTime": 1.5e9, "Unknown": 1}}))
    assert ways.agree("describe_table", {"TableName": "T-1"}, fast=False)["Table"]["TableName"] == "T-1"


@pytest.mark.parametrize("tail", ["/table", "/?a=b", "?a=b", "/a/../b"])
def test_addresses_with_more_than_a_host_are_botocores(ways: Ways, tail: str) -> None:
    for boto in (ways.ours, ways.stock):
        changed(boto, lambda params, _: params.update(url=ways.engine.url + tail))
    ways.agree(fast=False)
    ours, stock = ways.engine.requests
    assert ours.line == stock.line != "POST / HTTP/1.1"


def test_addresses_with_users_are_botocores(ways: Ways) -> None:
    for boto in (ways.ours, ways.stock):
        changed(boto, lambda params, _: params.update(url=params["url"].replace("//", "//me:secret@")))
    ways.agree(fast=False)
    ours, stock = ways.engine.requests
    assert ours.headers["host"] == stock.headers["host"]


def test_a_proxy_is_spoken_to_by_botocore(
    stub: StubEngine, named_credentials: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", stub.url)
    monkeypatch.setenv("http_proxy", stub.url)
    stub.always(answer({"Item": KEY}))
    boto = product_client("http://dynamodb.invalid")
    sent = sent_by_stock(boto)
    for _ in range(3):
        assert boto.get_item(**GET)["Item"] == KEY
    assert sent == ["GetItem"] * 3
    assert [request.line for request in stub.requests] == ["POST http://dynamodb.invalid/ HTTP/1.1"] * 3


def test_calls_that_are_not_to_be_signed_are_botocores(ways: Ways) -> None:
    for boto in (ways.ours, ways.stock):
        changed(boto, lambda _, context: context.update(auth_type="none"))
    ways.agree(fast=False)
    assert all("authorization" not in request.headers for request in ways.engine.requests)


def test_calls_to_be_signed_for_another_place_are_botocores(ways: Ways) -> None:
    signing = {"region": "us-west-2", "signing_name": "dax"}
    for boto in (ways.ours, ways.stock):
        changed(boto, lambda _, context: context.update(signing=dict(signing)))
    ways.agree(fast=False)
    assert all("/us-west-2/dax/" in request.headers["authorization"] for request in ways.engine.requests)


def test_a_client_of_another_signature_is_botocores(
    stub: StubEngine, named_credentials: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsigned = two_ways.config(signature_version=botocore.UNSIGNED)
    monkeypatch.setattr(connection, "_config", lambda: unsigned)
    boto = product_client(stub.url)
    sent = sent_by_stock(boto)
    for _ in range(2):
        boto.get_item(**GET)
    assert len(sent) == 2
    assert all("authorization" not in request.headers for request in stub.requests)


def test_calls_with_a_patience_of_their_own_are_botocores(ways: Ways) -> None:
    for boto in (ways.ours, ways.stock):
        changed(boto, lambda _, context: context.update(read_timeout=0.2))
    ways.engine.always(stub_engine.SILENCE)
    assert ways.agree(fast=False)[0].endswith("ReadTimeoutError")


@pytest.mark.parametrize(
    "change",
    [
        lambda params, _: params["headers"].pop("User-Agent"),
        lambda params, _: params.update(body=params["body"].decode()),
        lambda params, _: params["headers"].update({"X-More": "ü"}),
        lambda params, _: params["headers"].update({"X-More": "a\r\n b"}),
    ],
    ids=["no agent", "text", "not ASCII", "folded"],
)
def test_requests_that_are_not_plain_are_botocores(ways: Ways, change: Change) -> None:
    ways.engine.always(answer({"Item": KEY}))
    for boto in (ways.ours, ways.stock):
        changed(boto, change)
    assert ways.agree(fast=False)["Item"] == KEY


@pytest.mark.parametrize(
    "more",
    [
        {"Host": "other.example"},
        {"host": "other.example"},
        {"Accept-Encoding": "gzip"},
        {"connection": "close"},
        {"content-type": "text/plain"},
        {"X-Once": "a", "x-once": "b"},
    ],
    ids=lambda more: " ".join(more),
)
def test_requests_that_say_how_to_be_sent_or_say_it_twice_are_botocores(ways: Ways, more: dict[str, str]) -> None:
    for boto in (ways.ours, ways.stock):
        changed(boto, lambda params, _: params.update(headers={**params["headers"], **more}))
    ours, stock = (outcome(boto.get_item, **GET) for boto in (ways.ours, ways.stock))
    assert exact(ours) == exact(stock)
    assert ways.all_stock == ["GetItem"]
    ours_sent, stock_sent = ways.engine.requests
    for name in ("host", "accept-encoding", "content-type", "connection", "x-once"):
        assert ours_sent.headers.get(name) == stock_sent.headers.get(name)


def test_header_names_that_are_none_are_refused_as_by_botocore(ways: Ways) -> None:
    for boto in (ways.ours, ways.stock):
        changed(boto, lambda params, _: params["headers"].update({"X:Y": "a"}))
    ours, stock = (outcome(boto.get_item, **GET) for boto in (ways.ours, ways.stock))
    assert ours == stock
    assert ours[0] == "botocore.exceptions.HTTPClientError"


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nX-Evil: 1", "a\rb"])
def test_headers_with_line_breaks_are_refused_as_by_botocore(ways: Ways, value: str) -> None:
    for boto in (ways.ours, ways.stock):
        changed(boto, lambda params, _: params["headers"].update({"X-More": value}))
    ours, stock = (outcome(boto.get_item, **GET) for boto in (ways.ours, ways.stock))
    assert ours == stock
    assert ours[0] == "botocore.exceptions.HTTPClientError"
    assert ways.engine.requests == []


def test_another_botocore_sends_by_itself(stub: StubEngine, named_credentials: None) -> None:
    boto = product_client(stub.url)
    sent = sent_by_stock(boto)
    session = boto._endpoint.http_session
    boto._endpoint.http_session = SimpleNamespace(send=session.send)  # whose connections are who knows where
    stub.always(answer({"Item": KEY}))
    for _ in range(2):
        assert boto.get_item(**GET)["Item"] == KEY
    assert sent == ["GetItem", "GetItem"]


def test_connections_that_were_closed_by_others_fail_as_by_botocore(ways: Ways) -> None:
    for boto in (ways.ours, ways.stock):
        boto._endpoint.http_session._manager.connection_from_url(ways.engine.url).close()
    ours, stock = (outcome(boto.get_item, **GET) for boto in (ways.ours, ways.stock))
    assert ours[0] == stock[0] == "botocore.exceptions.HTTPClientError"
    assert (ways.by_stock, ways.engine.requests) == (["GetItem"], [])


def test_a_client_that_is_closed_lets_its_connections_go_and_opens_others(ways: Ways) -> None:
    ways.ours.close()
    ways.engine.ended.acquire()
    for _ in range(3):
        ways.ours.get_item(**GET)
    assert ways.by_stock == ["GetItem"]
    assert [request.connection for request in ways.engine.requests] == [3, 3, 3]


def test_the_host_is_said_as_botocore_says_it(stub: StubEngine, named_credentials: None) -> None:
    url = stub.url.replace("127.0.0.1", "LocalHost")
    ways = Ways.opened(stub, product_client(url), stock_client(url))
    ways.agree()
    ours, stock = stub.requests
    assert ours.headers["host"] == stock.headers["host"] == url.removeprefix("http://").lower()


@pytest.mark.parametrize(
    "url",
    [
        "https://dynamodb.eu-west-1.amazonaws.com",
        "https://dynamodb.eu-west-1.amazonaws.com:443",
        "https://DynamoDB.example:80/",
        "http://dynamodb.example:80",
        "http://dynamodb.example:443",
        "http://[::1]:80",
    ],
)
def test_the_host_is_signed_as_botocore_signs_it(
    named_credentials: None, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    hosts: list[str] = []
    signed = Signer.signed

    def noted(signer: Signer, headers: Mapping[str, str], *rest: Any) -> Any:
        hosts.append(headers["Host"])
        return signed(signer, headers, *rest)

    monkeypatch.setattr(Signer, "signed", noted)
    boto = product_client(url)
    boto.meta.events.register("before-send.dynamodb", lambda request, **_: faults.answer(request, 200, {}))
    boto.get_item(**GET)
    botocores = auth._host_from_url(url)  # type: ignore[attr-defined]  # botocore's types leave it out
    assert hosts == [botocores]


# --- threads ---


def test_threads_get_their_own_answers(ways: Ways) -> None:
    def echo(request: Request) -> bytes:
        return answer({"Item": request.said["Key"]})

    def asks(thread: int) -> Callable[[], list[int]]:
        keys = [{"PK": {"S": f"{thread}"}, "SK": {"S": f"{number}" * (1 + number % 7)}} for number in range(100)]
        return lambda: [
            number for number, key in enumerate(keys) if ways.ours.get_item(TableName="T-1", Key=key)["Item"] != key
        ]

    ways.engine.answers = echo
    assert at_once([asks(thread) for thread in range(16)]) == [[]] * 16
    assert len(ways.engine.requests) == 1600
    assert len({request.connection for request in ways.engine.requests}) <= 17
    assert len(ways.by_stock) < 160  # those that found none free: botocore's
