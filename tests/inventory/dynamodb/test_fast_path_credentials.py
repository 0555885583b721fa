"""Whoever the product says it is, the engine gets as botocore would have it: signed, renewed, or not at all."""

import datetime
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore import auth
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSPreparedRequest, AWSRequest
from botocore.credentials import ReadOnlyCredentials

from inventory.dynamodb import connection
from tests import faults
from tests.inventory.dynamodb.stub_engine import Request, StubEngine, answer
from tests.inventory.dynamodb.two_ways import (
    KEY,
    REGION,
    Ways,
    no_credentials,
    outcome,
    product_client,
    sent_by_stock,
    stock_client,
)

GET = {"TableName": "T-1", "Key": KEY}
SECRETS: dict[str, str] = {"AKID": "secret/of+the=tests", "local": "local"}
ALWAYS_SIGNED = {"content-type", "host", "x-amz-date", "x-amz-target"}


def assert_well_signed(request: Request, monkeypatch: pytest.MonkeyPatch, secret: str | None = None) -> None:
    """What arrived bears the signature that botocore makes for what arrived."""
    told = re.fullmatch(
        r"AWS4-HMAC-SHA256 Credential=(\w+)/.*, SignedHeaders=(\S+), .*", request.headers["authorization"]
    )
    assert told
    key, signed = told[1], told[2].split(";")
    assert set(signed) >= ALWAYS_SIGNED
    again = AWSRequest(
        "POST", f"http://{request.headers['host']}/", {name: request.headers[name] for name in signed}, request.body
    )
    then = datetime.datetime.strptime(request.headers["x-amz-date"], auth.SIGV4_TIMESTAMP).replace(tzinfo=datetime.UTC)
    credentials = ReadOnlyCredentials(key, secret or SECRETS[key], request.headers.get("x-amz-security-token"))
    with monkeypatch.context() as patched:
        patched.setattr(auth, "get_current_datetime", lambda: then)
        SigV4Auth(credentials, "dynamodb", REGION).add_auth(again)
    assert again.headers["Authorization"] == request.headers["authorization"]


def test_what_arrives_is_signed_as_by_botocore(ways: Ways, monkeypatch: pytest.MonkeyPatch) -> None:
    item = {**KEY, "ü": {"S": "工" * 1000}}
    for method, params in (("get_item", GET), ("put_item", {"TableName": "T-1", "Item": item})):
        ways.agree(method, params)
    for request in ways.engine.requests:
        assert_well_signed(request, monkeypatch)
    signed = [request.headers["authorization"] for request in ways.engine.requests[::2]]
    assert all(f"SignedHeaders={';'.join(sorted(ALWAYS_SIGNED))}," in one for one in signed)
    assert all("Credential=AKID/" in one for one in signed)


def test_a_forged_request_would_be_noticed(ways: Ways, monkeypatch: pytest.MonkeyPatch) -> None:
    ways.ours.get_item(**GET)
    with pytest.raises(AssertionError):
        assert_well_signed(ways.engine.requests[-1], monkeypatch, secret="another")


def test_a_session_token_of_the_environment_is_sent_and_signed(
    stub: StubEngine, named_credentials: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "of/the+session==")
    ways = Ways.opened(stub, product_client(stub.url), stock_client(stub.url))
    ways.agree()
    for request in stub.requests:
        assert request.headers["x-amz-security-token"] == "of/the+session=="
        assert "x-amz-security-token" in request.headers["authorization"]
        assert_well_signed(request, monkeypatch)


def test_an_engine_that_looks_at_none_is_given_some(
    stub: StubEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    no_credentials(monkeypatch, tmp_path)
    boto = product_client(stub.url)
    sent = sent_by_stock(boto)
    for _ in range(2):
        boto.get_item(**GET)
    assert len(sent) == 1
    for request in stub.requests:
        assert "Credential=local/" in request.headers["authorization"]
        assert_well_signed(request, monkeypatch)


@pytest.fixture
def in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Credentials that stand nowhere but in the file of a profile."""
    no_credentials(monkeypatch, tmp_path)
    said = "[clerk]\naws_access_key_id=AKFILE\naws_secret_access_key=secret\naws_session_token=of/the+file\n"
    (tmp_path / "credentials").write_text(said)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_PROFILE", "clerk")


def signed_for(url: str) -> tuple[str, str]:
    """The key that a request to ``url`` is signed with, and its token; nothing is sent."""
    seen: list[Any] = []

    def handler(request: AWSPreparedRequest, **_: Any) -> Any:
        seen.append(request.headers)
        return faults.answer(request, 200, {})

    boto = product_client(url)
    boto.meta.events.register("before-send", handler)
    boto.get_item(**GET)
    named = re.search(rb"Credential=(\w+)/", seen[0]["Authorization"])
    assert named
    return named[1].decode(), seen[0].get("X-Amz-Security-Token", b"").decode()


@pytest.mark.parametrize(
    "url",
    [
        "https://ddb.corp.example",
        "http://dynamodb:8000",
        "https://DYNAMODB.EU-WEST-1.AMAZONAWS.COM",
        "https://dynamodb.eusc-de-east-1.amazonaws.eu",
    ],
)
def test_who_has_credentials_in_a_file_is_known_by_them_at_any_address_but_this_machine(
    in_a_file: None, url: str
) -> None:
    assert signed_for(url) == ("AKFILE", "of/the+file")


def test_an_engine_elsewhere_is_given_some_where_there_are_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    no_credentials(monkeypatch, tmp_path)
    assert signed_for("http://dynamodb:8000") == ("local", "")


@pytest.mark.parametrize(
    "url", ["https://dynamodb.eu-west-1.amazonaws.com", "https://DynamoDB.eusc-de-east-1.AMAZONAWS.eu"]
)
def test_amazon_is_asked_nothing_without_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str) -> None:
    no_credentials(monkeypatch, tmp_path)
    assert outcome(product_client(url).get_item, **GET)[0].endswith("NoCredentialsError")


@pytest.fixture
def of_a_role(stub: StubEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[int], None]:
    """Credentials that the stub hands out, as a container's role: the function says for how many minutes they hold."""
    no_credentials(monkeypatch, tmp_path)
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", f"{stub.url}/role")
    monkeypatch.setattr(connection, "_needs_no_credentials", lambda *_: False)
    given = 0

    def lasting(minutes: int) -> None:
        def answers(request: Request) -> bytes:
            nonlocal given
            if request.line.startswith("POST"):
                return answer({"Item": KEY})
            given += 1
            end = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=minutes)
            said = {"AccessKeyId": f"ROLE{given}", "SecretAccessKey": f"secret{given}", "Token": f"token{given}"}
            return answer({**said, "Expiration": end.strftime("%Y-%m-%dT%H:%M:%SZ")})

        stub.answers = answers

    return lasting


def test_credentials_that_expire_are_renewed_between_two_calls(
    stub: StubEngine, of_a_role: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    of_a_role(1)  # botocore asks for new ones in the last ten minutes
    boto = product_client(stub.url)
    sent = sent_by_stock(boto)
    boto.get_item(**GET)
    sent.clear()
    for _ in range(3):
        assert boto.get_item(**GET)["Item"] == KEY
    assert sent == []
    calls = [request for request in stub.requests if request.line.startswith("POST")]
    tokens = [request.headers["x-amz-security-token"] for request in calls]
    assert len(set(tokens)) == 4
    for request, token in zip(calls, tokens, strict=True):
        number = token.removeprefix("token")
        assert f"Credential=ROLE{number}/" in request.headers["authorization"]
        assert_well_signed_by(request, number, monkeypatch)


def assert_well_signed_by(request: Request, number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_well_signed(request, monkeypatch, secret=f"secret{number}")


def test_credentials_that_hold_are_asked_for_once(stub: StubEngine, of_a_role: Callable[[int], None]) -> None:
    of_a_role(600)
    boto = product_client(stub.url)
    for _ in range(4):
        boto.get_item(**GET)
    assert [request.line.split()[0] for request in stub.requests].count("GET") == 1


def test_who_has_none_is_told_as_by_botocore(stub: StubEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    no_credentials(monkeypatch, tmp_path)
    monkeypatch.setattr(connection, "_needs_no_credentials", lambda *_: False)
    ours, stock = product_client(stub.url), stock_client(stub.url)
    for _ in range(2):
        told = outcome(ours.get_item, **GET)
        assert told == outcome(stock.get_item, **GET)
        assert told[0] == "botocore.exceptions.NoCredentialsError"
    assert stub.requests == []


def test_credentials_that_cannot_be_renewed_fail_as_by_botocore(
    stub: StubEngine, of_a_role: Callable[[int], None]
) -> None:
    of_a_role(1)
    ours, stock = product_client(stub.url), stock_client(stub.url)
    for boto in (ours, stock):
        boto.get_item(**GET)
    stub.requests.clear()
    of_a_role(-5)  # what is handed out has expired already
    told = [outcome(boto.get_item, **GET) for boto in (ours, stock)]
    assert told[0] == told[1]
    assert "expired" in told[0][1]
    assert all(request.line.startswith("GET") for request in stub.requests)
