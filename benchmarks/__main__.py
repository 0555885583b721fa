"""``python -m benchmarks [NAME …]``: runs the benchmarks, all of them where none is named."""

import argparse
import importlib
import sys

# In the order of their worth to a reader; each is a module with ``run() -> Report``.
BENCHMARKS = ("wire", "pages", "workers", "flat", "hot_sku", "partitions", "capacity")


def main() -> int:
    """0 where all targets were reached, else 1."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], metavar="NAME", help=", ".join(BENCHMARKS))
    names = parser.parse_args().names or BENCHMARKS
    reached = [importlib.import_module(f"benchmarks.{name}").run().publish() for name in names]
    return 0 if all(reached) else 1


if __name__ == "__main__":
    sys.exit(main())
