"""One sentence from a form that was sent to the page that follows it, where no script shows a toast."""

from typing import Final

from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE: Final = "said"
# Long enough for a slow page, and too short to be met again.
SECONDS: Final = 60
_SALT: Final = "web.flash"


def say(request: HttpRequest, response: HttpResponse, words: str) -> None:
    """Let the next whole page begin with ``words`` as a toast. ``response`` is the redirect to it."""
    response.set_cookie(
        COOKIE,
        signing.dumps(words, salt=_SALT),
        max_age=SECONDS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def said(request: HttpRequest) -> str:
    """What the form before has said; empty where it said nothing, or it is not ours."""
    try:
        words: str = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=SECONDS)
    except signing.BadSignature:
        return ""
    return words


def forget(request: HttpRequest, response: HttpResponse) -> None:
    """Say it once."""
    if COOKIE in request.COOKIES:
        response.delete_cookie(COOKIE, samesite="Lax")
