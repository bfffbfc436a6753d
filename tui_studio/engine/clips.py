"""What the tracks' clips play: files, gains and fades rendered into the rows of a playback ring."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tui_studio.audio.dsp.fades import Fades, apply_fades
from tui_studio.audio.reader import SourceReader, open_source
from tui_studio.engine.protocol import ClipSpec, FadeShape, TrackSpec
from tui_studio.engine.ring import LOUDEST
from tui_studio.errors import AudioFileError

Block = NDArray[np.float32]
MAX_OPEN: Final = 200
"""Files kept open at a time: well below the 1,024 that a process may have on most systems."""


class ClipRenderer:
    """Renders the clips of some tracks at any song position, in any order and block size, always the same.

    Files are opened when first heard and kept. One that is missing or breaks is silent, and told of once.
    Not shared between threads. Called from: butler, bounce.
    """

    def __init__(
        self,
        tracks: Sequence[TrackSpec],
        report: Callable[[AudioFileError], None] | None = None,
        lanes: LaneBook | None = None,
    ) -> None:
        """`report` is called once for each file that cannot be read; `lanes` are kept from renderer to renderer."""
        self._lanes = (lanes or LaneBook()).lanes(tracks)
        self.rows = sum(track.channels for track in tracks)
        self._files = _Files(report or (lambda _: None))
        self._scratch: Block = np.zeros((2, 0), np.float32)

    def render(self, out: Block, position: int) -> None:
        """Fill `out` (rows as in `plan.build_plan`, n) with what plays at [position, position + n)."""
        row = 0
        for lane in self._lanes:
            self._render_lane(lane, out[row : row + lane.channels], position)
            row += lane.channels

    def close(self) -> None:
        """Let go of all files. Idempotent."""
        self._files.close()

    def _render_lane(self, lane: _Lane, out: Block, position: int) -> None:
        clips = lane.between(position, position + out.shape[1])
        if not clips:
            out.fill(0.0)
        for index, clip in enumerate(clips):
            begin = max(0, clip.start - position)
            end = min(out.shape[1], clip.start + clip.frames - position)
            if index == 0:
                out[:, :begin] = 0.0
                out[:, end:] = 0.0
                self._render_clip(clip, out[:, begin:end], position + begin - clip.start)
            else:
                block = self._scratch_of(lane.channels, end - begin)
                self._render_clip(clip, block, position + begin - clip.start)
                out[:, begin:end] += block

    def _render_clip(self, clip: ClipSpec, out: Block, at: int) -> None:
        reader = self._files.get(clip.path)
        if reader is None:
            out.fill(0.0)
            return
        try:
            if clip.reverse:
                _read_channels(reader, out[:, ::-1], clip.offset + clip.frames - at - out.shape[1])
            else:
                _read_channels(reader, out, clip.offset + at)
        except AudioFileError as error:
            self._files.give_up(clip.path, error)
        if not reader.sample_format.startswith("pcm"):
            _only_numbers(out)
        if clip.gain != 1.0:
            np.multiply(out, np.float32(clip.gain), out=out)
        if clip.fade_in or clip.fade_out:
            apply_fades(out, at, clip.frames, _fades(clip))

    def _scratch_of(self, channels: int, frames: int) -> Block:
        if self._scratch.shape[1] < frames:
            self._scratch = np.zeros((2, frames), np.float32)
        return self._scratch[:channels, :frames]


class LaneBook:
    """The lanes of a spec's tracks, those of an earlier one used again where the clips are the very same. For one thread."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[TrackSpec, _Lane]] = {}

    def lanes(self, tracks: Sequence[TrackSpec]) -> list[_Lane]:
        """A lane for each track."""
        self._known = {track.track: (track, self._lane(track)) for track in tracks}
        return [lane for _, lane in self._known.values()]

    def _lane(self, track: TrackSpec) -> _Lane:
        before, lane = self._known.get(track.track, (None, None))
        if before is None or lane is None:
            return _Lane(track)
        same = before.clips is track.clips and before.channels == track.channels
        return lane if same else _Lane(track)


class _Lane:
    """The clips of one track in the order of their starts."""

    def __init__(self, track: TrackSpec) -> None:
        self.channels = track.channels
        self._clips = sorted((clip for clip in track.clips if clip.frames > 0), key=lambda clip: clip.start)
        self._starts = [clip.start for clip in self._clips]
        self._ends: list[int] = []
        for clip in self._clips:
            end = clip.start + clip.frames
            self._ends.append(max(end, self._ends[-1]) if self._ends else end)

    def between(self, start: int, end: int) -> list[ClipSpec]:
        """The clips that sound in [start, end)."""
        first, last = bisect_right(self._ends, start), bisect_left(self._starts, end)
        return [clip for clip in self._clips[first:last] if clip.start + clip.frames > start]


class _Files:
    """Open readers by path, the least recently used closed first; None for a file that cannot be read."""

    def __init__(self, report: Callable[[AudioFileError], None]) -> None:
        self._report = report
        self._open: dict[str, SourceReader] = {}
        self._broken: set[str] = set()

    def get(self, path: str) -> SourceReader | None:
        reader = self._open.pop(path, None)
        if reader is None:
            if path in self._broken:
                return None
            try:
                reader = open_source(Path(path))
            except AudioFileError as error:
                self.give_up(path, error)
                return None
            if len(self._open) >= MAX_OPEN:
                self._open.pop(next(iter(self._open))).close()
        self._open[path] = reader
        return reader

    def give_up(self, path: str, error: AudioFileError) -> None:
        self._broken.add(path)
        reader = self._open.pop(path, None)
        if reader:
            reader.close()
        self._report(error)

    def close(self) -> None:
        for reader in self._open.values():
            reader.close()
        self._open.clear()


def _fades(clip: ClipSpec) -> Fades:
    return Fades(
        clip.fade_in,
        clip.fade_out,
        in_equal_gain=clip.fade_in_shape is FadeShape.EQUAL_GAIN,
        out_equal_gain=clip.fade_out_shape is FadeShape.EQUAL_GAIN,
    )


def _only_numbers(out: Block) -> None:
    """What a file of floats holds besides numbers is silence, and 120 dB above full scale is the end."""
    if out.size and not max(out.max(), -out.min()) <= LOUDEST:
        np.nan_to_num(out, copy=False, nan=0.0, posinf=0.0, neginf=0.0)
        np.clip(out, -LOUDEST, LOUDEST, out=out)


def _read_channels(reader: SourceReader, out: Block, start: int) -> None:
    """Mono goes to both sides of a pair, a pair to mono at half level; channels past two are not heard."""
    if reader.channels == out.shape[0]:
        reader.read_into(out, start)
        return
    sound = np.zeros((reader.channels, out.shape[1]), np.float32)
    try:
        reader.read_into(sound, start)
    finally:
        if out.shape[0] == 1:
            np.add(sound[0], sound[1], out=out[0])
            np.multiply(out[0], np.float32(0.5), out=out[0])
        else:
            out[...] = sound[:2]
