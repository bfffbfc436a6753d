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

import msgspec

from tui_studio.engine.protocol.events import (
    AnyMessage,
    CalibrationReport,
    DeviceLost,
    DeviceOpened,
    DeviceRefused,
    EngineStatus,
    Event,
    GapReport,
    Hello,
    MemoClosed,
    PassClosed,
    PassProgress,
    PassReport,
    Reply,
    TakeReport,
    TransportMoved,
    Trouble,
)
from tui_studio.engine.protocol.framing import LENGTH_PREFIX, encode, take_body
from tui_studio.engine.protocol.refusals import error_of, refusal
from tui_studio.engine.protocol.requests import (
    AnyRequest,
    ApplySpec,
    Calibrate,
    ClearCounters,
    ClipChange,
    ForgetMemo,
    ForgetPass,
    Keep,
    ListDevices,
    Locate,
    LookBack,
    MemoStart,
    MemoStop,
    OpenDevice,
    PunchOut,
    ReadInput,
    Record,
    Rehearse,
    Request,
    Roll,
    Shutdown,
    Status,
    Stop,
)
from tui_studio.engine.protocol.spec import (
    ClickSpec,
    ClickWhen,
    ClipSpec,
    DeviceInfo,
    DeviceSpec,
    EngineSpec,
    FadeShape,
    LeadSpec,
    MonitorMode,
    SpanSpec,
    TakeFile,
    TrackSpec,
    Wire,
)
from tui_studio.engine.rt.contract import TransportState

__all__ = [
    "LENGTH_PREFIX",
    "MEMO_PASS",
    "PROTOCOL",
    "AnyMessage",
    "AnyRequest",
    "ApplySpec",
    "Calibrate",
    "CalibrationReport",
    "ClearCounters",
    "ClickSpec",
    "ClickWhen",
    "ClipChange",
    "ClipSpec",
    "DeviceInfo",
    "DeviceLost",
    "DeviceOpened",
    "DeviceRefused",
    "DeviceSpec",
    "EngineSpec",
    "EngineStatus",
    "Event",
    "FadeShape",
    "ForgetMemo",
    "ForgetPass",
    "GapReport",
    "Hello",
    "Keep",
    "LeadSpec",
    "ListDevices",
    "Locate",
    "LookBack",
    "MemoClosed",
    "MemoStart",
    "MemoStop",
    "MonitorMode",
    "OpenDevice",
    "PassClosed",
    "PassProgress",
    "PassReport",
    "PunchOut",
    "ReadInput",
    "Record",
    "Rehearse",
    "Reply",
    "Request",
    "Roll",
    "Shutdown",
    "SpanSpec",
    "Status",
    "Stop",
    "TakeFile",
    "TakeReport",
    "TrackSpec",
    "TransportMoved",
    "TransportState",
    "Trouble",
    "Wire",
    "decode_message",
    "decode_request",
    "encode",
    "error_of",
    "refusal",
    "take_body",
]

PROTOCOL = 7

MEMO_PASS = -1
"""Pass id in the report and the ledger of a memo."""

_request_decoder = msgspec.msgpack.Decoder(tuple[int, AnyRequest])
_message_decoder = msgspec.msgpack.Decoder(AnyMessage)


def decode_request(body: bytes) -> tuple[int, AnyRequest]:
    """The request in a message body. Raises msgspec.MsgspecError."""
    return _request_decoder.decode(body)


def decode_message(body: bytes) -> AnyMessage:
    """The reply or event in a message body. Raises msgspec.MsgspecError."""
    message: AnyMessage = _message_decoder.decode(body)
    return message
