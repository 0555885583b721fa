"""A form sends to the very thing it shows, whatever that is called."""

import html
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from inventory import InventoryManager

ODD = ["k\\m", "a?b", "../etc", "50%25", "%2E%2E", "a&b", 'q"t', "Ü b", "x/y"]
ACTION = re.compile(r'<form[^>]* action="([^"]*)"')


@pytest.fixture(scope="module")
def odd(stock: InventoryManager) -> InventoryManager:
    for name in ODD:
        stock.create_product(f"P{name}", f"Odd {name}", "Odd", "1.00", variants=[{"sku": name, "stock": 0}])
    return stock


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize(
    ("page", "of"),
    [
        ("edit_variant", "{}"),
        ("retire_variant", "{}"),
        ("adjust", "{}"),
        ("edit_product", "P{}"),
        ("retire_product", "P{}"),
        ("new_variant", "P{}"),
    ],
)
def test_a_form_sends_to_what_it_shows(
    odd: InventoryManager, as_user: Callable[[str], Client], page: str, of: str, name: str
) -> None:
    address = reverse(f"dashboard:{page}", args=[of.format(name)])
    response = as_user("admin").get(address)
    actions = [html.unescape(action).split("?")[0] for action in ACTION.findall(response.content.decode())]
    assert response.status_code == 200 and address in actions
    assert set(actions) <= {address, "/find/", "/", "/sign-out/"}
