"""Who asks, and what a page says to somebody who may not."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

from inventory.entities import ProductWithVariants, StockLevel, Variant
from inventory.errors import EngineUnavailable, NotAllowed
from inventory.people import StaffUser
from inventory.permissions import Permission, may
from web.htmx import HtmxHttpRequest, render_page
from web.outage import View, outage

P = ParamSpec("P")


def actor(request: HttpRequest) -> StaffUser:
    """The person who is signed in, as the inventory wants to know: ``manager().update_stock(…, actor=actor(request))``.

    Raises PermissionDenied where nobody is; no view that needs a sign-in is reached then.
    """
    staff = getattr(request.user, "staff", None)
    if not isinstance(staff, StaffUser):
        raise PermissionDenied
    return staff


def allowed(permission: Permission) -> Callable[[View[P]], View[P]]:
    """A view for those whose role holds ``permission``; the others get the page of ``forbidden``.

    Whether they may touch the stock of a warehouse, the inventory says itself, where it is changed.
    """

    def guarded(view: View[P]) -> View[P]:
        @wraps(view)
        def entered(request: HtmxHttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not may(actor(request), permission):
                return forbidden(request)
            return view(request, *args, **kwargs)

        return entered

    return guarded


def may_retire(user: Any, what: Variant | ProductWithVariants) -> bool:
    """Whether the person may change the stock of all warehouses that a variant, or what is left of a product, is in.

    A product without any is in all.
    """
    variants = what.variants if isinstance(what, ProductWithVariants) else (what,)
    levels = [level for variant in variants if not variant.retired for level in variant.levels]
    return all(user.may_change(level.warehouse) for level in levels) if levels else not user.staff.warehouses


def may_place(user: Any, level: StockLevel) -> bool:
    """Whether the person may say where the goods of a level lie."""
    return not level.retired and may(user.staff, Permission.EDIT_CATALOGUE, level.warehouse)


def forbidden(request: HtmxHttpRequest, why: str = "") -> HttpResponse:
    """Status 403 in plain words, as a page or as a fragment."""
    return render_page(request, "403.html", {"why": why}, "notice", status=403)


def csrf_failure(request: HtmxHttpRequest, reason: str = "") -> HttpResponse:
    """A form that is older than the sign-in it was made under, or comes from elsewhere (CSRF_FAILURE_VIEW)."""
    return render_page(request, "403_csrf.html", {}, "notice", status=403)


class RefusalMiddleware(MiddlewareMixin):
    """What the inventory raises and no view has caught: NotAllowed as the same 403, EngineUnavailable as the 503."""

    def process_exception(self, request: HtmxHttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotAllowed):
            return forbidden(request, f"{exception}.")
        return outage(request, exception) if isinstance(exception, EngineUnavailable) else None
