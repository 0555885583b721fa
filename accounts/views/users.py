"""The users, for those who manage them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms import NewPasswordForm, NewUserForm, UserForm
from accounts.models import User
from accounts.words import done
from inventory.errors import InvalidCursor, InvalidValue, LastAdmin, UserChanged, UserExists, UserNotFound
from inventory.people import StaffUser
from inventory.permissions import Permission
from inventory.staff import manages
from web.access import actor, allowed, forbidden
from web.addresses import address_of
from web.htmx import HtmxHttpRequest, render_page
from web.inventory import manager
from web.outage import explains_outage

PAGE_SIZE = 50
LAST_ADMIN = "This is the last active admin for all warehouses. Make somebody else one first. Nothing was changed."
CHANGED = "Someone else has changed this user meanwhile. Nothing was saved: look at what is there now, and try again."


@require_safe
@explains_outage
@allowed(Permission.MANAGE_USERS)
def user_list(request: HtmxHttpRequest) -> HttpResponse:
    """All users by name, a page at a time."""
    context: dict[str, Any] = {"section": "users", "done": done(request.GET.get("done"))}
    try:
        context["users"] = manager().staff.page(PAGE_SIZE, request.GET.get("cursor") or None)
    except InvalidCursor:
        return render_page(request, "accounts/users.html", context | {"lost": True}, "list", status=422)
    return render_page(request, "accounts/users.html", context, "list")


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password1", "password2")
@explains_outage
@allowed(Permission.MANAGE_USERS)
def new_user(request: HtmxHttpRequest) -> HttpResponse:
    """The form for a new user, and making one."""
    sent = request.POST if request.method == "POST" else None
    form = NewUserForm(sent, actor=actor(request), warehouses=manager().warehouses())
    made = _created(request, form) if form.is_valid() else None
    if made:
        return redirect(address_of("accounts:user", made.username, done="created"))
    context = {"form": form, "section": "users"}
    return render_page(request, "accounts/new_user.html", context, "form", status=422 if form.errors else 200)


def _created(request: HtmxHttpRequest, form: NewUserForm) -> StaffUser | None:
    """The user the form makes, or has made when it was sent before."""
    name, password, facts = form.cleaned_data["username"], form.cleaned_data["password1"], _facts(form)
    try:
        return manager().staff.create(actor(request), name, password=make_password(password), **facts)
    except UserExists:
        there = manager().staff.get(name)
        if there and _is_so(there, {**facts, "active": True}) and check_password(password, there.password):
            return there
        form.add_error("username", "Somebody has this name already.")
    except InvalidValue as refused:
        form.refuse(refused)
    return None


def _facts(form: UserForm) -> dict[str, Any]:
    given = form.cleaned_data
    return {"full_name": given["name"], "role": given["role"], "warehouses": sorted(set(given["warehouses"]))}


def _is_so(user: StaffUser, facts: Mapping[str, Any]) -> bool:
    """Whether all of ``facts`` are true of a user already."""
    stored = {
        "full_name": user.name,
        "role": user.role,
        "warehouses": list(user.warehouses),
        "active": user.active,
    }
    return all(stored[name] == value for name, value in facts.items())


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("new_password1", "new_password2")
@explains_outage
@allowed(Permission.MANAGE_USERS)
def user(request: HtmxHttpRequest, username: str) -> HttpResponse:
    """One user: what is known, and the forms that change it. A POST says in ``action`` which one was sent."""
    found = manager().staff.get(username)
    if found is None:
        raise Http404
    if not manages(actor(request), found):
        return forbidden(request, "This user is not limited to your own warehouses.")
    page = UserPage(request, found)
    if request.method != "POST":
        return page.response()
    action = page.actions.get(request.POST.get("action", ""))
    return action() if action else page.response("This was not understood. Nothing was changed.", status=422)


class UserPage:
    """The page of one user during one request."""

    def __init__(self, request: HtmxHttpRequest, shown: StaffUser) -> None:
        self._request, self._shown = request, shown
        self.actions: dict[str, Callable[[], HttpResponse]] = {
            "save": self._save,
            "password": self._set_password,
            "disable": lambda: self._changed("disabled", active=False),
            "enable": lambda: self._changed("enabled", active=True),
        }

    def response(self, problem: str = "", status: int = 200, **forms: Any) -> HttpResponse:
        """The page with the forms given; the others as they are at first."""
        context = {
            "shown": self._shown,
            "form": forms.get("form") or self._form(),
            "password_form": forms.get("password_form") or NewPasswordForm(User.of(self._shown)),
            "problem": problem,
            "done": done(self._request.GET.get("done")),
            "section": "users",
        }
        return render_page(self._request, "accounts/user.html", context, "user", status=status)

    def _form(self, data: Any = None) -> UserForm:
        shown = self._shown
        initial = {
            "name": shown.name,
            "role": shown.role,
            "warehouses": list(shown.warehouses),
            "seen": shown.updated_at,
        }
        known = manager().warehouses()
        return UserForm(data, initial=initial, actor=actor(self._request), warehouses=known)

    def _save(self) -> HttpResponse:
        form = self._form(self._request.POST)
        if not form.is_valid():
            return self.response(form=form, status=422)
        seen, facts = form.cleaned_data["seen"], _facts(form)
        if seen and seen != self._shown.updated_at and not _is_so(self._shown, facts):
            return self.response(CHANGED, status=409)
        try:
            return self._changed("saved", **facts)
        except InvalidValue as refused:
            form.refuse(refused)
            return self.response(form=form, status=422)

    def _set_password(self) -> HttpResponse:
        form = NewPasswordForm(User.of(self._shown), self._request.POST)
        if not form.is_valid():
            return self.response(password_form=form, status=422)
        new = form.cleaned_data["new_password1"]
        return self._changed(
            "new-password", lambda user: check_password(new, user.password), password=make_password(new)
        )

    def _changed(self, code: str, is_done: Callable[[StaffUser], bool] | None = None, **facts: Any) -> HttpResponse:
        """Change the user and show the page anew, or say why not. ``is_done`` knows what a second press finds."""
        staff, name = manager().staff, self._shown.username
        try:
            staff.change(actor(self._request), self._shown, **facts)
        except LastAdmin:
            return self.response(LAST_ADMIN, status=409)
        except UserNotFound:
            raise Http404 from None
        except UserChanged:
            self._shown = staff.get(name) or self._shown
            if not (is_done(self._shown) if is_done else _is_so(self._shown, facts)):
                return self.response(CHANGED, status=409)
        return redirect(address_of("accounts:user", name, done=code))
