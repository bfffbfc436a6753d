"""The rows of the tracks: what each column shows, and how wide it is."""

from __future__ import annotations

from dataclasses import dataclass

from tui_studio.song.model import Monitor, Track
from tui_studio.studio.wire import Meter
from tui_studio.tui.view.cells import Line, Run, Tone, fit, fit_ends, line_of
from tui_studio.tui.view.glyphs import Glyphs
from tui_studio.tui.view.levels import Needle, bar
from tui_studio.units import SILENCE_DB, format_db, format_pan

MONITOR_WORDS = {Monitor.AUTO: "auto", Monitor.INPUT: "in", Monitor.TAPE: "tape", Monitor.OFF: "off"}
FIXED = 36
"""Cells of a row whatever its width: mark, number, inputs, monitor, switches, clip light, dB, takes."""
NARROW = 70
NAME_STRETCH = 4
"""So much wider the names may be where one needs it."""
NO_METER = Meter(SILENCE_DB, SILENCE_DB, SILENCE_DB, 0)


@dataclass(frozen=True)
class Columns:
    """Widths of the columns for a width of the screen. A wider screen shows more of each, and the faders."""

    name: int
    level: int
    fader: int
    """0 where there is no room for it."""
    timeline: int

    @property
    def timeline_start(self) -> int:
        """First cell of the timeline."""
        return FIXED + self.name + self.level + self.fader


def columns_for(width: int, longest: int = 0) -> Columns:
    """The columns for a screen of this width and a track's name of `longest` cells."""
    wide = width >= 110
    name, level, fader = (16, 24, 12) if wide else (10, 12, 0) if width >= NARROW else (10, 8, 0)
    name = name if width < NARROW else max(name, min(longest, name + NAME_STRETCH))
    return Columns(name, level, fader, max(0, width - (FIXED + name + level + fader)))


def heading(columns: Columns, ruler: Line, width: int) -> Line:
    """The names of the columns, then the ruler."""
    fader = f"{'fader':>6} {'pan':>4} " if columns.fader else ""
    text = (
        f"    {fit('track', columns.name)} {'in':<5} {'mon':<4} A M S {fader}{fit('level', columns.level)}  "
        f"{'dB':>5} {'take':<6}"
    )
    return line_of([(text, Tone.DIM), *ruler], width)


def inputs_text(track: Track) -> str:
    """`1`, `3-4`, `1,5`, or `-` for none."""
    numbers = track.inputs
    if len(numbers) == 2 and numbers[1] == numbers[0] + 1:
        return f"{numbers[0]}-{numbers[1]}"
    return ",".join(map(str, numbers)) or "-"


@dataclass(frozen=True)
class Row:
    """How a track's row stands among the others."""

    number: int
    cursor: bool
    selected: bool
    fader_db: float
    lacking: bool = False
    """The device does not have its inputs."""
    recorded: bool = False
    """The open pass records it, whether or not it is armed by now."""


@dataclass
class Frame:
    """The parts of a row that change only with the song or the selection, kept from one drawing to the next."""

    track: Track | None = None
    row: Row | None = None
    columns: Columns | None = None
    glyphs: Glyphs | None = None
    before: Line = ()
    after: Line = ()

    def update(self, track: Track, row: Row, columns: Columns, glyphs: Glyphs) -> None:
        """Bring both parts up to date: what stands before the level, and the takes behind it."""
        if self.track is track and (self.row, self.columns, self.glyphs) == (row, columns, glyphs):
            return
        self.track, self.row, self.columns, self.glyphs = track, row, columns, glyphs
        tone = Tone.PICKED if row.cursor else Tone.LIT if row.selected else Tone.PLAIN
        runs: list[Run] = [
            (">" if row.cursor else " ", tone),
            (f"{row.number:2d}{'+' if row.selected else ' '}{fit_ends(track.name, columns.name)}", tone),
            *_inputs(track, row.lacking),
            (f" {fit(MONITOR_WORDS[track.monitor], 4)} ", Tone.PLAIN),
            *_switches(track, row.recorded, glyphs),
        ]
        if columns.fader:
            runs.append((f"{format_db(row.fader_db):>6} {format_pan(track.strip.pan):>4} ", Tone.PLAIN))
        self.before = line_of(runs, 23 + columns.name + columns.fader - 1)
        self.after = line_of(_takes(track, glyphs), 6)


def level_part(meter: Meter, needle: Needle, columns: Columns, glyphs: Glyphs) -> Line:
    """Bar, clip light and number."""
    clip = (glyphs.clip if meter.clips else " ", Tone.RECORD if meter.clips else Tone.PLAIN)
    number = (f" {format_db(needle.number_db):>5} ", Tone.PLAIN)
    return (*bar(needle.shown_db, meter.hold, columns.level, glyphs), clip, number)


def _inputs(track: Track, lacking: bool) -> list[Run]:
    """The inputs; with a `?` those the device lacks."""
    text = f"{fit(inputs_text(track), 4).rstrip()}?" if lacking else inputs_text(track)
    return [(" ", Tone.PLAIN), (fit(text, 5), Tone.ALARM if lacking else Tone.PLAIN)]


def _switches(track: Track, recorded: bool, glyphs: Glyphs) -> list[Run]:
    """Arm (`R`: it is being recorded), mute, solo."""
    strip = track.strip
    armed = (glyphs.on, Tone.ALARM) if track.armed else (glyphs.off, Tone.DIM)
    return [
        ("R", Tone.RECORD) if recorded else armed,
        (" ", Tone.PLAIN),
        ("M" if strip.mute else glyphs.off, Tone.WARN if strip.mute else Tone.DIM),
        (" ", Tone.PLAIN),
        ("S" if strip.solo else glyphs.off, Tone.GOOD if strip.solo else Tone.DIM),
        (" ", Tone.PLAIN),
    ]


def _takes(track: Track, glyphs: Glyphs) -> list[Run]:
    """Count, and the mark: a gap in the last take, else the best rating."""
    takes = [take for take in track.takes if not take.hidden]
    count = str(len(takes)) if takes else "-"
    last = takes[-1].certificate if takes else None
    if last is not None and last.gaps:
        return [(f"{count:>2}", Tone.PLAIN), ("gap", Tone.ALARM), (" ", Tone.PLAIN)]
    best = max((take.rating for take in takes), default=0)
    return [
        (f"{count:>2} ", Tone.PLAIN),
        (f"{glyphs.star}{best}" if best else "  ", Tone.WARN),
        (" ", Tone.PLAIN),
    ]
