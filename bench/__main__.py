"""`python -m bench [ITEM …]`: measure, print a table each, append a JSON line each to bench-results/."""

from __future__ import annotations

import importlib
import pkgutil
import sys
import traceback

import bench
from bench.report import Report

PREFIX = "item"


def items() -> dict[int, str]:
    """Module names by item number."""
    names = (module.name for module in pkgutil.iter_modules(bench.__path__))
    return {int(name[4:6]): name for name in sorted(names) if name.startswith(PREFIX)}


def main(words: list[str]) -> int:
    known = items()
    wanted = [int(word) for word in words] or list(known)
    failed = []
    for number in wanted:
        module = importlib.import_module(f"bench.{known[number]}")
        report = Report(number, module.TITLE)
        print(f"measuring {number}: {module.TITLE} ...", flush=True)
        try:
            module.measure(report)
        except Exception as error:
            traceback.print_exc()
            report.aim(f"the measurement runs to its end ({type(error).__name__}: {error})", False)
        report.show()
        print(f"   {report.save()}", flush=True)
        failed += [number] if not all(report.aims.values()) else []
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
