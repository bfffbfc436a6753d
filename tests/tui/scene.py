"""Songs, statuses and a studio that answers by a script, for tests of the head without a terminal."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from tui_studio.song.model import (
    Certificate,
    Comp,
    CompId,
    Gap,
    PassId,
    Segment,
    Song,
    Source,
    SourceId,
    Strip,
    Take,
    TakeId,
    Track,
    TrackId,
)
from tui_studio.studio.wire import ActionInfo, Answer, Failure, Meter, ParamInfo, Status, Welcome
from tui_studio.tui.head import Head
from tui_studio.tui.screen_lines import ScreenLines
from tui_studio.tui.view.cells import text_of
from tui_studio.tui.view.desk import Desk
from tui_studio.tui.view.glyphs import BRAILLE, Glyphs

NAMES = ("Kick", "Snare", "Overheads", "Bass", "Rhythm gtr", "Lead vox", "Harmony")
TRACK = ParamInfo("track", "track", "a track", many=True)
CATALOGUE = (
    ActionInfo("transport.toggle", "roll or stop", while_recording="free", ends_take=True),
    ActionInfo("transport.stop", "stop", while_recording="free", ends_take=True),
    ActionInfo(
        "transport.record_toggle", "record; again: stop and keep", while_recording="free", ends_take=True
    ),
    ActionInfo(
        "transport.locate", "move the playhead", (ParamInfo("to", "time", "where"),), while_recording="never"
    ),
    ActionInfo("track.toggle_arm", "arm tracks", (TRACK,)),
    ActionInfo(
        "track.add",
        "make a track",
        (
            ParamInfo("name", "text", "its name", required=False),
            ParamInfo("inputs", "inputs", "", required=False),
        ),
    ),
    ActionInfo(
        "track.rename",
        "name",
        (ParamInfo("track", "track", "a track"), ParamInfo("name", "text", "")),
        "",
        "free",
    ),
    ActionInfo("strip.toggle_mute", "mute strips", (TRACK,), while_recording="free"),
    ActionInfo(
        "strip.fader",
        "set a fader",
        (TRACK, ParamInfo("db", "db", "decibels"), ParamInfo("moving", "switch", "", required=False)),
        while_recording="free",
    ),
    ActionInfo("loop.start", "the loop begins here", (ParamInfo("at", "time", "where", required=False),)),
    ActionInfo("studio.quit", "end the studio", ends_take=True),
    ActionInfo("device.list", "the sound cards", while_recording="free"),
    ActionInfo(
        "device.open",
        "use a sound card",
        (ParamInfo("name", "text", "", required=False), ParamInfo("api", "text", "", required=False)),
        while_recording="never",
    ),
    ActionInfo("soundcheck.run", "look whether everything is ready", while_recording="never"),
    ActionInfo(
        "take.overview",
        "a waveform",
        tuple(ParamInfo(name, "count", "") for name in ("source", "width", "frames")),
        while_recording="free",
    ),
)


def song_of(count: int = 7, **changes: Any) -> Song:
    """A song with tracks that are called like in the pictures, on inputs of their own."""
    tracks = tuple(Track(TrackId(at + 1), NAMES[at % 7], (at + 1,)) for at in range(count))
    return Song(**{"uid": "u", "title": "Quiet grey", "tracks": tracks, **changes})


def certificate(**changes: Any) -> Certificate:
    """What a take without blemish has."""
    plain = {
        "device": "virtual", "host_api": "virtual", "rate": 48000, "block": 128, "inputs": (1,), "latency_frames": 0,
        "latency_measured": False, "started_at": "2026-11-22T10:00:00+00:00", "closed": "stopped", "checksum": "",
    }  # fmt: skip
    return Certificate(**{**plain, **changes})


def with_take(
    track: Track, *, number: int = 1, frames: int = 480_000, gap: bool = False, rating: int = 0
) -> Track:
    """The track with a take that plays, from the song's start."""
    gaps = (Gap(100, 64, "xrun"),) if gap else ()
    take = Take(
        TakeId(100 + number),
        number,
        PassId(50),
        SourceId(200 + number),
        0,
        frames,
        certificate(gaps=gaps),
        rating=rating,
    )
    comp = Comp(CompId(300), "A", (Segment(take.id, 0, frames),))
    return Track(
        track.id,
        track.name,
        track.inputs,
        track.armed,
        takes=(*track.takes, take),
        comps=(comp,),
        active_comp=comp.id,
    )


def source_for(number: int = 1, frames: int = 480_000) -> Source:
    """The source of a take made by `with_take`."""
    return Source(SourceId(200 + number), f"audio/{number}.wav", 1, frames, 48000, "pcm24", "recorded")


def status_of(state: str = "stopped", position: int = 0, **changes: Any) -> Status:
    """The machine in a state."""
    plain: dict[str, Any] = {
        "rate": 48000, "block": 128, "punched_in": state == "recording", "remaining_seconds": 11520.0, "load": 0.18,
        "device": "UMC1820", "heads": 1,
    }  # fmt: skip
    return Status(state, position, **{**plain, **changes})


def meter(db: float, *, hold: float = -144.0, clips: int = 0) -> Meter:
    """The same on both sides."""
    return Meter(db, db, max(db, hold), clips)


def muted(track: Track) -> Track:
    """The track with its strip muted."""
    return Track(track.id, track.name, track.inputs, strip=Strip(mute=True))


@dataclass
class Clock:
    """Seconds that pass when the test says so."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def desk_of(song: Song | None = None, status: Status | None = None, glyphs: Glyphs = BRAILLE) -> Desk:
    """A desk with a clock that stands."""
    return Desk(song or song_of(), status or status_of(), glyphs, Clock())


@dataclass
class Studio:
    """Stands for the studio's client: remembers what was asked, answers by `answers`."""

    song: Song
    catalogue: tuple[ActionInfo, ...] = CATALOGUE
    asked: list[tuple[str, dict[str, Any], bool]] = field(default_factory=list)
    lines: list[tuple[str, bool]] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)

    @property
    def welcome(self) -> Welcome:
        return Welcome(1, "0", "/songs/x", self.song, 0, self.catalogue)

    async def ask(self, action: str, /, *, confirmed: bool = False, **params: Any) -> Answer:
        self.asked.append((action, params, confirmed))
        return self.answers.get(action, Answer(1, action, text=f"did {action}"))

    async def line(self, text: str, *, confirmed: bool = False) -> Answer:
        self.lines.append((text, confirmed))
        return self.answers.get(text, Answer(1, "", text=f"did {text}"))


REFUSED = Answer(1, error=Failure("it cannot be", "here", "do that"))


class Scene:
    """A head on a scripted studio."""

    def __init__(self, song=None, status=None) -> None:
        self.studio = Studio(song or song_of())
        self.desk = desk_of(self.studio.song, status)
        self.left: list[str] = []
        self.head = Head(self.studio, self.desk, lambda: None, self.left.append)

    async def press(self, *keys: str) -> None:
        for key in keys:
            self.head.press(key)
        while self.head.talk._tasks:
            await asyncio.gather(*self.head.talk._tasks)

    async def type(self, text: str) -> None:
        await self.press(*("space" if letter == " " else letter for letter in text), "enter")

    @property
    def asked(self) -> list[tuple[str, dict]]:
        return [(action, params) for action, params, _ in self.studio.asked]

    def state(self, state: str, **changes) -> None:
        self.head.hear(status_of(state, **changes))

    def screen(self, width: int = 80, height: int = 24) -> list[str]:
        lines, _ = ScreenLines(self.head).draw(width, height)
        return [text_of(line) for line in lines]
