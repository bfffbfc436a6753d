"""What stands beside a page on a wide screen: the structure and the last ideas beside the words, the words beside all else."""

from __future__ import annotations

from tui_studio.song.model import Song
from tui_studio.song.planning import next_planned
from tui_studio.song.timeline import sections_of
from tui_studio.tui.notebook.chart_rows import Chords, chart_rows
from tui_studio.tui.notebook.ideas import when
from tui_studio.tui.view.cells import Line, Run, Tone, blank, fit, line_of
from tui_studio.tui.view.desk import Desk
from tui_studio.units import format_span

IDEAS = 12


def beside_words(desk: Desk, width: int) -> list[Line]:
    """Sections, what is next in the plan, ideas."""
    song = desk.song
    lines = [_heading("Structure", width)]
    for placed in sections_of(song):
        here = placed.start <= desk.status.position < placed.end
        length = format_span((placed.end - placed.start) / song.rate)
        runs: list[Run] = [
            (f"{'>' if here else ' '}{placed.number:2d} {fit(placed.section.name, 16)} ", Tone.PLAIN),
            (f"{placed.section.bars:3d} bars {placed.bpm:g} ", Tone.PLAIN),
            (f"{placed.beats_per_bar}/{placed.beat_unit} {placed.section.key:<3} {length}", Tone.DIM),
        ]
        lines.append(line_of(runs, width))
    following = next_planned(song)
    if following is not None:
        lines += [
            blank(width),
            line_of([("Next in the plan: ", Tone.HEADING), (following.item.name, Tone.PLAIN)], width),
        ]
    lines += [blank(width), _heading("Ideas", width)]
    for idea in song.notebook.ideas[: -IDEAS - 1 : -1]:
        words = idea.text.split("\n")[0] or "voice memo"
        lines.append(line_of([(f" {when(idea.created)}  ", Tone.DIM), (words, Tone.PLAIN)], width))
    return lines


def beside_structure(song: Song, chords: Chords, width: int) -> list[Line]:
    """The words."""
    return [line_of(row.runs, width) for row in chart_rows(song, chords, width)]


def _heading(text: str, width: int) -> Line:
    return line_of([(text, Tone.HEADING)], width)
