"""Practising: a span round and round, slower or in another key; a memo heard. Nothing of it is in the song.

While something is practised the engine runs another spec than the song's; whatever the user then does with the transport ends it.
"""

from __future__ import annotations

import asyncio
import contextlib
import struct
from collections.abc import Callable
from pathlib import Path

import msgspec

from tui_studio.engine.protocol import (
    ClickSpec,
    ClickWhen,
    ClipSpec,
    EngineSpec,
    LeadSpec,
    Locate,
    Roll,
    SpanSpec,
    Stop,
    TrackSpec,
    TransportMoved,
    TransportState,
)
from tui_studio.errors import BadInputError, EngineError, NotNowError
from tui_studio.song.model import Song, Span
from tui_studio.studio.clicking import clicks, lead_of
from tui_studio.studio.devices import Devices
from tui_studio.studio.engine_keeper import EngineKeeper
from tui_studio.studio.jobs.rehearsal import TrackToStretch, stretch_tracks
from tui_studio.studio.jobs.runner import JobRunner
from tui_studio.studio.reconciler import Reconciler
from tui_studio.studio.song_keeper import SongKeeper
from tui_studio.studio.transport import ROLL_SECONDS, Transport

SLOWEST, FASTEST = 50, 100
FURTHEST = 12
MEMO_SLOT = 253
MEMO_TRACK = 0
"""No track of a song has this number."""


class Practice:
    """See the module."""

    def __init__(
        self,
        *,
        folder: Path,
        keeper: SongKeeper,
        engine: EngineKeeper,
        devices: Devices,
        reconciler: Reconciler,
        transport: Transport,
        jobs: JobRunner,
    ) -> None:
        self._folder = folder
        self._keeper = keeper
        self._engine = engine
        self._devices = devices
        self._reconciler = reconciler
        self._transport = transport
        self._jobs = jobs
        self._rolling = False
        self._turn = asyncio.Lock()
        """One begins or ends at a time."""
        self._begun = 0
        """How many began: an end that is meant for one never ends the next."""
        self._asked = 0
        """How often something was asked for or ended: what is ready too late does not begin."""
        self._back: int | None = None
        """Where the playhead goes when it is over; None: where it is."""
        self._tasks: set[asyncio.Task[None]] = set()
        self.going = ""
        """What is practised, in words; empty for nothing."""

    # ── rehearsing ───────────────────────────────────────────────────────────────────────────────────────────

    async def rehearse(self, span: Span, speed: int, semitones: int, name: str) -> None:
        """Play the span round and round, `speed` percent fast and so many semitones higher, counted in. Raises TuiStudioError.

        What is heard now goes on until all is rendered; whatever else is asked for meanwhile takes its place (NotNowError).
        """
        if not SLOWEST <= speed <= FASTEST:
            raise BadInputError(f"a speed of {speed} % is not possible", hint=f"use {SLOWEST} to {FASTEST}")
        if abs(semitones) > FURTHEST:
            raise BadInputError(f"{semitones} semitones is too far", hint=f"use -{FURTHEST} to {FURTHEST}")
        await self._engine.connected()
        self._refuse_recording()
        song = self._keeper.song
        self._devices.check_rate(song)
        self._asked += 1
        number = self._asked
        spec = await self._stretched(song, span, speed, semitones)
        lead = _slower(
            lead_of(msgspec.structs.replace(song, pre_roll=0.0), span.start, recording=True), speed
        )
        async with self._turn, self._transport.unless_recording():
            if number != self._asked:
                raise NotNowError(
                    "the rehearsal was given up before it was ready",
                    hint="what was asked for after it goes on; rehearse.start begins another",
                )
            await self._end()
            self._transport.shown = _shown(span, speed)
            await self._begin(spec, name, span.start, Roll(lead=lead))

    async def _stretched(
        self, song: Song, span: Span, speed: int, semitones: int
    ) -> Callable[[EngineSpec], EngineSpec]:
        """What turns the song's spec into that of the rehearsal; renders ahead what has to be."""
        if speed == 100 and not semitones:
            loop = SpanSpec(span.start, span.end)
            return lambda spec: msgspec.structs.replace(spec, loop=loop, punch=None)
        await self._reconciler.settled()
        wanted = self._reconciler.compiled()
        only_guides = any(track.plays_guide and track.clips for track in song.tracks)
        shifted = {track.id for track in song.tracks if track.plays_guide or not only_guides}
        shifted -= {track.id for track in song.tracks if track.guide_part == "drums"}
        questions = [
            TrackToStretch(track, semitones if track.track in shifted else 0)
            for track in wanted.tracks
            if any(clip.start < span.end and clip.start + clip.frames > span.start for clip in track.clips)
        ]
        files = await self._jobs.run(
            f"rehearse at {speed} %",
            stretch_tracks,
            questions,
            cache=str(self._folder / "cache"),
            span=(span.start, span.end),
            speed=speed / 100.0,
            rate=song.rate,
        )
        length = round((span.end - span.start) * 100 / speed)
        click = _slow_click(song, wanted.click, span, speed)

        def change(spec: EngineSpec) -> EngineSpec:
            tracks = tuple(
                msgspec.structs.replace(track, clips=_placed(files.get(track.track), span.start, length))
                for track in spec.tracks
            )
            loop = SpanSpec(span.start, span.start + length)
            return msgspec.structs.replace(
                spec, tracks=tracks, loop=loop, punch=None, click=click, pace=speed
            )

        return change

    # ── hearing a file ───────────────────────────────────────────────────────────────────────────────────────

    async def play_file(self, path: Path, frames: int, channels: int, name: str) -> None:
        """Play a file once, alone; then the playhead is where it was. Raises TuiStudioError."""
        await self._engine.connected()
        self._refuse_recording()
        self._devices.check_rate(self._keeper.song)
        self._asked += 1
        async with self._turn, self._transport.unless_recording():
            await self._end()
            await self._play_here(path, frames, channels, name)

    async def _play_here(self, path: Path, frames: int, channels: int, name: str) -> None:
        here = self._transport.motion().position
        memo = TrackSpec(
            track=MEMO_TRACK,
            slot=MEMO_SLOT,
            channels=channels,
            clips=(ClipSpec(str(path), here, 0, frames),),
        )

        def change(spec: EngineSpec) -> EngineSpec:
            return msgspec.structs.replace(
                spec,
                tracks=(memo,),
                loop=None,
                punch=None,
                click=None,
                controls={**spec.controls, MEMO_SLOT: (1.0, 0.0, 1.0, 1.0)},
            )

        self._back = here
        await self._begin(change, name, here, Roll(frames=frames))

    # ── trying something in the song ─────────────────────────────────────────────────────────────────────────

    async def listen(self, name: str, at: int, spec: Callable[[EngineSpec], EngineSpec], *, on: bool) -> None:
        """Play the song as changed from `at`; with `on` what is heard goes on, changed to this. Raises TuiStudioError."""
        await self._engine.connected()
        self._refuse_recording()
        self._devices.check_rate(self._keeper.song)
        async with self._turn, self._transport.unless_recording():
            if on and self.going and self._transport.moving:
                self.going, self._reconciler.override = name, spec
                await self._reconciler.settled()
            else:
                await self._end()
                await self._begin(spec, name, at, Roll())

    async def let_go(self) -> None:
        """The song is back, and plays on where it is."""
        async with self._turn:
            if self.going:
                self.going, self._rolling, self._back = "", False, None
                self._reconciler.override = None
                self._transport.shown = int
                with contextlib.suppress(EngineError):
                    await self._reconciler.settled()

    # ── beginning and ending ─────────────────────────────────────────────────────────────────────────────────

    async def _begin(self, spec: Callable[[EngineSpec], EngineSpec], name: str, at: int, roll: Roll) -> None:
        self._begun += 1
        self._rolling = False
        if self._transport.moving:
            await self._engine.ask(Stop(), ROLL_SECONDS)
        self.going = name
        self._reconciler.override = spec
        try:
            await self._reconciler.settled()
            await self._engine.ask(Locate(at), ROLL_SECONDS)
            await self._engine.ask(roll, ROLL_SECONDS)
        except EngineError:
            await self._end()
            raise
        self._rolling = True

    async def end(self) -> None:
        """The song is back, the playhead where it was heard last. Nothing happens when nothing is practised."""
        self._asked += 1
        async with self._turn:
            await self._end()

    async def _end(self) -> None:
        if not self.going:
            return
        position = self._transport.motion().position if self._back is None else self._back
        self.going, self._rolling, self._back = "", False, None
        self._reconciler.override = None
        with contextlib.suppress(EngineError):  # an engine that died is given the song anyway
            await self._engine.ask(Stop(), ROLL_SECONDS)
            self._transport.shown = int
            await self._reconciler.settled()
            await self._engine.ask(Locate(position), ROLL_SECONDS)
        self._transport.shown = int

    def engine_died(self) -> None:
        """The next engine is given the song."""
        self.going, self._rolling, self._back = "", False, None
        self._reconciler.override = None
        self._transport.shown = int

    def moved(self, event: TransportMoved) -> None:
        """The transport changed its state: one that stopped by itself ends what was practised."""
        if self._rolling and event.state == TransportState.STOPPED:
            self._rolling = False
            task = asyncio.create_task(self._over(self._begun))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _over(self, number: int) -> None:
        async with self._turn:
            if number == self._begun:
                await self._end()

    def _refuse_recording(self) -> None:
        if self._transport.recording:
            raise NotNowError("it is recording", hint="transport.stop ends the take")


def _shown(span: Span, speed: int) -> Callable[[int], int]:
    return lambda position: span.start + (position - span.start) * speed // 100


def _placed(path: str | None, start: int, length: int) -> tuple[ClipSpec, ...]:
    return () if path is None else (ClipSpec(path, start, 0, length),)


def _slower(lead: LeadSpec | None, speed: int) -> LeadSpec | None:
    if lead is None or speed == 100:
        return lead
    beats = struct.unpack(f"<{len(lead.beats) // 8}q", lead.beats)
    return LeadSpec(
        frames=round(lead.frames * 100 / speed),
        beats=struct.pack(f"<{len(beats)}q", *(round(beat * 100 / speed) for beat in beats)),
        accents=lead.accents,
    )


def _slow_click(song: Song, click: ClickSpec | None, span: Span, speed: int) -> ClickSpec | None:
    if click is None or click.when is ClickWhen.NEVER:
        return click
    found = [
        (span.start + round((frame - span.start) * 100 / speed), kind)
        for frame, kind in (clicks(song, span.start, span.end) if song.click.on else ())
    ]
    sounds = tuple(
        msgspec.structs.replace(one, start=span.start + round((one.start - span.start) * 100 / speed))
        for one in click.sounds
        if one.start < span.end
    )
    return msgspec.structs.replace(
        click,
        sounds=sounds,
        beats=struct.pack(f"<{len(found)}q", *(frame for frame, _ in found)),
        accents=bytes(kind for _, kind in found),
        when=ClickWhen.ALWAYS,
    )
