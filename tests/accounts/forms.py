"""What tests send, and how they read what comes back."""

import re
from html import unescape
from typing import Any

from django.test import Client

from tests.people import PASSWORD

NEW = "correct horse battery"


def sign_in(client: Client, name: str, password: str = PASSWORD, **more: str) -> Any:
    """Send the sign-in form."""
    return client.post("/sign-in/", {"username": name, "password": password, **more})


def words(response: Any) -> str:
    """The text of a page as a person reads it, in one line."""
    text = re.sub(r"(?s)<(template|style|script)\b.*?</\1>|<[^>]*>", " ", response.content.decode())
    return " ".join(unescape(text).split())


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200
