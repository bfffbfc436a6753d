"""What a parameter of an action is, and the common ones, for use in `Annotated`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from tui_studio.song.model import Span, TakeId, TrackId
from tui_studio.song.notebook import SectionId
from tui_studio.units import Decibels, Frames

MASTER = TrackId(0)
"""Stands for the master strip where a parameter allows it; no track has this id."""


@dataclass(frozen=True)
class Param:
    """One parameter: its kind (see `wire.ParamInfo`), one line of help, and what it allows."""

    kind: str
    help: str
    choices: tuple[str, ...] = ()
    many: bool = False
    """For tracks: several names, or `all`; the value is a tuple."""
    master: bool = False
    """For tracks: `Master` too."""
    alias: str = ""
    """Other names it may be written with, with blanks between."""
    rest: bool = False
    """What follows without a name belongs to it, spaces and all: a line of words needs no quotes."""


ATrack = Annotated[TrackId, Param("track", "the track's name or number")]
AStrip = Annotated[TrackId, Param("track", "the track's name or number, or Master", master=True)]
Tracks = Annotated[tuple[TrackId, ...], Param("track", "a track, several, or all", many=True)]
Strips = Annotated[
    tuple[TrackId, ...], Param("track", "a track, several, all, or Master", many=True, master=True)
]
Inputs = Annotated[tuple[int, ...], Param("inputs", "one input or a pair (1, 3-4, 1,2), or none")]
ATake = Annotated[TakeId, Param("take", "the take's number on its track")]
ATime = Annotated[
    Frames,
    Param("time", "bars (17.3.0), minutes (1:02.5), seconds (2.5), frames (96000f), @marker, start or end"),
]
ASpan = Annotated[
    Span, Param("span", "line 3, lines 3-5, a section's name, bars 5-8, 0:10-0:20, from..to, loop or song")
]
ASection = Annotated[SectionId, Param("section", "the section's name or number")]
ALine = Annotated[int, Param("count", "the line's number in the chart, from 1")]
Switch = Annotated[bool, Param("switch", "on or off")]
Replace = Annotated[bool, Param("switch", "take the place of a file of that name")]
Level = Annotated[Decibels, Param("db", "decibels, -inf for silence")]
