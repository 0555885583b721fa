"""docs/capacity.md and the results that are kept say the same."""

import json
from pathlib import Path

import pytest

from benchmarks import capacity_doc
from benchmarks.capacity_doc import DOCUMENT, table, taken_over
from benchmarks.report import RESULTS


def test_the_tables_of_the_document_are_those_of_the_results() -> None:
    document = DOCUMENT.read_text("utf-8")
    assert document.count("<!-- table ") == document.count("<!-- end -->") >= 6
    assert taken_over(document) == document, "run: python -m benchmarks.capacity_doc"


def test_what_is_written_and_what_is_kept_as_json_agree() -> None:
    kept = json.loads((RESULTS / "capacity.json").read_text("utf-8"))
    for each in kept["tables"]:
        lines = table("capacity", each["title"]).replace("`", "").splitlines()[2:]
        named = [str(next(iter(row.values()))).replace("`", "") for row in each["rows"]]
        assert [line.split(" | ")[0] for line in lines] == [f"| {name}" for name in named]


def test_a_table_is_replaced_between_its_marks_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "some.md").write_text(
        "# Some\n\n### One\n\n| a |\n| --- |\n| 1 |\n\n### Two\n\n| b |\n\n- aim: reached\n"
    )
    monkeypatch.setattr(capacity_doc, "RESULTS", tmp_path)
    text = "before\n<!-- table some: One -->\nold\n<!-- end -->\nafter | x |\n"
    assert taken_over(text) == "before\n<!-- table some: One -->\n| a |\n| --- |\n| 1 |\n<!-- end -->\nafter | x |\n"
    with pytest.raises(LookupError, match="Three"):
        taken_over("<!-- table some: Three -->\n<!-- end -->\n")
