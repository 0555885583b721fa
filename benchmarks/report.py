"""A benchmark's result: a table on the terminal, and the same as Markdown and JSON under ``benchmarks/results/``."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, is_dataclass
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.measuring import Spread

RESULTS = Path(__file__).parent / "results"

Row = Mapping[str, Any]
_LIST_OF_NUMBERS = re.compile(r"\[[-+.\de,\s]+\]")


@dataclass
class Table:
    """``rows`` by column; a Spread is written as ``median (least to most)``."""

    title: str
    rows: Sequence[Row]
    digits: int = 2

    def markdown(self) -> str:
        columns = list(self.rows[0]) if self.rows else []
        cells = [[self._cell(row.get(column)) for column in columns] for row in self.rows]
        rule = ["---"] * len(columns)
        return f"### {self.title}\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in [columns, rule, *cells]) + "\n"

    def _cell(self, value: Any) -> str:
        if isinstance(value, (float, Spread)):
            return format(value, f",.{self.digits}f")
        return f"{value:,}" if isinstance(value, int) else str("" if value is None else value)


@dataclass
class Report:
    """``name`` is that of the files, ``command`` makes them again, ``targets`` says of each aim whether it was met."""

    name: str
    title: str
    command: str
    tables: list[Table] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    targets: dict[str, bool] = field(default_factory=dict)

    def publish(self) -> bool:
        """Print and store it; whether all targets were reached."""
        text = self.markdown()
        print(text)
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{self.name}.md").write_text(text, "utf-8")
        whole = {"machine": machine.facts(), **asdict(self)}
        (RESULTS / f"{self.name}.json").write_text(as_json(whole), "utf-8")
        return all(self.targets.values())

    def markdown(self) -> str:
        on = "; ".join(f"{name} {value}" for name, value in machine.facts().items())
        parts = [f"# {self.title}", f"Made by `{self.command}` on: {on}.", *self.notes]
        parts += [table.markdown().rstrip() for table in self.tables]
        parts += ["\n".join(f"- {aim}: {'reached' if met else 'MISSED'}" for aim, met in self.targets.items())]
        return "\n\n".join(part for part in parts if part) + "\n"


def as_json(whole: object) -> str:
    """Figures with six digits that count, and those of the rounds of one measurement in one line."""
    indented = json.dumps(_rounded(json.loads(json.dumps(whole, default=_plain))), indent=1)
    return _LIST_OF_NUMBERS.sub(lambda found: json.dumps(json.loads(found[0])), indented) + "\n"


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, dict):
        return {name: _rounded(each) for name, each in value.items()}
    return [_rounded(each) for each in value] if isinstance(value, list) else value


def _plain(value: Any) -> Any:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)
