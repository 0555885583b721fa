"""A given address is looked up once, and by botocore whenever somebody has a say in it."""

from typing import Any

import pytest
from botocore.regions import EndpointRulesetResolver

from inventory.dynamodb.known_address import KnownAddress
from tests.inventory.dynamodb.stub_engine import StubEngine
from tests.inventory.dynamodb.two_ways import KEY, Ways, outcome, product_client, stock_client

GET = {"TableName": "T-1", "Key": KEY}


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The operations that botocore works out an address for."""
    seen: list[str] = []
    construct = EndpointRulesetResolver.construct_endpoint

    def noted(resolver: Any, operation_model: Any, *rest: Any, **named: Any) -> Any:
        seen.append(operation_model.name)
        return construct(resolver, operation_model, *rest, **named)

    monkeypatch.setattr(EndpointRulesetResolver, "construct_endpoint", noted)
    return seen


def test_it_is_looked_up_once_whatever_is_called(
    stub: StubEngine, named_credentials: None, looked_up: list[str]
) -> None:
    boto = product_client(stub.url)
    for _ in range(2):
        boto.get_item(**GET)
        boto.query(TableName="arn:aws:dynamodb:eu-west-1:123456789012:table/T-1")
    assert looked_up == ["GetItem"]
    assert {request.headers["host"] for request in stub.requests} == {stub.url.removeprefix("http://")}


def test_who_has_a_say_is_heard_at_each_call(ways: Ways, looked_up: list[str]) -> None:
    def elsewhere(builtins: dict[str, Any], **_: Any) -> None:
        builtins["SDK::Endpoint"] = ways.engine.url.replace("127.0.0.1", "localhost")

    for boto in (ways.ours, ways.stock):
        boto.meta.events.register("before-endpoint-resolution.dynamodb", elsewhere)
    ways.agree(opens=True)
    ways.ours.get_item(**GET)
    assert {request.headers["host"].partition(":")[0] for request in ways.engine.requests} == {"localhost"}
    assert len(looked_up) == 3


def test_addresses_that_are_not_given_are_worked_out_for_each_call(named_credentials: None) -> None:
    assert type(product_client(None)._ruleset_resolver) is EndpointRulesetResolver
    assert type(product_client("http://127.0.0.1:1")._ruleset_resolver) is KnownAddress


def test_what_is_refused_is_refused_each_time_as_by_botocore(named_credentials: None) -> None:
    dual_stack = "https://dynamodb.eu-west-1.api.aws"
    ours, stock = product_client(dual_stack), stock_client(dual_stack)
    told = [outcome(boto.get_item, **GET) for boto in (ours, ours, stock)]
    assert told[0] == told[1] == told[2]
    assert told[0][0] == "botocore.exceptions.EndpointResolutionError"
