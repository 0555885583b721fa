"""The real catalogue, orders and returns, and the commands as an operator runs them: in processes of their own."""

import csv
import gzip
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from inventory.settings import PROJECT_ROOT

OURS = ("AWS_", "DJANGO_", "DYNAMODB_", "INVENTORY_")
Rows = Sequence[Mapping[str, str]]


def data_file(name: str) -> Path:
    """One of the real files; skips where they are not, and fails there in CI."""
    folder = Path(os.environ.get("INVENTORY_REAL_DATA") or PROJECT_ROOT.parent / "shared" / "data")
    file = folder / name
    if not file.is_file():
        if os.environ.get("CI"):
            pytest.fail(f"there is no {file}, and in CI it must be there")
        pytest.skip(f"there is no {file}: INVENTORY_REAL_DATA names the folder it is in")
    return file


def rows_of(file: Path) -> Rows:
    """The rows of a CSV file, plain or gzipped."""
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rt", newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


def command(folder: Path, *arguments: str) -> "subprocess.Popen[str]":
    """``manage.py`` with its data in ``folder``, started."""
    ours = {"INVENTORY_ENGINE": "dynoxide", "INVENTORY_DATA_DIR": str(folder), "PYTHON_DOTENV_DISABLED": "1"}
    environ = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT_ROOT,
        env=environ | ours,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def said(process: "subprocess.Popen[str]", status: int = 0, seconds: float = 100) -> str:
    """What it wrote, once it ended with ``status``."""
    out, _ = process.communicate(timeout=seconds)
    assert process.returncode == status, out
    return out


def written(path: Path, rows: Rows) -> str:
    """A file of ``rows``, by its name."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return str(path)
