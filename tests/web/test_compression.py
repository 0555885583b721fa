"""Pages are compressed for who takes it, as Django's own middleware would."""

import gzip
import random

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.middleware.gzip import GZipMiddleware

from web.compression import Compression, compressed

PAGE = b"<p>" + " ".join(str(number) for number in random.Random(1).choices(range(5_000), k=3_000)).encode() + b"</p>"


def ask(accepts: str = "gzip, br") -> HttpRequest:
    request = HttpRequest()
    request.META["HTTP_ACCEPT_ENCODING"] = accepts
    return request


def answered(response: HttpResponseBase, request: HttpRequest, by: type[GZipMiddleware] = Compression) -> HttpResponse:
    return by(lambda _: response)(request)  # type: ignore[return-value]


def test_a_page_comes_short_and_whole() -> None:
    answer = answered(HttpResponse(PAGE), ask())
    assert answer["Content-Encoding"] == "gzip"
    assert answer["Content-Length"] == str(len(answer.content))
    assert gzip.decompress(answer.content) == PAGE
    assert len(answer.content) <= 1.03 * len(gzip.compress(PAGE, 6)) + 100


@pytest.mark.parametrize("accepts", ["gzip;q=0", "br, gzip; q=0.000", "gzip;Q=0, *"])
@pytest.mark.parametrize("kind", [HttpResponse, StreamingHttpResponse])
def test_who_refuses_gzip_gets_none(accepts: str, kind: type[HttpResponse]) -> None:
    answer = answered(kind(PAGE), ask(accepts))
    assert not answer.has_header("Content-Encoding")
    assert answer["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("content", "accepts", "headers"),
    [
        (PAGE, "gzip", {}),
        (PAGE, "br;q=1, gzip;q=0.5", {"Vary": "Cookie"}),
        (PAGE, "", {}),
        (PAGE, "identity", {}),
        (PAGE, "gzip", {"Content-Encoding": "br"}),
        (PAGE, "gzip", {"ETag": '"1"'}),
        (b"a" * 199, "gzip", {}),
        (b"a" * 200, "gzip", {}),
        (random.Random(2).randbytes(300), "gzip", {}),
        (b"", "gzip", {}),
    ],
)
def test_headers_and_content_are_as_djangos(content: bytes, accepts: str, headers: dict[str, str]) -> None:
    ours, djangos = (
        answered(HttpResponse(content, headers=headers), ask(accepts), by) for by in (Compression, GZipMiddleware)
    )
    assert {**ours.headers, "Content-Length": ""} == {**djangos.headers, "Content-Length": ""}
    assert unpacked(ours) == unpacked(djangos)


def unpacked(answer: HttpResponse) -> bytes:
    return gzip.decompress(answer.content) if answer.get("Content-Encoding") == "gzip" else answer.content


def test_a_long_file_is_compressed_while_it_is_sent() -> None:
    answer = answered(StreamingHttpResponse([PAGE, PAGE]), ask())
    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(b"".join(answer)) == 2 * PAGE


def test_the_length_does_not_tell_what_it_says() -> None:
    lengths = {len(compressed(PAGE, 100)) for _ in range(200)}
    assert len(lengths) > 50 and max(lengths) - min(lengths) < 100
