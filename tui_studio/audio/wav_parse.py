"""Reading the header of any WAV or RF64 file, and believing only what the file bears out."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from tui_studio.audio.dsp.pcm import BYTES_PER_SAMPLE
from tui_studio.errors import AudioFileError

_PCM: Final = 1
_FLOAT: Final = 3
_EXTENSIBLE: Final = 0xFFFE
_FORMATS: Final = {
    (_PCM, 16): "pcm16",
    (_PCM, 24): "pcm24",
    (_PCM, 32): "pcm32",
    (_FLOAT, 32): "float32",
    (_FLOAT, 64): "float64",
}
_MAX_CHUNKS: Final = 10_000
_COPY_AGAIN: Final = "it is damaged: copy it again from where it is whole, or choose another"


@dataclass(frozen=True)
class WavLayout:
    """Where the sound lies in a WAV file, and what it is."""

    channels: int
    rate: int
    sample_format: str
    """A key of `BYTES_PER_SAMPLE`, or "" for a coding that we do not read ourselves."""
    frame_bytes: int
    data_offset: int
    frames: int
    """Whole frames that are really there: never more than the file holds, whatever the header claims."""
    claimed_frames: int
    """What the header says; as `frames` when its writer did not know the length."""


def is_wav(path: Path) -> bool:
    """Whether the file begins like a WAV or RF64 file. Raises AudioFileError when it cannot be read."""
    try:
        with path.open("rb") as file:
            head = file.read(12)
    except OSError as error:
        raise read_error(path, error) from error
    return len(head) == 12 and head[:4] in (b"RIFF", b"RF64") and head[8:] == b"WAVE"


def parse_wav(path: Path) -> WavLayout:
    """The layout of a WAV or RF64 file. Raises AudioFileError."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(0)
            return _parse(path, file, size)
    except OSError as error:
        raise read_error(path, error) from error


def _parse(path: Path, file: BinaryIO, size: int) -> WavLayout:
    if size == 0:
        raise AudioFileError("the file is empty", where=str(path), hint="copy it again, or choose another")
    head = file.read(12)
    if len(head) < 12 or head[:4] not in (b"RIFF", b"RF64") or head[8:] != b"WAVE":
        raise AudioFileError("not a WAV file", where=str(path), hint="choose another")
    kind, riff_length = head[:4], int.from_bytes(head[4:8], "little")
    form: bytes = b""
    long_data = 0
    for _ in range(_MAX_CHUNKS):
        header = file.read(8)
        if len(header) < 8:
            break
        name, length = header[:4], int.from_bytes(header[4:], "little")
        if name == b"data":
            there = max(0, size - file.tell())
            if kind == b"RF64" and length == 0xFFFF_FFFF and long_data:
                length = long_data
            elif _unknown(riff_length, length, there):
                length = there
            return _layout(path, form, file.tell(), length, there)
        body = file.read(min(length, 64))
        if name == b"fmt ":
            form = body
        elif name == b"ds64" and len(body) >= 16:
            long_data = int.from_bytes(body[8:16], "little")
        file.seek(length - len(body) + (length & 1), 1)
    raise AudioFileError("the file is cut off before its sound begins", where=str(path), hint="copy it again")


def _unknown(riff_length: int, data_length: int, there: int) -> bool:
    """Whether a writer into a pipe, or one that was killed, left placeholders instead of lengths."""
    if data_length == 0:
        return riff_length in (0, 8, 0xFFFF_FFFF)
    return data_length > there and data_length >= 0x7FFF_0000 and riff_length >= 0x7FFF_0000


def _layout(path: Path, form: bytes, data_offset: int, claimed_bytes: int, there: int) -> WavLayout:
    if len(form) < 16:
        raise AudioFileError("the file does not say what its sound is", where=str(path), hint=_COPY_AGAIN)
    code, channels, rate, _, frame_bytes, bits = struct.unpack_from("<HHIIHH", form)
    if code == _EXTENSIBLE and len(form) >= 26:
        code = int.from_bytes(form[24:26], "little")
    if not channels or not rate or not frame_bytes:
        raise AudioFileError("the file's header makes no sense", where=str(path), hint=_COPY_AGAIN)
    sample_format = _FORMATS.get((code, bits), "")
    if sample_format and frame_bytes != channels * BYTES_PER_SAMPLE[sample_format]:
        sample_format = ""
    return WavLayout(
        channels, rate, sample_format, frame_bytes, data_offset,
        frames=min(claimed_bytes, there) // frame_bytes,
        claimed_frames=claimed_bytes // frame_bytes,
    )  # fmt: skip


def read_error(path: Path, error: OSError) -> AudioFileError:
    """What to tell when the system refuses to read a file."""
    if isinstance(error, FileNotFoundError):
        return AudioFileError("the file does not exist", where=str(path), hint="check the name")
    if isinstance(error, IsADirectoryError):
        return AudioFileError(
            "this is a folder, not an audio file", where=str(path), hint="name a file in it"
        )
    if isinstance(error, PermissionError):
        return AudioFileError("no permission to read the file", where=str(path), hint="check who owns it")
    return AudioFileError(f"cannot read the file ({error.strerror})", where=str(path), hint="check the disk")
