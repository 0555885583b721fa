"""What tests send, and how they read what comes back."""

import re
from html import unescape
from typing import Any

from django.test import Client

from inventory import InventoryManager
from inventory.people import StaffUser
from tests.people import PASSWORD

NEW = "correct horse battery"
FORM: dict[str, Any] = {"username": "picker", "name": "Picker", "role": "staff", "password1": NEW, "password2": NEW}


def sign_in(client: Client, name: str, password: str = PASSWORD, **more: str) -> Any:
    """Send the sign-in form."""
    return client.post("/sign-in/", {"username": name, "password": password, **more})


def words(response: Any) -> str:
    """The text of a page as a person reads it, in one line."""
    text = re.sub(r"(?s)<(template|style|script)\b.*?</\1>|<[^>]*>", " ", response.content.decode())
    return " ".join(unescape(text).split())


def hidden(response: Any, name: str) -> str:
    """What a hidden field of a page carries."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', response.content.decode())
    assert found
    return unescape(found[1])


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def read(stock: InventoryManager, name: str) -> StaffUser:
    found = stock.staff.get(name)
    assert found is not None
    return found


def save(client: Client, user: StaffUser, **facts: Any) -> Any:
    """Send the form of a user's page as it is shown, but for ``facts``."""
    shown = {"name": user.name, "role": user.role, "warehouses": list(user.warehouses), "seen": user.updated_at}
    return client.post(f"/users/{user.username}/", {**shown, **facts, "action": "save"})
