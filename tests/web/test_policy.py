"""What pages may load, and from where."""

import pytest
from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import override_settings

from web.policy import ContentSecurityPolicy


def answered(response: HttpResponse, by: type = ContentSecurityPolicy) -> HttpResponseBase:
    answer: HttpResponseBase = by(lambda _: response)(HttpRequest())
    return answer


def test_it_is_what_django_csp_says() -> None:
    policy = answered(HttpResponse())[HEADER]
    assert policy == answered(HttpResponse(), CSPMiddleware)[HEADER]
    assert "default-src 'none'" in policy and "unsafe" not in policy


@override_settings(CONTENT_SECURITY_POLICY={"DIRECTIVES": {"img-src": ["https://pictures.example"]}})
def test_it_is_the_settings() -> None:
    assert "img-src https://pictures.example" in answered(HttpResponse())[HEADER]


def test_an_answer_may_say_its_own() -> None:
    assert answered(HttpResponse(headers={HEADER: "sandbox"}))[HEADER] == "sandbox"


@pytest.mark.parametrize("status", [404, 500])
def test_pages_for_developers_have_none(status: int) -> None:
    with override_settings(DEBUG=True):
        assert HEADER not in answered(HttpResponse(status=status))
    assert HEADER in answered(HttpResponse(status=status))
