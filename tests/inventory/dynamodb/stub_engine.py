"""An engine on the loopback that answers as a test tells it to, byte by byte, and keeps what it was sent."""

import json
import os
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from socketserver import ThreadingTCPServer
from typing import Any, BinaryIO, Literal

_HEADERS = (
    ("Date", "Mon, 06 Jul 2026 10:00:00 GMT"),
    ("x-amzn-RequestId", "R-1"),
    ("Content-Type", "application/x-amz-json-1.0"),
)
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Request:
    """What arrived: ``headers`` by their names in small letters; ``connection`` counts them from 1."""

    connection: int
    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Wire:
    """What goes back, and what becomes of the connection then."""

    data: bytes
    then: Literal["stays", "closes", "is reset", "is silent", "is garbled"] = "stays"


RESET = Wire(b"", "is reset")
CLOSED = Wire(b"", "closes")
SILENCE = Wire(b"", "is silent")
BROKEN_TLS = Wire(b"", "is garbled")


def answer(
    body: bytes | Mapping[str, Any] = b"{}",
    status: int = 200,
    more: Sequence[tuple[str, str]] = (),
    length: int | None = None,
) -> bytes:
    """An answer with its length; ``length`` is what it says of it where that is not true."""
    data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    said = len(data) if length is None else length
    return _head(status, (*more, ("Content-Length", str(said)))) + data


def chunked(body: bytes, parts: int = 3) -> bytes:
    size = len(body) // parts + 1
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    return _head(200, (("Transfer-Encoding", "chunked"),)) + chunks + b"0\r\n\r\n"


def until_closed(body: bytes) -> Wire:
    """An answer of no said length, which ends with its connection."""
    return Wire(_head(200, ()) + body, "closes")


def _head(status: int, more: Sequence[tuple[str, str]]) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in (*_HEADERS, *more))
    return f"HTTP/1.1 {status} Said\r\n{lines}\r\n".encode("latin-1")


class StubEngine(ThreadingTCPServer):
    """``answers`` is asked for each request; ``requests`` are those that came, in their order."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), None)  # type: ignore[arg-type]  # finish_request needs no handler
        self._context = context
        self._lock = threading.Lock()
        self._connections = 0
        self.requests: list[Request] = []
        self.answers: Callable[[Request], Wire | bytes] = lambda _: answer()
        self.ended = threading.Semaphore(0)

    @property
    def url(self) -> str:
        return f"{'https' if self._context else 'http'}://127.0.0.1:{self.server_address[1]}"

    def always(self, wire: Wire | bytes) -> None:
        self.answers = lambda _: wire

    def finish_request(self, request: Any, client_address: Any) -> None:
        try:
            line = self._context.wrap_socket(request, server_side=True) if self._context else request
            with self._lock:
                self._connections += 1
                number = self._connections
            self._serve(line, number)
        except OSError:  # who asked has gone, or trusts nobody here
            pass
        finally:
            self.ended.release()

    def _serve(self, line: socket.socket, number: int) -> None:
        with line, line.makefile("rb") as lines:
            for request in _read(lines, number):
                with self._lock:
                    self.requests.append(request)
                told = self.answers(request)
                wire = told if isinstance(told, Wire) else Wire(told)
                line.sendall(wire.data)
                if wire.then == "is silent":
                    lines.read(1)  # until the client gives up
                elif wire.then == "is reset":
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
                elif wire.then == "is garbled":
                    with socket.socket(fileno=os.dup(line.fileno())) as bare:
                        bare.sendall(b"HTTP/1.1 400 No TLS\r\n\r\n")
                if wire.then != "stays":
                    return


def _read(lines: BinaryIO, number: int) -> Iterator[Request]:
    while first := lines.readline():
        headers: dict[str, str] = {}
        while (header := lines.readline()) not in (b"\r\n", b""):
            name, _, value = header.decode("latin-1").partition(":")
            assert name.lower() not in headers, f"{name} is sent twice"
            headers[name.lower()] = value.strip()
        body = lines.read(int(headers.get("content-length", 0)))
        yield Request(number, first.decode("latin-1").strip(), headers, body)


@contextmanager
def running(context: ssl.SSLContext | None = None) -> Iterator[StubEngine]:
    with StubEngine(context) as engine:
        thread = threading.Thread(target=engine.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield engine
        finally:
            engine.shutdown()
            thread.join()
