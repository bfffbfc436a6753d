"""The one WAV header that we write, at any moment of a file's life: RIFF, or past 4 GB RF64 in its place.

| offset | chunk | why |
|---|---|---|
| 0 | `RIFF`/`RF64`, size, `WAVE` | |
| 12 | `JUNK`, becomes `ds64` in place | EBU Tech 3306: the 64-bit sizes |
| 48 | `bext` | EBU Tech 3285: the time reference, so that other programs place the file where it was played |
| 658 | `fmt ` | format code 1 (PCM) or 3 (float), 16 bytes |
| 682 | `JUNK` | fills up to the sound, which begins at byte 1024 |
| 1016 | `data` | |
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

DATA_OFFSET: Final = 1024
"""Where the sound begins in every file that we write."""

RF64_ABOVE: Final = 0xFFFF_FFFF
"""Source: RIFF. The largest size that its 32-bit fields hold; a larger file is RF64."""

_BEXT_AT: Final = 48
_BEXT_SIZE: Final = 602
"""Source: EBU Tech 3285 v2, the fixed part of `bext`."""
_ORIGINATOR: Final = b"tui_studio".ljust(32, b"\0")
_FMT_AT: Final = _BEXT_AT + 8 + _BEXT_SIZE
_FILL_AT: Final = _FMT_AT + 24
FORMAT_CODES: Final = {"pcm24": (1, 24), "float32": (3, 32)}


@dataclass(frozen=True)
class WavForm:
    """What stays the same through a file's life."""

    channels: int
    rate: int
    sample_format: str
    time_reference: int = 0
    """Frames since the song's start."""
    origin_date: str = ""
    """`yyyy-mm-ddThh:mm:ss` of the first frame."""

    @property
    def frame_bytes(self) -> int:
        """Bytes of one frame."""
        return self.channels * FORMAT_CODES[self.sample_format][1] // 8


def build_header(form: WavForm, data_bytes: int, rf64_above: int = RF64_ABOVE) -> bytes:
    """The first `DATA_OFFSET` bytes of a file with `data_bytes` of sound (without a pad byte)."""
    header = bytearray(DATA_OFFSET)
    riff_bytes = DATA_OFFSET - 8 + data_bytes + (data_bytes & 1)
    large = riff_bytes > rf64_above
    limited = 0xFFFF_FFFF
    struct.pack_into(
        "<4sI4s", header, 0, b"RF64" if large else b"RIFF", limited if large else riff_bytes, b"WAVE"
    )
    struct.pack_into("<4sI", header, 12, b"ds64" if large else b"JUNK", 28)
    if large:
        struct.pack_into("<QQQI", header, 20, riff_bytes, data_bytes, data_bytes // form.frame_bytes, 0)
    _put_bext(header, form)
    _put_format(header, form)
    struct.pack_into("<4sI", header, _FILL_AT, b"JUNK", DATA_OFFSET - 8 - _FILL_AT - 8)
    struct.pack_into("<4sI", header, DATA_OFFSET - 8, b"data", limited if large else data_bytes)
    return bytes(header)


def is_ours(path: Path) -> bool:
    """Whether the file begins with a header of ours; what cannot be read does not."""
    try:
        with path.open("rb") as file:
            head = file.read(DATA_OFFSET)
    except OSError:
        return False
    name = head[_BEXT_AT + 8 + 256 :][:32]
    return head[_BEXT_AT : _BEXT_AT + 4] == b"bext" and name == _ORIGINATOR and head[-8:-4] == b"data"


def _put_bext(header: bytearray, form: WavForm) -> None:
    struct.pack_into("<4sI", header, _BEXT_AT, b"bext", _BEXT_SIZE)
    at = _BEXT_AT + 8
    struct.pack_into("<32s", header, at + 256, _ORIGINATOR)
    struct.pack_into(
        "<10s8s", header, at + 320, form.origin_date[:10].encode(), form.origin_date[11:19].encode()
    )
    struct.pack_into("<QH", header, at + 338, max(0, form.time_reference), 1)


def _put_format(header: bytearray, form: WavForm) -> None:
    code, bits = FORMAT_CODES[form.sample_format]
    frame = form.frame_bytes
    fields = (code, form.channels, form.rate, form.rate * frame, frame, bits)
    struct.pack_into("<4sIHHIIHH", header, _FMT_AT, b"fmt ", 16, *fields)
