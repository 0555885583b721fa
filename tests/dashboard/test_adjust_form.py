"""What is read from the form that adjusts stock, without a table behind it."""

import re

import pytest

from dashboard.adjust_form import AdjustForm, new_request_key
from inventory.entities import Reason, StockLevel

KEY = "0123456789abcdef0123456789abcdef"
LEVEL = StockLevel("VEST", "VEST-M", "WH001", stock=10, allocated=2, revision=7)


def sent(**typed: str) -> AdjustForm:
    """The form as a browser sends it: +5 received, but for what is ``typed``."""
    given = {"mode": "change", "quantity": "+5", "reason": "received", "request_key": KEY, "revision": "7"}
    return AdjustForm({**given, **typed})


def errors(form: AdjustForm) -> dict[str, str]:
    assert not form.is_valid()
    return {field: str(messages[0]) for field, messages in form.errors.items()}


@pytest.mark.parametrize(
    ("typed", "change"),
    [("5", 5), ("+5", 5), ("-3", -3), (" - 3 ", -3), ("\N{MINUS SIGN}3", -3), ("007", 7), ("+ 99999999", 99_999_999)],
)
def test_a_difference_is_read_with_its_sign(typed: str, change: int) -> None:
    form = sent(quantity=typed)
    assert form.is_valid(), form.errors
    assert (form.asked["change"], form.asked["counted"], form.asked["revision"]) == (change, None, None)


def test_a_count_is_of_the_revision_that_was_shown_and_is_its_own_reason() -> None:
    form = sent(mode="counted", quantity="0", reason="")
    assert form.is_valid(), form.errors
    assert (form.asked["change"], form.asked["counted"], form.asked["revision"]) == (None, 0, 7)
    assert form.asked["reason"] is Reason.COUNT


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"quantity": ""}, "quantity", "Write a number"),
        ({"quantity": "   "}, "quantity", "Write a number"),
        ({"quantity": "abc"}, "quantity", "whole number"),
        ({"quantity": "1.5"}, "quantity", "whole number"),
        ({"quantity": "1,000"}, "quantity", "whole number"),
        ({"quantity": "1e3"}, "quantity", "whole number"),
        ({"quantity": "--3"}, "quantity", "whole number"),
        ({"quantity": "٣"}, "quantity", "whole number"),
        ({"quantity": "5\x00"}, "quantity", "ull characters"),
        ({"quantity": "9" * 10_000}, "quantity", "whole number"),
        ({"quantity": "100000000"}, "quantity", "at most 99999999"),
        ({"quantity": "0"}, "quantity", "changes nothing"),
        ({"quantity": "-0"}, "quantity", "changes nothing"),
        ({"mode": "counted", "quantity": "-1"}, "quantity", "no sign"),
        ({"mode": "counted", "quantity": "+5"}, "quantity", "no sign"),
        ({"mode": ""}, "mode", "Choose"),
        ({"mode": "sideways"}, "mode", "Choose"),
        ({"reason": ""}, "reason", "Choose a reason"),
        ({"reason": "undo"}, "reason", "Choose one of the reasons"),
        ({"reason": "other"}, "note", "Say what happened"),
        ({"reason": "other", "note": "  "}, "note", "Say what happened"),
        ({"note": "x" * 501}, "note", "at most 500"),
        ({"note": "\x1b[31m"}, "note", "control characters"),
        ({"note": "\ud800"}, "note", "control characters"),
        ({"min_stock": "-1"}, "min_stock", "At least 0"),
        ({"min_stock": "some"}, "min_stock", "whole number"),
        ({"min_stock": "999999999"}, "min_stock", "at most"),
    ],
)
def test_what_cannot_be_read_is_explained_at_its_field(typed: dict[str, str], field: str, words: str) -> None:
    found = errors(sent(**typed))
    assert list(found) == [field]
    assert words in found[field]


@pytest.mark.parametrize(
    "typed",
    [
        {"request_key": ""},
        {"request_key": "short"},
        {"request_key": KEY.upper()},
        {"request_key": KEY + "0"},
        {"request_key": "\x00" * 32},
        {"revision": ""},
        {"revision": "-1"},
        {"revision": "x"},
        {"revision": "9" * 5000},
    ],
)
def test_a_form_without_its_key_or_revision_is_incomplete_and_can_be_renewed(typed: dict[str, str]) -> None:
    form = sent(**typed)
    assert not form.is_valid() and form.is_incomplete
    form.renew(LEVEL)
    again = AdjustForm({name: form[name].value() or "" for name in form.fields})
    assert again.is_valid(), again.errors
    assert again.asked["change"] == 5


def test_what_else_is_wrong_makes_no_form_incomplete() -> None:
    form = sent(quantity="")
    assert not form.is_valid() and not form.is_incomplete


def test_each_showing_has_a_request_key_of_its_own() -> None:
    first, second = (str(AdjustForm.fresh(LEVEL)["request_key"]) for _ in range(2))
    assert first != second
    assert re.search(r'type="hidden" name="request_key" value="[0-9a-f]{32}"', first)
    assert len({new_request_key() for _ in range(50)}) == 50


def test_the_least_stock_to_keep_and_the_note_are_passed_on() -> None:
    form = sent(min_stock=" 2 ", note=" two torn ", reason="damaged")
    assert form.is_valid()
    assert (form.asked["min_stock"], form.asked["note"], form.asked["reason"]) == (2, "two torn", Reason.DAMAGED)
