"""Slower without another pitch, higher or lower at the same speed: files stretched piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tui_studio.audio.dsp.fades import fade_in_shape, fade_out_shape
from tui_studio.audio.half_written import HalfWritten
from tui_studio.audio.reader import SourceReader, open_source
from tui_studio.audio.settle import NEEDED_SECONDS, settle
from tui_studio.audio.wav_writer import TakeWriter, write_error
from tui_studio.errors import AudioFileError, BadInputError

SLOWEST: Final = 0.25
FASTEST: Final = 4.0
FURTHEST: Final = 24.0
"""Semitones."""

_PIECE_SECONDS: Final = 12.0
_EXTRA_SECONDS: Final = 0.5
"""Of sound stretched on each side of a piece, so that the stretcher has found its pace where pieces meet."""

Block = NDArray[np.float32]


@dataclass(frozen=True)
class StretchedFile:
    """What was written."""

    path: Path
    channels: int
    frames: int
    rate: int
    checksum: str
    """As `TakeWriter.close` gives it."""


def stretch_file(
    source: Path,
    target: Path,
    *,
    start: int = 0,
    end: int | None = None,
    speed: float = 1.0,
    semitones: float = 0.0,
    progress: Callable[[float], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> StretchedFile:
    """Write frames [start, end) of `source` to `target` (32-bit float WAV), played at `speed` and `semitones` higher.

    Source frame f is heard at (f − start) / speed; hits are within 2 ms of that down to half speed. A file of the target's name
    is replaced when the new one is whole. Memory does not grow with the file. Raises BadInputError for values out of range,
    AudioFileError, also when `cancelled` says so; then nothing is left behind.
    """
    _check(speed, semitones, start, end)
    reader = open_source(source)
    try:
        last = reader.frames if end is None else end
        with HalfWritten(target.parent) as half:
            writer = TakeWriter(
                half.path, channels=reader.channels, rate=reader.rate, sample_format="float32"
            )
            try:
                for done, block in _stretched(reader, start, last, speed, semitones):
                    writer.write(block)
                    progress(done)
                    if cancelled():
                        raise AudioFileError(
                            "the stretching was cancelled", where=str(source), hint="nothing was left behind"
                        )
            finally:
                checksum = writer.close()
            _keep(half, target)
        return StretchedFile(target, reader.channels, writer.frames, reader.rate, checksum)
    finally:
        reader.close()


def _check(speed: float, semitones: float, start: int, end: int | None) -> None:
    if not SLOWEST <= speed <= FASTEST:
        raise BadInputError(
            f"{speed:g} is not a speed", hint=f"give a part of the tempo, {SLOWEST:g} to {FASTEST:g}"
        )
    if not -FURTHEST <= semitones <= FURTHEST:
        raise BadInputError(
            f"{semitones:g} semitones are too far", hint=f"give -{FURTHEST:g} to {FURTHEST:g}"
        )
    if start < 0 or (end is not None and end <= start):
        raise BadInputError("there is nothing to stretch", hint="give a span of at least one frame")


def _keep(half: HalfWritten, target: Path) -> None:
    try:
        half.keep_as(target)
    except OSError as error:
        raise write_error(target, error) from error


def _stretched(
    reader: SourceReader, start: int, end: int, speed: float, semitones: float
) -> Iterator[tuple[float, Block]]:
    """How much is done (0 … 1) and the next sound, until all of [start, end) is."""
    piece, extra = round(_PIECE_SECONDS * reader.rate), round(_EXTRA_SECONDS * reader.rate)
    seam = _Seam(reader.channels, reader.rate)
    for begin in range(start, end, piece):
        stop = min(begin + piece, end)
        first, last = max(start, begin - extra), min(end, stop + extra)
        sound = np.empty((reader.channels, last - first), np.float32)
        reader.read_into(sound, first)
        bent = _bent(sound, reader.rate, speed, semitones)
        places = [
            round((frame - start) / speed) - round((first - start) / speed) for frame in (begin, stop, last)
        ]
        yield (stop - start) / (end - start), seam.join(bent[:, : places[2]], places[0], places[1])


def _bent(sound: Block, rate: int, speed: float, semitones: float) -> Block:
    """Stretched to `frames / speed` (at least), and shifted."""
    if speed == 1.0 and semitones == 0.0:
        return np.pad(sound, ((0, 0), (0, 1)))
    from tui_studio.audio.rubber_band import bend

    return bend(sound, rate, speed, semitones)


class _Seam:
    """Joins pieces that overlap: each hands over to the next at the quietest, most alike point."""

    def __init__(self, channels: int, rate: int) -> None:
        self._rate = rate
        self._side = round(NEEDED_SECONDS * rate)
        self._tail: Block = np.zeros((channels, 0), np.float32)
        """What the last piece plays around its end, `_side` frames before it and after."""
        self._held = 0
        """How many frames of the tail are before the seam."""

    def join(self, piece: Block, begin: int, stop: int) -> Block:
        """What can be written of a piece whose own sound is [begin, stop) of its columns, the rest being extra."""
        before, body_from = self._meet(piece, begin)
        if stop >= piece.shape[1] - 1:
            return np.concatenate((before, piece[:, body_from:stop]), axis=1)
        side = min(self._side, stop - body_from, piece.shape[1] - stop)
        self._tail, self._held = piece[:, stop - side : stop + side].copy(), side
        return np.concatenate((before, piece[:, body_from : stop - side]), axis=1)

    def _meet(self, piece: Block, begin: int) -> tuple[Block, int]:
        """The sound around the seam, and the column of `piece` that follows it."""
        side = min(self._held, begin)
        if not side:
            return self._tail[:, : self._held], begin
        old = self._tail[:, self._held - side :]
        new = piece[:, begin - side : begin - side + old.shape[1]]
        old = old[:, : new.shape[1]]
        advice = settle(old, new, self._rate, side)
        half = advice.crossfade // 2
        place = side + advice.shift
        joined = new.copy()
        joined[:, : place - half] = old[:, : place - half]
        if half:
            span = slice(place - half, place + half)
            joined[:, span] = old[:, span] * fade_out_shape(2 * half, equal_gain=advice.equal_gain)
            joined[:, span] += new[:, span] * fade_in_shape(2 * half, equal_gain=advice.equal_gain)
        return np.concatenate((self._tail[:, : self._held - side], joined), axis=1), begin - side + new.shape[
            1
        ]
