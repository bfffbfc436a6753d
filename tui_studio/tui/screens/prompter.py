"""The teleprompter: the line that is sung and the one after it in big letters, chords above, following the playhead."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from tui_studio.song.lyrics import SungLine, sung_lines
from tui_studio.song.model import Song
from tui_studio.song.timeline import PlacedSection, grid_of, section_at, sections_of
from tui_studio.tui.view.big_type import Piece, big_rows, big_width, can_spell, wrapped
from tui_studio.tui.view.cells import Line, Run, Tone, blank, line_of, width_of

if TYPE_CHECKING:
    from tui_studio.tui.head import Head

MARGIN = 1


class PrompterScreen:
    """Arrows put the playhead on another line; all other keys are those of the key map."""

    title = "Teleprompter"
    hint = "space roll, stop  r record  up, down another line  Esc leaves"
    explained: ClassVar[Mapping[str, str]] = {
        "up": "the playhead to the line before or after",
        "down": "the playhead to the line before or after",
        "escape": "back to what was shown before",
    }

    def __init__(self, head: Head) -> None:
        self._head = head

    def press(self, key: str) -> bool:
        """Arrows and Escape."""
        if key in ("up", "down"):
            self._step(-1 if key == "up" else 1)
        elif key == "escape":
            self._head.close_screen(self)
        else:
            return False
        return True

    def paste(self, text: str) -> None:
        """Nothing is typed here."""

    def cursor(self, width: int, height: int) -> tuple[int, int]:
        """At the beginning of the line that is sung."""
        return 0, min(2, height - 1)

    def spoken(self) -> tuple[str, ...]:
        """The line that is sung, with its chords in brackets, and the next one."""
        song, position = self._head.desk.song, self._head.desk.status.position
        sung = sung_lines(song)
        at = bisect_right([line.start for line in sung], position) - 1
        now = sung[at].text.strip() if at >= 0 and position < sung[at].end else ""
        then = sung[at + 1].text.strip() if at + 1 < len(sung) else "the last line"
        if not sung:
            return ("no line of words is on the timeline: 1 is the Notebook, z lays them there",)
        return (now, f"then {then}") if now else (f"first {then}",)

    def _step(self, by: int) -> None:
        desk = self._head.desk
        starts = [line.start for line in sung_lines(desk.song)]
        if desk.status.state == "recording" or not starts:
            desk.say("the playhead stays while recording" if starts else "there are no lines on the timeline")
            return
        at = bisect_right(starts, desk.status.position) - 1 + by
        self._head.send("transport.locate", {"to": f"{starts[max(0, min(len(starts) - 1, at))]}f"})

    def lines(self, width: int, height: int) -> list[Line]:
        """Where in the song, the line that is sung, the next one, and more of them as far as there is room."""
        desk = self._head.desk
        song, position = desk.song, desk.status.position
        plain = desk.glyphs.kind == "ascii"
        sung = sung_lines(song)
        lines = [_header(song, position, width), self._lead(width)]
        if not sung:
            return _without_words(song, width, height)
        first = bisect_right([line.start for line in sung], position) - 1
        if first >= 0 and position < sung[first].end:
            at = bisect_right([chord.start for chord in sung[first].chords], position) - 1
            lines += _block(sung[first], width, at, plain, Tone.STRONG)
            lines.append(blank(width))
        lines += self._ahead(sung[first + 1 :], song, width, height - len(lines))
        return (lines + [blank(width)] * height)[:height]

    def _lead(self, width: int) -> Line:
        """How many beats are counted in still."""
        song, status = self._head.desk.song, self._head.desk.status
        if status.lead_left <= 0:
            return blank(width)
        grid = grid_of(song)
        beat = song.rate * 240.0 / grid.bpm_at(status.position) / song.beat_unit
        left = math.ceil(status.lead_left / beat)
        return line_of([(f"{' ' * MARGIN}count-in: {left} beat{'s' * (left != 1)} to go", Tone.WARN)], width)

    def _ahead(self, coming: tuple[SungLine, ...], song: Song, width: int, room: int) -> list[Line]:
        """The next line big while it fits, the others small."""
        position = self._head.desk.status.position
        plain = self._head.desk.glyphs.kind == "ascii"
        if not coming:
            return [line_of([(" the last line", Tone.DIM)], width)]
        lines = [line_of([(" " * MARGIN + _how_far(song, coming[0], position), Tone.DIM)], width)]
        big = _block(coming[0], width, -1, plain, Tone.PLAIN)
        small = _small(coming[0], width, Tone.STRONG)
        lines += big if len(lines) + len(big) <= room else small
        for line in coming[1:]:
            following = _small(line, width, Tone.DIM)
            if len(lines) + len(following) + 1 > room:
                break
            lines += [blank(width), *following]
        return lines


def _header(song: Song, position: int, width: int) -> Line:
    """Section, bar within it, beats of the bar."""
    placed = section_at(song, position)
    time = grid_of(song).time_at(position)
    beats = placed.beats_per_bar if placed else song.beats_per_bar
    dots = " ".join("#" if beat <= time.beat else "." for beat in range(1, beats + 1))
    runs: list[Run] = [(" " * MARGIN, Tone.PLAIN)]
    if placed is not None:
        bar = time.bar - placed.first_bar + 1
        runs += [(placed.section.name, Tone.HEADING), (f"  bar {bar} of {placed.section.bars}  ", Tone.PLAIN)]
        runs += [(f"{placed.section.key}  ", Tone.KEY)] if placed.section.key else []
    else:
        runs.append((f"bar {time.bar}  ", Tone.PLAIN))
    runs.append((dots, Tone.LIT))
    following = _next_section(song, placed)
    used = sum(width_of(text) for text, _ in runs)
    words = f"then {following} " if following else ""
    if used + width_of(words) <= width:
        runs += [(" " * (width - used - width_of(words)), Tone.PLAIN), (words, Tone.DIM)]
    return line_of(runs, width)


def _next_section(song: Song, placed: PlacedSection | None) -> str:
    sections = sections_of(song)
    if placed is None or placed.number >= len(sections):
        return ""
    return sections[placed.number].section.name


def _how_far(song: Song, line: SungLine, position: int) -> str:
    """`Chorus, in 2 bars`; nothing where the line follows at once."""
    grid = grid_of(song)
    here = section_at(song, position)
    there = section_at(song, line.start)
    name = there.section.name if there and (here is None or here.section.id != there.section.id) else ""
    bars = grid.time_at(line.start).bar - grid.time_at(position).bar
    far = f"in {bars} bars" if bars > 1 else ""
    return ", ".join(part for part in (name, far) if part)


def _without_words(song: Song, width: int, height: int) -> list[Line]:
    words = (
        "No line of words is on the timeline.",
        "1 is the Notebook: write the words there, z lays them on the timeline.",
    )
    lines = [blank(width), *(line_of([(f"   {text}", Tone.PLAIN)], width) for text in words)]
    return (lines + [blank(width)] * height)[:height]


@lru_cache(64)
def _block(line: SungLine, width: int, chord: int, plain: bool, tone: Tone) -> list[Line]:
    """A line in big letters with its chords; small where its letters cannot be drawn. `chord` is the one that sounds."""
    words = line.words or "  ".join(one.name for one in line.chords)
    room = width - 2 * MARGIN
    if not can_spell(words):
        return _small(line, width, tone)
    drawn: list[Line] = []
    pieces = wrapped(words, room)
    for at, piece in enumerate(pieces):
        last = at == len(pieces) - 1
        if line.words and line.chords:
            drawn.append(_chords_over(line, piece, last, chord, width))
        drawn += [
            line_of([(" " * MARGIN + row, tone)], width)
            for row in big_rows(piece.text, plain=plain, chord=not line.words)
        ]
    return drawn


def _chords_over(line: SungLine, piece: Piece, last: bool, sounding: int, width: int) -> Line:
    """The chords of one piece, each above the letter it stands before."""
    runs: list[Run] = [(" " * MARGIN, Tone.PLAIN)]
    used = 0
    for at, chord in enumerate(line.chords):
        within = chord.column - piece.start
        if within < 0 or (within >= len(piece.text) + 1 and not last):
            continue
        column = max(big_width(piece.text[:within]), used + 1 if used else 0)
        runs += [
            (" " * (column - used), Tone.PLAIN),
            (chord.name, Tone.PICKED if at == sounding else Tone.KEY),
        ]
        used = column + width_of(chord.name)
    return line_of(runs, width)


def _small(line: SungLine, width: int, tone: Tone) -> list[Line]:
    """Chords and words in letters of one cell."""
    above = ""
    for chord in line.chords:
        above += " " * max(chord.column - width_of(above), 1 if above else 0) + chord.name
    rows = [(above, Tone.KEY if tone != Tone.DIM else Tone.DIM)] if above else []
    rows += [(line.words, tone)] if line.words else []
    return [line_of([(" " * MARGIN + text, tone_of_row)], width) for text, tone_of_row in rows]
