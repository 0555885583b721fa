"""Who works here: the people who sign in, what they are there for, and where they are signed in."""

from dataclasses import dataclass
from enum import StrEnum

from inventory.entities import Record


class Role(StrEnum):
    """What a person of the staff is there for; each may all that the one before it may."""

    VIEWER = "viewer"
    STAFF = "staff"
    ADMIN = "admin"


@dataclass(frozen=True)
class StaffUser(Record):
    """A person who signs in. ``password`` is a hash by Django's hashers.

    ``warehouses`` are the ones whose stock the person may change, all where it is empty. ``generation`` counts
    how often everything signed in under the name was signed out at once.
    """

    username: str
    name: str
    role: Role
    warehouses: tuple[str, ...]
    active: bool
    password: str
    generation: int
    created_at: str
    updated_at: str


@dataclass(frozen=True)
class Session(Record):
    """Someone signed in on one browser. ``data`` is the web site's own text, ``expires_at`` in epoch seconds."""

    username: str
    data: str
    expires_at: int


@dataclass(frozen=True)
class FailedSignIns(Record):
    """Failures under a name or from an address: none is tried before ``not_before`` (epoch milliseconds).

    They are forgotten at ``expires_at`` (epoch seconds).
    """

    count: int
    not_before: int
    expires_at: int
