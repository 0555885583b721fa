"""Which warehouse a page is about: the one in the address, else the one last chosen, else the person's own."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote

from django.http import HttpRequest, HttpResponse

from inventory.entities import Warehouse
from inventory.errors import InventoryError
from web.inventory import manager

PARAMETER = COOKIE = "warehouse"
COOKIE_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True)
class ChosenWarehouse:
    """The warehouse of a page, or the reason why there is none.

    ``unknown`` is what the address asks for where no such warehouse exists: it is never replaced by another.
    """

    warehouse: Warehouse | None
    known: tuple[Warehouse, ...] = ()
    unknown: str = ""

    @property
    def warehouse_id(self) -> str:
        """The id, empty where there is no warehouse."""
        return self.warehouse.warehouse_id if self.warehouse else ""

    @property
    def error(self) -> str:
        """Why there is no warehouse, in the words of a person; empty where there is one."""
        if self.warehouse:
            return ""
        return f"There is no warehouse {self.unknown}." if self.unknown else "There are no warehouses yet."


def choice(request: HttpRequest) -> ChosenWarehouse:
    """What the page is about. Reads the registry, which this process keeps. Raises EngineUnavailable."""
    known = manager().warehouses()
    by_id = {warehouse.warehouse_id: warehouse for warehouse in known}
    asked = request.GET.get(PARAMETER, "")
    if asked and asked not in by_id:
        return ChosenWarehouse(None, known, asked)
    wanted = (asked, _kept(request), *_own(request), *by_id)
    found = next((by_id[warehouse_id] for warehouse_id in wanted if warehouse_id in by_id), None)
    return ChosenWarehouse(found, known)


def chosen(request: HttpRequest) -> Warehouse | None:
    """The warehouse of the page; None where the address names an unknown one, or none exists."""
    return choice(request).warehouse


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Keep the warehouse in the address as the one last chosen, where it is known."""
    asked = request.GET.get(PARAMETER, "")
    if asked and asked != _kept(request) and _is_known(asked):
        kept = quote(asked, safe="")
        secure = request.is_secure()
        response.set_cookie(COOKIE, kept, max_age=COOKIE_SECONDS, httponly=True, samesite="Lax", secure=secure)


def warehouse_names() -> dict[str, str]:
    """Name by id of the known warehouses."""
    return {warehouse.warehouse_id: warehouse.name for warehouse in manager().warehouses()}


def named(warehouse_id: str, names: dict[str, str]) -> str:
    """The name of a warehouse, or its id where none is known."""
    return names.get(warehouse_id) or warehouse_id


def _kept(request: HttpRequest) -> str:
    """The warehouse last chosen. An id may be in any script, a cookie only in ASCII."""
    return unquote(request.COOKIES.get(COOKIE, ""))


def _own(request: HttpRequest) -> Iterator[str]:
    """The warehouses the person is limited to."""
    staff = getattr(getattr(request, "user", None), "staff", None)
    yield from staff.warehouses if staff else ()


def _is_known(warehouse_id: str) -> bool:
    try:
        return any(warehouse.warehouse_id == warehouse_id for warehouse in manager().warehouses())
    except InventoryError:  # the page itself says so
        return False
