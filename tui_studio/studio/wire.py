"""What heads and studio say to each other: one JSON object per line over a Unix socket (0600).

A head sends `Ask`s. The studio answers each with one `Answer` of the same id, and sends `Notice`s and the other events unasked.
On connecting it sends `Welcome`. Text is made by the studio, so that every head tells the same sentence.
"""

from __future__ import annotations

from typing import Any

import msgspec

from tui_studio.song.model import Song

WIRE = 1


class Message(msgspec.Struct, frozen=True, tag=True, omit_defaults=True):
    """Base of all messages."""


LONGEST_ASK = 4 << 20
"""Bytes of a line to the studio; it hangs up on a longer one."""


class Ask(Message, frozen=True):
    """Do something: either an action with parameters (JSON values or the texts a user would type) or a `line`."""

    id: int
    action: str = ""
    params: dict[str, Any] = {}
    line: str = ""
    confirmed: bool = False
    """The user was asked, for actions that want it while recording."""


class Failure(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why it was not done, where, and what to do."""

    message: str
    where: str = ""
    hint: str = ""


class Answer(Message, frozen=True):
    """Reply to the ask of the same id. `text` is the sentence for the user; `error` None means done."""

    id: int
    action: str = ""
    result: Any = None
    text: str = ""
    error: Failure | None = None


class Subscribe(Message, frozen=True):
    """How many `Status` events per second this head wants (0 for none) and whether with meters; None leaves it."""

    status_per_second: float = 0.0
    meters: bool = False
    name: str = ""
    """What the head calls itself (`tui`, `line`), shown to the others."""
    folder: str = ""
    """Where the head was started: relative paths it names lie there."""


class ParamInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """A parameter of an action, for completion and help."""

    name: str
    kind: str
    """`text`, `track`, `take`, `time`, `db`, `number`, `count`, `inputs`, `choice`, `switch`, `path`, `seconds`,
    `span` (of the song: lines, sections, bars, times), `section`, `lines` (a list of texts), `metre` (4/4), `signed`, `words`
    (with commas), `pan` (L50).
    """
    help: str
    required: bool = True
    default: str = ""
    choices: tuple[str, ...] = ()
    many: bool = False
    """For tracks: several names with commas, or `all`."""


class ActionInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """An action as heads know it."""

    id: str
    help: str
    params: tuple[ParamInfo, ...] = ()
    example: str = ""
    while_recording: str = "ask"
    """`free`: does no harm to a take. `ask`: only when confirmed. `never`: refused."""
    ends_take: bool = False
    """While recording it ends the take: wants a yes when the transport is locked."""


class Welcome(Message, frozen=True):
    """First message to a head."""

    wire: int
    version: str
    song_folder: str
    song: Song
    revision: int
    actions: tuple[ActionInfo, ...]
    notices: tuple[str, ...] = ()
    """What happened of late, oldest first (salvaged takes, device notes)."""
    can_undo: str = ""
    can_redo: str = ""
    levels: tuple[str, ...] = ()
    """Of the notices, as `Notice.level`."""
    status: Status | None = None
    """The state as it is, without meters: what a key does depends on it from the first one on."""

    @property
    def latest(self) -> tuple[Notice, ...]:
        """The notices with their levels; information where a studio gives none."""
        levels = (*self.levels, *("info" for _ in self.notices))
        return tuple(Notice(text, level) for text, level in zip(self.notices, levels, strict=False))


class SongChanged(Message, frozen=True):
    """An edit. `patch` as in `song.patch`; a head whose revision is not `revision - 1` asks `song.get`."""

    revision: int
    label: str
    patch: Any
    can_undo: str = ""
    can_redo: str = ""


class Meter(msgspec.Struct, frozen=True, array_like=True):
    """Peak since the last status, hold since cleared (both dB), clips since cleared."""

    left: float
    right: float
    hold: float
    clips: int


class Status(Message, frozen=True):
    """The state of the machine, as it is (not as it was asked)."""

    state: str
    """`stopped`, `rolling`, `recording`, `locating`, `stopping`, `no device`, `no engine`."""
    position: int
    rate: int
    block: int = 0
    punched_in: bool = False
    record_start: int = -1
    remaining_seconds: float = -1.0
    """Recording time left for the armed tracks; -1 unknown."""
    load: float = 0.0
    """Share of the block the engine uses, 0–1."""
    xruns: int = 0
    """Since the counters were cleared."""
    last_xrun: int = -1
    """Song frame of the last of them; -1 for none."""
    device: str = ""
    host_api: str = ""
    device_note: str = ""
    heads: int = 0
    tracks: dict[int, Meter] = {}
    """By track id: what is heard, or the input while armed and not playing tape; hold and clips are of both."""
    inputs: tuple[Meter, ...] = ()
    master: Meter | None = None
    locked: bool = False
    rehearsing: bool = False
    """Rolling as for recording, with nothing kept."""
    lead_left: int = 0
    """Frames of count-in and pre-roll still to come."""
    practice: str = ""
    """What is rehearsed, or the memo that is heard; empty for nothing."""
    retake: str = ""
    """What the retake loop does: `recording`, `playing`, `asking`; empty for none."""
    memo: bool = False
    """A voice memo is being recorded."""
    recorded: tuple[int, ...] = ()
    """The ids of the tracks that the open pass records, whatever is armed by now."""


class Growth(Message, frozen=True):
    """Waveform of takes being recorded: per track id, base64 int8 (min, max) pairs from `first_hop`, `hop` frames each.

    A head that attaches in the middle gets what is past once: there a pair stands for `each` hops.
    """

    pass_id: int
    start: int
    hop: int
    first_hop: int
    peaks: dict[int, str]
    each: int = 1
    round: int = 1
    """Its number in the pass, from 1: rounds of a loop begin at one position."""


class Notice(Message, frozen=True):
    """Something happened that nobody asked for. `level`: `info`, `warning`, `alarm` (audio may be lost)."""

    text: str
    level: str = "info"


class JobProgress(Message, frozen=True):
    """A long work's progress; `done` 1.0 or `error` ends it."""

    job: int
    title: str
    done: float
    text: str = ""
    error: Failure | None = None


class Goodbye(Message, frozen=True):
    """The studio ends."""

    reason: str


FromHead = Ask | Subscribe
FromStudio = Welcome | Answer | SongChanged | Status | Growth | Notice | JobProgress | Goodbye


class _Numbered(msgspec.Struct, frozen=True):
    """Anything that has an id."""

    id: int = 0


_head_decoder = msgspec.json.Decoder(FromHead)
_studio_decoder = msgspec.json.Decoder(FromStudio)
_id_decoder = msgspec.json.Decoder(_Numbered)
_encoder = msgspec.json.Encoder()


def encode(message: Message) -> bytes:
    """One line, newline included."""
    return _encoder.encode(message) + b"\n"


def decode_from_head(line: bytes) -> FromHead:
    """Raises msgspec.MsgspecError on anything else."""
    message: FromHead = _head_decoder.decode(line)
    return message


def id_of(line: bytes) -> int:
    """The id of an ask whose shape is wrong, so that the one who asks is answered; 0 when it has none."""
    try:
        return _id_decoder.decode(line).id
    except (ValueError, RecursionError):
        return 0


def decode_from_studio(line: bytes) -> FromStudio:
    """Raises msgspec.MsgspecError on anything else."""
    message: FromStudio = _studio_decoder.decode(line)
    return message
