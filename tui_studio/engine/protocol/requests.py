"""What the studio asks of the engine."""

from __future__ import annotations

import msgspec

from tui_studio.engine.protocol.spec import (
    ClipSpec,
    DeviceSpec,
    EngineSpec,
    LeadSpec,
    TakeFile,
    Wire,
)


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
    """Make files of the last `seconds` of the given inputs (retrospective capture), if they fit on the disk.

    What is in takes of a file's track and inputs already is left out, if they are among those that the song `have`s.
    Reply when they are whole or cannot be made, which may take as long as the disk does; `PassClosed` tells of
    them as of every pass. One at a time.
    """

    pass_id: int
    files: tuple[TakeFile, ...]
    ledger: str
    seconds: float
    latency: int
    latency_measured: bool
    reserve_bytes: int = 8_000_000
    """Left on the filesystem."""
    have: tuple[tuple[int, int], ...] = ()
    """Track and pass of each take that is in the song."""


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
