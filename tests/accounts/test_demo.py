"""Users to try the pages with, on the embedded engine alone."""

import io
import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts import demo
from inventory import InventoryManager
from inventory.errors import FileRefused
from inventory.people import Role
from tests.accounts.forms import is_signed_in, sign_in


def kept(stock: InventoryManager) -> Path:
    return stock.client.settings.data_dir / "demo_users.json"


def said(stock: InventoryManager) -> list[str]:
    return [demo.how_to_sign_in(stock, user) for user in demo.prepared(stock)]


def test_there_is_one_of_each_role_and_one_of_the_last_warehouse(stock: InventoryManager, nobody: Client) -> None:
    users = demo.prepared(stock)
    assert [(user.username, user.role, user.warehouses) for user in users] == [
        ("admin", "admin", []),
        ("staff", "staff", []),
        ("viewer", "viewer", []),
        ("admin-south", "admin", ["SOUTH"]),
    ]
    assert len({user.password for user in users}) == 4
    for user in users:
        assert sign_in(nobody, user.username, user.password).status_code == 302
        assert is_signed_in(nobody)
    limited = stock.staff.get("admin-south")
    assert limited and (limited.role, limited.warehouses) == (Role.ADMIN, ("SOUTH",))


def test_the_passwords_are_kept_for_their_owner_only_and_said_again(stock: InventoryManager) -> None:
    first = said(stock)
    assert stat.S_IMODE(kept(stock).stat().st_mode) == 0o600
    assert said(stock) == first
    password = json.loads(kept(stock).read_text())[0]["password"]
    assert first[0] == f"admin / {password}" and first[3].endswith("(changes stock in SOUTH only)")


def test_a_changed_password_is_not_said_wrongly(stock: InventoryManager) -> None:
    demo.prepared(stock)
    admin, viewer = stock.staff.get("admin"), stock.staff.get("viewer")
    assert admin and viewer
    stock.staff.change("tests", admin, password="another hash")
    stock.staff.change("tests", viewer, active=False)
    lines = said(stock)
    assert lines[0] == "admin (its password was changed)"
    assert lines[2] == "viewer (disabled)"
    assert " / " in lines[1]


def test_a_table_that_was_made_anew_gets_them_again(stock: InventoryManager) -> None:
    first = said(stock)
    stock.client.delete("USER#viewer", "METADATA")
    assert said(stock) == first


def test_users_whose_warehouse_another_table_does_not_have_are_left_out(stock: InventoryManager) -> None:
    users = demo.prepared(stock)
    file = [{**vars(user), "warehouses": ["GONE"] if user.warehouses else []} for user in users]
    kept(stock).write_text(json.dumps(file))
    stock.client.delete("USER#admin-south", "METADATA")
    assert said(stock)[3] == "admin-south (disabled)"


def test_where_people_have_users_of_their_own_there_are_none(stock: InventoryManager) -> None:
    stock.staff.create("tests", "picker", password="hash")
    assert demo.prepared(stock) == []
    assert not kept(stock).exists()


@pytest.mark.parametrize("content", ["", "{}x", "[1]", '[{"username": "a"}]', "\x00"])
def test_a_file_that_cannot_be_read_is_told(stock: InventoryManager, content: str) -> None:
    kept(stock).write_text(content)
    with pytest.raises(FileRefused, match="remove it and start again"):
        demo.prepared(stock)


@pytest.mark.parametrize(
    ("engine", "endpoint"),
    [
        ("aws", ""),
        ("", ""),
        ("dynoxide", "http://127.0.0.1:9"),
        ("auto", "https://dynamodb.eu-central-1.amazonaws.com"),
        ("", "http://127.0.0.1:9"),
    ],
)
def test_outside_the_embedded_engine_it_is_refused(
    stock: InventoryManager, monkeypatch: pytest.MonkeyPatch, engine: str, endpoint: str
) -> None:
    monkeypatch.setenv("INVENTORY_ENGINE", engine)
    monkeypatch.setenv("DYNAMODB_ENDPOINT_URL", endpoint)
    monkeypatch.setenv("INVENTORY_DATA_DIR", str(stock.client.settings.data_dir))
    with pytest.raises(CommandError, match="for the embedded engine alone"):
        call_command("demo_users", stdout=io.StringIO())
    assert stock.staff.page() == [] and not kept(stock).exists()


def test_the_command_says_how_to_sign_in(stock: InventoryManager, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = replace(stock.client.settings, engine="dynoxide")
    monkeypatch.setattr("accounts.management.commands.demo_users.Settings.from_env", lambda: settings)
    monkeypatch.setattr("accounts.management.commands.demo_users.InventoryManager", lambda settings: stock)
    out = io.StringIO()
    call_command("demo_users", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0].startswith("Sign in as admin / ") and lines[1].startswith("        or staff / ")
    assert len(lines) == 4
