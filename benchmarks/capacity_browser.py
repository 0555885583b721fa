"""An admin's browser: asks for pages and sends the forms that stand on them; Django must be set up."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

from django.contrib.auth.hashers import make_password
from django.test import Client

from accounts.models import User
from benchmarks.capacity_cases import Case, World
from inventory.people import Role

PASSWORD = "counting what each page costs"  # noqa: S105 - of a table that is thrown away
HTMX = {"HX-Request": "true"}
NAME = "counting"

Form = dict[str, list[str]]


class Browser:
    """Somebody who is signed in, an admin of ``name``; made where there is none."""

    def __init__(self, world: World, name: str = NAME) -> None:
        found = world.manager.staff.get(name) or world.manager.staff.create(
            "counting", name, password=make_password(PASSWORD), role=Role.ADMIN
        )
        self._client = Client(headers={})
        self._client.force_login(User.of(found))

    def get(self, address: str, *, htmx: bool = False, into: str = "", status: int = 200) -> str:
        """The page; with ``htmx`` the fragment that a script asks for, to be put ``into`` an element."""
        headers = (HTMX if htmx or into else {}) | ({"HX-Target": into} if into else {})
        answer = self._client.get(address, headers=headers)
        return _body(address, answer, status)

    def post(self, address: str, form: Any = None, status: int = 303, *, htmx: bool = False) -> str:
        answer = self._client.post(address, form or {}, headers=HTMX if htmx else {})
        return _body(address, answer, status)

    def form(self, address: str, holding: str = "", **typed: str) -> Form:
        """What the first form of a page that has the field ``holding`` sends, with what is ``typed`` into it."""
        return form_of(self.get(address), holding, **typed)

    def further(self, address: str, pages: int = 5) -> str:
        """The address of a later page of a list."""
        for _ in range(pages):
            found = re.search(r'href="([^"]*[?;]cursor=[^"]*)"', self.get(address))
            if found is None:
                raise RuntimeError(f"{address} has no further page")
            address = found[1].replace("&amp;", "&")
        return address


def _body(address: str, answer: Any, status: int) -> str:
    if answer.status_code != status:
        raise RuntimeError(f"{address} answered {answer.status_code} instead of {status}")
    return b"".join(answer).decode() if answer.streaming else answer.content.decode()


def sending(
    browser: Browser, what: str, page: Callable[[], str], holding: str = "", /, *, to: str = "", **typed: str
) -> Case:
    """Sending a form of the page whose address ``page`` makes, to there or ``to``; the showing is not counted."""

    def prepare() -> tuple[str, Form]:
        address = page()
        return to or address, browser.form(address, holding, **typed)

    return Case(what, lambda prepared: browser.post(*prepared), prepare)


def form_of(page: str, holding: str = "", **typed: str) -> Form:
    """The fields of the first form of a page's main part that has the field ``holding``, with what is ``typed``.

    Raises LookupError where there is none.
    """
    reader = _Forms()
    reader.feed(page[max(0, page.find("<main")) :])
    for form in reader.forms:
        if not holding or holding in form:
            return form | {name: [text] for name, text in typed.items()}
    raise LookupError(f"there is no form with {holding!r}")


class _Forms(HTMLParser):
    """The forms of a page that are posted, each with its fields as they stand."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open = self._first = False
        self._writing = self._choosing = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = given.get("method", "").lower() == "post"
            if self._open:
                self.forms.append({})
        elif self._open:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag == "input" and name and (given.get("type") not in ("radio", "checkbox") or "checked" in given):
            self._hold(name, given.get("value", ""))
        elif tag == "textarea":
            self._writing = name
            self._hold(name, "")
        elif tag == "select":
            self._choosing, self._first = name, True
            self._hold(name, "")
        elif tag == "option" and self._choosing and (self._first or "selected" in given):
            self.forms[-1][self._choosing][-1] = given.get("value", "")
            self._first = False

    def _hold(self, name: str, value: str) -> None:
        self.forms[-1].setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self._writing:
            self.forms[-1][self._writing][-1] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False
        elif tag == "textarea":
            self._writing = ""
        elif tag == "select":
            self._choosing = ""
