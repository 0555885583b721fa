"""The fast path: DynamoDB's data operations signed, sent and read without what botocore does for all its services.

botocore builds, signs, sends and reads a request through a dozen general layers, which take four times as long as the
call itself (docs/decisions/0016-fast-path.md). Its event ``before-call`` lets a handler answer in its place: this one
sends over botocore's own connections, with its timeouts and its TLS, signs with the credentials that botocore holds and
refreshes, and reads with its parser. Errors of DynamoDB and of the network come out as botocore's own.

Whatever is not plain goes botocore's own way: other operations, other signatures, addresses with a path, proxies, what
finds no open connection (so botocore alone connects, and shakes hands by TLS), and everything where botocore is not
the one known here. There are no second attempts: the product's client has them off (``connection.py``).
"""

import ssl
import weakref
from dataclasses import dataclass
from queue import Empty
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from botocore import exceptions as boto
from botocore.awsrequest import AWSPreparedRequest, HeadersDict
from botocore.hooks import first_non_none_response
from botocore.utils import lowercase_dict
from httptools import HttpParserCallbackError, HttpParserError, HttpResponseParser
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.util.connection import is_connection_dropped

from inventory.dynamodb.plain_answers import DATA_OPERATIONS, PlainParser
from inventory.dynamodb.signing import Signer

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient as BotoClient

_PLAIN_SIGNATURES = (None, "v4")
# What a handler may have put into a call's context that is botocore's to follow.
_OTHERWISE = {"read_timeout", "signing"}
# Bytes of an answer.
_AT_ONCE = 65_536


@dataclass(frozen=True)
class Answer:
    """What came back by HTTP; as much of botocore's AWSResponse as its users look at."""

    status_code: int
    headers: dict[str, str]
    content: bytes


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
        self._parser = PlainParser()
        self._signer: Signer | None = None
        self._place: _Place | None = None

    def __call__(self, model: Any, params: dict[str, Any], request_signer: Any, context: Any, **_: Any) -> Any:
        """The answer and what it says, or None for botocore's own way. Raises what botocore would."""
        if not self._is_plain(model, params, request_signer, context):
            return None
        place = self._place_of(params["url"])
        if place is None:
            return None
        signer = self._signer = self._signer or Signer(request_signer.signing_name, request_signer.region_name)
        frozen = self._credentials.get_frozen_credentials()
        headers = signer.signed({**params["headers"], "Host": place.host}, params["body"], frozen)
        if not _is_one_line_each(headers):
            return None
        answer = self._sent(model, place, headers, params["body"])
        return None if answer is None else (answer, self._read(model, answer))

    def _is_plain(self, model: Any, params: dict[str, Any], request_signer: Any, context: Any) -> bool:
        return (
            model.name in DATA_OPERATIONS
            and self._credentials is not None
            and request_signer.signature_version == "v4"
            and context.get("auth_type") in _PLAIN_SIGNATURES
            and context.keys().isdisjoint(_OTHERWISE)
            and params["method"] == "POST"
            and isinstance(params["body"], bytes)
            and "User-Agent" in params["headers"]
        )

    def _place_of(self, url: str) -> _Place | None:
        place = self._place
        if place is None or place.url != url or place.connections() is None:
            place = self._place = _looked_up(self._client, url)
        return place

    def _sent(self, model: Any, place: _Place, headers: dict[str, str], body: bytes) -> Answer | None:
        """What ``before-send`` says or the network brings; None where the connections were closed meanwhile."""
        prepared = AWSPreparedRequest("POST", place.url, HeadersDict(headers), body, False)  # type: ignore[arg-type]  # as botocore does
        told = self._client.meta.events.emit(f"before-send.dynamodb.{model.name}", request=prepared)
        given = first_non_none_response(told)
        if given is not None:
            return Answer(given.status_code, lowercase_dict(given.headers), given.content)
        pool = place.connections()
        if pool is None:
            return None
        try:
            return _posted(pool, headers, body)
        except (OSError, HttpParserError) as error:
            raise _as_botocore(error, place.url) from error

    def _read(self, model: Any, answer: Answer) -> dict[str, Any]:
        response = {
            "headers": answer.headers,
            "status_code": answer.status_code,
            "body": answer.content,
            "context": {"operation_name": model.name},
        }
        parsed: dict[str, Any] = self._parser.parse(response, model.output_shape)
        if answer.status_code >= 300:
            shape = model.service_model.shape_for_error_code(parsed.get("Error", {}).get("Code"))
            if shape is not None:  # such as the reasons of a cancelled transaction
                parsed.update(self._parser.parse(response, shape))
        # As botocore says it where there is one attempt only.
        parsed["ResponseMetadata"].update(MaxAttemptsReached=True, RetryAttempts=0)
        return parsed


def install(client: "BotoClient", credentials: Any) -> None:
    """Let ``client`` take the fast path; after all other handlers, so that these may answer first."""
    client.meta.events.register_last("before-call.dynamodb", FastPath(client, credentials))


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


def _posted(pool: HTTPConnectionPool, headers: dict[str, str], body: bytes) -> Answer | None:
    """The answer to a request over an open connection, or None where there is none.

    The request goes out in one piece, and httptools reads the answer: urllib3's own methods send head and body apart,
    and take as long again as the exchange; the standard library reads the few headers of an answer as those of a mail.
    """
    line = _taken(pool)
    if line is None:
        return None
    try:
        if is_connection_dropped(line):
            line.close()  # as urllib3 does before it is opened again
            return None
        line.sock.settimeout(pool.timeout.read_timeout)
        line.sock.sendall(_head(headers, len(body)) + body)
        return _received(line)
    except BaseException:
        line.close()
        raise
    finally:
        pool._put_conn(line)


def _taken(pool: HTTPConnectionPool) -> Any:
    """A connection out of the pool, or None. One that botocore has not prepared, by TLS above all, is never made here.

    What urllib3 keeps in the place of connections yet to come is passed over; it does without.
    """
    try:
        while (line := pool.pool.get(block=False)) is None:  # type: ignore[union-attr]
            pass
    except (Empty, AttributeError):  # all taken, or the pool closed
        return None
    return line


def _is_one_line_each(headers: dict[str, str]) -> bool:
    lines = "".join(value for pair in headers.items() for value in pair)
    return lines.isascii() and "\r" not in lines and "\n" not in lines


def _head(headers: dict[str, str], length: int) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST / HTTP/1.1\r\n{lines}Accept-Encoding: identity\r\nContent-Length: {length}\r\n\r\n".encode("ascii")


def _received(line: Any) -> Answer:
    """The next answer on ``line``, which is closed where its server means to. Raises OSError where it is cut short."""
    reading = _Reading()
    while not reading.is_whole and (heard := line.sock.recv(_AT_ONCE)):
        reading.go_on(heard)
    if not (reading.is_whole or reading.ends_with_connection):
        raise ConnectionError("the connection was closed before the whole answer")
    if not reading.stays_open:
        line.close()
    return reading.answer()


class _Reading:
    """An answer as far as it was read; the parser calls the ``on_`` methods.

    ``headers`` stand under their names in small letters; what one of them says several times, as one.
    """

    def __init__(self) -> None:
        self._parser: Any = HttpResponseParser(self)
        self.is_whole = self.stays_open = False
        self.on_message_begin()

    def go_on(self, heard: bytes) -> None:
        try:
            self._parser.feed_data(heard)
        except HttpParserCallbackError as error:
            # What was raised within: an answer too many, or Ctrl-C.
            raise error.__context__ or error from None

    def answer(self) -> Answer:
        """What was read, at its end. The parser goes, which has hold of this one and of the body, as this has of it."""
        answer = Answer(self._status(), self.headers, b"".join(self.parts))
        self._parser = None
        return answer

    def on_message_begin(self) -> None:
        if self.is_whole:
            raise ConnectionError("more than one answer came")
        self.headers: dict[str, str] = {}
        self.parts: list[bytes] = []
        self.has_begun = False

    def on_header(self, name: bytes, value: bytes) -> None:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        self.headers[key] = f"{self.headers[key]}, {text}" if key in self.headers else text

    def on_headers_complete(self) -> None:
        # After "100 Continue" the answer is still to come.
        self.has_begun = self._status() >= 200

    def on_body(self, part: bytes) -> None:
        self.parts.append(part)

    def on_message_complete(self) -> None:
        self.is_whole, self.stays_open = self.has_begun, self._parser.should_keep_alive()

    @property
    def ends_with_connection(self) -> bool:
        """Whether nothing but its end says how long the body is."""
        return self.has_begun and self.headers.keys().isdisjoint(("content-length", "transfer-encoding"))

    def _status(self) -> int:
        return int(self._parser.get_status_code())


def _as_botocore(error: Exception, url: str) -> Exception:
    """As ``botocore.httpsession.URLLib3Session.send`` tells them."""
    if isinstance(error, ssl.SSLError):
        return boto.SSLError(endpoint_url=url, error=error)
    if isinstance(error, TimeoutError):
        return boto.ReadTimeoutError(endpoint_url=url, error=error)
    return boto.ConnectionClosedError(error=error, request=None, endpoint_url=url)
