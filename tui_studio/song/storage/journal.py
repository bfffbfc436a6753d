"""journal.jsonl: what was done to the song, one line per step, on the disk before the step is acknowledged.

The first line holds the song as it was when the journal began, every other line one step: what it changed,
and for an edit what takes it back. A line is a JSON object whose first member is the CRC-32 of the rest, and
ends in a line feed. Lines are only ever added; a step that fails halfway is cut off again.
"""

from __future__ import annotations

import contextlib
import os
import re
import zlib
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from tui_studio.durable import replace_file, write_all
from tui_studio.errors import NewerSongError, SongError
from tui_studio.song.model import Song
from tui_studio.song.patch import Patch
from tui_studio.song.storage.files import plain_words, song_error
from tui_studio.song.storage.songfile import encode_song

KINDS = frozenset({"song", "edit", "undo", "redo", "follow"})
_CRC = b'{"crc":"%08x",'
_CRC_LENGTH = len(_CRC % 0)
_PATH = re.compile(rb'"path":("(?:[^"\\]|\\.)*")')
_NUMBER = re.compile(rb'\{"crc":"[0-9a-f]{8}","n":(\d+),')
_RATES = (
    re.compile(rb'"song":\{"uid":"[^"]*","title":"(?:[^"\\]|\\.)*","rate":(\d+)'),
    re.compile(rb'"patch":\{"rate":(\d+)'),
)
"""A rate in the first line, and one that a step changes: fields are written in the model's order."""
_EMPTY = msgspec.Raw(b"")
_NOT_THIS_ONE = "the song is whole; this change cannot be taken back or done again, make another instead"


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A line of the journal. Patches stay undecoded until they are wanted."""

    n: int
    """The step's number: one more than the line's before."""
    kind: str
    """`song`: the first line. `edit`, `undo`, `redo`: the song changed; `follow`: outside of the history."""
    label: str = ""
    time: str = ""
    """ISO 8601 with offset."""
    top: int = 0
    """The edit that undo would take back after this step; 0 for none."""
    tip: int = 0
    """The newest edit that redo can reach after this step; `top` when there is nothing to redo."""
    before: int = 0
    """Of an edit: the `top` of the step before."""
    patch: msgspec.Raw = _EMPTY
    undo: msgspec.Raw = _EMPTY
    """Of an edit: the patch that takes it back."""
    song: msgspec.Raw = _EMPTY
    """Of the first line: the whole song."""


class Place(NamedTuple):
    """Where a line stands in the file."""

    offset: int
    length: int


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Step)


def encode_line(step: Step) -> bytes:
    """The step as a line, CRC and line feed included."""
    body = _encoder.encode(step)
    return _CRC % zlib.crc32(body) + body[1:] + b"\n"


def decode_line(line: bytes) -> Step | None:
    """The step in a line without its line feed; None when it is damaged.

    Raises NewerSongError when the line is as it was written, and no step of a kind that is known here.
    """
    body = b"{" + line[_CRC_LENGTH:]
    if line[:_CRC_LENGTH] != _CRC % zlib.crc32(body):
        return None
    try:
        step = _decoder.decode(body)
    except ValueError as error:
        raise NewerSongError(f"a line of the journal is not understood: {error}") from error
    if step.kind not in KINDS:
        raise NewerSongError(f"a line of the journal is not understood: its kind is {step.kind}")
    return step


def places_of(data: bytes) -> list[Place]:
    """Where the lines of a journal's bytes lie, in order, damaged ones too. The last may lack its line feed."""
    places, offset = [], 0
    while offset < len(data):
        end = data.find(b"\n", offset)
        end = end if end >= 0 else len(data)
        places.append(Place(offset, end - offset))
        offset = end + 1
    return places


def raw_patch(patch: Patch) -> msgspec.Raw:
    """A patch ready for a step."""
    return msgspec.Raw(_encoder.encode(patch))


def read_patch(raw: msgspec.Raw) -> Patch:
    """The patch of a step. Raises SongError when it is none."""
    try:
        return msgspec.json.decode(raw, type=dict[str, Any])
    except msgspec.MsgspecError as error:
        raise SongError(
            "a line of the journal holds no change", where=str(error), hint=_NOT_THIS_ONE
        ) from error


class Journal:
    """The journal as an open file. One thread at a time."""

    def __init__(self, path: Path) -> None:
        """Open an existing journal for adding. Raises SongError."""
        self.path = path
        with plain_words("the journal cannot be opened", path):
            self._descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
            self._size = os.fstat(self._descriptor).st_size
        self._torn = False

    @classmethod
    def begin(cls, path: Path, song: Song, number: int, time: str) -> Journal:
        """A new journal, in place of any other: the song after step `number`. Raises SongError."""
        first = Step(n=number, kind="song", time=time, song=msgspec.Raw(encode_song(song, number)))
        with plain_words("the journal cannot be written", path):
            replace_file(path, encode_line(first))
        return cls(path)

    def append(self, step: Step) -> Place:
        """Add a step; it is on disk when this returns. Raises SongError; the journal is then as before."""
        line = encode_line(step)
        place = Place(self._size, len(line) - 1)
        try:
            if self._torn:
                self._cut()
            os.lseek(self._descriptor, self._size, os.SEEK_SET)
            self._torn = True
            write_all(self._descriptor, line)
            os.fsync(self._descriptor)
        except OSError as error:
            with contextlib.suppress(OSError):
                self._cut()
            raise song_error(error, "the change could not be kept", self.path) from error
        self._torn = False
        self._size += len(line)
        return place

    def read(self, place: Place) -> Step:
        """A step read back. Raises SongError when it is not what was written."""
        step = self.look_up(place)
        if step is None:
            where = f"{self.path}, byte {place.offset}"
            raise SongError("a line of the journal is damaged", where=where, hint=_NOT_THIS_ONE)
        return step

    def look_up(self, place: Place) -> Step | None:
        """The step in the line at this place; None when it is damaged, or of a newer kind. Raises SongError."""
        with plain_words("the journal cannot be read", self.path), contextlib.suppress(NewerSongError):
            return decode_line(os.pread(self._descriptor, place.length, place.offset))
        return None

    def paths(self) -> frozenset[str]:
        """Every value of a `path` in any line. Raises SongError."""
        with plain_words("the journal cannot be read", self.path):
            return frozenset(msgspec.json.decode(found) for found in _PATH.findall(self.path.read_bytes()))

    def rates(self) -> list[tuple[int, int]]:
        """Numbers of the steps that set the song's rate, in order, each with the rate. Raises SongError."""
        with plain_words("the journal cannot be read", self.path):
            data = self.path.read_bytes()
        rates = []
        for found in (match for pattern in _RATES for match in pattern.finditer(data)):
            number = _NUMBER.match(data, data.rfind(b"\n", 0, found.start()) + 1)
            if number is not None:
                rates.append((int(number[1]), int(found[1])))
        return rates

    def close(self) -> None:
        """Close the file. Nothing happens the second time."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _cut(self) -> None:
        """Take off what a failed append may have left."""
        os.ftruncate(self._descriptor, self._size)
        os.fsync(self._descriptor)
        self._torn = False
