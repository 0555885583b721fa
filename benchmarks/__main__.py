"""``python -m benchmarks [NAME …]``: runs the benchmarks, all of them where none is named."""

import argparse
import importlib
import sys
import traceback
from collections.abc import Sequence

from benchmarks import capacity_doc, children, surroundings
from benchmarks.refusals import CannotRun
from benchmarks.report import Report
from inventory.errors import EngineUnavailable

# In the order of their worth to a reader; each is a module with ``run() -> Report``.
BENCHMARKS = ("wire", "pages", "workers", "flat", "hot_sku", "partitions", "capacity")
# docs/capacity.md has tables of their results.
DOCUMENTED = ("hot_sku", "partitions", "capacity")


def main(arguments: Sequence[str] | None = None) -> int:
    """0 where all targets were reached, else 1; 2 for a name that none has."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Runs the benchmarks, all of them where none is named."
    )
    parser.add_argument("names", nargs="*", type=_name, metavar="NAME", help=", ".join(BENCHMARKS))
    names = parser.parse_args(arguments).names or BENCHMARKS
    reached = [_reached(name) for name in names]
    return 0 if all(reached) else 1


def _name(text: str) -> str:
    if text not in BENCHMARKS:
        raise argparse.ArgumentTypeError(f"there is no benchmark {text!r}, there are {', '.join(BENCHMARKS)}")
    return text


def _reached(name: str) -> bool:
    """Whether that benchmark reached its targets.

    One that cannot be run says why, one with a fault shows it; both leave the others their turn.
    """
    try:
        return _published(name)
    except ModuleNotFoundError as missing:
        why = f"there is no module {missing.name}: python -m pip install -r requirements-bench.txt"
    except (CannotRun, EngineUnavailable) as refused:
        why = str(refused)
    except Exception:  # whatever it is, what the others measure is not lost by it
        why = f"it has a fault\n{traceback.format_exc()}"
    print(f"{name}: {why}", file=sys.stderr)
    return False


def _published(name: str) -> bool:
    report: Report = importlib.import_module(f"benchmarks.{name}").run()
    reached = report.publish()
    if name in DOCUMENTED:
        capacity_doc.main()
        print(f"Taken over into {capacity_doc.DOCUMENT}.")
    return reached


if __name__ == "__main__":
    children.heed_signals()
    surroundings.forget_settings()
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("Stopped. Benchmarks that were through have their figures under benchmarks/results/.")
