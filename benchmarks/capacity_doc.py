"""``python -m benchmarks.capacity_doc``: takes the tables of docs/capacity.md over from the results that are kept.

In the document ``<!-- table NAME: TITLE -->`` and ``<!-- end -->`` stand around the table TITLE of ``results/NAME.md``.
"""

import re
import sys

from benchmarks.report import RESULTS
from inventory.settings import PROJECT_ROOT

DOCUMENT = PROJECT_ROOT / "docs" / "capacity.md"
_MARKED = re.compile(r"(<!-- table (?P<name>\w+): (?P<title>[^\n]+) -->\n)(?P<table>.*?)(<!-- end -->)", re.DOTALL)


def taken_over(document: str) -> str:
    """The document with each of its tables as it stands in the results. Raises LookupError for one that does not."""
    return _MARKED.sub(lambda found: f"{found[1]}{table(found['name'], found['title'])}{found[5]}", document)


def table(name: str, title: str) -> str:
    """The lines of a table in a result."""
    text = (RESULTS / f"{name}.md").read_text("utf-8")
    _, there, after = text.partition(f"### {title}\n\n")
    if not there:
        raise LookupError(f"results/{name}.md has no table {title!r}")
    return re.match(r"(?:\|[^\n]*\n)*", after)[0]  # type: ignore[index]  # it matches nothing at the least


def main() -> int:
    DOCUMENT.write_text(taken_over(DOCUMENT.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
