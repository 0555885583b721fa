"""A request and its answer over a connection that botocore has opened.

The request goes out in one piece, and httptools reads the answer: urllib3's own methods send head and body apart, and
take as long again as the exchange; the standard library reads the few headers of an answer as those of a mail.
"""

from dataclasses import dataclass
from queue import Empty
from typing import Any, Final

from httptools import HttpParserCallbackError, HttpParserError, HttpParserUpgrade, HttpResponseParser
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.util.connection import is_connection_dropped

# Bytes of an answer.
_AT_ONCE: Final = 65_536


@dataclass(frozen=True)
class Heard:
    """An answer by HTTP; ``headers`` under their names in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes


def posted(pool: HTTPConnectionPool, headers: dict[str, str], body: bytes) -> Heard | None:
    """The answer to a POST of ``body`` to ``/`` over an open connection, or None where there is none.

    Raises OSError, TimeoutError among them, for one that is lost or cut short; what is no HTTP is one of them.
    """
    line = _taken(pool)
    if line is None:
        return None
    try:
        if is_connection_dropped(line):
            line.close()  # as urllib3 does before it is opened again
            return None
        return _exchanged(line, pool.timeout.read_timeout, _head(headers, len(body)) + body)
    except (HttpParserError, HttpParserUpgrade) as error:
        line.close()
        raise ConnectionError("what came is no answer") from error
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


def _head(headers: dict[str, str], length: int) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST / HTTP/1.1\r\n{lines}Accept-Encoding: identity\r\nContent-Length: {length}\r\n\r\n".encode("ascii")


def _exchanged(line: Any, patience: float | None, request: bytes) -> Heard:
    line.sock.settimeout(patience)
    try:
        line.sock.sendall(request)
    except TimeoutError as error:
        raise ConnectionError("it was not taken in time") from error
    except (BrokenPipeError, ConnectionResetError):
        # Who refuses a request for its length may say so, and close, before it has come to its end.
        return _last_heard(line)
    return _received(line)


def _last_heard(line: Any) -> Heard:
    try:
        return _received(line)
    finally:
        line.close()


def _received(line: Any) -> Heard:
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

    What a header says several times stands there as one.
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

    def answer(self) -> Heard:
        """What was read, at its end. The parser goes, which has hold of this one and of the body, as this has of it."""
        answer = Heard(self._status(), self.headers, b"".join(self.parts))
        self._parser = None
        return answer

    def on_message_begin(self) -> None:
        if self.is_whole:
            raise ConnectionError("more than one answer came")
        self.headers: dict[str, str] = {}
        self.parts: list[bytes] = []
        self.has_begun = False

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.has_begun:  # behind the last chunk: of the body, says botocore
            return
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
