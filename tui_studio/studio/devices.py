"""The sound card as the studio sees it: which one is used, what it reports, and the round trip that is compensated."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import datetime
from typing import Any

import msgspec

from tui_studio.engine.client import EngineClient
from tui_studio.engine.protocol import (
    Calibrate,
    CalibrationReport,
    DeviceInfo,
    DeviceLost,
    DeviceOpened,
    DeviceRefused,
    DeviceSpec,
    EngineStatus,
    ListDevices,
    Locate,
    OpenDevice,
)
from tui_studio.engine.protocol import Status as AskStatus
from tui_studio.errors import DeviceError, EngineError, RateRefusedError, TuiStudioError
from tui_studio.song.model import Song
from tui_studio.song.rate import at_rate, frame_at_rate
from tui_studio.studio import latencies
from tui_studio.studio.engine_keeper import EngineKeeper
from tui_studio.studio.heads import Heads
from tui_studio.studio.machine import MeasuredLatency, latency_key, load_machine, remember
from tui_studio.studio.options import StudioOptions
from tui_studio.studio.song_keeper import SongKeeper

RETRY_SECONDS = 3.0
OPEN_SECONDS = 20.0
"""Some cards take long to open."""
VIRTUAL = "virtual"


class Devices:
    """See the module."""

    def __init__(
        self, engine: EngineKeeper, keeper: SongKeeper, heads: Heads, options: StudioOptions
    ) -> None:
        self.current: DeviceInfo | None = None
        """The device that is open (or lost and waited for)."""
        self.lost = ""
        """Why the device is gone; empty while it is there."""
        self.failure: TuiStudioError | None = None
        """Why the device that is wanted could not be opened; None while one is open."""
        self.asked = ""
        """The name under which the device was asked for."""
        self._engine = engine
        self._keeper = keeper
        self._heads = heads
        self._options = options
        self._machine = load_machine()
        self._wanted: DeviceSpec | None = None
        self._opening = asyncio.Lock()
        self._waiting: asyncio.Task[None] | None = None

    @property
    def trouble(self) -> str:
        """Why the device that is wanted is not open; empty when it is."""
        return self.failure.message if self.failure is not None else ""

    @property
    def spec(self) -> DeviceSpec | None:
        """How to open the very device that is open once more; None without one."""
        info = self.current
        if info is None:
            return None
        wished = self._wanted or DeviceSpec(block=info.block, inputs=info.inputs, outputs=info.outputs)
        return _the_very(wished, info)

    # ── opening ──────────────────────────────────────────────────────────────────────────────────────────────

    async def open_at_start(self, client: EngineClient) -> None:
        """Take over the device of a running engine, or open the one wanted. Failure is a notice, not an error."""
        status = await client.ask_for(EngineStatus, AskStatus())
        self.lost = status.device_lost
        await self._tell_other_rate()
        spec = self._wanted or await self._first_wish()
        if status.device is not None or status.device_lost:
            self._take(status.device or self.current)
            self._tell_other_device(status)
            return
        try:
            await self._open(client, spec)
        except TuiStudioError as error:
            self.current, self.asked = None, spec.name
            self._tell_failure(error)
            self._waiting = asyncio.create_task(self._wait_for(client, spec))

    def _tell_failure(self, error: TuiStudioError) -> None:
        """Say why the device that is wanted is not open, unless that is known."""
        if self.failure is None or self.failure.message != error.message:
            self._heads.notice(f"no device is open: {error}", "alarm")
        self.failure = error

    def _tell_other_device(self, status: EngineStatus) -> None:
        """A running engine keeps its device; that another one was asked for is said."""
        there = status.device.name if status.device else status.device_lost
        asked = self._options.device
        if asked and asked.casefold() not in there.casefold():
            self._heads.notice(
                f"{there} stays open, {asked} is asked for: device.open {asked} changes to it", "warning"
            )

    async def _tell_other_rate(self) -> None:
        """The rate of a song with sound in it holds; that another one was asked for is said."""
        song, asked = self._keeper.song, self._options.rate
        if asked not in {0, song.rate} and await self._rate_holds():
            self._heads.notice(f"the song is at {song.rate} Hz and stays so; {asked} is asked for", "warning")

    async def _wait_for(self, client: EngineClient, spec: DeviceSpec) -> None:
        """Try the device that was wanted again until it is there, or another was opened."""
        while True:
            await asyncio.sleep(RETRY_SECONDS)
            if self.current is not None or not client.alive:
                return
            if self._opening.locked():  # somebody opens the one he wants
                continue
            try:
                info = await self._open(client, spec)
            except TuiStudioError as error:
                self._tell_failure(error)
            else:
                self._heads.notice(f"{info.name} is there now", "warning")

    async def _first_wish(self) -> DeviceSpec:
        """What the command line says, else what was used last, else the system's device."""
        options = self._options
        base = self._machine.device if self._machine.device and not options.device else DeviceSpec()
        name = options.device or base.name
        output = "" if name.lower() == VIRTUAL else options.output_device or base.output_name
        return DeviceSpec(
            name=name,
            host_api=options.host_api or base.host_api,
            output_name=output,
            rate=options.rate if options.rate and not await self._rate_holds() else 0,
            block=options.block or base.block,
            inputs=options.inputs or base.inputs,
            outputs=options.outputs or base.outputs,
        )

    async def _rate_holds(self) -> bool:
        """Whether the song keeps its rate: it has sound, or had some that undo and redo can bring back."""
        return bool(self._keeper.song.sources or await self._keeper.paths_in_history())

    async def open(self, spec: DeviceSpec) -> DeviceInfo:
        """Open this device and remember it. Raises DeviceError or EngineError."""
        song = self._keeper.song
        if spec.rate not in {0, song.rate} and await self._rate_holds():
            raise DeviceError(
                f"the song is at {song.rate} Hz",
                where=f"rate {spec.rate}",
                hint=f"open the device at {song.rate}",
            )
        self._engine.revive()
        return await self._open(await self._engine.connected(), spec)

    async def _open(self, client: EngineClient, spec: DeviceSpec) -> DeviceInfo:
        """Without a rate in the spec it is the song's, or, where the device lacks that and the song has no sound, the
        device's own.
        """
        async with self._opening:
            info = await self._ask_open(client, spec)
            await self._fit_song(client, info)
            self._remember(device=msgspec.structs.replace(self._named(spec), rate=0))  # which is the song's
            self._wanted = _the_very(spec, info)
            self.asked = spec.name
            self._take(info)
            self._tell_unlike(spec, info)
            return info

    def _named(self, spec: DeviceSpec) -> DeviceSpec:
        """Other sizes of the device that is wanted already, by the name that it was wanted by."""
        if self._wanted is None or _names_of(spec) != _names_of(self._wanted):
            return spec
        name, host_api, output_name = _names_of(self._machine.device or DeviceSpec())
        return msgspec.structs.replace(spec, name=name, host_api=host_api, output_name=output_name)

    async def _ask_open(self, client: EngineClient, spec: DeviceSpec) -> DeviceInfo:
        whole = msgspec.structs.replace(
            spec,
            rate=spec.rate or self._keeper.song.rate,
            retrospective_seconds=self._options.retrospective_seconds,
        )
        try:
            return await client.ask_for(DeviceInfo, OpenDevice(whole), OPEN_SECONDS)
        except RateRefusedError:
            if spec.rate or await self._rate_holds():
                raise
        return await client.ask_for(
            DeviceInfo, OpenDevice(msgspec.structs.replace(whole, rate=0)), OPEN_SECONDS
        )

    def _tell_unlike(self, spec: DeviceSpec, info: DeviceInfo) -> None:
        """What the device does not do as it was asked, unless its own note says so."""
        if info.note:
            return
        asked = {"block": spec.block, "inputs": spec.inputs, "outputs": spec.outputs}
        unlike = [
            f"{name} {there}, not {wish}"
            for name, wish in asked.items()
            if wish and (there := getattr(info, name)) != wish
        ]
        if unlike:
            self._heads.notice(f"{info.name} gives {'; '.join(unlike)}", "warning")

    async def _fit_song(self, client: EngineClient, info: DeviceInfo) -> None:
        """A song without sound follows the device, with all its positions; another one must have its rate."""
        song = self._keeper.song
        if info.rate == song.rate:
            return
        if await self._rate_holds():
            self._heads.notice(
                f"{info.name} runs at {info.rate} Hz and the song at {song.rate}: it would sound wrong and cannot record",
                "alarm",
            )
            return
        await self._keeper.follow(f"rate {info.rate}", lambda now: at_rate(now, info.rate))
        await _move_playhead(client, song.rate, info.rate)
        self._heads.notice(
            f"{info.name} runs at {info.rate} Hz: the song, which was at {song.rate}, has that rate now",
            "warning",
        )

    def _take(self, info: DeviceInfo | None) -> None:
        changed = info is not None and info != self.current
        self.current = info
        if info is not None:
            self.failure = None
        if info is not None and changed:
            self._check_latency(info)
            if info.note:
                self._heads.notice(f"{info.name}: {info.note}")

    def check_rate(self, song: Song) -> None:
        """Raises DeviceError when the device's rate is not the song's, or there is no device."""
        if self.current is None and self.failure is not None:
            why = self.failure
            raise DeviceError(f"no device is open: {why.message}", where=why.where, hint=why.hint)
        if self.current is None or self.lost:
            raise DeviceError(
                f"{self.current.name} is gone" if self.current else "no device is open",
                where=self.lost,
                hint="plug it in again, or device.open another one; device.list shows them",
            )
        if self.current.rate != song.rate:
            raise DeviceError(
                f"the device runs at {self.current.rate} Hz and the song at {song.rate}",
                hint=f"device.open it with rate={song.rate}",
            )

    # ── events of the engine ─────────────────────────────────────────────────────────────────────────────────

    def opened(self, event: DeviceOpened) -> None:
        """A device runs: asked for, or back after a loss."""
        back, self.lost = bool(self.lost) and not self._opening.locked(), ""
        before = self.current
        self._take(event.device)
        if back:
            told = [f"{event.device.name} is back", *_changes(before, event.device)]
            if event.device.twins:
                told.append("there is another one of its name: make sure that this is the right one")
            self._heads.notice("; ".join(told), "warning")

    def gone(self, event: DeviceLost) -> None:
        """The device went away."""
        self.lost = event.reason or "the device is gone"
        self._heads.notice(f"{event.name} is gone: {self.lost}; waiting for it to come back", "alarm")

    def refused(self, event: DeviceRefused) -> None:
        """The device that went away is there again and cannot be opened; the engine tries on."""
        self.lost = f"it cannot be opened again: {event.reason}"
        self._heads.notice(
            f"{event.name} cannot be opened again: {event.reason}; {event.hint}; it is tried again and again, "
            "device.open opens it otherwise",
            "alarm",
        )

    async def list(self) -> list[DeviceInfo]:
        """All devices, the virtual interface last."""
        return await self._engine.ask_for(list[DeviceInfo], ListDevices(), OPEN_SECONDS)

    # ── latency ──────────────────────────────────────────────────────────────────────────────────────────────

    def latency(self) -> tuple[int, bool]:
        """The round trip in frames to compensate, and whether it was measured."""
        if self.current is None:
            return 0, False
        return latencies.round_trip(self._machine.latencies, self.current)

    def latency_basis(self) -> tuple[str, str]:
        """What that rests on and what to do about it, in words; the second is empty for nothing."""
        if self.current is None:
            return "no device is open", "device.open one"
        return latencies.basis(self._machine.latencies, self.current)

    async def calibrate(self, output: int, device_input: int) -> CalibrationReport:
        """Measure through a cable, from 0; keep and use the result. Raises EngineError."""
        if self.current is None:
            raise DeviceError(
                "no device is open", hint="device.list shows what there is, device.open opens one"
            )
        report = await self._engine.ask_for(CalibrationReport, Calibrate(output, device_input), 30.0)
        stamp = datetime.now().astimezone().isoformat(timespec="seconds")
        kept = MeasuredLatency(report.round_trip, latencies.reported(self.current), stamp)
        self._remember(latencies={**self._machine.latencies, latency_key(self.current): kept})
        return report

    def _check_latency(self, info: DeviceInfo) -> None:
        told = latencies.to_tell(self._machine.latencies, info)
        if told is not None:
            self._heads.notice(*told)

    def _remember(self, **changes: Any) -> None:
        self._machine = remember(**changes)


def _changes(before: DeviceInfo | None, now: DeviceInfo) -> list[str]:
    """How many channels it has, where that is not as before: `with 4 inputs instead of 8`."""
    if before is None or before.name != now.name:
        return []
    pairs = (("inputs", before.inputs, now.inputs), ("outputs", before.outputs, now.outputs))
    return [f"with {there} {kind} instead of {was}" for kind, was, there in pairs if was != there]


def _the_very(spec: DeviceSpec, info: DeviceInfo) -> DeviceSpec:
    return msgspec.structs.replace(spec, name=info.name, host_api=info.host_api, output_name=info.output_name)


async def _move_playhead(client: EngineClient, before: int, after: int) -> None:
    """It keeps its time; where it cannot, it keeps its frame."""
    with contextlib.suppress(EngineError):
        position = client.shared.motion()[1]
        if position > 0:
            await client.ask(Locate(frame_at_rate(position, before, after)))


def _names_of(spec: DeviceSpec) -> tuple[str, str, str]:
    return spec.name, spec.host_api, spec.output_name


def device_words(info: DeviceInfo) -> str:
    """`UMC1820 (ALSA), 18 in, 20 out, 48000 Hz, block 128`."""
    api = f" ({info.host_api})" if info.host_api and info.name != VIRTUAL else ""
    block = f", block {info.block}" if info.block else ""
    return f"{info.name}{api}, {info.inputs} in, {info.outputs} out, {info.rate} Hz{block}"
