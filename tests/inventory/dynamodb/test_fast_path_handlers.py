"""Handlers of others, as tests and tools put them at botocore's events, see and answer the fast path's calls too."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest

from tests import faults
from tests.inventory.dynamodb.stub_engine import answer
from tests.inventory.dynamodb.two_ways import KEY, Ways, changed, outcome

GET = {"TableName": "T-1", "Key": KEY}


def test_who_answers_before_the_call_is_heard_first(ways: Ways) -> None:
    said = {"Item": KEY, "ResponseMetadata": {}}
    ways.ours.meta.events.register("before-call.dynamodb", lambda **_: (SimpleNamespace(status_code=200), said))
    assert ways.ours.get_item(**GET) is said
    assert ways.engine.requests == []


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


def test_who_is_told_before_it_is_sent_sees_what_is_sent(ways: Ways) -> None:
    seen: list[AWSPreparedRequest] = []
    ways.ours.meta.events.register("before-send.dynamodb.GetItem", lambda request, **_: seen.append(request))
    ways.ours.get_item(**GET)
    [told], [sent] = seen, ways.engine.requests
    assert (told.method, told.url, told.body) == ("POST", f"{ways.engine.url}/", sent.body)
    assert {name.lower(): value for name, value in told.headers.items()}.items() <= sent.headers.items()
    assert told.headers["authorization"] == sent.headers["authorization"]


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
