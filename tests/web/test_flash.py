"""One sentence from a form to the page after it."""

from django.http import HttpResponse
from django.test import RequestFactory

from web import flash


def after(words: str, **cookies: str) -> str:
    """What the next page says after a form said ``words``; ``cookies`` come instead of what it set."""
    response = HttpResponse()
    flash.say(RequestFactory().post("/"), response, words)
    request = RequestFactory().get("/")
    request.COOKIES.update(cookies or {name: morsel.value for name, morsel in response.cookies.items()})
    return flash.said(request)


def test_what_is_said_arrives_whatever_its_script() -> None:
    assert after("SA-17: \N{MINUS SIGN}3 recorded; مخزن 工具 <b>") == "SA-17: \N{MINUS SIGN}3 recorded; مخزن 工具 <b>"


def test_what_is_not_ours_is_not_said() -> None:
    for forged in ("", "You have won", "\x00", "x" * 5000, "Ilg:1:abc"):
        assert after("something", said=forged) == ""


def test_it_is_said_to_this_browser_alone_and_not_to_scripts() -> None:
    response = HttpResponse()
    flash.say(RequestFactory().post("/", secure=True), response, "done")
    cookie = response.cookies[flash.COOKIE]
    assert (
        cookie["httponly"] and cookie["secure"] and cookie["samesite"] == "Lax" and cookie["max-age"] == flash.SECONDS
    )
