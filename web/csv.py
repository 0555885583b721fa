"""A list as a file for spreadsheets, sent while it is read: CSV by RFC 4180."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

Cell = str | int | None
Row = Sequence[Cell]

ROWS_AT_ONCE = 100
# Without it Excel takes UTF-8 for the code page of its country; others skip it.
BYTE_ORDER_MARK = "\ufeff"
# What a spreadsheet takes for the beginning of a formula, full width as well.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_response(filename: str, header: Sequence[str], rows: Iterable[Row]) -> StreamingHttpResponse:
    """A download of ``rows`` under ``header``, in UTF-8 with a byte order mark.

    Text that would be a formula gets a ' before it; numbers stay numbers, None is empty. The first rows are asked
    for before the answer begins, so that what they raise can still become a page; a later failure breaks the
    download off. ``filename`` may hold any text: what a file's name cannot have becomes a dash.
    """
    coming = iter(rows)
    first = list(islice(coming, ROWS_AT_ONCE))
    parts = _encoded(chain([header], first, coming))
    response = StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, _file_name(filename)) or "attachment"
    response["Cache-Control"] = "no-store"
    return response


def _encoded(rows: Iterator[Row]) -> Iterator[bytes]:
    yield BYTE_ORDER_MARK.encode()
    while group := list(islice(rows, ROWS_AT_ONCE)):
        yield _written(group).encode(errors="replace")


def _written(rows: Iterable[Row]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _file_name(wanted: str) -> str:
    return re.sub(r"[^\w.-]+", "-", wanted).strip(".-") or "list.csv"
