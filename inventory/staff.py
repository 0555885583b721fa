"""The people who sign in: who they are, what they may do, and who may change that."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from inventory import clock, values
from inventory.dynamodb import keys, staff_items
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.failures import TransactionRefused
from inventory.dynamodb.paging import MAX_LIMIT, Range, read_page
from inventory.dynamodb.transactions import AlreadyDone, Refusal, Write, commit, put_new, update_if
from inventory.dynamodb.wire import WireItem
from inventory.entities import Page
from inventory.errors import InvalidValue, LastAdmin, NotAllowed, StockBusy, UserChanged, UserExists, UserNotFound
from inventory.people import Role, StaffUser
from inventory.permissions import Actor, Permission, may, require
from inventory.registry import Registry

USERNAME_LENGTH = 64
PAGE = 50

# One letter or digit at least: a name is a part of an address too, where dots alone mean something else.
_USERNAME = re.compile(r"(?=.*[a-z0-9])[a-z0-9._+@-]{1,64}")
# So does this word.
_RESERVED = "new"


def username(field: str, value: object) -> str:
    """A name to sign in with. Raises InvalidValue."""
    if not isinstance(value, str) or not _USERNAME.fullmatch(value):
        raise InvalidValue(
            field, value, f"must be 1 to {USERNAME_LENGTH} lower-case letters, digits, or any of . _ + @ -"
        )
    if value == _RESERVED:
        raise InvalidValue(field, value, "must be another word")
    return value


class StaffDirectory:
    """Users in the table.

    Whoever changes one is an ``Actor``: a user with the permission to manage users, or the name of a program. An
    admin limited to warehouses manages only users limited to some of the same. Raises NotAllowed, InvalidValue.
    """

    def __init__(self, client: DynamoDBClient, registry: Registry) -> None:
        self._client, self._registry = client, registry

    def get(self, name: str) -> StaffUser | None:
        """The user of that name as the table has it now, or None; also for a name that cannot be one."""
        try:
            username("username", name)
        except InvalidValue:
            return None
        return self._client.get(*staff_items.user_key(name), consistent=True, decode=staff_items.user)

    def page(self, limit: int = PAGE, cursor: str | None = None) -> Page[StaffUser]:
        """Users by name. Raises InvalidCursor."""
        limit = values.quantity("limit", limit, least=1, most=MAX_LIMIT)
        users = Range("GSI1", keys.users_pk(), *keys.users_range())
        return read_page(self._client, users, limit, cursor, staff_items.user)

    def create(
        self,
        actor: Actor,
        name: str,
        *,
        password: str,
        role: str = Role.VIEWER,
        warehouses: Iterable[str] = (),
        full_name: str = "",
    ) -> StaffUser:
        """Make a user who signs in as ``name``; ``password`` is a hash. Raises UserExists."""
        now = clock.timestamp()
        made = StaffUser(
            username=username("username", name),
            name=_full_name(full_name),
            role=_role(role),
            warehouses=self._known_warehouses(warehouses),
            active=True,
            password=password,
            generation=0,
            created_at=now,
            updated_at=now,
        )
        _require(actor, made)
        refused = _unless(made, lambda: UserExists(name))
        self._write(put_new(staff_items.user_item(made), refused), None, made)
        return made

    def change(
        self,
        actor: Actor,
        user: StaffUser,
        *,
        full_name: str | None = None,
        role: str | None = None,
        warehouses: Iterable[str] | None = None,
        active: bool | None = None,
        password: str | None = None,
    ) -> StaffUser:
        """Change what is given of a ``user`` as it was read; returns it as it is after.

        Raises UserChanged where somebody else was faster, LastAdmin, UserNotFound.
        """
        after = replace(
            user,
            name=user.name if full_name is None else _full_name(full_name),
            role=user.role if role is None else _role(role),
            warehouses=user.warehouses if warehouses is None else self._known_warehouses(warehouses),
            active=user.active if active is None else active,
            # What was signed in before it was disabled does not come back with it.
            generation=user.generation + (active is False and user.active),
            password=user.password if password is None else password,
        )
        _require(actor, user, after)
        return self._update(user, after)

    def change_own_password(self, user: StaffUser, password: str) -> StaffUser:
        """What everybody may do to oneself. Ends the user's sessions. Raises UserChanged."""
        return self._update(user, replace(user, password=password))

    def sign_out_everywhere(self, user: StaffUser) -> StaffUser:
        """End all of the user's sessions. Raises UserChanged where others change the user all the while."""
        deadline, now = Deadline(), user
        while now.generation == user.generation:
            try:
                return self._update(now, replace(now, generation=now.generation + 1))
            except UserChanged:
                if not deadline.wait():
                    raise
                now = self.get(user.username) or user
        return now  # done by another press

    def _update(self, before: StaffUser, after: StaffUser) -> StaffUser:
        if after == before:
            return before
        after = replace(after, updated_at=clock.timestamp())
        write = update_if(
            staff_items.user_key(after.username),
            staff_items.user_facts(after),
            staff_items.user_facts(before),
            _unless(after, lambda: UserChanged(after.username), lambda: UserNotFound(after.username)),
        )
        self._write(write, before, after)
        return after

    def _write(self, user: Write, before: StaffUser | None, after: StaffUser) -> None:
        """Write a user, and the list of admins where it changes, together."""
        deadline = Deadline()
        while True:
            try:
                commit(self._client, [user, *self._admins_write(before, after)], deadline)
                return
            except AlreadyDone:
                return
            except StockBusy as busy:
                raise UserChanged(after.username) from busy
            except TransactionRefused as refusal:  # the list of admins is another one now
                if not deadline.wait():
                    raise UserChanged(after.username) from refusal

    def _admins_write(self, before: StaffUser | None, after: StaffUser) -> Sequence[Write]:
        if _is_chief(before) == _is_chief(after):
            return []
        key = staff_items.admins_key()
        was = self._client.get(*key, consistent=True, decode=staff_items.admins)
        now = sorted({*(was or ()), after.username} if _is_chief(after) else {*(was or ())} - {after.username})
        if was and not now:
            raise LastAdmin(after.username)
        return [update_if(key, {"Admins": now}, {"Admins": was})]

    def _known_warehouses(self, wanted: Iterable[str]) -> tuple[str, ...]:
        ids = sorted({values.identifier("warehouses", warehouse) for warehouse in wanted})
        if not self._registry.knows([], ids):
            self._registry.forget()  # one that was just made elsewhere is not missed
        known = {warehouse.warehouse_id for warehouse in self._registry.warehouses()} if ids else set()
        for warehouse in ids:
            if warehouse not in known:
                raise InvalidValue("warehouses", warehouse, "must name warehouses that exist")
        return tuple(ids)


def manages(actor: StaffUser, user: StaffUser) -> bool:
    """Whether someone may change a user, as the user is."""
    if not may(actor, Permission.MANAGE_USERS):
        return False
    return not actor.warehouses or (bool(user.warehouses) and set(user.warehouses) <= set(actor.warehouses))


def _require(actor: Actor, *users: StaffUser) -> None:
    """Before and after a change, so that nobody gains by it what the actor has not."""
    require(actor, Permission.MANAGE_USERS)
    if isinstance(actor, str):
        return
    for user in users:
        if not manages(actor, user):
            outside = sorted(set(user.warehouses) - set(actor.warehouses))
            raise NotAllowed(actor.username, Permission.MANAGE_USERS, outside[0] if outside else None)


def _is_chief(user: StaffUser | None) -> bool:
    """Whether a user counts as an admin for everything."""
    return user is not None and user.active and user.role == Role.ADMIN and not user.warehouses


def _unless(ours: StaffUser, error: Callable[[], Exception], absent: Callable[[], Exception] | None = None) -> Refusal:
    """A refused write: done before, where the row is what it was to be; its answer was lost then."""

    def refused(row: WireItem | None) -> Exception | None:
        if row is None:
            return absent() if absent else None
        return AlreadyDone(row) if staff_items.user(row) == ours else error()

    return refused


def _full_name(value: object) -> str:
    return values.text("name", value, values.NAME_LENGTH)


def _role(value: object) -> Role:
    try:
        return Role(str(value))
    except ValueError:
        raise InvalidValue("role", value, f"must be one of {', '.join(Role)}") from None
