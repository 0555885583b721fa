"""The fast path: DynamoDB's data operations signed, sent and read without what botocore does for all its services.

botocore builds, signs, sends and reads a request through a dozen general layers, which take four times as long as the
call itself (docs/decisions/0016-fast-path.md). Its event ``before-call`` lets a handler answer in its place: this one
sends over botocore's own connections, with its timeouts and its TLS, signs with the credentials that botocore holds and
refreshes, and reads with its parser. Errors of DynamoDB and of the network come out as botocore's own.

Whatever is not plain goes botocore's own way: other operations, other signatures, addresses with a path, headers of
others, what others listen to on the way, second attempts, and everything where botocore is not the one known here. What
finds no open connection is sent by botocore's session, which alone connects, goes through proxies and shakes hands by
TLS.
"""

import re
import ssl
import weakref
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from botocore import exceptions as boto
from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HeadersDict
from botocore.hooks import first_non_none_response
from urllib3.connectionpool import HTTPConnectionPool

from inventory.dynamodb.exchange import Heard, posted
from inventory.dynamodb.others import Others
from inventory.dynamodb.plain_answers import DATA_OPERATIONS, PlainParser
from inventory.dynamodb.signing import Signer

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient as BotoClient

_PLAIN_SIGNATURES: Final = (None, "v4")
# What a handler may have put into a call's context that is botocore's to follow.
_OTHERWISE: Final = {"read_timeout", "signing"}
# Headers that are made here, or say how to send.
_NOT_FOR_OTHERS: Final = frozenset(
    (
        *("accept-encoding", "authorization", "connection", "content-length", "expect", "host"),
        *("transfer-encoding", "x-amz-date", "x-amz-security-token"),
    )
)
# RFC 9110, "Tokens".
_TOKEN: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")

# What came, and its headers as a parser looks at them.
Answer = tuple[AWSResponse, Mapping[str, str]]


@dataclass(frozen=True)
class _Place:
    """An address, with the connections to it for as long as botocore holds them."""

    url: str
    host: str
    connections: "weakref.ref[HTTPConnectionPool]"


class FastPath:
    """The handler of ``before-call``. Safe under threads."""

    def __init__(self, client: "BotoClient", credentials: Any) -> None:
        """``credentials`` are those of botocore's session, which renew themselves."""
        self._client: Any = client
        self._credentials = credentials
        self._others = Others(client)
        self._parser = PlainParser()
        self._signer: Signer | None = None
        self._place: _Place | None = None

    def __call__(self, model: Any, params: dict[str, Any], request_signer: Any, context: Any, **_: Any) -> Any:
        """The answer and what it says, or None for botocore's own way. Raises what botocore would."""
        if not (self._is_plain(model, params, request_signer, context) and self._is_unheard(model.name)):
            return None
        place = self._place_of(params["url"])
        if place is None:
            return None
        try:
            headers = self._signed(place, params, request_signer)
            if not _is_one_line_each(headers):
                return None
            http, said = self._sent(model, place, headers, params["body"], context)
            return http, self._read(model, http, said)
        except Exception as error:
            self._emit("after-call-error", model, exception=error, context=context)
            raise

    def _is_plain(self, model: Any, params: dict[str, Any], request_signer: Any, context: Any) -> bool:
        return (
            model.name in DATA_OPERATIONS
            and self._credentials is not None
            and request_signer.signature_version == "v4"
            and context.get("auth_type") in _PLAIN_SIGNATURES
            and context.keys().isdisjoint(_OTHERWISE)
            and params["method"] == "POST"
            and isinstance(params["body"], bytes)
            and _are_plain(params["headers"])
        )

    def _is_unheard(self, operation: str) -> bool:
        """Whether nobody would miss what is left out."""
        try:
            return not self._others.heard(operation).elsewhere
        except AttributeError:  # another botocore
            return False

    def _place_of(self, url: str) -> _Place | None:
        place = self._place
        if place is None or place.url != url or place.connections() is None:
            place = self._place = _looked_up(self._client, url)
        return place

    def _signed(self, place: _Place, params: dict[str, Any], request_signer: Any) -> dict[str, str]:
        signer = self._signer = self._signer or Signer(request_signer.signing_name, request_signer.region_name)
        frozen = self._credentials.get_frozen_credentials()
        return signer.signed({**params["headers"], "Host": place.host}, params["body"], frozen)

    def _sent(self, model: Any, place: _Place, headers: dict[str, str], body: bytes, context: Any) -> Answer:
        """What ``before-send`` says, else what the network brings."""
        if self._others.heard(model.name).before_send:
            prepared = _prepared(place, headers, body, context)
            given = first_non_none_response(self._emit("before-send", model, request=prepared))
            if given is not None:
                return given, given.headers
            if not _is_same(prepared, _prepared(place, headers, body, context)):
                return self._sent_by_botocore(prepared)
        heard = _posted(place, headers, body)
        return _answer(place, heard) if heard else self._sent_by_botocore(_prepared(place, headers, body, context))

    def _sent_by_botocore(self, prepared: AWSPreparedRequest) -> Answer:
        http = self._client._endpoint.http_session.send(prepared)
        return http, http.headers

    def _read(self, model: Any, http: AWSResponse, headers: Mapping[str, str]) -> dict[str, Any]:
        response = {
            "headers": headers,
            "status_code": http.status_code,
            "body": http.content,
            "context": {"operation_name": model.name},
        }
        parsed: dict[str, Any] = self._parser.parse(response, model.output_shape)
        if http.status_code >= 300:
            shape = model.service_model.shape_for_error_code(parsed.get("Error", {}).get("Code"))
            if shape is not None:  # such as the reasons of a cancelled transaction
                parsed.update(self._parser.parse(response, shape))
        # As botocore says it where there is one attempt only.
        parsed["ResponseMetadata"].update(MaxAttemptsReached=True, RetryAttempts=0)
        return parsed

    def _emit(self, event: str, model: Any, **told: Any) -> Any:
        return self._client.meta.events.emit(f"{event}.dynamodb.{model.name}", **told)


def install(client: "BotoClient", credentials: Any) -> None:
    """Let ``client`` take the fast path, if it makes no second attempts; after all other handlers, which may answer
    first, those of every service among them."""
    retries = getattr(client.meta.config, "retries", None) or {}
    if retries.get("total_max_attempts") == 1:
        client.meta.events.register_last("before-call", FastPath(client, credentials))


def _looked_up(client: Any, url: str) -> _Place | None:
    """The address, if it is plain, with botocore's connections to it."""
    parts = urlsplit(url)
    if parts.path not in ("", "/") or parts.query or "@" in parts.netloc:
        return None
    host = parts.netloc.lower().removesuffix(":443" if parts.scheme == "https" else ":80")
    try:
        return _Place(url, host, weakref.ref(client._endpoint.http_session._manager.connection_from_url(url)))
    except AttributeError:  # another botocore
        return None


def _are_plain(headers: Mapping[str, str]) -> bool:
    """Whether each is said once, under a name of its own, and says nothing of how to send."""
    names = {name.lower() for name in headers}
    once = len(names) == len(headers) and _NOT_FOR_OTHERS.isdisjoint(names) and "user-agent" in names
    return once and all(map(_TOKEN.fullmatch, names))


def _is_one_line_each(headers: Mapping[str, str]) -> bool:
    lines = "".join(value for pair in headers.items() for value in pair)
    return lines.isascii() and "\r" not in lines and "\n" not in lines


def _prepared(place: _Place, headers: Mapping[str, str], body: bytes, context: Any) -> AWSPreparedRequest:
    """The request as botocore would send it, and show it to who listens: all but the length in bytes, and no host."""
    said: dict[str, Any] = {name: value.encode() for name, value in headers.items() if name != "Host"}
    said["Content-Length"] = str(len(body))
    return AWSPreparedRequest("POST", place.url, HeadersDict(said), body, False, context)  # type: ignore[arg-type]  # as botocore does


def _is_same(prepared: AWSPreparedRequest, before: AWSPreparedRequest) -> bool:
    """Whether nobody changed what is sent."""
    parts = [(each.method, each.url, each.body, dict(each.headers.items())) for each in (prepared, before)]
    return parts[0] == parts[1]


def _posted(place: _Place, headers: dict[str, str], body: bytes) -> Heard | None:
    """What came over an open connection, None where there is none. Raises as ``URLLib3Session.send`` of botocore."""
    pool = place.connections()
    try:
        return posted(pool, headers, body) if pool else None
    except ssl.SSLError as error:
        raise boto.SSLError(endpoint_url=place.url, error=error) from error
    except TimeoutError as error:
        raise boto.ReadTimeoutError(endpoint_url=place.url, error=error) from error
    except OSError as error:
        raise boto.ConnectionClosedError(error=error, request=None, endpoint_url=place.url) from error


def _answer(place: _Place, heard: Heard) -> Answer:
    return AWSResponse(place.url, heard.status, heard.headers, _Body(heard.body)), heard.headers  # type: ignore[arg-type]  # as botocore does


@dataclass(frozen=True)
class _Body:
    """The stream that an answer's content is read from."""

    whole: bytes

    def stream(self) -> Iterable[bytes]:
        return iter((self.whole,))
