"""Users of the embedded engine's demo, with passwords made for this one installation."""

import json
import os
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from django.contrib.auth.hashers import check_password, make_password

from inventory.errors import FileRefused
from inventory.manager import InventoryManager
from inventory.people import Role, StaffUser

_ACTOR = "demo_users"
_PASSWORD_BYTES = 9


@dataclass(frozen=True)
class DemoUser:
    """Somebody to sign in as. ``password`` is kept in the clear, in the data folder, for its owner only."""

    username: str
    role: str
    warehouses: Sequence[str]
    password: str


def prepared(manager: InventoryManager) -> list[DemoUser]:
    """The demo users, there to be signed in as; none where people have made users of their own.

    Raises FileRefused for a file of them that cannot be read or written.
    """
    file = manager.client.settings.data_dir / "demo_users.json"
    if not file.exists():
        if manager.staff.page(1):
            return []
        _keep(file, list(_invented(manager)))
    users = _kept(file)
    for user in users:
        if manager.staff.get(user.username) is None:
            _make(manager, user)
    return users


def how_to_sign_in(manager: InventoryManager, user: DemoUser) -> str:
    """One line for a person: name and password, or why they do not work any more."""
    found = manager.staff.get(user.username)
    if found is None or not found.active:
        return f"{user.username} (disabled)"
    if not check_password(user.password, found.password):
        return f"{user.username} (its password was changed)"
    return f"{user.username} / {user.password}{_rights(found)}"


def _rights(user: StaffUser) -> str:
    return f"   (changes stock in {', '.join(user.warehouses)} only)" if user.warehouses else ""


def _invented(manager: InventoryManager) -> Iterator[DemoUser]:
    for role in (Role.ADMIN, Role.STAFF, Role.VIEWER):
        yield _with_password(role, role, ())
    for warehouse in manager.warehouses()[-1:]:
        name = re.sub(r"[^a-z0-9._+@-]", "-", f"admin-{warehouse.warehouse_id}".lower())[:60]
        yield _with_password(name, Role.ADMIN, (warehouse.warehouse_id,))


def _with_password(username: str, role: str, warehouses: Sequence[str]) -> DemoUser:
    return DemoUser(username, str(role), warehouses, secrets.token_urlsafe(_PASSWORD_BYTES))


def _make(manager: InventoryManager, user: DemoUser) -> None:
    known = {warehouse.warehouse_id for warehouse in manager.warehouses()}
    if not set(user.warehouses) <= known:  # kept from another table
        return
    hashed = make_password(user.password)
    manager.staff.create(_ACTOR, user.username, password=hashed, role=user.role, warehouses=user.warehouses)


def _keep(file: Path, users: Sequence[DemoUser]) -> None:
    draft = file.with_suffix(".draft")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            json.dump([asdict(user) for user in users], opened, indent=1)
        draft.rename(file)
    except OSError as error:
        raise FileRefused(f"{file} cannot be written: {error}") from error


def _kept(file: Path) -> list[DemoUser]:
    try:
        return [DemoUser(**told) for told in json.loads(file.read_text())]
    except (OSError, ValueError, TypeError) as error:
        raise FileRefused(f"{file} cannot be read, remove it and start again: {error}") from error
