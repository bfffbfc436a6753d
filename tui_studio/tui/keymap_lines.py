"""Where things stand in the text of a key map: TOML itself forgets the lines, and tells of two equal keys without naming them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

_HEADER = re.compile(r"^\s*\[\s*([^\[\]]+?)\s*\]\s*(#.*)?$")


@dataclass(frozen=True)
class Entry:
    """A line that gives a key a value, in a section: `keys`, `keys.takes`."""

    section: str
    key: str
    value: object
    line: int


def entries(text: str) -> Iterator[Entry]:
    """All of them in order. Values of several lines are left out, as are tables and what is no TOML."""
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            section = header[1]
            continue
        try:
            values = tomllib.loads(line)
        except tomllib.TOMLDecodeError:
            continue
        for key, value in values.items():
            if not isinstance(value, dict):
                yield Entry(section, key, value, number)


def written_twice(text: str) -> tuple[Entry, Entry] | None:
    """The first two entries of one section with the same key."""
    known: dict[tuple[str, str], Entry] = {}
    for entry in entries(text):
        before = known.setdefault((entry.section, entry.key), entry)
        if before is not entry:
            return before, entry
    return None
