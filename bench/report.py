"""How a measurement tells its result: a table for people, one JSON line for machines."""

from __future__ import annotations

import json
import os
import platform
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parents[1] / "bench-results"


@dataclass
class Report:
    """Rows of one item. `aims` are sentences with whether each holds; a figure beside peers has no pass or fail of its own."""

    item: int
    title: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    aims: dict[str, bool] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def row(self, **cells: Any) -> None:
        """Add a row; the cells' names are the columns."""
        self.rows.append(cells)
        print("   ", "  ".join(f"{name}={shown(value)}" for name, value in cells.items()), flush=True)

    def aim(self, sentence: str, holds: bool) -> None:
        """Say whether an aim was reached; one that is said again holds if it did each time."""
        self.aims[sentence] = bool(holds) and self.aims.get(sentence, True)

    def note(self, sentence: str) -> None:
        """Something one has to know to read the figures."""
        self.notes.append(sentence)

    def show(self) -> None:
        """Print the table."""
        print(f"\n{self.item}. {self.title}")
        columns = list(dict.fromkeys(name for row in self.rows for name in row))
        cells = [[shown(row.get(name, "")) for name in columns] for row in self.rows]
        widths = (
            [max(len(name), *(len(row[i]) for row in cells)) for i, name in enumerate(columns)]
            if cells
            else []
        )
        for line in [columns, *cells]:
            print(
                "   "
                + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            )
        for sentence, holds in self.aims.items():
            print(f"   {'holds' if holds else 'DOES NOT HOLD'}: {sentence}")
        for sentence in self.notes:
            print(f"   note: {sentence}")

    def save(self) -> Path:
        """Append one JSON line to bench-results/; the file."""
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"item-{self.item:02d}.jsonl"
        machine = {"system": platform.platform(), "cpus": os.cpu_count(), "python": platform.python_version()}
        line = {
            "item": self.item, "title": self.title, "at": time.strftime("%Y-%m-%dT%H:%M:%S%z"), "machine": machine,
            "rows": self.rows, "aims": self.aims, "notes": self.notes,
        }  # fmt: skip
        with path.open("a") as file:
            file.write(json.dumps(line, default=str) + "\n")
        return path


def shown(value: Any) -> str:
    """A cell as people read it."""
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def spread(values: list[float]) -> str:
    """Median with smallest and largest."""
    return f"{statistics.median(values):.3g} ({min(values):.3g} … {max(values):.3g})"
