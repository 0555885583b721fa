"""Signing in and out, and the way there and back."""

from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.test import Client

from inventory import InventoryManager
from inventory.errors import EngineUnavailable
from tests import meddling
from tests.accounts.forms import hidden, is_signed_in, sign_in, words
from tests.counting import CallLog
from tests.people import HTMX, PASSWORD, AsUser, person
from tests.tables import whole_table

HOSTILE = [
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "x" * 10_000,
    "\u202eevil",
    "picker\x00",
    "\x00",
    "#",
    "😀",
    "%00",
]


def sessions(inventory: InventoryManager) -> list[str]:
    return [pk for pk, _ in whole_table(inventory.client) if pk.startswith("SESSION#")]


@pytest.mark.parametrize(
    "address", ["/", "/categories/", "/products/X/?a=b&c=d", "/account/", "/users/", "/users/picker/"]
)
def test_without_a_sign_in_every_page_leads_to_it_and_back(nobody: Client, address: str) -> None:
    response = nobody.get(address, follow=True)
    assert [status for _, status in response.redirect_chain] == [302]
    assert response.request["PATH_INFO"] == "/sign-in/"
    assert hidden(response, "next") == address
    assert "nothing was saved" not in words(response)


def test_a_visitor_without_a_cookie_costs_no_call(nobody: Client, stock: InventoryManager) -> None:
    stock.warehouses()
    with CallLog.of(stock.client) as calls:
        nobody.get("/users/", follow=True)
        nobody.get("/nothing/here/")
    assert calls.operations == []


def test_signing_in_leads_to_the_page_that_was_asked_for(nobody: Client, stock: InventoryManager) -> None:
    person(stock, "viewer")
    response = sign_in(nobody, "viewer", next="/account/?x=1")
    assert (response.status_code, response["Location"]) == (302, "/account/?x=1")
    assert "Viewer" in words(nobody.get("/account/"))


def test_a_name_is_taken_however_its_letters_are_written(nobody: Client, stock: InventoryManager) -> None:
    person(stock, "viewer")
    assert sign_in(nobody, " Viewer ").status_code == 302
    assert is_signed_in(nobody)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http://[",
        "evil",
        "\x00/",
        "/" + "x" * 3000,
        "/sign-in/",
        "/sign-in/?next=/sign-in/",
        "/sign-out/",
        "",
    ],
)
def test_next_leads_to_no_other_place(nobody: Client, stock: InventoryManager, elsewhere: str) -> None:
    person(stock, "viewer")
    assert hidden(nobody.get("/sign-in/", {"next": elsewhere}), "next") == "/"
    assert sign_in(nobody, "viewer", next=elsewhere)["Location"] == "/"
    assert nobody.get("/sign-in/", {"next": elsewhere})["Location"] == "/"


def test_an_own_address_in_full_is_taken_by_its_path(nobody: Client, stock: InventoryManager) -> None:
    person(stock, "viewer")
    assert sign_in(nobody, "viewer", next="http://testserver/users/?a=1#x")["Location"] == "/users/?a=1"


def test_wrong_unknown_and_disabled_read_and_cost_the_same(
    nobody: Client, stock: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(stock, "viewer")
    stock.staff.change("tests", person(stock, "staff"), active=False)
    hashed: list[str] = []
    encode = hashers.MD5PasswordHasher.encode

    def counted(*given: Any) -> str:
        hashed.append("once")
        return encode(*given)

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", counted)
    answers = []
    for name, password in [
        ("viewer", "wrong"),
        ("unknown", "wrong"),
        ("staff", "wrong"),
        ("staff", PASSWORD),
        ("Not A Name!", "wrong"),
    ]:
        hashed.clear()
        with CallLog.of(stock.client) as calls:
            response = sign_in(nobody, name, password)
        text = response.content.decode().replace(f'value="{name}"', "").replace("Not A Name!", "")
        token = text.split('csrfmiddlewaretoken" value="')[1].split('"')[0]
        answers.append((response.status_code, text.replace(token, ""), calls.operations, tuple(hashed)))
        assert not is_signed_in(nobody)
    assert len(set(map(repr, answers))) == 1
    status, text, operations, hashes = answers[0]
    assert (status, operations, hashes) == (422, ["BatchGetItem", "TransactWriteItems"], ("once",))
    assert "do not go together" in text


def test_what_was_typed_stays_but_the_password(nobody: Client) -> None:
    response = sign_in(nobody, "picker", "my secret")
    assert b'value="picker"' in response.content and b"my secret" not in response.content
    assert 'role="alert"' in response.content.decode()


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_can_be_typed_breaks_the_form(nobody: Client, text: str) -> None:
    for name, password in ((text, "x"), ("picker", text), (text, text)):
        response = sign_in(nobody, name, password)
        assert response.status_code in (422, 429)
        assert b"<script>alert" not in response.content
    assert nobody.get("/sign-in/", {"next": text, "done": text}).status_code == 200


@pytest.mark.parametrize("given", [{}, {"username": "picker"}, {"password": "x"}, {"username": "", "password": ""}])
def test_an_incomplete_form_says_so(nobody: Client, given: dict[str, str]) -> None:
    response = nobody.post("/sign-in/", given)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Both the name and the password are needed" in words(response)


def test_signing_in_makes_a_new_session_and_ends_the_old_one(nobody: Client, stock: InventoryManager) -> None:
    person(stock, "viewer")
    sign_in(nobody, "viewer")
    first, token = nobody.cookies["sessionid"].value, nobody.cookies["csrftoken"].value
    sign_in(nobody, "viewer")
    assert nobody.cookies["sessionid"].value != first
    assert nobody.cookies["csrftoken"].value != token
    assert len(sessions(stock)) == 1
    nobody.cookies["sessionid"] = first
    assert not is_signed_in(nobody)


def test_somebody_else_can_sign_in_at_the_same_browser(viewer: Client, stock: InventoryManager) -> None:
    person(stock, "staff")
    sign_in(viewer, "staff")
    assert "Signed in as staff" in words(viewer.get("/account/"))
    assert len(sessions(stock)) == 1


def test_the_cookie_is_kept_from_scripts_and_other_sites(nobody: Client, stock: InventoryManager) -> None:
    person(stock, "viewer")
    cookie = sign_in(nobody, "viewer").cookies["sessionid"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert not cookie["expires"] and not cookie["max-age"]


def test_whoever_is_signed_in_needs_no_form(viewer: Client) -> None:
    assert viewer.get("/sign-in/?next=/account/")["Location"] == "/account/"


def test_signing_out_ends_the_session_in_the_table(viewer: Client, stock: InventoryManager) -> None:
    cookie = viewer.cookies["sessionid"].value
    response = viewer.post("/sign-out/", follow=True)
    assert response.redirect_chain == [("/sign-in/?done=signed-out", 302)]
    assert "You are signed out." in words(response)
    assert sessions(stock) == []
    viewer.cookies["sessionid"] = cookie
    assert not is_signed_in(viewer)


def test_signing_out_takes_a_form(viewer: Client) -> None:
    assert viewer.get("/sign-out/").status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert is_signed_in(viewer)
    assert Client(enforce_csrf_checks=True).post("/sign-out/").status_code == HTTPStatus.FORBIDDEN


def test_signing_out_twice_is_no_trouble(nobody: Client) -> None:
    assert nobody.post("/sign-out/")["Location"] == "/sign-in/?done=signed-out"


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(nobody: Client, viewer: Client, method: str) -> None:
    assert getattr(nobody, method)("/sign-out/").status_code == HTTPStatus.METHOD_NOT_ALLOWED
    for address in ("/account/sign-out-everywhere/", "/users/"):
        assert getattr(viewer, method)(address).status_code == HTTPStatus.METHOD_NOT_ALLOWED


# A session that is gone in the middle of work


def test_a_fragment_never_becomes_the_sign_in_page(nobody: Client) -> None:
    current = {**HTMX, "HX-Current-URL": "http://testserver/categories/?order=desc#top"}
    response = nobody.get("/categories/Tools/?cursor=x", headers=current)
    assert (response.status_code, response.content) == (401, b"")
    assert response["HX-Redirect"] == "/sign-in/?next=/categories/%3Forder%3Ddesc"
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("kind", ["HX-Boosted", "HX-History-Restore-Request"])
def test_nor_does_a_page_that_htmx_loads(nobody: Client, kind: str) -> None:
    response = nobody.get("/categories/", headers={**HTMX, kind: "true"})
    assert "HX-Redirect" in response


@pytest.mark.parametrize("current", [{}, {"HX-Current-URL": "https://evil.example/x"}, {"HX-Current-URL": "http://["}])
def test_where_htmx_names_no_page_of_ours_it_is_the_start(nobody: Client, current: dict[str, str]) -> None:
    response = nobody.get("/categories/", headers={**HTMX, **current})
    assert response["HX-Redirect"] == "/sign-in/?next=/"


def test_a_form_whose_session_was_lost_is_told(nobody: Client) -> None:
    response = nobody.post(
        "/users/picker/", {"a": "b"}, headers={"Referer": "http://testserver/users/picker/"}, follow=True
    )
    assert hidden(response, "next") == "/users/picker/"
    assert "You were signed out; nothing was saved." in words(response)
    current = {**HTMX, "HX-Current-URL": "http://testserver/users/picker/"}
    assert nobody.post("/users/picker/", headers=current)["HX-Redirect"] == "/sign-in/?next=/users/picker/&unsaved=1"


def test_a_form_older_than_the_sign_in_is_told(as_user: AsUser, stock: InventoryManager) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["sessionid"] = as_user("admin").cookies["sessionid"].value
    before = whole_table(stock.client)
    page, fragment = (client.post("/users/new/", headers=headers) for headers in ({}, HTMX))
    assert (page.status_code, fragment.status_code) == (403, 403)
    assert "This page is older than your sign-in" in words(page) and b"<html" in page.content
    assert "Nothing was saved" in words(fragment) and b"<html" not in fragment.content
    assert whole_table(stock.client) == before


# A database that is away


def away(*args: object, **kwargs: object) -> Any:
    raise EngineUnavailable("no engine answers at http://127.0.0.1:1")


def test_a_session_that_cannot_be_read_is_an_outage(viewer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inventory.sessions.Sessions.open", away)
    for headers, whole in (({}, True), (HTMX, False)):
        for address in ("/account/", "/sign-in/", "/nothing/"):
            response = viewer.get(address, headers=headers)
            assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
            assert "The stock database cannot be reached" in words(response)
            assert (b"<html" in response.content) == whole
    assert "sessionid" not in response.cookies, "it may be as good as before"


@pytest.mark.parametrize("method", ["create", "end"])
def test_a_session_that_cannot_be_written_is_an_outage(
    nobody: Client, viewer: Client, monkeypatch: pytest.MonkeyPatch, stock: InventoryManager, method: str
) -> None:
    person(stock, "viewer")
    monkeypatch.setattr(f"inventory.sessions.Sessions.{method}", away)
    response = sign_in(nobody, "viewer") if method == "create" else viewer.post("/sign-out/")
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert not response.cookies.get("sessionid")


def test_counts_that_cannot_be_written_are_an_outage(nobody: Client, stock: InventoryManager) -> None:
    meddling.refuse(stock.client, meddling.TRANSACT, "InternalServerError", times=50)
    meddling.refuse(stock.client, "BatchGetItem", "InternalServerError", times=50)
    response = sign_in(nobody, "viewer")
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
