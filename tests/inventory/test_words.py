# ruff: noqa: RUF001 - words of other scripts are what this is about
"""Which words a product is found by, and which a person typed."""

from decimal import Decimal

import pytest

from inventory.entities import Product, Variant
from inventory.words import MOST_TYPED, MOST_WORDS, WORD_LENGTH, stands_for, typed, words_of


def product(name: str = "", product_id: str = "P") -> Product:
    return Product(product_id, name, "Things", Decimal("1.00"), "", "", "")


def variant(sku: str, name: str = "", retired: bool = False, **attributes: str) -> Variant:
    return Variant("P", sku, name, Decimal("1.00"), 0, 0, 1, "WH001", attributes, "", "", retired=retired)


def words(name: str) -> set[str]:
    return set(words_of(product(name), [])) - {"p"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Hi-vis VEST, (XL)", {"hi", "vis", "vest", "xl"}),
        ("Crème brûlée Łódź Straße Ærø", {"creme", "brulee", "lodz", "strasse", "aero"}),
        ("Wood Screw 3.5 x 30", {"wood", "screw", "3.5", "3", "5", "x", "30"}),
        ("<EN 471>", {"en", "471"}),
        ("Ｆｕｌｌ　ｗｉｄｔｈ №7", {"full", "width", "no7"}),
        ("йод Ёлка", {"йод", "ёлка"}),
        ("工具箱 10 個", {"工具箱", "10", "個"}),
        ("हिन्दी किताब", {"हिन्दी", "किताब"}),
        ("كتاب مِشْمِش", {"كتاب", "مِشْمِش"}),
        ("a#b ＃7", {"a", "b", "7"}),
        ("co\u200bop", {"coop"}),
        ("- / &", set()),
    ],
)
def test_a_name_is_taken_apart_into_words_in_lower_case(name: str, expected: set[str]) -> None:
    assert words(name) == expected


def test_ids_with_a_digit_are_words_as_they_are() -> None:
    found = words_of(product("Vest", "SA-17"), [variant("SA-17/XL", Size="XL"), variant("PLAIN-B")])
    assert set(found) == {"vest", "sa-17", "sa-17/xl", "xl", "plain", "b"}


def test_names_and_attribute_values_of_variants_are_words_and_the_names_of_attributes_are_not() -> None:
    found = words_of(product("Vest"), [variant("S1", "Night edition", Colour="Deep blue")])
    assert set(found) == {"vest", "p", "s1", "night", "edition", "deep", "blue"}


def test_what_is_retired_is_not_found() -> None:
    assert "gone" not in words_of(product("Vest"), [variant("S1", "Gone", retired=True)])
    assert words_of(Product("P", "Vest", "T", Decimal(1), "", "", "", retired=True), []) == ()


def test_the_name_comes_first_where_there_are_too_many_words() -> None:
    many = [variant(f"S{i}", f"word{i}") for i in range(MOST_WORDS)]
    found = words_of(product("Zebra"), many)
    assert len(found) == MOST_WORDS and "zebra" in found and "p" in found
    assert "word0" not in found, "ids come before the names of variants"


def test_an_endless_word_is_cut_where_it_is_stored_and_where_it_is_typed() -> None:
    assert words("x" * 200) == {"x" * WORD_LENGTH}
    assert typed("x" * 200) == ("x" * WORD_LENGTH,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("  Hi-Vis  vest hi ", ("hi", "vis", "vest")),
        ("SA-17", ("sa-17",)),
        ('"1/2 in"', ("1/2", "in")),
        ("a#7", ("a", "7")),
        ("\x00\x07", ()),
        ("\ud800x", ("x",)),
        ("CRÈME", ("creme",)),
    ],
)
def test_typed_words(text: str, expected: tuple[str, ...]) -> None:
    assert typed(text) == expected


def test_only_so_many_typed_words_are_looked_for() -> None:
    assert len(typed(" ".join(f"w{i}" for i in range(100)))) == MOST_TYPED


def test_a_product_stands_at_the_first_of_its_words_that_begins_as_asked() -> None:
    every = ("sa-17", "sa-17-l", "sa-17-m", "vest")
    assert [word for word in every if stands_for(word, every, "sa")] == ["sa-17"]
