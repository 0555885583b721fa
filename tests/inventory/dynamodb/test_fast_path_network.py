"""Networks that fail: the fast path's errors are boto3's, and nothing is ever sent a second time."""

import gc
import socket
import weakref

import pytest
from botocore.exceptions import ConnectionClosedError

from inventory.dynamodb import connection, exchange
from tests.inventory.dynamodb import stub_engine, two_ways
from tests.inventory.dynamodb.stub_engine import CLOSED, RESET, SILENCE, StubEngine, Wire, answer
from tests.inventory.dynamodb.two_ways import KEY, Ways, outcome, product_client, stock_client

GET = {"TableName": "T-1", "Key": KEY}
FULL = answer({"Item": KEY})


@pytest.mark.parametrize(
    "wire",
    [
        RESET,
        CLOSED,
        Wire(b"HTTP/1.1 20", "closes"),
        Wire(FULL[:60], "is reset"),
        Wire(b"no HTTP at all\r\n\r\n", "closes"),
        Wire(b"HTTP/1.1 abc Said\r\n\r\n", "closes"),
        Wire(b"HTTP/1.1 200 " + b"a" * 70_000 + b"\r\n", "closes"),
        Wire(stub_engine.chunked(b"{}" * 50, 2)[:-60], "closes"),
        Wire(b"HTTP/1.1 100 Continue\r\nServer: x\r\n\r\n", "closes"),
    ],
    ids=[
        "reset",
        "closed",
        "line broken",
        "reset in the head",
        "no HTTP",
        "no status",
        "long line",
        "chunk broken",
        "nothing after a 100",
    ],
)
def test_a_connection_lost_before_the_whole_answer(ways: Ways, wire: Wire) -> None:
    ways.engine.always(wire)
    assert ways.agree()[0] == "botocore.exceptions.ConnectionClosedError"


@pytest.mark.parametrize("heard", [FULL[:-20], b"HTTP/1.1 200 OK\r\nServer: x\r\nConte"], ids=["body", "head"])
def test_an_answer_cut_short_is_a_lost_one(ways: Ways, heard: bytes) -> None:
    # boto3's own takes it for an empty one: a row that is there would be said to be none.
    ways.engine.always(Wire(heard, "closes"))
    with pytest.raises(ConnectionClosedError):
        ways.ours.get_item(**GET)
    assert (len(ways.engine.requests), ways.by_stock) == (1, [])
    ways.engine.always(FULL)
    assert ways.ours.get_item(**GET)["Item"] == KEY


def test_two_answers_to_one_question_are_none(ways: Ways) -> None:
    # Whose the second is nobody can tell, nor whether the first is the right one.
    ways.engine.always(FULL + FULL)
    with pytest.raises(ConnectionClosedError):
        ways.ours.get_item(**GET)
    assert (len(ways.engine.requests), ways.by_stock) == (1, [])
    ways.engine.always(FULL)
    assert ways.ours.get_item(**GET)["Item"] == KEY


def test_ctrl_c_in_the_midst_of_an_answer_is_no_failure_of_the_network(
    ways: Ways, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    ways.engine.always(FULL)
    with monkeypatch.context() as context:
        context.setattr(exchange._Reading, "on_header", interrupted)
        with pytest.raises(KeyboardInterrupt):
            ways.ours.get_item(**GET)
    assert ways.ours.get_item(**GET)["Item"] == KEY


def test_an_answer_goes_when_nobody_has_it_any_more() -> None:
    # Bodies of a megabyte are not to lie about until the collector of cycles comes by.
    gc.disable()
    try:
        reading = exchange._Reading()
        reading.go_on(FULL)
        assert reading.answer().status == 200
        there = weakref.ref(reading)
        del reading
        assert there() is None
    finally:
        gc.enable()


def test_silence(stub: StubEngine, named_credentials: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with two_ways.impatient(monkeypatch, 0.3):
        ways = Ways.opened(stub, product_client(stub.url), stock_client(stub.url, read_timeout=0.3))
    stub.always(SILENCE)
    assert ways.agree()[0] == "botocore.exceptions.ReadTimeoutError"
    ways.open()
    stub.always(Wire(FULL[:-5], "is silent"))
    assert ways.agree()[0] == "botocore.exceptions.ReadTimeoutError"


def test_nobody_there(named_credentials: None) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        ours, stock = (outcome(make(url).get_item, **GET) for make in (product_client, stock_client))
    assert ours == stock
    assert ours[0] == "botocore.exceptions.EndpointConnectionError"


def test_a_server_that_has_gone(named_credentials: None) -> None:
    with stub_engine.running() as engine:
        engine.always(Wire(FULL, "closes"))
        ours, stock = product_client(engine.url), stock_client(engine.url)
        for boto in (ours, stock):
            boto.get_item(**GET)
            engine.ended.acquire()
    engine.server_close()
    assert outcome(ours.get_item, **GET) == outcome(stock.get_item, **GET)


def test_a_connection_that_was_closed_between_two_calls_is_made_anew(ways: Ways) -> None:
    ways.engine.always(Wire(FULL, "closes"))
    ways.agree()
    ways.engine.ended.acquire()
    ways.engine.ended.acquire()
    ways.engine.always(FULL)
    assert ways.agree(opens=True)["Item"] == KEY  # with one request each, which botocore opens a connection for
    for each in (ways.by_stock, ways.all_stock):
        each.clear()
    ways.agree()
    ours = [request.connection for request in ways.engine.requests[::2]]
    assert ours[0] != ours[1] == ours[2]


@pytest.mark.parametrize(
    "wire",
    [
        RESET,
        Wire(FULL[:-1], "closes"),
        answer(b"", 500),
        answer({"__type": "a#ThrottlingException"}, 400),
        answer(b"<html>", 503),
    ],
)
@pytest.mark.parametrize("opened", [True, False], ids=["fast", "stock"])
def test_each_call_sends_one_request(ways: Ways, wire: Wire | bytes, opened: bool) -> None:
    if not opened:
        ways.ours.close()
    ways.engine.always(wire)
    for method in ("get_item", "delete_item"):
        sent = len(ways.engine.requests)
        outcome(getattr(ways.ours, method), **GET)
        assert len(ways.engine.requests) == sent + 1


def test_after_any_failure_the_next_call_has_its_own_answer(ways: Ways) -> None:
    for wire in (RESET, CLOSED, Wire(FULL[:60], "is reset"), Wire(FULL[:-5], "closes")):
        ways.engine.always(wire)
        outcome(ways.ours.get_item, **GET)
        ways.engine.always(FULL)
        assert ways.ours.get_item(**GET)["Item"] == KEY


def test_a_failure_gives_its_connection_back(ways: Ways) -> None:
    pool = ways.ours._endpoint.http_session._manager.connection_from_url(ways.engine.url)
    for wire in (FULL, answer(b"", 500), RESET, FULL, Wire(FULL[:-5], "closes")):
        ways.engine.always(wire)
        outcome(ways.ours.get_item, **GET)
        assert [line is not None for line in pool.pool.queue].count(True) == 1


def test_a_pool_without_room_is_no_obstacle(
    stub: StubEngine, named_credentials: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_config", lambda: two_ways.config(max_pool_connections=1))
    ways = Ways.opened(stub, product_client(stub.url), stock_client(stub.url))
    for _ in range(2):
        ways.agree()
    assert [request.connection for request in stub.requests[::2]] == [1, 1]
