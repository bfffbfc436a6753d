"""Tones in the eight colours every terminal has; where there is no colour only weight and reverse are left."""

from __future__ import annotations

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui_studio.tui.view.cells import Line, Tone, width_of

STYLES: dict[Tone, Style] = {
    Tone.PLAIN: Style(),
    Tone.DIM: Style(dim=True),
    Tone.STRONG: Style(bold=True),
    Tone.GOOD: Style(color="green"),
    Tone.WARN: Style(color="yellow"),
    Tone.ALARM: Style(color="red", bold=True),
    Tone.RECORD: Style(color="white", bgcolor="red", bold=True),
    Tone.PICKED: Style(reverse=True),
    Tone.HEADING: Style(bold=True),
    Tone.WAVE: Style(color="cyan"),
    Tone.GROWING: Style(color="red"),
    Tone.PLAYHEAD: Style(reverse=True),
    Tone.KEY: Style(bold=True, color="cyan"),
    Tone.LIT: Style(bold=True, color="yellow"),
}
COLOURLESS: dict[Tone, Style] = {
    tone: Style(bold=style.bold, dim=style.dim, reverse=style.reverse or tone == Tone.RECORD)
    for tone, style in STYLES.items()
}


def styles(colour: bool) -> dict[Tone, Style]:
    """The style of every tone."""
    return STYLES if colour else COLOURLESS


@lru_cache(1024)
def strip_of(line: Line, colour: bool) -> Strip:
    """A line as Textual draws it."""
    looks = styles(colour)
    return Strip([Segment(text, looks[tone]) for text, tone in line], sum(width_of(text) for text, _ in line))
