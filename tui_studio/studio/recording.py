"""Recording: the files of a pass are named here, the engine writes them, and when they are whole they become takes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from tui_studio.engine.client import EngineClient
from tui_studio.engine.protocol import (
    EngineStatus,
    ForgetPass,
    Keep,
    LeadSpec,
    LookBack,
    PassClosed,
    PassProgress,
    PassReport,
    Record,
)
from tui_studio.engine.protocol import Status as AskStatus
from tui_studio.errors import EngineError, NotNowError, SongError, TuiStudioError
from tui_studio.song import edits
from tui_studio.song.edits.passes import NewTake
from tui_studio.song.model import Song, Track, TrackId
from tui_studio.studio import closings
from tui_studio.studio.armed import able, check_able, left_out
from tui_studio.studio.devices import Devices
from tui_studio.studio.engine_keeper import EngineKeeper
from tui_studio.studio.heads import Heads
from tui_studio.studio.pass_files import ledger_of, next_pass, take_files, tracks_in
from tui_studio.studio.room import LEAST_SECONDS, Room
from tui_studio.studio.salvaging import let_go, salvage
from tui_studio.studio.song_keeper import SongKeeper
from tui_studio.studio.takes import growth_of, longer_takes, new_takes, pass_level, pass_sentence
from tui_studio.studio.wire import Growth
from tui_studio.units import format_span, format_time

if TYPE_CHECKING:
    from tui_studio.studio.transport import Transport

log = logging.getLogger(__name__)

RECORD_SECONDS = 30.0
CATCH_UP_SECONDS = 10.0
KEEP_SECONDS = 60.0
"""How far back is kept when nobody says."""


class Recording:
    """See the module."""

    def __init__(
        self,
        *,
        folder: Path,
        keeper: SongKeeper,
        engine: EngineKeeper,
        devices: Devices,
        room: Room,
        heads: Heads,
    ) -> None:
        self._folder = folder
        self._keeper = keeper
        self._engine = engine
        self._devices = devices
        self._room = room
        self._heads = heads
        self._closings = closings.Closings()
        self._keeping = asyncio.Lock()
        self._taking: dict[int, asyncio.Task[str]] = {}
        self._coming: list[asyncio.Future[str]] = []
        self._kept: set[asyncio.Task[None]] = set()
        self._given_up: set[int] = set()
        """Kept passes for which nobody waits any longer."""
        self._numbering = asyncio.Lock()
        self._looked = False
        self._goes_on = False
        """A pass was taken over from another studio, and it is not told yet."""
        self.open_pass: int | None = None
        """The pass that is being recorded."""
        self.begun_anew: int | None = None
        """A pass that its player gave up: no alarm when nothing is in it."""
        self._into: tuple[TrackId, ...] = ()
        """The tracks of the pass that was begun last."""

    @property
    def tracks(self) -> tuple[TrackId, ...]:
        """The tracks that the open pass records, whatever is armed by now; empty without one."""
        return () if self.open_pass is None else self._into

    # ── beginning ────────────────────────────────────────────────────────────────────────────────────────────

    def check(self) -> None:
        """Raises TuiStudioError when the armed tracks cannot be recorded."""
        song = self._keeper.song
        self._check(song, [track for track in song.tracks if track.armed])

    async def begin(self, lead: LeadSpec | None = None, post_roll: int = -1) -> list[Track]:
        """Open the files of a new pass and roll. The tracks it records; raises TuiStudioError with nothing begun.

        An armed track whose input the device lacks does not keep the others from being recorded: that is an alarm.
        `lead` comes before it when it begins at rest, `post_roll` frames after its punch out; -1: it rolls on.
        """
        song = self._keeper.song
        armed = [track for track in song.tracks if track.armed]
        self._check(song, armed)
        await self._check_room(song)
        there = able(armed, self._devices.current)
        client = await self._engine.connected()
        pass_id = await self._reserved(song)
        request = msgspec.structs.replace(self._record(song, there, pass_id), lead=lead, post_roll=post_roll)
        try:
            await client.ask(request, RECORD_SECONDS)
        except EngineError:
            self._closings.forget(pass_id)
            raise
        if pass_id in self._closings.passes:
            self.open_pass, self._into = pass_id, tuple(track.id for track in there)
        self._tell_left_out(armed)
        return there

    def _check(self, song: Song, tracks: Sequence[Track]) -> None:
        self._devices.check_rate(song)
        if not tracks:
            hint = "track.arm arms one" if song.tracks else "there is none yet; track.add makes one"
            raise NotNowError("no track is armed", hint=hint)
        check_able(tracks, self._devices.current)

    def _tell_left_out(self, tracks: Sequence[Track]) -> None:
        if words := left_out(tracks, self._devices.current):
            self._heads.notice(words, "alarm")

    async def _check_room(self, song: Song) -> None:
        await self._room.look()
        left = self._room.seconds_left(song)
        if 0 <= left < LEAST_SECONDS:
            raise NotNowError(
                f"there is room for {format_span(left)} only",
                where=str(self._folder),
                hint=f"recording needs {LEAST_SECONDS:.0f} s: free space on this disk, or arm fewer tracks",
            )

    async def _reserved(self, song: Song) -> int:
        """The number of a pass to come, which nobody else gets."""
        async with self._numbering:
            pass_id = await asyncio.to_thread(next_pass, self._folder, song, tuple(self._closings.passes))
            self._closings.expect(pass_id)
            return pass_id

    def _record(self, song: Song, tracks: Sequence[Track], pass_id: int) -> Record:
        latency, measured = self._devices.latency()
        return Record(
            pass_id=pass_id,
            files=take_files(self._folder, song, tracks, pass_id),
            ledger=str(ledger_of(self._folder, pass_id)),
            latency=latency,
            latency_measured=measured,
            reserve_bytes=self._room.reserve_bytes,
        )

    # ── keeping what was just played ─────────────────────────────────────────────────────────────────────────

    async def keep(self, seconds: float | None) -> str:
        """Make takes of the last seconds of all armed tracks and of those that monitor their input. The sentence.

        None: of a minute, what is in no take yet.
        Raises EngineError when the disk is slow: the takes come all the same, once they are whole.
        """
        song = self._keeper.song
        heard = [track for track in song.tracks if track.armed or track.monitor.value == "input"]
        tracks = [track for track in heard if track.inputs]
        if not tracks:
            raise NotNowError(
                "no track is armed or monitored", hint="track.arm arms one; its input is kept at all times"
            )
        self._check(song, tracks)
        self._tell_left_out(tracks)
        client = await self._engine.connected()
        pass_id = await self._reserved(song)
        latency, measured = self._devices.latency()
        files = take_files(self._folder, song, able(tracks, self._devices.current), pass_id)
        ledger, reserve = str(ledger_of(self._folder, pass_id)), self._room.reserve_bytes
        known = song.tracks if seconds is None else ()
        have = tuple((track.id, take.pass_id) for track in known for take in track.takes)
        request = Keep(pass_id, files, ledger, seconds or KEEP_SECONDS, latency, measured, reserve, have)
        closing = self._closings.expect(pass_id)
        task = asyncio.create_task(self._have_kept(client, request, closing))
        self._kept.add(task)
        task.add_done_callback(self._kept.discard)
        try:
            text = await self.closed(closing)
        finally:
            if not closing.done():
                self._given_up.add(pass_id)
        if not text:
            raise EngineError("nothing was kept: the engine stopped", hint="it is started again by itself")
        return text

    async def _have_kept(self, client: EngineClient, request: Keep, closing: asyncio.Future[str]) -> None:
        """Returns when the takes are in the song, or there will be none: who waits for `closing` is told."""
        try:
            await client.ask(request, None)
        except EngineError as error:
            if client.alive:  # what a dead engine has made of them is salvaged
                if request.pass_id in self._given_up:
                    self._heads.notice(f"nothing was kept: {error}", "alarm")
                self._settle(request.pass_id, "", error)
        await asyncio.wait([closing])
        self._given_up.discard(request.pass_id)

    # ── the end of a pass ────────────────────────────────────────────────────────────────────────────────────

    def closing(self) -> asyncio.Future[str] | None:
        """What to wait for until the open pass is whole; None when nothing is being recorded."""
        return None if self.open_pass is None else self._closings.expect(self.open_pass)

    async def closed(self, closing: asyncio.Future[str]) -> str:
        """As `Closings.settled`."""
        return await self._closings.settled(closing)

    def pass_closed(self, event: PassClosed) -> None:
        """The engine has closed a pass."""
        pass_id = event.report.pass_id
        if pass_id not in self._taking:
            task = asyncio.create_task(self._take_told(event.report))
            self._taking[pass_id] = task
            task.add_done_callback(lambda _done: self._taking.pop(pass_id, None))

    async def _take_told(self, report: PassReport) -> str:
        try:
            text = await self.take_in(report)
            self._settle(report.pass_id, text)
        except Exception as error:
            log.exception("pass %d", report.pass_id)
            self._heads.notice(f"pass {report.pass_id} is on the disk but not in the song: {error}", "alarm")
            self._settle(report.pass_id, "", _told(error))
            return ""
        return text

    async def take_in(self, report: PassReport) -> str:
        """The pass's takes into the song as one edit; then the engine may forget it. The sentence that tells it."""
        async with self._keeping:
            text = await self._keep_takes(report)
        client = self._engine.client
        if client is not None and client.alive:  # another engine has never known of it
            with contextlib.suppress(EngineError):
                await client.ask(ForgetPass(report.pass_id))
        return text

    async def _keep_takes(self, report: PassReport) -> str:
        if not any(take.frames for round_ in report.rounds for take in round_):
            return self._empty(report)
        song = self._keeper.song
        takes = new_takes(report, self._folder, song)
        longer = longer_takes(report, self._folder, song)
        if takes or longer:
            names = ", ".join(dict.fromkeys(take.track_name or "a new track" for take in (*takes, *longer)))
            verb = "keep" if report.closed == "kept" else "record"
            song = await self._keeper.edit(
                f"{verb} {names}", lambda now: _entered(now, takes, longer, report.pass_id)
            )
            level = pass_level(song, report.pass_id, report.closed)
            self._heads.notice(pass_sentence(song, report.pass_id, report.closed), level)
        return pass_sentence(song, report.pass_id, report.closed)

    def _empty(self, report: PassReport) -> str:
        """Tell of a pass without a frame, and why, as far as the song says; the sentence."""
        text = "nothing was recorded"
        song = self._keeper.song
        if song.punch and song.punch_on:
            at = format_time(song.punch.start, song.rate)
            text += f": it ended outside of the punch at {at}; punch.off records everywhere"
        self._heads.notice(text, "info" if report.pass_id == self.begun_anew else "alarm")
        return text

    def _settle(self, pass_id: int, text: str, error: TuiStudioError | None = None) -> None:
        if self.open_pass == pass_id:
            self.open_pass = None
        self._closings.settle(pass_id, text, error)

    # ── while it rolls ───────────────────────────────────────────────────────────────────────────────────────

    def progress(self, event: PassProgress) -> None:
        """The growing waveform, for the heads."""
        self._heads.send(growth_of(event))

    async def past(self) -> Growth | None:
        """The waveforms of the open pass so far, for a head that came late; None when there is none."""
        if self.open_pass is None:
            return None
        with contextlib.suppress(EngineError):
            told = await self._engine.ask(LookBack())
            return None if told is None else growth_of(msgspec.convert(told, PassProgress))
        return None

    # ── coming and going ─────────────────────────────────────────────────────────────────────────────────────

    async def connected(self, client: EngineClient) -> None:
        """Salvage what no engine has in hand, and take over the pass that an adopted engine is recording."""
        status = await client.ask_for(EngineStatus, AskStatus())
        hello = client.hello
        recording = [] if status.open_pass is None else [status.open_pass]
        in_hand = {*hello.unacknowledged, *hello.keeping, *recording}
        told = await self.salvage(in_hand, everything=not self._looked)
        self._looked = True
        self._none_has(self._closings.passes - in_hand - self._taking.keys(), told)
        self._coming = [self._closings.expect(pass_id) for pass_id in hello.unacknowledged]
        if status.open_pass is not None:
            self._closings.expect(status.open_pass)
            ledger = ledger_of(self._folder, status.open_pass)
            self._into = await asyncio.to_thread(tracks_in, ledger)
            self.open_pass = status.open_pass
            self._goes_on = True

    def ready(self) -> None:
        """The engine is ready, and heads know what it does: tell what was taken over."""
        if self._goes_on:
            self._goes_on = False
            self._heads.notice("attached to an engine that is recording; the take goes on", "warning")

    async def calm(self) -> None:
        """Returns when nothing of a dead engine is on its way into the song."""
        if self.open_pass is not None and not self._engine.ready:
            back = asyncio.create_task(self._engine.awaited())
            either: set[asyncio.Future[Any]] = {self._closings.expect(self.open_pass), back}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            back.cancel()

    async def caught_up(self) -> None:
        """Returns when the passes that an adopted engine had closed before are in the song (or after a while)."""
        if self._coming:
            await asyncio.wait(self._coming, timeout=CATCH_UP_SECONDS)

    async def salvage(self, spare: Collection[int] = (), *, everything: bool = False) -> str:
        """Make takes of what interrupted passes left; `spare` those an engine has in hand. The sentence that tells it."""
        async with self._keeping:
            return await salvage(self._keeper, self._heads, spare=spare, everything=everything)

    async def engine_died(self) -> None:
        """Salvage what the dead engine left, and tell whoever waits for its pass."""
        if self._taking:
            await asyncio.wait(self._taking.values(), timeout=closings.CLOSE_SECONDS)
        await let_go([ledger_of(self._folder, pass_id) for pass_id in self._closings.passes])
        told = await self.salvage()
        self._none_has(self._closings.passes, told)
        self.open_pass = None

    def _none_has(self, passes: Collection[int], told: str) -> None:
        """No engine will close these: whoever waits is told what was made of them."""
        for pass_id in passes:
            self._settle(pass_id, told)

    async def finish(self, transport: Transport) -> None:
        """End the open pass and see its takes into the song; what cannot be finished now is salvaged later."""
        with contextlib.suppress(TuiStudioError):
            if self.open_pass is not None:
                await transport.stop()
        if self._kept:
            await asyncio.wait(self._kept, timeout=closings.CLOSE_SECONDS)
        if self._taking:
            await asyncio.wait(self._taking.values(), timeout=closings.CLOSE_SECONDS)


def _entered(song: Song, takes: Sequence[NewTake], longer: Sequence[NewTake], pass_id: int) -> Song:
    """The song with these takes; those of `longer`, which it has, as long as their files have become."""
    for one in longer:
        song = edits.lengthen_take(song, one)
    return edits.add_pass(song, takes, pass_id=pass_id) if takes else song


def _told(error: Exception) -> TuiStudioError:
    """As whoever waits for the pass is told it."""
    if isinstance(error, TuiStudioError):
        return error
    return SongError(
        f"the takes are on the disk but not in the song: {error}",
        hint="this is a fault of the program; they come when the song is opened again",
    )
