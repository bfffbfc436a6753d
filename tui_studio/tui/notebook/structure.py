"""The structure: sections in order with their length, tempo, time signature and key. A cell is typed, or nudged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tui_studio.song.timeline import PlacedSection, sections_of
from tui_studio.studio.wire import Answer
from tui_studio.tui.notebook.page import ListPage
from tui_studio.tui.view.cells import Line, Run, Tone, fit, line_of
from tui_studio.units import format_span, format_time


@dataclass(frozen=True)
class Column:
    """A column of the table."""

    name: str
    title: str
    width: int
    param: str
    """Of `section.set`; empty for the name."""


COLUMNS = (
    Column("name", "section", 18, ""),
    Column("bars", "bars", 5, "bars"),
    Column("tempo", "tempo", 8, "tempo"),
    Column("meter", "metre", 6, "meter"),
    Column("key", "key", 5, "key"),
    Column("note", "note", 16, "note"),
)
BEFORE = 4
"""Cells left of the table: mark and number."""
NEW_BARS = 8


class StructurePage(ListPage):
    """Left and right choose the cell, Enter types its value, + and - nudge it."""

    title = "Structure"
    kind = "section"
    empty = "no sections yet: i adds one, z lays one for each part of the words"

    column = 0

    @property
    def keys(self) -> str:
        """Under the page."""
        return "Enter type  +- change  i insert  d double  A again  {} move  D remove  x glide"

    @property
    def heading(self) -> tuple[str, ...]:
        """What the columns hold."""
        if not self._placed():
            return ()
        titles = "".join(fit(column.title, column.width) for column in COLUMNS)
        return (f"{'':{BEFORE - 1}}{titles}starts    length",)

    def count(self) -> int:
        """Sections."""
        return len(self.song.notebook.sections)

    def press(self, key: str) -> bool:
        """Left and right are the cells of a row."""
        if key in ("left", "right") and self._placed():
            step = 1 if key == "right" else -1
            self.column = max(0, min(len(COLUMNS) - 1, self.column + step))
            return True
        return super().press(key)

    def spoken(self) -> tuple[str, ...]:
        """The cell with its column's name, and the section."""
        placed = self.here(self._placed())
        if placed is None:
            return ()
        title, value = COLUMNS[self.column].title, self._entry(placed)[self.column + 1][0].strip()
        own = placed.section
        return (f"{title} {value or 'none'}", f"{placed.number} {own.name}, {own.bars} bars")

    def entries(self) -> Sequence[Sequence[Run]]:
        """One row for each section."""
        return [self._entry(placed) for placed in self._placed()]

    def _entry_line(self, entry: Sequence[Run], here: bool, width: int) -> Line:
        """Plain but for the cell that is chosen."""
        chosen = self.column + 1
        mark: Run = (">" if here else " ", Tone.KEY)
        runs = [
            (text, Tone.PICKED if here and at == chosen else tone) for at, (text, tone) in enumerate(entry)
        ]
        return line_of([mark, *runs], width)

    def cursor(self, width: int, height: int) -> tuple[int, int]:
        """On the cell."""
        _, row = super().cursor(width, height)
        if not self._placed():
            return 0, row
        return BEFORE + sum(column.width for column in COLUMNS[: self.column]), row

    def _placed(self) -> tuple[PlacedSection, ...]:
        return sections_of(self.song)

    def _entry(self, placed: PlacedSection) -> list[Run]:
        own = placed.section
        rate = self.song.rate
        tempo = f"{placed.bpm:.5g}{'>' if own.ramp else ''}"
        times = f"{format_time(placed.start, rate):<9} {format_span((placed.end - placed.start) / rate)}"
        cells = {
            "name": (own.name, Tone.STRONG),
            "bars": (str(own.bars), Tone.PLAIN),
            "tempo": (tempo, Tone.PLAIN if own.tempo_bpm else Tone.DIM),
            "meter": (
                f"{placed.beats_per_bar}/{placed.beat_unit}",
                Tone.PLAIN if own.beats_per_bar else Tone.DIM,
            ),
            "key": (own.key or "-", Tone.PLAIN if own.key else Tone.DIM),
        }
        note = own.note.split("\n")[0]
        cells["note"] = (note or "-", Tone.PLAIN if note else Tone.DIM)
        runs = [
            (fit(fit(cells[one.name][0], one.width - 1), one.width), cells[one.name][1]) for one in COLUMNS
        ]
        return [(f"{placed.number:2d} ", Tone.DIM), *runs, (times, Tone.DIM)]

    # ── what keys do ─────────────────────────────────────────────────────────────────────────────────────────

    def edit(self) -> None:
        """Type the cell's value."""
        placed = self.here(self._placed())
        if placed is None:
            self.insert()
            return
        column = COLUMNS[self.column]
        label = f" {placed.section.name} {column.title}: "
        over = column.name not in ("name", "note")
        self.type(label, self._present(placed), lambda text: self._typed(placed, column, text), over=over)

    def _present(self, placed: PlacedSection) -> str:
        own = placed.section
        return {
            "name": own.name,
            "bars": str(own.bars),
            "tempo": f"{placed.bpm:g}",
            "meter": f"{placed.beats_per_bar}/{placed.beat_unit}",
            "key": own.key,
            "note": own.note.replace("\n", " "),
        }[COLUMNS[self.column].name]

    def _typed(self, placed: PlacedSection, column: Column, text: str) -> None:
        if not column.param:
            if text:
                self.ask("section.rename", {"section": self._name(placed), "name": text})
            return
        empty = {"tempo": "0", "meter": "-"}
        if text or column.param in ("key", "note", *empty):
            self._set(placed, {column.param: text or empty.get(column.param, "")})

    def insert(self) -> None:
        """A section behind this one: its name, then its bars."""
        self.type(" name of the section (Verse 1, Chorus): ", "", self._named)

    def _named(self, name: str) -> None:
        if name:
            placed = self.here(self._placed())
            bars = str(placed.section.bars if placed else NEW_BARS)
            self.type(
                f" {name}, how many bars: ", bars, lambda text: self._add(name, text or bars), over=True
            )

    def _add(self, name: str, bars: str) -> None:
        place = self.at + 2 if self._placed() else 1
        self._change(
            "section.add", {"name": name, "bars": bars, "at": str(place)}, lambda: self._go(place - 1)
        )

    def remove(self) -> None:
        """Take the section out; its words stay."""
        self._on_section("section.remove")

    def duplicate(self) -> None:
        """Once more, right behind it."""
        self._on_section("section.duplicate", then=lambda: self._go(self.at + 1))

    def again(self) -> None:
        """Once more, at the end of the song."""
        self._on_section("section.again", then=lambda: self._go(self.count() - 1))

    def move(self, by: int) -> None:
        """Further up or down."""
        to = self.at + by
        if 0 <= to < self.count():
            self._on_section("section.move", {"to": str(to + 1)}, lambda: self._go(to))

    def nudge(self, by: int) -> None:
        """Bars and tempo go up and down by one; tempo glides with `change`."""
        placed = self.here(self._placed())
        if placed is None:
            return
        if COLUMNS[self.column].name == "tempo":
            self._set(placed, {"tempo": f"{max(1.0, placed.bpm + by):g}"})
        else:
            self._set(placed, {"bars": str(max(1, placed.section.bars + by))})

    def change(self) -> None:
        """The tempo glides to the next section's, or does not."""
        placed = self.here(self._placed())
        if placed is not None:
            self._set(placed, {"ramp": "off" if placed.section.ramp else "on"})

    def play(self) -> None:
        """The playhead goes to the section."""
        placed = self.here(self._placed())
        if placed is not None:
            self.ask("transport.locate", {"to": f"{placed.start}f"})

    def lay(self) -> None:
        """A section for each part of the words."""
        self._change("section.from_chart", {}, lambda: None)

    # ── asking ───────────────────────────────────────────────────────────────────────────────────────────────

    def _name(self, placed: PlacedSection) -> str:
        return placed.section.name

    def _set(self, placed: PlacedSection, values: dict[str, str]) -> None:
        self._change("section.set", {"section": self._name(placed), **values}, lambda: None)

    def _on_section(self, action: str, more: dict[str, str] | None = None, then: Any = lambda: None) -> None:
        placed = self.here(self._placed())
        if placed is not None:
            self._change(action, {"section": self._name(placed), **(more or {})}, then)

    def _go(self, at: int) -> None:
        self.at = at

    def _change(self, action: str, params: dict[str, str], then: Any) -> None:
        """Where audio is recorded already, ask what it should do."""

        def came(answer: Answer) -> None:
            if answer.error is not None and "recorded" in answer.error.message + answer.error.hint:
                self._ask_for_audio(action, params, then)
                return
            self.head.show_answer(answer)
            if answer.error is None:
                then()

        self.ask(action, params, came)

    def _ask_for_audio(self, action: str, params: dict[str, str], then: Any) -> None:
        def replied(key: str) -> None:
            choices = {"m": "move", "s": "stay"}
            if key in choices:
                self._change(action, {**params, "recorded": choices[key]}, then)
            else:
                self.head.desk.say("nothing done")

        self.head.ask_key(
            "recorded audio: m moves it with its section, s leaves it where it is, any other key does nothing",
            replied,
        )
