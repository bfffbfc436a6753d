"""The state of the machine for the heads, each at its own pace, with the peaks since it was last told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from tui_studio.song.model import Monitor, Song, Track, TrackId
from tui_studio.studio.devices import Devices
from tui_studio.studio.heads import Head, Heads
from tui_studio.studio.lights import Lights
from tui_studio.studio.params import MASTER
from tui_studio.studio.reconciler import Reconciler
from tui_studio.studio.room import Room
from tui_studio.studio.song_keeper import SongKeeper
from tui_studio.studio.transport import Transport
from tui_studio.studio.wire import Meter, Status
from tui_studio.units import SILENCE_DB, db_to_gain, gain_to_db

if TYPE_CHECKING:
    from tui_studio.engine.window import Peaks as Pair
    from tui_studio.engine.window import Window

REPEAT_SECONDS = 1.0
"""A status like the last one is sent after this long only."""
REHEARSING = 20
"""As `engine.layout.Head.REHEARSING`; what is left of the lead lies behind it."""
LAST_XRUN, LAST_STARVED, LAST_DROP = 18, 27, 28
"""As `engine.layout.Head.LAST_XRUN_POSITION` and so on."""


@dataclass
class Peaks:
    """Peaks a viewer has not been told of yet."""

    strips: Pair
    inputs: Pair

    def joined(self, strips: Pair, inputs: Pair) -> Peaks:
        """With later ones."""
        return Peaks(_highest(self.strips, strips), _highest(self.inputs, inputs))


@dataclass
class Numbers:
    """What the head of the shared block says besides the motion."""

    block: int = 0
    xruns: int = 0
    load: float = 0.0
    punched_in: bool = False
    record_start: int = -1
    late_blocks: int = 0
    starved: int = 0
    dropped: int = 0
    rehearsing: bool = False
    lead_left: int = 0
    last_xrun: int | None = None
    """Song frame of the last of them; None without any."""
    last_starved: int | None = None
    last_dropped: int | None = None


class StatusMaker:
    """Reads the shared block for all viewers: a peak that one read is not lost to the others."""

    def __init__(
        self,
        *,
        keeper: SongKeeper,
        transport: Transport,
        reconciler: Reconciler,
        devices: Devices,
        room: Room,
        heads: Heads,
    ) -> None:
        self._keeper = keeper
        self._transport = transport
        self._reconciler = reconciler
        self._devices = devices
        self._room = room
        self._heads = heads
        self.besides: Callable[[], dict[str, Any]] = dict
        """Fields of the status that others know: what is practised, a memo."""
        self._lights = Lights(reconciler.slot)
        self._glance = View(self, None)
        self._viewers: list[View] = [self._glance]

    def view(self, head: Head) -> View:
        """A viewer for this head; close it when the head goes."""
        viewer = View(self, head)
        self._viewers.append(viewer)
        return viewer

    def forget(self, viewer: View) -> None:
        """The viewer is closed."""
        self._viewers.remove(viewer)

    def look(self) -> Status:
        """The state with the meters of the moment (peaks that heads are told of later are not taken from them)."""
        viewer = self._glance
        self.gather()
        status = self.with_meters(self.status(), viewer.peaks)
        viewer.peaks = None
        return status

    def song_changed(self, old: Song) -> None:
        """What clipped until now belongs to the tracks as they were."""
        self.gather(old)

    def clear(self) -> None:
        """Put out the clip lights and forget the holds of the tracks, as the engine does those of its counters."""
        self.gather()
        self._lights.clear()

    def push(self) -> None:
        """Tell every head now, whatever its pace: the transport has changed its state."""
        for viewer in self._viewers:
            viewer.send()

    def numbers(self) -> Numbers:
        """The counters."""
        shared = self._reconciler.shared
        if shared is None:
            return Numbers()
        _, _, _, _, _, _, block, _, xruns, late, starved, dropped, load, punched, start = map(
            int, shared.head[:15]
        )
        rehearsing, lead_left = map(int, shared.head[REHEARSING : REHEARSING + 2])
        return Numbers(
            block,
            xruns,
            load / 1_000_000,
            bool(punched),
            start,
            late,
            starved,
            dropped,
            bool(rehearsing),
            max(0, lead_left),
            *(
                self._transport.shown(int(shared.head[place])) if count else None
                for count, place in ((xruns, LAST_XRUN), (starved, LAST_STARVED), (dropped, LAST_DROP))
            ),
        )

    def status(self) -> Status:
        """The state without meters."""
        song, motion, numbers = self._keeper.song, self._transport.motion(), self.numbers()
        device, recorded = self._devices.current, self._transport.recorded
        return Status(
            state=motion.state,
            position=motion.position,
            rate=song.rate,
            block=numbers.block,
            punched_in=numbers.punched_in,
            record_start=numbers.record_start,
            remaining_seconds=round(self._room.seconds_left(song, recorded)),
            load=round(numbers.load, 3),
            xruns=numbers.xruns,
            last_xrun=-1 if numbers.last_xrun is None else numbers.last_xrun,
            device=device.name if device else "",
            host_api=device.host_api if device else "",
            device_note=self._devices.lost or self._devices.trouble or (device.note if device else ""),
            heads=len(self._heads),
            locked=self._transport.locked,
            rehearsing=numbers.rehearsing,
            lead_left=numbers.lead_left,
            recorded=recorded,
            **self.besides(),
        )

    def gather(self, song: Song | None = None) -> None:
        """Hand the peaks since the last reading to every viewer, and to the lights of `song` (as it is now without one)."""
        shared = self._reconciler.shared
        if shared is None:
            return
        strips, inputs = shared.take_strip_peaks(), shared.take_input_peaks()
        self._lights.see(song or self._keeper.song, shared, strips, inputs)
        for viewer in self._viewers:
            known = viewer.peaks
            viewer.peaks = Peaks(strips, inputs) if known is None else known.joined(strips, inputs)

    def with_meters(self, status: Status, peaks: Peaks | None) -> Status:
        """The status with the meters of these peaks."""
        shared = self._reconciler.shared
        if shared is None or peaks is None:
            return status
        song = self._keeper.song
        device = self._devices.current
        return msgspec.structs.replace(
            status,
            tracks={track.id: self._track_meter(track, status.state, shared, peaks) for track in song.tracks},
            inputs=tuple(
                input_meter(shared, peaks, number) for number in range(device.inputs if device else 0)
            ),
            master=self._strip_meter(MASTER, shared, peaks),
        )

    def _track_meter(self, track: Track, state: str, shared: Window, peaks: Peaks) -> Meter:
        """The level of what is shown now; hold and clips of all that was the track's since they were cleared."""
        meter, light = self._strip_meter(track.id, shared, peaks), self._lights.of(track.id)
        left, right = meter.left, meter.right
        if _hears_input(track, state):
            meters = [input_meter(shared, peaks, number - 1, track.strip.trim_db) for number in track.inputs]
            left, right = meters[0].left, meters[-1].left
        return Meter(left, right, _db(light.hold), light.clips)

    def _strip_meter(self, track: int, shared: Window, peaks: Peaks) -> Meter:
        slot = self._reconciler.slot(TrackId(track))
        if slot is None:
            return Meter(SILENCE_DB, SILENCE_DB, SILENCE_DB, 0)
        left, right = peaks.strips
        hold, clips = shared.strip_hold(slot)
        return Meter(_db(left[slot]), _db(right[slot]), _db(hold), clips)


def _hears_input(track: Track, state: str) -> bool:
    """Whether the meter shows what comes in: on an armed track unless it plays tape."""
    if not track.armed or not track.inputs or max(track.inputs) > 128:
        return False
    return state != "rolling" or track.monitor == Monitor.INPUT


def input_meter(shared: Window, peaks: Peaks, number: int, trim_db: float = 0.0) -> Meter:
    """The meter of a device input, from 0, behind a trim."""
    trim = db_to_gain(trim_db)
    peak = peaks.inputs[0][number] * trim
    hold, clips = shared.input_hold(number)
    return Meter(_db(peak), _db(peak), _db(hold * trim), clips)


def _highest(one: Pair, other: Pair) -> Pair:
    return list(map(max, one[0], other[0])), list(map(max, one[1], other[1]))


def _db(gain: float) -> float:
    return round(max(SILENCE_DB, gain_to_db(gain)), 1)


@dataclass
class View:
    """What one head is shown."""

    maker: StatusMaker
    head: Head | None
    peaks: Peaks | None = None
    _last: Status | None = None
    _sent_at: float = field(default=0.0)

    def send(self) -> None:
        """Send the status if there is something new in it, or the last one is old."""
        if self.head is None or self.head.status_per_second <= 0:
            return
        status = self.maker.status()
        if self.head.meters:
            self.maker.gather()
            status = self.maker.with_meters(status, self.peaks)
            self.peaks = None
        now = asyncio.get_running_loop().time()
        if status != self._last or now - self._sent_at >= REPEAT_SECONDS:
            self._last, self._sent_at = status, now
            self.head.send(status)

    def close(self) -> None:
        """The head is gone."""
        self.maker.forget(self)
