"""Everything that studio and engine say to each other, on one page.

The pipe is a Unix socket (0600) that carries frames of a little-endian uint32 length and a MessagePack
message. The studio sends `Request`s, each with an id of its choosing; the engine answers each with one
`Reply` of the same id and, unasked, sends `Event`s. One studio at a time; when it goes, the engine goes
on, and the next one that connects is greeted with `Hello` and told what it missed (`PassClosed` are
repeated until acknowledged by `ForgetPass`). Continuous values and state to look at travel in the shared
block (`shared.py`).

The engine knows no songs: tracks here are rows of sound with a number (`track`) that the studio chose.
Positions are song frames; `clock` counts frames since the device was opened.
"""

from __future__ import annotations

import struct
from enum import StrEnum
from typing import Any

import msgspec

from tui_studio.engine.rt.contract import TransportState as TransportState  # noqa: PLC0414 (a re-export)

LENGTH_PREFIX = struct.Struct("<I")
"""Source: this protocol. Bytes before each MessagePack message."""

PROTOCOL = 4

MEMO_PASS = -1
"""Pass id in the report and the ledger of a memo."""


class MonitorMode(StrEnum):
    """As `song.model.Monitor`."""

    AUTO = "auto"
    INPUT = "input"
    TAPE = "tape"
    OFF = "off"


class ClickWhen(StrEnum):
    """When the click is heard while the transport rolls. A lead clicks in any case."""

    NEVER = "never"
    RECORDING = "recording"
    """While a pass or a rehearsal is open."""
    ALWAYS = "always"


class FadeShape(StrEnum):
    """As `song.model.FadeShape`: the quarter sine, or its square."""

    EQUAL_POWER = "equal_power"
    EQUAL_GAIN = "equal_gain"


class Wire(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """Base of the parts of messages."""


# ── the engine spec: what should be running ─────────────────────────────────────────────────────────────────


class ClipSpec(Wire, frozen=True):
    """`frames` of a file from `offset`, heard from song position `start`. Overlapping clips add."""

    path: str
    start: int
    offset: int
    frames: int
    gain: float = 1.0
    fade_in: int = 0
    fade_out: int = 0
    """Fades in frames, inside the clip."""
    fade_in_shape: FadeShape = FadeShape.EQUAL_POWER
    fade_out_shape: FadeShape = FadeShape.EQUAL_POWER
    reverse: bool = False
    """The frames from `offset` on are heard from the last to the first; fades keep their places."""


class TrackSpec(Wire, frozen=True):
    """One strip of the mix and the lane it plays."""

    track: int
    slot: int
    """Row in the shared block's controls and strip meters; stable while the track lives."""
    channels: int
    """1 or 2: rows of the playback ring."""
    inputs: tuple[int, ...] = ()
    """Device inputs, counted from 0; one per channel, or empty."""
    armed: bool = False
    monitor: MonitorMode = MonitorMode.AUTO
    clips: tuple[ClipSpec, ...] = ()


class SpanSpec(Wire, frozen=True):
    """Half-open span of song frames."""

    start: int
    end: int


class ClickSpec(Wire, frozen=True):
    """The click, mixed through slot `shared.CLICK_SLOT`: gain and audibility count, pan in the main pair.

    It is never in the strips, the master's meter or the capture, and in a bounce only if asked for.
    """

    beats: bytes = b""
    """Song frames of the clicks, rising: little-endian int64 each. As far as anyone may roll."""
    accents: bytes = b""
    """One byte for each: 0 subdivision, 1 beat, 2 bar."""
    when: ClickWhen = ClickWhen.ALWAYS
    outputs: tuple[int, ...] = ()
    """Device outputs, counted from 0, that carry it instead of the main pair (there the master's gain counts)."""
    tones: tuple[float, float, float] = (880.0, 1100.0, 1760.0)
    """Hz of subdivision, beat and bar."""
    sounds: tuple[ClipSpec, ...] = ()
    """Files heard with it: spoken section names."""


class LeadSpec(Wire, frozen=True):
    """What leads in: the position runs through `frames` up to the playhead, before which nothing is recorded.

    The last `pre_roll` of them play the tracks, and the click as in the song; before those, in the
    count-in, nothing but the lead's own clicks is heard. A count-in alone has `pre_roll` 0, a pre-roll alone
    `frames`. Positions before the song's start are negative.
    """

    frames: int
    pre_roll: int = 0
    beats: bytes = b""
    """Clicks of the count-in, as frames from the lead's beginning; packed as in `ClickSpec`."""
    accents: bytes = b""


class EngineSpec(Wire, frozen=True):
    """All that should be running. Sent whole; the engine reconciles.

    `serial` rises with every spec; the shared block shows the serial last adopted by the callback.
    `loop` and `punch` are None when off. Without a `click` no lead clicks either.
    """

    serial: int
    tracks: tuple[TrackSpec, ...] = ()
    loop: SpanSpec | None = None
    punch: SpanSpec | None = None
    controls: dict[int, tuple[float, ...]] = {}
    """Per slot: the values of `shared.ControlField`, applied with the spec. Slot `shared.MASTER_SLOT` is
    the master, `shared.CLICK_SLOT` the click.
    """
    click: ClickSpec | None = None
    pace: int = 100
    """Percent of the song's tempo at which the loop is heard: its position x is that of the song at
    `loop.start + (x − loop.start) · pace / 100`.
    """


class DeviceSpec(Wire, frozen=True):
    """The device to open. Name and host API identify it, never an index.

    `name` "" is the system's default, "virtual" the virtual interface. `output_name` "" means the same
    device, or, if it has no outputs, the default output of the same host API. `rate`, `block` 0: the
    device's own.
    """

    name: str = ""
    host_api: str = ""
    output_name: str = ""
    rate: int = 0
    block: int = 0
    inputs: int = 0
    """How many inputs; 0 for all."""
    outputs: int = 0
    """How many outputs; 0 for 2 (or as many as there are)."""
    retrospective_seconds: float = 60.0
    """How much of every input is kept at all times; at least 30 s are."""


class DeviceInfo(Wire, frozen=True):
    """An opened device, or one that could be."""

    name: str
    host_api: str
    inputs: int
    outputs: int
    rate: int
    block: int = 0
    input_latency: int = 0
    output_latency: int = 0
    """Frames, as the backend reports; 0 for a device not open."""
    realtime: bool = False
    """The callback thread has real-time priority."""
    note: str = ""
    """A plain word when something is not as asked (no sound card, a block the server dictates)."""
    is_default: bool = False


class TakeFile(Wire, frozen=True):
    """One file of a pass, named by the studio."""

    track: int
    path: str
    inputs: tuple[int, ...]
    """Device inputs, counted from 0: the file's channels."""
    sample_format: str = "pcm24"


# ── requests ────────────────────────────────────────────────────────────────────────────────────────────────


class Request(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Base of requests; the message on the wire is `(id, request)`."""


class OpenDevice(Request, frozen=True):
    """Open this device, closing the one that is open. Reply: DeviceInfo. Refused while recording."""

    device: DeviceSpec


class ListDevices(Request, frozen=True):
    """Reply: list of DeviceInfo; the virtual interface is always last. Does not disturb a running stream."""


class ClipChange(Wire, frozen=True):
    """What is new in the clips of a track: from number `at` on, `cut` of them make way for `put`."""

    track: int
    at: int
    cut: int
    put: tuple[ClipSpec, ...]


class ApplySpec(Request, frozen=True):
    """Reconcile with this spec. Reply at once; heard when `Shared.spec_serial` reaches its serial.

    With `since` the tracks come without clips: they keep those of the spec of that serial, which must be
    the last applied, but for the `changes`; see `engine.clip_changes`.
    """

    spec: EngineSpec
    since: int | None = None
    changes: tuple[ClipChange, ...] = ()


class Roll(Request, frozen=True):
    """Start the motion from the playhead. Reply when the transport left STOPPED (or LOCATING was entered).

    `lead` counts when the transport is at rest. It stops by itself after `frames`, not counting the lead;
    -1: it goes on.
    """

    lead: LeadSpec | None = None
    frames: int = -1


class Record(Request, frozen=True):
    """Open these files and roll (or, rolling already, punch in from here). All files or none.

    With a `lead` from rest, the first frame recorded is that of the playhead before the lead (or the punch
    in after it). After the first punch out, by bound or request, the pass is over, the transport goes on for
    `post_roll` frames and stops by itself; -1: it rolls on, and a loop brings the next round.

    `latency` in frames is taken from every position of the input; `ledger` is the path of the pass's
    ledger file that the engine keeps true while recording (see `engine.ledger`). Reply after the files are
    open.
    """

    pass_id: int
    files: tuple[TakeFile, ...]
    ledger: str
    latency: int
    latency_measured: bool
    reserve_bytes: int = 8_000_000
    """Close the takes whole when the filesystem has less than this left."""
    lead: LeadSpec | None = None
    post_roll: int = -1


class Rehearse(Request, frozen=True):
    """As `Record`, with monitors that switch as they would, but nothing is written.

    The state is ROLLING; `shared.Head.REHEARSING` tells of it. Refused while recording.
    """

    lead: LeadSpec | None = None
    post_roll: int = -1


class PunchOut(Request, frozen=True):
    """End the open pass or rehearsal but keep rolling (for the post-roll, if it was given one)."""


class Stop(Request, frozen=True):
    """Fade out, stop, close the open pass. Reply when stopped; `PassClosed` follows when the files are
    whole.
    """


class Locate(Request, frozen=True):
    """Move the playhead; rolling goes on from there. Refused while recording."""

    position: int


class Keep(Request, frozen=True):
    """Make files of the last `seconds` of the given inputs (retrospective capture). Reply: PassReport."""

    pass_id: int
    files: tuple[TakeFile, ...]
    ledger: str
    seconds: float
    latency: int
    latency_measured: bool


class MemoStart(Request, frozen=True):
    """Record these inputs into a file from now on, whatever the transport does, beside a pass or not.

    Its ledger, kept true as that of a pass, lies beside it: `path` with the suffix `ledger.SUFFIX`. Reply when the
    file is open. One memo at a time; `before` frames that came in earlier are taken along.
    """

    path: str
    inputs: tuple[int, ...] = (0,)
    sample_format: str = "pcm24"
    before: int = 0
    reserve_bytes: int = 8_000_000


class MemoStop(Request, frozen=True):
    """End the memo. Reply at once; `MemoClosed` follows when the file is whole."""


class ForgetMemo(Request, frozen=True):
    """The studio has journalled the memo in this file: its report and ledger may go."""

    path: str


class ReadInput(Request, frozen=True):
    """Reply: bytes of little-endian float32, the newest `frames` of an input (fewer if fewer came in).

    At most a second's worth: for the tuner.
    """

    input: int
    frames: int


class LookBack(Request, frozen=True):
    """For a head that came late. Reply: PassProgress of the whole round that records, coarsely; None without one."""


class ForgetPass(Request, frozen=True):
    """The studio has journalled this pass: its report and ledger file may go."""

    pass_id: int


class Calibrate(Request, frozen=True):
    """Send impulses out of `output` and find them at `input` (from 0). Reply: CalibrationReport. Transport
    must be stopped.
    """

    output: int
    input: int


class ClearCounters(Request, frozen=True):
    """Zero xruns, clip lights and peak holds."""


class Status(Request, frozen=True):
    """Reply: EngineStatus."""


class Shutdown(Request, frozen=True):
    """Close the open pass, stop, exit."""


# ── replies and events ──────────────────────────────────────────────────────────────────────────────────────


class Reply(msgspec.Struct, frozen=True, tag=True):
    """Answer to the request of the same id: `error` is empty when it was done."""

    id: int
    result: Any = None
    error: str = ""
    where: str = ""
    hint: str = ""


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
    overs: tuple[int, ...] = ()
    first_over: int | None = None
    peak: float = 0.0
    pace: int = 100
    """As that of the `EngineSpec` it was played to; `start` is a frame of the song all the same."""


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


class DeviceOpened(Event, frozen=True):
    """A device is running: asked for, or back after a loss."""

    device: DeviceInfo


class DeviceLost(Event, frozen=True):
    """The device is gone; the open pass is being closed. The engine waits for the same device."""

    name: str
    reason: str


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


AnyRequest = (
    OpenDevice
    | ListDevices
    | ApplySpec
    | Roll
    | Record
    | Rehearse
    | PunchOut
    | Stop
    | Locate
    | Keep
    | MemoStart
    | MemoStop
    | ForgetMemo
    | ReadInput
    | LookBack
    | ForgetPass
    | Calibrate
    | ClearCounters
    | Status
    | Shutdown
)
AnyMessage = (
    Reply
    | Hello
    | DeviceOpened
    | DeviceLost
    | PassClosed
    | MemoClosed
    | PassProgress
    | Trouble
    | TransportMoved
)

_request_decoder = msgspec.msgpack.Decoder(tuple[int, AnyRequest])
_message_decoder = msgspec.msgpack.Decoder(AnyMessage)
_encoder = msgspec.msgpack.Encoder()


def encode(message: object) -> bytes:
    """A message with its length prefix, ready for the socket."""
    body = _encoder.encode(message)
    return LENGTH_PREFIX.pack(len(body)) + body


def decode_request(body: bytes) -> tuple[int, AnyRequest]:
    """The request in a message body. Raises msgspec.MsgspecError."""
    return _request_decoder.decode(body)


def decode_message(body: bytes) -> AnyMessage:
    """The reply or event in a message body. Raises msgspec.MsgspecError."""
    message: AnyMessage = _message_decoder.decode(body)
    return message
