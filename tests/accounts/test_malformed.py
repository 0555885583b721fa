"""Forms that cannot be read are refused, by whoever they are sent and wherever."""

from http import HTTPStatus

import pytest
from django.test import Client

STRANGE = [
    ("application/x-www-form-urlencoded; charset=utf-16", b"a=1"),
    ("multipart/form-data", b"a=1"),
    ("multipart/form-data; boundary=\u00e9", b"a=1"),
]


@pytest.mark.parametrize("path", ["/sign-in/", "/", "/nope/", "/users/new/", "/account/"])
@pytest.mark.parametrize(("kind", "body"), STRANGE)
def test_a_form_that_cannot_be_read_is_refused(stock: object, path: str, kind: str, body: bytes) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.get("/sign-in/")
    response = browser.generic("POST", path, body, kind)
    assert response.status_code == HTTPStatus.BAD_REQUEST and "was not understood" in response.content.decode()
