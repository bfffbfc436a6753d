"""Words and chords: the chart, read with the chords above the words, written line by line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tui_studio.song.chordpro import Problem, capo_of, key_of, sounding_key
from tui_studio.song.edits.chart import set_chart
from tui_studio.song.lyrics import alike_words, chart_of, part_around, sung_lines
from tui_studio.song.model import Song
from tui_studio.studio.wire import Answer
from tui_studio.tui.notebook.chart_rows import GUTTER, Chords, Row, chart_rows, has_key, laid_lines
from tui_studio.tui.notebook.page import Page
from tui_studio.tui.notebook.writing import Writer, part_lines
from tui_studio.tui.view.cells import Line, Run, Tone, blank, line_of, width_of

if TYPE_CHECKING:
    from tui_studio.tui.head import Head

SYLLABLES = " syllables "
AHEAD = 2
"""Rows kept in sight above and below the cursor."""
FIRST_WORDS = (
    "No words yet.",
    "i begins a part (Verse 1, Chorus); Enter writes a line.",
    "Chords stand in brackets: [Am]Morning comes in [F]quiet grey",
    "While you write, a whole text can be pasted, chords above the words too.",
)


class WordsPage(Page):
    """The cursor moves by lines of the chart; the place below the last one is a line, too."""

    title = "Words"
    kind = "line"

    def __init__(self, head: Head) -> None:
        super().__init__(head)
        self.at = 0
        self.chords = Chords.WRITTEN
        self.writer: Writer | None = None
        self._draft: Sequence[str] | None = None
        self._unanswered = 0
        self._ended = ""
        """What is said when writing has ended, and again when its last line is saved."""
        self.opened: Callable[[], None] = lambda: None
        """Called when a line begins to be written: from then on all keys are the page's."""
        self._first = 0
        self._focus = 0
        self._column = 0

    @property
    def song(self) -> Song:
        """With what was written and not yet answered."""
        song = self.head.desk.song
        return song if self._draft is None else set_chart(song, self._draft)

    @property
    def writing(self) -> bool:
        """A line is being typed."""
        return self.writer is not None

    @property
    def keys(self) -> str:
        """Under the page."""
        if self.writing:
            return "[Am] is a chord   Tab completes one   a whole text can be pasted"
        return "Enter write  i part  z to timeline  D remove  {} move  +- key  C capo  x chords"

    def count(self) -> int:
        """Lines that are sung."""
        return len(sung_lines(self.head.desk.song))

    def spoken(self) -> tuple[str, ...]:
        """The line pointed at as it is written, and its number."""
        chart = self.song.notebook.chart
        if not chart:
            return FIRST_WORDS[:3]
        if self.at >= len(chart):
            return ("end of the words: Enter writes on, i begins a part",)
        return (chart[self.at].text or "empty line", f"line {self.at + 1} of {len(chart)}")

    # ── drawing ──────────────────────────────────────────────────────────────────────────────────────────────

    def lines(self, width: int, height: int) -> list[Line]:
        """What is known of the chart, then its rows around the cursor."""
        song = self.song
        rows = self._rows(song, width)
        room = height - 1
        ahead = min(AHEAD, (room - 1) // 2)
        self._first = max(0, min(self._first, self._focus - ahead, len(rows) - room))
        self._first = max(self._first, min(self._focus + ahead, len(rows) - 1) - room + 1)
        shown = rows[self._first : self._first + room]
        if not song.notebook.chart and self.writer is None:
            shown = _first_words()[:room]
        lines = [self._heading(song, width), *(line_of(runs, width) for runs in shown)]
        return lines + [blank(width)] * (height - len(lines))

    def _rows(self, song: Song, width: int) -> list[tuple[Run, ...]]:
        rows = chart_rows(song, self.chords, width)
        at, writer = self.at, self.writer
        drawn: list[tuple[Run, ...]] = []
        for row in rows:
            if writer is not None and row.at == writer.at and self._focus_here(drawn, row, rows):
                drawn.append(self._typed(writer, width))
            if writer is not None and not writer.new and row.at == writer.at:
                continue
            if writer is None and row.at == at and row.holds:
                self._focus = len(drawn)
                drawn.append(_marked(row.runs))
            else:
                drawn.append(row.runs)
        end = len(song.notebook.chart)
        if writer is not None and not any(row.at == writer.at for row in rows):
            self._focus = len(drawn)
            drawn.append(self._typed(writer, width))
        elif writer is None and at >= end:
            self._focus = len(drawn)
            drawn.append(
                _marked(((" " * GUTTER, Tone.PLAIN), ("Enter writes on, i begins a part", Tone.DIM)))
            )
        return drawn

    def _focus_here(self, drawn: list[tuple[Run, ...]], row: Row, rows: Sequence[Row]) -> bool:
        """The first row of the line that is written; its place is noted."""
        first = next(one for one in rows if one.at == row.at) is row
        if first:
            self._focus = len(drawn)
        return first

    def _typed(self, writer: Writer, width: int) -> tuple[Run, ...]:
        line, self._column = writer.editor.line(width - GUTTER)
        return ((">" + " " * (GUTTER - 1), Tone.KEY), *line)

    def _heading(self, song: Song, width: int) -> Line:
        """What is known of the chart, and what the numbers at the right edge are."""
        facts = self._facts(song)
        used = sum(width_of(text) for text, _ in facts)
        if song.notebook.chart and used + len(SYLLABLES) <= width:
            facts += [(" " * (width - used - len(SYLLABLES)), Tone.PLAIN), (SYLLABLES, Tone.DIM)]
        return line_of(facts, width)

    def _facts(self, song: Song) -> list[Run]:
        """Key, capo, how the chords are shown, and what is amiss."""
        chart = chart_of(song)
        key, capo = key_of(chart), capo_of(chart)
        words = [f"key {key.name}"] if key else []
        if capo:
            sounding = sounding_key(chart)
            words.append(f"capo {capo}" + (f", sounds in {sounding.name}" if sounding else ""))
        words.append(f"chords {self.chords.value}")
        runs: list[Run] = [(" " + "   ".join(words), Tone.DIM)]
        if chart.problems:
            more = f" and {len(chart.problems) - 1} more" if len(chart.problems) > 1 else ""
            runs.append((f"   ! {self._problem(song, chart.problems[0])}{more}", Tone.WARN))
        return runs

    def _problem(self, song: Song, problem: Problem) -> str:
        """With the number that stands before the line, where there is one."""
        number = laid_lines(song).numbers.get(song.notebook.chart[problem.line - 1].id)
        return f"line {number}: {problem.reason}" if number else problem.reason

    def cursor(self, width: int, height: int) -> tuple[int, int]:
        """Where the next letter goes, or on the mark of the line."""
        row = 1 + self._focus - self._first
        if self.writer is not None:
            return min(width - 1, GUTTER + self._column), row
        return 0, row

    # ── moving ───────────────────────────────────────────────────────────────────────────────────────────────

    def step(self, steps: int) -> None:
        """To another line that can be seen."""
        places = self._places()
        here = min(range(len(places)), key=lambda at: abs(places[at] - self.at))
        self.at = places[max(0, min(len(places) - 1, here + steps))]

    def follow(self) -> None:
        """The song has changed: on a line that can be seen."""
        self.at = min(self.at, len(self.song.notebook.chart))
        if self.writer is None and self.at not in self._places():
            self.step(0)

    def _places(self) -> list[int]:
        song = self.song
        return [*dict.fromkeys(row.at for row in chart_rows(song, self.chords, 80)), len(song.notebook.chart)]

    # ── writing ──────────────────────────────────────────────────────────────────────────────────────────────

    def edit(self) -> None:
        """Write the line under the cursor."""
        self._write(self.at, new=False)

    def _write(self, at: int, *, new: bool) -> None:
        if self.can("lyric.set"):
            texts = [line.text for line in self.song.notebook.chart]
            self.writer = Writer(texts, at, self._save, new=new)
            self.at = self.writer.at
            self.opened()

    def press(self, key: str) -> bool:
        """While a line is written all keys are its own."""
        if self.writer is None:
            return False
        self.writer.press(key)
        self.at = self.writer.at
        if self.writer.done:
            self.stop_writing()
        return True

    def paste(self, text: str) -> None:
        """Into what is written."""
        if self.writer is not None:
            self.writer.paste(text)
            self.at = self.writer.at

    def stop_writing(self) -> None:
        """Every line is saved; say what may come next."""
        self.writer = None
        song = self.song
        if self.at < len(song.notebook.chart) and self.at not in self._places():
            self.step(0)
        loose = [
            name for first, name in laid_lines(song).parts.items() if first not in laid_lines(song).sections
        ]
        lay = f"; {', '.join(loose[:3])} not on the timeline yet: z lays what is not" if loose else ""
        self._ended = f"writing ended, keys are keys again; saved{lay}"
        self.head.desk.say(self._ended)

    def _save(self, texts: Sequence[str]) -> None:
        before, self._draft = self.song, tuple(texts)
        alike = alike_words(before, self.song).removeprefix("; ")
        self._unanswered += 1
        self.ask("lyric.set", {"lines": list(texts)}, lambda answer: self._saved(answer, alike))

    def _saved(self, answer: Answer, alike: str) -> None:
        self._unanswered -= 1
        if answer.error is not None:
            self.head.show_answer(answer)
        elif alike:
            self.head.desk.say(alike)
        elif self._ended and self.writer is None:
            self.head.desk.say(self._ended)
        if self._unanswered <= 0:
            self._unanswered, self._draft, self._ended = 0, None, ""

    # ── what keys do ─────────────────────────────────────────────────────────────────────────────────────────

    def insert(self) -> None:
        """A new part behind the one the cursor is in."""
        self.type(" name of the part (Verse 1, Chorus, Bridge): ", "", self._part_named)

    def _part_named(self, name: str) -> None:
        if not name or not self.can("lyric.set"):
            return
        texts = [line.text for line in self.song.notebook.chart]
        at = self._behind_part()
        begin, end = part_lines(name)
        before = [""] if at and texts[at - 1].strip() else []
        after = [""] if at < len(texts) and texts[at].strip() else []
        texts[at:at] = [*before, begin, end, *after]
        self._save(texts)
        self._write(at + len(before) + 1, new=True)

    def _behind_part(self) -> int:
        song = self.song
        chart = song.notebook.chart
        if self.at >= len(chart):
            return len(chart)
        part = part_around(song, chart[self.at].id)
        return part.end if part else self.at

    def remove(self) -> None:
        """The line, or the part whose heading it is."""
        song = self.song
        chart = song.notebook.chart
        if self.at >= len(chart):
            self.head.desk.say("there is no line here")
            return
        texts = [line.text for line in chart]
        title = laid_lines(song).parts.get(chart[self.at].id)
        part = part_around(song, chart[self.at].id)
        if title is None or part is None or not texts[self.at].startswith("{"):
            self._save(texts[: self.at] + texts[self.at + 1 :])
            return
        closing = [part.end - 1] if chart_of(song).lines[part.end - 1].directive else []
        heading = [at for at in range(len(texts)) if at not in {part.first, *closing}]
        whole = [at for at in range(len(texts)) if not part.first <= at < part.end]

        def replied(key: str) -> None:
            kept = {"h": heading, "p": whole}.get(key)
            if kept is None:
                self.head.desk.say("nothing done")
            else:
                self._save([texts[at] for at in kept])

        self.head.ask_key(
            f"{title}: p removes the whole part, h only its heading, any other key neither", replied
        )

    def move(self, by: int) -> None:
        """The line changes places with its neighbour."""
        texts = [line.text for line in self.song.notebook.chart]
        to = self.at + by
        if 0 <= to < len(texts) and self.at < len(texts):
            texts[self.at], texts[to] = texts[to], texts[self.at]
            self.at = to
            self._save(texts)

    def duplicate(self) -> None:
        """The line once more."""
        texts = [line.text for line in self.song.notebook.chart]
        if self.at < len(texts):
            texts.insert(self.at, texts[self.at])
            self.at += 1
            self._save(texts)

    def nudge(self, by: int) -> None:
        """The whole chart a semitone higher or lower."""
        self.ask("chart.transpose", {"semitones": f"{by:+d}"})

    def change(self) -> None:
        """Chords as written, as they sound with the capo, as numbers, not at all."""
        ways = [Chords.WRITTEN]
        ways += [Chords.SOUNDING] if self.song.notebook.capo else []
        ways += [Chords.NUMBERS] if has_key(self.song) else []
        ways += [Chords.NONE]
        here = ways.index(self.chords) if self.chords in ways else -1
        self.chords = ways[(here + 1) % len(ways)]
        hint = "" if has_key(self.song) else "; numbers need a key: write {key: G}"
        self.head.desk.say(f"chords shown {self.chords.value}{hint}")

    def play(self) -> None:
        """The playhead goes to where the line is sung first."""
        song = self.song
        chart = song.notebook.chart
        own = chart[self.at].id if self.at < len(chart) else None
        sung = next((line for line in sung_lines(song) if line.line == own), None)
        if sung is None:
            self.head.desk.say("this line is not on the timeline; z lays what is not")
        else:
            self.ask("transport.locate", {"to": f"{sung.start}f"})


def _first_words() -> list[tuple[Run, ...]]:
    return [((" " * GUTTER + text, Tone.PLAIN),) for text in ("", *FIRST_WORDS)]


def _marked(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """The row of the cursor: a mark in the first cell, the rest as picked."""
    (first, _tone), *others = runs
    return ((">", Tone.KEY), (first[1:], Tone.PICKED), *((text, Tone.PICKED) for text, _ in others))
