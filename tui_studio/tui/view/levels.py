"""Level bars: how a level falls on the screen, and what it looks like."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from tui_studio.studio.wire import Meter
from tui_studio.tui.view.cells import Line, Run, Tone, line_of
from tui_studio.tui.view.glyphs import Glyphs
from tui_studio.units import SILENCE_DB

SCALE = ((-60.0, 0.0), (-50.0, 0.075), (-40.0, 0.15), (-30.0, 0.3), (-20.0, 0.5), (0.0, 1.0))
"""Deflection of a level meter as in IEC 60268-18, without the part above full scale."""
WARN_DB = -9.0
ALARM_DB = -1.0
FALL_DB_PER_SECOND = 24.0
NUMBER_SECONDS = 1.5
"""How long the number shows a peak before a lower one may take its place."""


def deflection(db: float) -> float:
    """Part of the bar that a level fills, 0 to 1."""
    if db <= SCALE[0][0]:
        return 0.0
    for (low, below), (high, above) in pairwise(SCALE):
        if db < high:
            return below + (db - low) / (high - low) * (above - below)
    return 1.0


def _level_at(part: float) -> float:
    """The level that fills this part of the bar."""
    for (low, below), (high, above) in pairwise(SCALE):
        if part <= above:
            return low + (part - below) / (above - below) * (high - low)
    return 0.0


def tone_at(part: float) -> Tone:
    """What a bar means at this part of its length."""
    db = _level_at(part)
    if db >= ALARM_DB:
        return Tone.ALARM
    return Tone.WARN if db >= WARN_DB else Tone.GOOD


@dataclass
class Needle:
    """What the screen shows of one level: rises at once, falls slowly, and a number one can read."""

    shown_db: float = SILENCE_DB
    number_db: float = SILENCE_DB
    number_until: float = 0.0
    seen: float = 0.0

    def follow(self, meter: Meter, now: float) -> None:
        """Take a new reading at `now` (seconds, any origin)."""
        peak = max(meter.left, meter.right)
        fallen = self.shown_db - FALL_DB_PER_SECOND * max(0.0, now - self.seen)
        self.shown_db, self.seen = max(peak, fallen, SILENCE_DB), now
        if peak >= self.number_db or now >= self.number_until:
            self.number_db, self.number_until = max(peak, SILENCE_DB), now + NUMBER_SECONDS

    def resting(self) -> bool:
        """Nothing is left to fall."""
        return self.shown_db <= SCALE[0][0] and self.number_db <= SILENCE_DB


def bar(shown_db: float, hold_db: float, width: int, glyphs: Glyphs) -> Line:
    """A level bar of `width` cells: filled part, hold mark, empty rest; each cell in the tone of its level."""
    filled = round(deflection(shown_db) * width * (len(glyphs.bar) - 1))
    hold = min(width - 1, int(deflection(hold_db) * width)) if hold_db > SCALE[0][0] else -1
    return _bar(filled, hold, width, glyphs)


@lru_cache(4096)
def _bar(filled: int, hold: int, width: int, glyphs: Glyphs) -> Line:
    steps = len(glyphs.bar) - 1
    runs: list[Run] = []
    for column in range(width):
        part = min(steps, max(0, filled - column * steps))
        if part:
            runs.append((glyphs.bar[part], tone_at((column + 1) / width)))
        elif column == hold:
            runs.append((glyphs.hold, tone_at((column + 1) / width)))
        else:
            runs.append((glyphs.empty, Tone.DIM))
    return line_of(runs, width)
