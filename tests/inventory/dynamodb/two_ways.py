"""The product's client and boto3's own, as it comes, at one engine: what one makes of an answer, the other must."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from inventory.dynamodb import connection
from inventory.dynamodb.connection import Connection
from inventory.settings import Settings
from tests.inventory.dynamodb import stub_engine
from tests.inventory.dynamodb.stub_engine import StubEngine

REGION = "eu-west-1"
KEY = {"PK": {"S": "A"}, "SK": {"S": "1"}}
_CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
Change = Callable[[dict[str, Any], dict[str, Any]], object]
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


def no_credentials(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let there be none on this machine, whoever it belongs to, nor a proxy."""
    for name in (*_CREDENTIALS, "AWS_PROFILE", "AWS_CONTAINER_CREDENTIALS_FULL_URI", *_PROXIES):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(folder / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(folder / "none"))


def config(**more: Any) -> Config:
    """As the product says it, for the client that is boto3's own."""
    return Config(
        connect_timeout=1,
        read_timeout=3,
        retries={"mode": "standard", "total_max_attempts": 1},
        max_pool_connections=64,
    ).merge(Config(**more))


def product_client(url: str | None) -> Any:
    """What the product makes its calls with."""
    return Connection(Settings(endpoint_url=url, region=REGION, engine="aws")).boto


def stock_client(url: str | None, region: str = REGION, secret: str | None = None, **more: Any) -> Any:
    """boto3's, untouched, that makes no second attempts; ``more`` goes into its config.

    ``secret`` is its key and the key's secret, where they are not those of the environment.
    """
    session = boto3.session.Session(aws_access_key_id=secret, aws_secret_access_key=secret)
    return session.client("dynamodb", endpoint_url=url, region_name=region, config=config(**more))


def made_by_stock(boto: Any) -> list[str]:
    """The operations that go botocore's own way for ``boto`` from now on: a list that grows."""
    made: list[str] = []
    make_request = boto._endpoint.make_request

    def counted(model: Any, request: Any) -> Any:
        made.append(model.name)
        return make_request(model, request)

    boto._endpoint.make_request = counted
    return made


def sent_by_stock(boto: Any) -> list[str]:
    """The operations that botocore's session sends for ``boto`` from now on, whoever made them: a list that grows."""
    sent: list[str] = []
    session = boto._endpoint.http_session
    send = session.send

    def counted(request: Any) -> Any:
        target = request.headers["X-Amz-Target"]
        sent.append((target if isinstance(target, str) else target.decode()).partition(".")[2])
        return send(request)

    session.send = counted
    return sent


@dataclass
class Ways:
    """Both clients, with a connection open each. What of ours botocore sent, and what went its own way altogether."""

    engine: StubEngine
    ours: Any
    stock: Any
    by_stock: list[str] = field(default_factory=list)
    all_stock: list[str] = field(default_factory=list)

    @classmethod
    def opened(cls, engine: StubEngine, ours: Any, stock: Any) -> "Ways":
        made = cls(engine, ours, stock, sent_by_stock(ours), made_by_stock(ours))
        made.open()
        return made

    def open(self) -> None:
        """Let each have an open connection, and forget what it took."""
        answers, self.engine.answers = self.engine.answers, lambda _: stub_engine.answer()
        for boto in (self.ours, self.stock):
            boto.get_item(TableName="T-1", Key=KEY)
        self.engine.answers = answers
        self.forget()

    def forget(self) -> None:
        for each in (self.engine.requests, self.by_stock, self.all_stock):
            each.clear()

    def agree(
        self,
        method: str = "get_item",
        params: Mapping[str, Any] | None = None,
        *,
        fast: bool = True,
        opens: bool = False,
    ) -> Any:
        """What both make of one call, each with one request on the wire.

        Ours is not sent by botocore if ``fast``, but for its session's opening a connection if ``opens``; else it goes
        botocore's own way.
        """
        params = params or {"TableName": "T-1", "Key": KEY}
        sent = len(self.engine.requests)
        ours, stock = (outcome(getattr(boto, method), **params) for boto in (self.ours, self.stock))
        assert exact(ours) == exact(stock)
        assert len(self.engine.requests) - sent == 2
        assert [len(self.by_stock), len(self.all_stock)] == [int(opens or not fast), int(not fast)]
        return ours


def outcome(call: Callable[..., Any], *args: Any, **params: Any) -> Any:
    """What a call returns, or what it raises with all that a caller can see of it."""
    try:
        return call(*args, **params)
    except ClientError as error:
        return [type(error).__name__, str(error), error.operation_name, error.response]
    except Exception as error:
        return [f"{type(error).__module__}.{type(error).__name__}", str(error)]


def exact(value: Any) -> Any:
    """``value`` with the types of what is in it, where 1, 1.0 and True would be equal."""
    if isinstance(value, dict):
        return {name: exact(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [exact(inner) for inner in value]
    return type(value).__name__, value


def changed(boto: Any, change: Change) -> None:
    """Let ``change`` have each request of ``boto``'s, and its context, before they are signed."""

    def meddle(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        change(params, context)

    boto.meta.events.register_first("before-call.dynamodb", meddle)


@contextmanager
def impatient(monkeypatch: pytest.MonkeyPatch, seconds: float) -> Iterator[None]:
    """Clients of the product made meanwhile wait so long for an answer."""
    said = connection._config
    with monkeypatch.context() as patched:
        patched.setattr(connection, "_config", lambda: said().merge(Config(read_timeout=seconds)))
        yield


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """What ``calls`` return, each in a thread of its own, all begun at the same moment."""
    start, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(number: int) -> None:
        start.wait()
        results[number] = outcome(calls[number])

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
