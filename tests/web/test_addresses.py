"""Where a form may lead back to."""

import pytest
from django.test import RequestFactory

from web.addresses import own_path


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/low-stock/?threshold=10", "/low-stock/?threshold=10"),
        ("http://testserver/stock/A/?x=1#place", "/stock/A/?x=1"),
        ("/stock/%2e%2e/", "/stock/%2e%2e/"),
    ],
)
def test_own_addresses_are_taken_by_path_and_query(address: str, path: str) -> None:
    assert own_path(RequestFactory().get("/"), address, "/home/") == path


@pytest.mark.parametrize(
    "address",
    [
        *(
            "",
            None,
            "https://elsewhere.example/",
            "//elsewhere.example",
            "/\\elsewhere.example",
            "\\\\elsewhere.example",
        ),
        *("javascript:alert(1)", "http:///elsewhere.example", "http://[", "/" + "x" * 2000, "\x00/", "relative/path"),
        *("http://testserver//elsewhere.example", "http://testserver///elsewhere.example"),
        *("http://testserver/\\elsewhere.example", "http://testserver\\\\elsewhere.example", "/stock/\\..\\A/"),
        *("/\t/elsewhere.example", "/\n\\elsewhere.example", "/a\x7f/", "/a\x85/"),
    ],
)
def test_others_are_not(address: str | None) -> None:
    assert own_path(RequestFactory().get("/"), address, "/home/") == "/home/"
