"""``manage.py create_staff_user`` and ``set_staff_password``."""

import io
from collections.abc import Callable

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.test import Client

from inventory import InventoryManager
from inventory.people import Role
from tests.accounts.forms import NEW, is_signed_in, sign_in
from tests.people import PASSWORD, AsUser

Run = Callable[..., str]


@pytest.fixture
def run(stock: InventoryManager, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on the table of ``stock``, with that standard input; what it says."""
    monkeypatch.delenv("DYNAMODB_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("INVENTORY_ENGINE", "aws")

    def ran(*arguments: str, typed: str = f"{NEW}\n") -> str:
        out = io.StringIO()
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        call_command(*arguments, stdout=out, stderr=io.StringIO())
        return out.getvalue()

    return ran


def test_a_user_is_made_who_can_sign_in(run: Run, stock: InventoryManager, nobody: Client) -> None:
    said = run("create_staff_user", "picker", "--role", "admin", "--name", "Picker B", "--password-stdin")
    assert "User picker made: admin, for all warehouses." in said and NEW not in said
    made = stock.staff.get("picker")
    assert made and (made.name, made.role, made.warehouses) == ("Picker B", Role.ADMIN, ())
    assert sign_in(nobody, "picker", NEW).status_code == 302


def test_a_user_may_be_limited_to_warehouses(run: Run, stock: InventoryManager) -> None:
    given = ("--role", "staff", "--warehouse", "SOUTH", "--warehouse", "NORTH", "--password-stdin")
    assert "limited to NORTH, SOUTH" in run("create_staff_user", "picker", *given)
    made = stock.staff.get("picker")
    assert made and made.warehouses == ("NORTH", "SOUTH")


@pytest.mark.parametrize(
    ("arguments", "typed", "said"),
    [
        (("Picker", "--role", "staff"), NEW, "NAME must be 1 to 64 lower-case letters"),
        (("picker", "--role", "staff", "--warehouse", "X"), NEW, "warehouses must name warehouses that exist"),
        (("picker", "--role", "owner"), NEW, "invalid choice"),
        (("picker",), NEW, "--role"),
        (("picker", "--role", "staff"), "short", "at least 10 characters"),
        (("picker", "--role", "staff"), "", "at least 10 characters"),
        (("picker", "--role", "staff"), "password123", "too common"),
        (("benedictine", "--role", "staff"), "benedictine1", "too similar to the username"),
        (("picker", "--role", "staff", "--name", "Benedictine"), "benedictine1", "too similar to the name"),
        (("picker", "--role", "staff", "--name", "x" * 201), NEW, "name must have at most 200 characters"),
        (("picker", "--role", "staff"), "\udcff" * 12, "not UTF-8"),
        (("picker", "--role", "staff"), f"{NEW}\0", "null characters"),
        (("viewer", "--role", "staff"), NEW, "user viewer exists already"),
    ],
)
def test_what_cannot_be_is_said(
    run: Run, stock: InventoryManager, arguments: tuple[str, ...], typed: str, said: str, viewer: Client
) -> None:
    before = stock.staff.page()
    with pytest.raises(CommandError) as refused:
        run("create_staff_user", *arguments, "--password-stdin", typed=typed)
    assert said in str(refused.value)
    assert stock.staff.page() == before


def test_the_password_is_asked_for_twice(run: Run, stock: InventoryManager, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter([NEW, "something else", NEW, NEW])
    monkeypatch.setattr("accounts.passwords.getpass", lambda prompt: next(typed))
    with pytest.raises(CommandError, match="not the same"):
        run("create_staff_user", "picker", "--role", "staff")
    assert stock.staff.get("picker") is None
    run("create_staff_user", "picker", "--role", "staff")
    made = stock.staff.get("picker")
    assert made and check_password(NEW, made.password)


def test_without_a_terminal_it_says_how_else(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr("accounts.passwords.getpass", nothing)
    with pytest.raises(CommandError, match="--password-stdin"):
        run("create_staff_user", "picker", "--role", "staff")


def test_ctrl_c_leaves_nothing(run: Run, stock: InventoryManager, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(prompt: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("accounts.passwords.getpass", interrupted)
    with pytest.raises(CommandError) as ended:
        run("create_staff_user", "picker", "--role", "staff")
    assert ended.value.returncode == 130
    assert stock.staff.get("picker") is None


def test_a_password_is_set_and_ends_the_sessions(run: Run, as_user: AsUser) -> None:
    viewer = as_user("viewer")
    assert "The password of viewer is set" in run("set_staff_password", "viewer", "--password-stdin")
    assert not is_signed_in(viewer)
    assert sign_in(viewer, "viewer", PASSWORD).status_code == 422
    assert sign_in(viewer, "viewer", NEW).status_code == 302


def test_a_disabled_user_stays_disabled(run: Run, viewer: Client, stock: InventoryManager) -> None:
    user = stock.staff.get("viewer")
    assert user
    stock.staff.change("tests", user, active=False)
    assert "still cannot sign in" in run("set_staff_password", "viewer", "--password-stdin")


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [("nobody", NEW, "there is no user nobody"), ("viewer", "viewer12345", "too similar"), ("#", NEW, "no user")],
)
def test_a_password_that_cannot_be_set_is_explained(run: Run, viewer: Client, name: str, typed: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        run("set_staff_password", name, "--password-stdin", typed=typed)
    assert is_signed_in(viewer)
