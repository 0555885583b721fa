"""The guards in front of views, and what the inventory's own refusals become."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from types import ModuleType

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from accounts.models import User
from inventory import InventoryManager
from inventory.errors import EngineUnavailable
from inventory.people import Role
from inventory.permissions import Permission, require
from inventory_site.urls import urlpatterns as real
from tests.accounts.forms import words
from tests.people import EVERYBODY, HTMX, AsUser, person
from web.access import actor, allowed
from web.htmx import HtmxHttpRequest


def guarded(permission: Permission) -> Callable[..., HttpResponseBase]:
    @allowed(permission)
    def view(request: HtmxHttpRequest, warehouse: str) -> HttpResponse:
        """Does as the inventory would at a change."""
        if warehouse == "AWAY":
            raise EngineUnavailable("at http://127.0.0.1:1")
        return HttpResponse(require(actor(request), permission, [warehouse]))

    return view


@pytest.fixture(autouse=True)
def _addresses() -> Iterator[None]:
    addresses = ModuleType("addresses")
    guards = [path(f"do/{p.name}/<warehouse>/", guarded(p)) for p in Permission]
    addresses.urlpatterns = [*guards, *real]  # type: ignore[attr-defined]
    with override_settings(ROOT_URLCONF=addresses):
        yield


MAY = {
    "nobody": set[Permission](),
    "viewer": set[Permission](),
    "staff": {Permission.WORK_ON_ORDERS},
    "admin": set(Permission),
    "other-admin": set(Permission),
}


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("who", EVERYBODY)
def test_a_view_is_for_those_who_hold_the_permission(as_user: AsUser, who: str, permission: Permission) -> None:
    warehouse = "ELSEWHERE" if who == "other-admin" else "NORTH"
    response = as_user(who).get(f"/do/{permission.name}/{warehouse}/")
    refused = 302 if who == "nobody" else 403
    assert response.status_code == (200 if permission in MAY[who] else refused)


def test_a_refusal_of_the_inventory_is_the_same_page_and_says_why(other_admin: Client) -> None:
    page = other_admin.post("/do/ADJUST_STOCK/NORTH/")
    fragment = other_admin.post("/do/ADJUST_STOCK/NORTH/", headers=HTMX)
    for response in (page, fragment):
        assert response.status_code == HTTPStatus.FORBIDDEN
        assert "other-admin may not adjust stock in NORTH. Nothing was changed" in words(response)
    assert b"<html" in page.content and b"<html" not in fragment.content


def test_a_database_that_is_away_is_an_outage_in_any_view(admin: Client) -> None:
    response = admin.get("/do/ADJUST_STOCK/AWAY/")
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "127.0.0.1" not in words(response)


def test_without_anybody_there_is_no_actor() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with pytest.raises(PermissionDenied):
        actor(request)


def test_what_templates_ask_of_a_user(stock: InventoryManager) -> None:
    def answers(user: User) -> list[bool]:
        return [user.can_adjust, user.can_edit, user.can_import, user.can_manage_users, user.can_work_on_orders]

    viewer, staff, admin, other = (User.of(person(stock, who)) for who in ("viewer", "staff", "admin", "other-admin"))
    assert answers(viewer) == [False] * 5
    assert answers(staff) == [False] * 4 + [True]
    assert answers(admin) == answers(other) == [True] * 5
    assert [user.may_change("NORTH") for user in (viewer, staff, admin, other)] == [False, False, True, False]
    assert other.may_change("ELSEWHERE")
    assert (admin.name, admin.get_username(), admin.staff.role) == ("admin", "admin", Role.ADMIN)
