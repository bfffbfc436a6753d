"""What should be running, as data: the engine spec, and the device it runs on."""

from __future__ import annotations

from enum import StrEnum

import msgspec


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
    """The click, mixed through slot `shared.CLICK_SLOT`: gain and audibility count, pan where it goes with the master.

    It is never in the strips, the master's meter or the capture, and in a bounce only if asked for.
    """

    beats: bytes = b""
    """Song frames of the clicks, rising: little-endian int64 each. As far as anyone may roll."""
    accents: bytes = b""
    """One byte for each: 0 subdivision, 1 beat, 2 bar."""
    when: ClickWhen = ClickWhen.ALWAYS
    outputs: tuple[int, ...] = ()
    """Device outputs, counted from 0, that carry it instead of the master's (where the master's gain counts)."""
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
    master_outputs: tuple[int, ...] = ()
    """Device outputs, counted from 0, that carry the master: left and right, or one with the mean of both; empty for
    the first two. They count only if the device has them all.
    """
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
    output_name: str = ""
    """The device of the outputs where it is called otherwise; "" for the same."""
    twins: tuple[str, ...] = ()
    """Others that had its name but for the address when it was opened: a whole name tells it from those, unless it is
    among them.
    """


class TakeFile(Wire, frozen=True):
    """One file of a pass, named by the studio."""

    track: int
    path: str
    inputs: tuple[int, ...]
    """Device inputs, counted from 0: the file's channels."""
    sample_format: str = "pcm24"
