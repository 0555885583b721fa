"""Sign-in, sign-out and users, counted as whole requests."""

from collections.abc import Iterator
from unittest import mock

from accounts import sessions
from benchmarks.capacity_browser import NAME, PASSWORD, Browser
from benchmarks.capacity_cases import Case, World
from benchmarks.capacity_pages import gone

_OTHER = "another word of many words"


def forms(world: World) -> list[Case]:
    """What is sent; the page that the answer leads to is another request."""
    return [*_of_a_visit(world), *_of_ones_own(world), *_of_others(world)]


def _of_a_visit(world: World) -> Iterator[Case]:
    def sign_in(visitor: Browser) -> None:
        visitor.post("/sign-in/", {"username": NAME, "password": PASSWORD}, 302)

    def fail(visitor: Browser) -> None:
        visitor.post("/sign-in/", {"username": f"{NAME}-wrongly", "password": PASSWORD}, 422)

    def extend(browser: Browser) -> None:
        with mock.patch.object(sessions, "RENEWAL_SECONDS", 0):
            browser.get("/new-product/")

    yield Case("sign-in", sign_in, lambda: gone(world))
    yield Case("sign-in that fails", fail, lambda: gone(world))
    yield Case("a request that makes its session last longer, once in 5 min", extend, lambda: Browser(world))
    yield Case("sign-out", lambda browser: browser.post("/sign-out/", status=302), lambda: Browser(world))


def _of_ones_own(world: World) -> Iterator[Case]:
    own = {"old_password": PASSWORD, "new_password1": _OTHER, "new_password2": _OTHER}
    yield Case(
        "another password of one's own",
        lambda browser: browser.post("/account/", own, 302),
        lambda: Browser(world, world.fresh().lower()),
    )
    yield Case(
        "sign out everywhere",
        lambda browser: browser.post("/account/sign-out-everywhere/", status=302),
        lambda: Browser(world, world.fresh().lower()),
    )


def _of_others(world: World) -> Iterator[Case]:
    browser = Browser(world)
    made = {"name": "Somebody New", "role": "staff", "password1": _OTHER, "password2": _OTHER}

    def user() -> str:
        name = world.fresh().lower()
        world.manager.staff.create(NAME, name, password="", role="staff")
        return f"/users/{name}/"

    def changing(what: str, action: str, holding: str, **typed: str) -> Case:
        def prepare() -> tuple[str, dict[str, list[str]], int]:
            page = user()
            return page, browser.form(page, holding, action=action, **typed), 302

        return Case(what, lambda prepared: browser.post(*prepared), prepare)

    yield Case(
        "new user",
        lambda form: browser.post("/users/new/", form, 302),
        lambda: browser.form("/users/new/", "username", username=world.fresh().lower(), **made),
    )
    yield changing("change a user: name", "save", "role", name="Somebody Else")
    yield changing("make a user an admin", "save", "role", role="admin")
    yield changing(
        "another password of a user", "password", "new_password1", new_password1=_OTHER, new_password2=_OTHER
    )
    yield changing("disable a user", "disable", "")
