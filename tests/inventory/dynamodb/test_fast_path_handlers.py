"""Handlers of others, as tests and tools put them at botocore's events, see and answer the fast path's calls too."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest

from inventory.dynamodb import connection
from tests import faults
from tests.inventory.dynamodb import two_ways
from tests.inventory.dynamodb.stub_engine import RESET, StubEngine, answer
from tests.inventory.dynamodb.two_ways import KEY, Ways, changed, exact, outcome

GET = {"TableName": "T-1", "Key": KEY}


def test_who_answers_before_the_call_is_heard_first(ways: Ways) -> None:
    said = {"Item": KEY, "ResponseMetadata": {}}
    ways.ours.meta.events.register("before-call.dynamodb", lambda **_: (SimpleNamespace(status_code=200), said))
    assert ways.ours.get_item(**GET) is said
    assert ways.engine.requests == []


def test_who_answers_calls_of_any_service_is_heard_first(ways: Ways) -> None:
    said = {"Item": KEY, "ResponseMetadata": {}}
    ways.ours.meta.events.register("before-call", lambda **_: (SimpleNamespace(status_code=200), said))
    assert ways.ours.get_item(**GET) is said
    assert ways.engine.requests == []


def test_botocores_own_handlers_of_calls_are_heard(ways: Ways, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "f")
    monkeypatch.setenv("_X_AMZN_TRACE_ID", "Root=1-2")
    ways.agree()
    assert [request.headers["x-amzn-trace-id"] for request in ways.engine.requests] == ["Root=1-2"] * 2


def test_who_is_told_before_the_call_may_change_it(ways: Ways) -> None:
    for boto in (ways.ours, ways.stock):
        changed(boto, lambda params, _: params.update(body=b'{"Changed":1}'))
        changed(boto, lambda params, _: params["headers"].update({"X-More": " a  b "}))
    ways.agree()
    for request in ways.engine.requests:
        assert request.body == b'{"Changed":1}'
        assert request.headers["x-more"] == "a  b"
        assert ";x-more," in request.headers["authorization"]


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, {"Item": KEY}), (400, faults.THROTTLED), (400, faults.conflict(2)), (500, {})],
)
def test_who_answers_before_it_is_sent_is_believed(ways: Ways, status: int, body: Mapping[str, Any]) -> None:
    def handler(request: AWSPreparedRequest, **_: Any) -> Any:
        return faults.answer(request, status, body)

    for boto in (ways.ours, ways.stock):
        boto.meta.events.register("before-send.dynamodb.GetItem", handler)
    ours, stock = (outcome(boto.get_item, **GET) for boto in (ways.ours, ways.stock))
    assert ours == stock
    assert (ways.engine.requests, ways.by_stock) == ([], [])


def test_who_is_told_before_it_is_sent_sees_what_botocore_would_show(ways: Ways) -> None:
    seen: list[AWSPreparedRequest] = []
    for boto in (ways.ours, ways.stock):
        boto.meta.events.register("before-send.dynamodb.GetItem", lambda request, **_: seen.append(request))
    ways.agree()
    ours, stock = seen
    assert (ours.method, ours.url, ours.stream_output) == (stock.method, stock.url, stock.stream_output)
    assert ours.context and ours.context.keys() <= stock.context.keys()  # type: ignore[attr-defined]  # it is a dict
    told, botocores = ({name: type(value) for name, value in each.headers.items()} for each in seen)
    assert {**told, **botocores} == botocores
    assert botocores.keys() - told.keys() == {"amz-sdk-invocation-id", "amz-sdk-request"}
    sent, signature = ways.engine.requests[0], ours.headers["Authorization"]
    assert (ours.body, signature) == (sent.body, sent.headers["authorization"].encode())


def test_what_is_changed_before_it_is_sent_is_sent_so(ways: Ways) -> None:
    def change(request: AWSPreparedRequest, **_: Any) -> None:
        request.headers["X-Trace"] = "abc"

    for boto in (ways.ours, ways.stock):
        boto.meta.events.register("before-send", change)
    ways.agree(opens=True)
    assert [request.headers["x-trace"] for request in ways.engine.requests] == ["abc", "abc"]


def test_who_is_told_before_it_is_sent_is_told_once_where_a_connection_has_to_be_opened(ways: Ways) -> None:
    seen: list[str] = []
    ways.ours.close()
    ways.ours.meta.events.register("before-send", lambda request, **_: seen.append(request.url))
    ways.ours.get_item(**GET)
    assert (len(seen), ways.by_stock, len(ways.engine.requests)) == (1, ["GetItem"], 1)


def test_who_loses_the_call_before_it_is_sent_is_believed(ways: Ways) -> None:
    class Lost(Exception):
        pass

    def lose(**_: Any) -> None:
        raise Lost

    ways.ours.meta.events.register("before-send.dynamodb.GetItem", lose)
    with pytest.raises(Lost):
        ways.ours.get_item(**GET)
    assert ways.engine.requests == []


@pytest.mark.parametrize("status", [200, 400])
def test_who_is_told_after_the_call_sees_and_changes_the_answer(ways: Ways, status: int) -> None:
    seen: list[tuple[int, str, str]] = []

    def after(http_response: Any, parsed: dict[str, Any], model: Any, **_: Any) -> None:
        seen.append((http_response.status_code, http_response.headers["x-amzn-requestid"], model.name))
        parsed["More"] = http_response.content

    for boto in (ways.ours, ways.stock):
        boto.meta.events.register("after-call.dynamodb", after)
    ways.engine.always(answer({"__type": "a#ThrottlingException"}, status))
    ways.agree()
    assert seen == [(status, "R-1", "GetItem")] * 2


def test_who_is_told_after_the_call_gets_the_answer_as_botocore_has_it(ways: Ways) -> None:
    seen: list[Any] = []
    for boto in (ways.ours, ways.stock):
        boto.meta.events.register("after-call", lambda http_response, **_: seen.append(http_response))
    ways.engine.always(answer({"Item": KEY}))
    ways.agree()
    ours, stock = seen
    assert type(ours) is type(stock)
    assert (ours.url, ours.text, ours.content) == (stock.url, stock.text, stock.content)
    assert ours.headers["X-Amzn-RequestId"] == stock.headers["X-Amzn-RequestId"] == "R-1"


def test_who_is_told_of_a_call_that_failed_is_told(ways: Ways) -> None:
    seen: list[str] = []
    for boto in (ways.ours, ways.stock):
        boto.meta.events.register("after-call-error", lambda exception, **_: seen.append(type(exception).__name__))
    ways.engine.always(RESET)
    ways.agree()
    assert seen == ["ConnectionClosedError"] * 2


# --- what the fast path leaves out is botocore's as soon as somebody listens there ---


@pytest.mark.parametrize(
    "event", ["request-created", "choose-signer", "before-sign", "before-parse", "response-received", "needs-retry"]
)
@pytest.mark.parametrize("whose", ["", ".dynamodb", ".dynamodb.GetItem"])
def test_who_listens_on_the_way_is_heard_as_long_as_he_does(ways: Ways, event: str, whose: str) -> None:
    heard: list[str] = []

    def handler(event_name: str, **_: Any) -> None:
        heard.append(event_name)

    ways.ours.meta.events.register(event + whose, handler)
    ways.ours.get_item(**GET)
    assert (heard, ways.all_stock) == ([f"{event}.dynamodb.GetItem"], ["GetItem"])
    ways.ours.meta.events.unregister(event + whose, handler)
    ways.ours.get_item(**GET)
    assert (len(heard), ways.all_stock) == (1, ["GetItem"])


def test_who_listens_to_another_operation_slows_no_other(ways: Ways) -> None:
    ways.ours.meta.events.register("before-sign.dynamodb.PutItem", lambda **_: None)
    ways.ours.get_item(**GET)
    assert ways.by_stock == []


def test_a_second_attempt_that_somebody_asks_for_is_made(ways: Ways) -> None:
    for boto in (ways.ours, ways.stock):
        boto.meta.events.register("needs-retry", lambda attempts, **_: 0 if attempts == 1 else None)
    outcomes = [outcome(boto.get_item, **GET) for boto in (ways.ours, ways.stock)]
    assert exact(outcomes[0]) == exact(outcomes[1])
    assert len(ways.engine.requests) == 4


def test_a_client_with_second_attempts_of_its_own_is_botocores(
    stub: StubEngine, named_credentials: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    several = two_ways.config(retries={"mode": "standard", "total_max_attempts": 2})
    monkeypatch.setattr(connection, "_config", lambda: several)
    boto = two_ways.product_client(stub.url)
    boto.get_item(**GET)
    stub.always(answer(b"", 500))
    made = two_ways.made_by_stock(boto)
    assert outcome(boto.get_item, **GET)[0] == "ClientError"
    assert (len(stub.requests), made) == (3, ["GetItem"])


def test_addresses_that_are_discovered_are_botocores_to_discover(
    named_credentials: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_DISCOVERY_ENABLED", "true")
    seen: list[str] = []

    def handler(request: AWSPreparedRequest, **_: Any) -> Any:
        seen.append(request.url)
        found = {"Endpoints": [{"Address": "found.example", "CachePeriodInMinutes": 5}]}
        return faults.answer(request, 200, found if b"DescribeEndpoints" in request.headers["X-Amz-Target"] else {})

    boto = two_ways.product_client(None)
    boto.meta.events.register("before-send", handler)
    boto.get_item(**GET)
    assert seen == ["https://dynamodb.eu-west-1.amazonaws.com/", "https://found.example"]
