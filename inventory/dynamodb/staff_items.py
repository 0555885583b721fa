"""Staff, their sessions and their failures to sign in: to items (Python values) and from wire items."""

from inventory.dynamodb import keys
from inventory.dynamodb.attributes import Item, flag, integer, text
from inventory.dynamodb.schema import TTL_ATTRIBUTE
from inventory.dynamodb.wire import WireItem, load
from inventory.people import FailedSignIns, Role, Session, StaffUser

# Under no key of a user: a name that nobody can have.
NOBODY = "!"


def user_key(username: str) -> tuple[str, str]:
    return keys.user_pk(username), keys.METADATA


def user_item(user: StaffUser) -> Item:
    return {
        "PK": keys.user_pk(user.username),
        "SK": keys.METADATA,
        "GSI1PK": keys.users_pk(),
        "GSI1SK": keys.users_sk(user.username),
        "Username": user.username,
        **user_facts(user),
        "CreatedAt": user.created_at,
    }


def user_facts(user: StaffUser) -> Item:
    """What may change about a user, and when it last did."""
    return {
        "Name": user.name,
        "Role": user.role,
        "Warehouses": list(user.warehouses),
        "Active": user.active,
        "Password": user.password,
        "Generation": user.generation,
        "UpdatedAt": user.updated_at,
    }


def user(item: WireItem) -> StaffUser:
    return StaffUser(
        username=text(item, "Username"),
        name=text(item, "Name"),
        role=Role(text(item, "Role")),
        warehouses=tuple(load(item["Warehouses"])),
        active=flag(item, "Active"),
        password=text(item, "Password"),
        generation=integer(item, "Generation"),
        created_at=text(item, "CreatedAt"),
        updated_at=text(item, "UpdatedAt"),
    )


def admins_key() -> tuple[str, str]:
    """The row that lists the admins who are limited to no warehouse."""
    return keys.users_pk(), keys.METADATA


def admins(item: WireItem) -> list[str]:
    return list(load(item["Admins"]))


def session_key(key: str) -> tuple[str, str]:
    """``key`` is the hash of what the browser holds."""
    return keys.session_pk(key), keys.METADATA


def session_item(key: str, session: Session, now: str) -> Item:
    pk, sk = session_key(key)
    return {
        "PK": pk,
        "SK": sk,
        "Username": session.username,
        "Data": session.data,
        TTL_ATTRIBUTE: session.expires_at,
        "CreatedAt": now,
    }


def session(item: WireItem) -> Session:
    return Session(text(item, "Username"), text(item, "Data"), integer(item, TTL_ATTRIBUTE))


def failures_key(who: str) -> tuple[str, str]:
    return keys.sign_in_pk(who), keys.METADATA


def failures(item: WireItem) -> FailedSignIns:
    return FailedSignIns(integer(item, "Failures"), integer(item, "NotBefore"), integer(item, TTL_ATTRIBUTE))


def failure_changes(count: int, not_before: int, expires_at: int) -> Item:
    return {"Failures": count, "NotBefore": not_before, TTL_ATTRIBUTE: expires_at}


def failures_as_read(found: FailedSignIns | None) -> Item:
    """The condition that a count is as it was read; None where there was none."""
    return {"Failures": found.count if found else None}
