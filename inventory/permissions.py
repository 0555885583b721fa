"""Who may do what. Asked by the pages to show it, and by the repository before it changes anything."""

from collections.abc import Iterable
from enum import StrEnum

from inventory import values
from inventory.errors import InvalidValue, NotAllowed
from inventory.people import Role, StaffUser

ACTOR_LENGTH = 64

# Who makes a change: a person, held to a role, or the name of a program, which is trusted.
Actor = StaffUser | str


class Permission(StrEnum):
    """What a role may hold, in words that finish "may not"."""

    WORK_ON_ORDERS = "work on orders"
    ADJUST_STOCK = "adjust stock"
    EDIT_CATALOGUE = "edit products"
    IMPORT = "import"
    MANAGE_USERS = "manage users"


_STAFF = frozenset({Permission.WORK_ON_ORDERS})
_GRANTED = {Role.VIEWER: frozenset[Permission](), Role.STAFF: _STAFF, Role.ADMIN: frozenset(Permission)}


def may(user: StaffUser, permission: Permission, warehouse: str | None = None) -> bool:
    """Whether a person may do something, and do it to the stock of ``warehouse`` where one is named."""
    if not user.active or permission not in _GRANTED[user.role]:
        return False
    return warehouse is None or not user.warehouses or warehouse in user.warehouses


def require(actor: Actor, permission: Permission, warehouses: Iterable[str] = ()) -> str:
    """The actor's name for the ledger. Raises NotAllowed, before anything is changed."""
    if isinstance(actor, str):
        return values.text("actor", actor, ACTOR_LENGTH)
    if not isinstance(actor, StaffUser):
        raise InvalidValue("actor", actor, "must be a user, or the name of a program")
    for warehouse in (None, *warehouses):
        if not may(actor, permission, warehouse):
            raise NotAllowed(actor.username, permission, warehouse)
    return actor.username
