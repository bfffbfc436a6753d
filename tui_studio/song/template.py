"""Templates as data: what a new song may begin with. Their files are read elsewhere."""

from __future__ import annotations

from tui_studio.song.data import Data


class TemplateTrack(Data, frozen=True):
    """A track to be recorded."""

    name: str
    part: str = ""
    """`backbone`, `lead`, `harmony`, `melody`."""
    inputs: tuple[int, ...] = (1,)


class TemplateSection(Data, frozen=True):
    """A section to begin with."""

    name: str
    bars: int


class Template(Data, frozen=True):
    """A plan, and what else a song of this kind begins with."""

    title: str
    help: str = ""
    plan: tuple[TemplateTrack, ...] = ()
    """In the order the record is built."""
    sections: tuple[TemplateSection, ...] = ()
    tempo_bpm: float = 0.0
    """0 leaves the song's."""
    beats_per_bar: int = 4
    beat_unit: int = 4
