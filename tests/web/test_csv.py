"""Lists as files for spreadsheets."""

import csv
import io
from collections.abc import Iterator

import pytest

from web.csv import ROWS_AT_ONCE, csv_response


def body(rows: list[list[str | int | None]]) -> bytes:
    return b"".join(csv_response("x.csv", ["SKU", "Units"], rows))


def read(sent: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(sent.decode("utf-8-sig"), newline="")))


def test_a_file_begins_with_its_mark_and_its_header() -> None:
    assert body([]) == b"\xef\xbb\xbfSKU,Units\r\n"


def test_commas_quotes_and_line_ends_survive() -> None:
    odd = 'A "vest", blue\nand red'
    assert read(body([[odd, 3]]))[1] == [odd, "3"]
    assert b'"A ""vest"", blue\nand red",3\r\n' in body([[odd, 3]])


@pytest.mark.parametrize("text", ["=1+1", "+49", "-5", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1+1"])
def test_text_that_would_be_a_formula_is_harmless(text: str) -> None:
    assert read(body([[text, 0]]))[1][0] == f"'{text}"


def test_numbers_stay_numbers_and_nothing_stays_empty() -> None:
    assert body([[None, -5]]).endswith(b"\r\n,-5\r\n")


def test_text_of_any_script_and_half_a_character_can_be_sent() -> None:
    assert read(body([["مخزن 工具 \ud800", 1]]))[1] == ["مخزن 工具 ?", "1"]


def test_rows_are_asked_for_as_they_are_sent() -> None:
    asked: list[int] = []

    def rows() -> Iterator[list[int]]:
        for number in range(5 * ROWS_AT_ONCE):
            asked.append(number)
            yield [number]

    parts = iter(csv_response("x.csv", ["Number"], rows()))
    assert len(asked) == ROWS_AT_ONCE
    assert len(b"".join(parts).splitlines()) == 5 * ROWS_AT_ONCE + 1


def test_what_fails_at_once_fails_before_the_answer_begins() -> None:
    def rows() -> Iterator[list[int]]:
        raise LookupError
        yield [1]

    with pytest.raises(LookupError):
        csv_response("x.csv", ["Number"], rows())


@pytest.mark.parametrize(
    ("wanted", "sent"),
    [
        ("low-stock-WH001-2026-01-31.csv", 'attachment; filename="low-stock-WH001-2026-01-31.csv"'),
        ('a"b\r\nX: y/../c.csv', 'attachment; filename="a-b-X-y-..-c.csv"'),
        ("Köln.csv", "attachment; filename*=utf-8''K%C3%B6ln.csv"),
        ("//", 'attachment; filename="list.csv"'),
    ],
)
def test_a_file_has_a_name_it_can_have(wanted: str, sent: str) -> None:
    response = csv_response(wanted, ["SKU"], [])
    assert response["Content-Disposition"] == sent
    assert response["Content-Type"] == "text/csv; charset=utf-8"
