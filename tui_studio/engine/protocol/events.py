"""What the engine answers, and what it tells unasked."""

from __future__ import annotations

from typing import Any

import msgspec

from tui_studio.engine.protocol.spec import DeviceInfo, Wire


class Reply(msgspec.Struct, frozen=True, tag=True):
    """Answer to the request of the same id: `error` is empty when it was done."""

    id: int
    result: Any = None
    error: str = ""
    where: str = ""
    hint: str = ""
    kind: str = ""
    """The name of the error's class, for `refusals`."""


class GapReport(Wire, frozen=True):
    """As `song.model.Gap`."""

    start: int
    frames: int
    cause: str


class TakeReport(Wire, frozen=True):
    """What the engine knows of one closed file."""

    track: int
    path: str
    start: int
    """Song frame of the file's first frame (latency already taken off)."""
    frames: int
    channels: int
    inputs: tuple[int, ...]
    sample_format: str
    checksum: str
    gaps: tuple[GapReport, ...] = ()
    xruns: tuple[int, ...] = ()
    """As `song.model.Certificate.xruns`."""
    overs: tuple[int, ...] = ()
    first_over: int | None = None
    peak: float = 0.0
    pace: int = 100
    """As that of the `EngineSpec` it was played to; `start` is a frame of the song all the same."""
    started_at: str = ""
    """When the first frame came in, ISO 8601 with offset; empty in a ledger of an older engine."""


class PassReport(Wire, frozen=True):
    """A closed pass. With loop recording, `rounds` holds one tuple of takes per round; else there is one
    round.
    """

    pass_id: int
    rounds: tuple[tuple[TakeReport, ...], ...]
    closed: str
    """`stopped`, `kept`, `device lost`, `disk full`, `disk failed`; empty in the ledger of a pass that
    goes on.
    """
    device: str
    host_api: str
    rate: int
    block: int
    latency: int
    latency_measured: bool
    started_at: str
    """When the first take began; of a pass without one, when its files were opened."""
    longest_stall_ms: float


class CalibrationReport(Wire, frozen=True):
    """Round trip in frames, and how the single measurements scattered."""

    round_trip: int
    reported: int
    """What the backend claims."""
    spread: int
    """Largest less smallest of the measurements; 0 on a sound cable."""
    level_db: float


class EngineStatus(Wire, frozen=True):
    """A snapshot for `tui-studio status`."""

    pid: int
    device: DeviceInfo | None
    state: int
    position: int
    clock: int
    spec_serial: int
    open_pass: int | None
    device_lost: str = ""
    memo: str = ""
    """The file of the memo that is being recorded."""


class Event(msgspec.Struct, frozen=True, tag=True):
    """Base of what the engine announces."""


class Hello(Event, frozen=True):
    """First message on every connection. The studio refuses a `protocol` other than its own."""

    protocol: int
    pid: int
    shared_path: str
    unacknowledged: tuple[int, ...] = ()
    """Passes that are closed, or being closed: a `PassClosed` follows for each."""
    keeping: tuple[int, ...] = ()
    """Passes of which takes are just being made by `Keep`: a `PassClosed` follows if that can be done."""


class DeviceOpened(Event, frozen=True):
    """A device is running: asked for, or back after a loss."""

    device: DeviceInfo


class DeviceLost(Event, frozen=True):
    """The device is gone; the open pass is being closed. The engine waits for the same device."""

    name: str
    reason: str


class DeviceRefused(Event, frozen=True):
    """The device that is waited for is there again and cannot be opened; it is tried on. Once for each reason."""

    name: str
    reason: str
    """What, and where."""
    hint: str


class PassClosed(Event, frozen=True):
    """All files of the pass are whole and closed."""

    report: PassReport


class MemoClosed(Event, frozen=True):
    """The file of a memo is whole and closed: one round of one take. Repeated as `PassClosed` is, until
    `ForgetMemo`.
    """

    report: PassReport


class PassProgress(Event, frozen=True):
    """About four times a second while recording: for each track, overview peaks since the last one.

    `peaks` maps track to bytes: int8 pairs (min, max) per `hop` frames over all channels, from `first_hop` of
    the round that begins at song position `start`.
    """

    pass_id: int
    start: int
    frames: int
    first_hop: int
    hop: int
    peaks: dict[int, bytes]
    each: int = 1
    """Hops that one pair of the peaks stands for."""
    round: int = 1
    """Its number in the pass, from 1: rounds of a loop begin at one position."""


class Trouble(Event, frozen=True):
    """Something to tell the player: xrun, stall, drop, starved disk, low space."""

    kind: str
    clock: int
    position: int
    frames: int
    text: str


class TransportMoved(Event, frozen=True):
    """The transport changed state (never more often than blocks)."""

    state: int
    position: int


AnyMessage = (
    Reply
    | Hello
    | DeviceOpened
    | DeviceLost
    | DeviceRefused
    | PassClosed
    | MemoClosed
    | PassProgress
    | Trouble
    | TransportMoved
)
