"""The notebook as data: ideas, the chart (words and chords), the structure, the plan and the references.

The chart is the ChordPro document line by line, verbatim, each line with an id that survives edits around it. A section
lays a part of the chart on the timeline: `chart_part` names the chart line that opens the part (its environment directive,
or its first line). The same part may be laid more than once ("chorus again"), so a line that is sung is named by section
and line: `SungLine` in `song.lyrics`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

from tui_studio.song.data import Data

IdeaId = NewType("IdeaId", int)
ChartLineId = NewType("ChartLineId", int)
SectionId = NewType("SectionId", int)


class Idea(Data, frozen=True):
    """Something jotted down, or a voice memo."""

    id: IdeaId
    text: str
    created: str
    """ISO 8601 with offset."""
    tags: tuple[str, ...] = ()
    audio: str = ""
    """Path of the memo's file relative to the song folder; empty without sound."""
    used_as: str = ""
    """What it became: `section 4`, `line 12`, `track 7`; empty while it is only an idea."""


class ChartLine(Data, frozen=True):
    """One line of the ChordPro document, verbatim, without its line end."""

    id: ChartLineId
    text: str


class LineSpan(Data, frozen=True):
    """Where a line is sung in its section, in beats (quarter notes) from the section's start."""

    line: ChartLineId
    start: float
    end: float


class Section(Data, frozen=True):
    """A named span of the song. Sections follow each other without gaps, from the song's start."""

    id: SectionId
    name: str
    bars: int
    tempo_bpm: float = 0.0
    """Quarter notes per minute; 0 keeps the tempo that rules before it."""
    ramp: bool = False
    """The tempo glides over this section to the next section's."""
    beats_per_bar: int = 0
    beat_unit: int = 0
    """Time signature; 0 keeps the one before."""
    key: str = ""
    note: str = ""
    chart_part: ChartLineId | None = None
    spans: tuple[LineSpan, ...] = ()
    """Lines whose place was set by hand; the others share the section's bars evenly."""


class PlanState(StrEnum):
    """How far a planned track is."""

    PLANNED = "planned"
    RECORDED = "recorded"
    COMPED = "comped"
    DONE = "done"


class PlanItem(Data, frozen=True):
    """A track to be recorded, in the order the record is built."""

    name: str
    part: str = ""
    """`backbone`, `lead`, `harmony`, `melody`."""
    state: PlanState = PlanState.PLANNED
    track: int | None = None
    """The track's id once it exists."""


class Reference(Data, frozen=True):
    """A record to compare with: a link, or an audio file."""

    title: str
    target: str
    note: str = ""


class Notebook(Data, frozen=True):
    """All that is written about the song before and while it is recorded."""

    ideas: tuple[Idea, ...] = ()
    chart: tuple[ChartLine, ...] = ()
    sections: tuple[Section, ...] = ()
    plan: tuple[PlanItem, ...] = ()
    references: tuple[Reference, ...] = ()
    capo: int = 0
