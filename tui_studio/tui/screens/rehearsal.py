"""Rehearsal: a section or some lines over and over, slower or in another key, counted in. Nothing is recorded."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from tui_studio.song.lyrics import SungChord, sung_lines
from tui_studio.song.model import Song
from tui_studio.song.timeline import sections_of
from tui_studio.studio.wire import Answer, ParamInfo
from tui_studio.tui.view.big_type import big_rows, big_width, height_of
from tui_studio.tui.view.cells import Line, Run, Tone, blank, fit, line_of
from tui_studio.units import format_time

if TYPE_CHECKING:
    from tui_studio.tui.head import Head

START, STOP = "rehearse.start", "rehearse.stop"
SLOWEST, STEP = 50, 5
MOST_SEMITONES = 12
CHORD_ROOM = 30


@dataclass(frozen=True)
class Entry:
    """Something to rehearse: a section, or a line of one."""

    span: str
    """As the studio reads it."""
    words: str
    start: int
    end: int
    line: int = 0
    """Its number; 0 for a section."""


def entries_of(song: Song) -> list[Entry]:
    """Sections in order, each with its lines."""
    lines = sung_lines(song)
    entries: list[Entry] = []
    for placed in sections_of(song):
        own = placed.section
        entries.append(
            Entry(own.name, f"{own.name}, {own.bars} bar{'s' * (own.bars != 1)}", placed.start, placed.end)
        )
        entries += [
            Entry(f"line {one.number}", one.words or one.text, one.start, one.end, one.number)
            for one in lines
            if one.section == own.id
        ]
    return entries


class RehearsalScreen:
    """Up and down choose, `v` takes more lines in, Enter begins; speed and key with left, right, + and -."""

    title = "Rehearse"
    hint = "Enter begin  x end  left right speed  +- key  i count-in  ? more  Esc"
    explained: ClassVar[Mapping[str, str]] = {
        "enter": "begin with what is pointed at, round and round",
        "x": "end the rehearsal; anything else that moves the transport ends it, too",
        "up": "point at a section or a line",
        "down": "point at a section or a line",
        "v": "from here to where you go with the arrows; again: one alone",
        "left": "5 % slower or faster, at the same pitch",
        "right": "5 % slower or faster, at the same pitch",
        "+": "a semitone higher or lower: of the guide, or of all when there is none",
        "-": "a semitone higher or lower: of the guide, or of all when there is none",
        "i": "another bar of count-in, up to 4, then none; recording is counted in by it, too",
        "escape": "end the rehearsal and go back to what was shown before",
    }

    def __init__(self, head: Head) -> None:
        self._head = head
        self._at = 0
        self._anchor: int | None = None
        self._first = 0
        self._speed = 100
        self._key = 0
        self._span = ""
        """What was begun last, as the studio reads it."""
        self._asking = False
        """The studio is being asked to begin, which may take a moment."""
        self._changed = False
        """Speed or key were changed meanwhile."""
        self.enter()

    def enter(self) -> None:
        """It is shown from now on: pointing at the section of the playhead, with the speed and key it had."""
        position = self._head.desk.status.position
        for at, entry in enumerate(entries_of(self._head.desk.song)):
            if not entry.line and entry.start <= position < entry.end:
                self._at, self._anchor = at, None

    @property
    def going(self) -> str:
        """What is being rehearsed, in words; empty for nothing."""
        if START not in self._head.actions:
            return self._span
        return self._span if self._asking else self._head.desk.status.practice

    # ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────

    def press(self, key: str) -> bool:
        """Space and the rest are left to the key map."""
        moves = {"up": -1, "down": 1, "pageup": -8, "pagedown": 8}
        if key in moves:
            count = len(entries_of(self._head.desk.song))
            self._at = max(0, min(count - 1, self._at + moves[key]))
        elif key in ("left", "right", "+", "-") and not self._known() & {"speed", "transpose"}:
            self._head.desk.say("this studio plays as fast and as high as it was recorded only")
        elif key in ("left", "right"):
            self._speed = max(SLOWEST, min(100, self._speed + (STEP if key == "right" else -STEP)))
            self._again()
        elif key in ("+", "-"):
            step = 1 if key == "+" else -1
            self._key = max(-MOST_SEMITONES, min(MOST_SEMITONES, self._key + step))
            self._again()
        elif key == "v":
            self._anchor = None if self._anchor is not None else self._at
        elif key == "i":
            self._count_in()
        elif key == "enter":
            self._begin()
        elif key == "x":
            self._stop()
        elif key == "escape":
            self._leave()
        else:
            return False
        return True

    def paste(self, text: str) -> None:
        """Nothing is typed here."""

    def span(self) -> str:
        """What is chosen, as the studio reads it; empty without any section."""
        entries = entries_of(self._head.desk.song)
        chosen = entries[self._low : self._high + 1]
        if not chosen:
            return ""
        if len(chosen) == 1:
            return chosen[0].span
        lines = [entry.line for entry in chosen if entry.line]
        first, last = chosen[0], chosen[-1]
        if first.line and last.line:
            return f"lines {min(lines)}-{max(lines)}"
        return f"{first.start}f..{last.end}f"

    @property
    def _low(self) -> int:
        return self._at if self._anchor is None else min(self._at, self._anchor)

    @property
    def _high(self) -> int:
        return self._at if self._anchor is None else max(self._at, self._anchor)

    def _begin(self) -> None:
        span = self.span()
        if not span:
            self._head.desk.say("there are no sections yet; 1 is the Notebook, i adds one there")
            return
        self._span = span
        if START not in self._head.actions:
            self._loop(span)
        else:
            self._start()

    def _start(self) -> None:
        """Of changes in a burst only the last is asked for, when the one before is answered."""
        if self._asking:
            self._changed = True
            return
        self._asking, self._changed = True, False
        wishes = {"span": self._span, "speed": str(self._speed), "transpose": str(self._key)}
        known = {name: value for name, value in wishes.items() if name in self._known()}
        self._head.ask(START, known, self._begun)

    def _begun(self, answer: Answer) -> None:
        self._asking = False
        if self._span or answer.error is None:  # else it was given up here
            self._head.show_answer(answer)
        if self._changed and answer.error is None:
            self._start()

    def _loop(self, span: str) -> None:
        """Where the studio plays as fast as it was written and no other way: the loop, from its start."""
        start = entries_of(self._head.desk.song)[self._low].start
        self._head.ask("loop.span", {"span": span})
        self._head.ask("transport.locate", {"to": f"{start}f"})
        if self._head.desk.status.state == "stopped":
            self._head.ask("transport.toggle", {})

    def _again(self) -> None:
        """A change of speed or key is heard at once when something is rehearsed."""
        if self.going:
            self._span = self._span or self.going
            self._start()

    def _known(self) -> set[str]:
        info = self._head.actions.get(START)
        params: tuple[ParamInfo, ...] = info.params if info else ()
        return {param.name for param in params}

    def _stop(self) -> None:
        self._span, self._changed = "", False
        if STOP in self._head.actions:
            self._head.ask(STOP, {})
        else:
            self._head.ask("transport.stop", {})
            self._head.ask("loop.off", {})

    def _leave(self) -> None:
        if self.going:
            self._stop()
        self._head.close_screen(self)

    def _count_in(self) -> None:
        bars = (self._head.desk.song.click.count_in_bars + 1) % 5
        self._head.ask("click.set", {"count_in": str(bars)})

    # ── drawing ──────────────────────────────────────────────────────────────────────────────────────────────

    def lines(self, width: int, height: int) -> list[Line]:
        """Settings, what there is to choose, and the chords big."""
        desk = self._head.desk
        entries = entries_of(desk.song)
        big = height_of(plain=desk.glyphs.kind == "ascii")
        room = max(1, height - big - 3)
        self._at = max(0, min(self._at, len(entries) - 1))
        self._first = max(0, min(self._first, self._at), self._at - room + 1)
        shown = list(enumerate(entries))[self._first : self._first + room]
        rows = [self._row(at, entry, width) for at, entry in shown]
        if not entries:
            rows = [
                line_of([("   No sections yet: 1 is the Notebook, there i adds one.", Tone.PLAIN)], width)
            ]
        rows += [blank(width)] * (room - len(rows))
        return [self._settings(width), *rows, blank(width), *self._chords(width)][:height]

    def spoken(self) -> tuple[str, ...]:
        """What is chosen, and how it will be played."""
        entries = entries_of(self._head.desk.song)
        if not entries:
            return ("no sections yet: 1 is the Notebook, there i adds one",)
        chosen = entries[self._low : self._high + 1]
        words = [chosen[0].words] if len(chosen) == 1 else [chosen[0].words, chosen[-1].words]
        steps = abs(self._key)
        other = f"{steps} semitone{'s' * (steps != 1)} {'higher' if self._key > 0 else 'lower'}"
        parts = (" to ".join(words), f"speed {self._speed} %", other if steps else "key as written")
        return (*parts, f"rehearsing {self.going}") if self.going else parts

    def _settings(self, width: int) -> Line:
        click = self._head.desk.song.click
        bars = click.count_in_bars
        doing = f"getting {self.going} ready" if self._asking else f"rehearsing {self.going}"
        going = f"   {doing}" if self.going else ""
        runs: list[Run] = [
            (f" speed {self._speed} %", Tone.STRONG),
            (f"   {self._key_words()}", Tone.PLAIN),
            (f"   count-in {bars} bar{'s' * (bars != 1)}" if bars else "   no count-in", Tone.PLAIN),
            (f"   click {'on' if click.on else 'off'}", Tone.PLAIN),
            (going, Tone.LIT),
        ]
        return line_of(runs, width)

    def _key_words(self) -> str:
        steps = abs(self._key)
        return f"key {self._key:+d} semitone{'s' * (steps != 1)}" if steps else "key as written"

    def _row(self, at: int, entry: Entry, width: int) -> Line:
        position = self._head.desk.status.position
        chosen = self._low <= at <= self._high
        playing = bool(entry.line) and entry.start <= position < entry.end
        number = f"{entry.line:3d} " if entry.line else ""
        tone = Tone.PICKED if chosen else Tone.PLAIN if entry.line else Tone.HEADING
        when = format_time(entry.start, self._head.desk.song.rate)
        words = fit(f"{number}{entry.words}", max(1, width - 17))
        mark = (">" if at == self._at else " ") + (self._head.desk.glyphs.roll if playing else " ")
        return line_of([(mark + " ", Tone.KEY), (words, tone), (f" {when}", Tone.DIM)], width)

    def _chords(self, width: int) -> list[Line]:
        """The chord that sounds and the one after it."""
        desk = self._head.desk
        plain = desk.glyphs.kind == "ascii"
        chords: list[SungChord] = [chord for line in sung_lines(desk.song) for chord in line.chords]
        at = bisect_right([chord.start for chord in chords], desk.status.position)
        now = chords[at - 1].name if at else ""
        then = chords[at].name if at < len(chords) else ""
        left, right = (big_rows(name, plain=plain, chord=True) for name in (now, then))
        gap = max(CHORD_ROOM, big_width(now, chord=True) + 4)
        lines = [line_of([(f" {fit('now', gap)}then", Tone.DIM)], width)]
        for one, other in zip(left, right, strict=True):
            lines.append(line_of([(f" {fit(one, gap)}", Tone.STRONG), (other, Tone.DIM)], width))
        return lines

    def cursor(self, width: int, height: int) -> tuple[int, int]:
        """On what is pointed at."""
        return 0, min(height - 1, 1 + self._at - self._first)
