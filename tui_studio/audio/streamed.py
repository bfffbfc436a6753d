"""Files that FFmpeg reads for us, from the first frame to the last: M4A, MP4, WMA and what else PyAV knows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tui_studio.errors import AudioFileError

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame

Block = NDArray[np.float32]


class StreamedReader:
    """A SourceReader whose `read_into` goes forward only, which is how an import reads.

    The length is counted by decoding once: what such files say of it is a guess. Not shared between threads.
    """

    cut_off = False

    def __init__(self, path: Path) -> None:
        """Raises AudioFileError."""
        self._path = path
        self.channels = self.frames = self.rate = 0
        self.sample_format = ""
        for block in self._decoded():
            self.frames += block.shape[1]
        self._blocks = self._decoded()
        self._rest: Block = np.zeros((self.channels, 0), np.float32)
        self._at = 0

    def read_into(self, out: Block, start: int) -> None:
        """See SourceReader; `start` must be where the last call ended. Raises AudioFileError."""
        if start != self._at:
            raise ValueError("this reader goes forward only")
        filled = 0
        while filled < out.shape[1]:
            if not self._rest.shape[1]:
                self._rest = next(self._blocks, self._rest)
                if not self._rest.shape[1]:
                    break
            count = min(out.shape[1] - filled, self._rest.shape[1])
            out[:, filled : filled + count] = self._rest[:, :count]
            self._rest = self._rest[:, count:]
            filled += count
        out[:, filled:] = 0.0
        self._at += out.shape[1]

    def close(self) -> None:
        """See SourceReader."""
        self._blocks = iter(())

    def _decoded(self) -> Iterator[Block]:
        """The sound of the first audio stream, block by block."""
        import av

        try:
            with av.open(str(self._path), metadata_errors="replace") as container:
                if not container.streams.audio:
                    raise AudioFileError(
                        "the file holds no sound", where=str(self._path), hint="choose another"
                    )
                stream = container.streams.audio[0]
                self.sample_format = stream.codec_context.name
                for frame in container.decode(stream):
                    yield self._planar(frame)
        except av.FFmpegError as error:
            raise AudioFileError(
                f"not an audio file that can be read ({error.strerror})",
                where=str(self._path),
                hint="export it as WAV, AIFF or FLAC, or choose another",
            ) from error

    def _planar(self, frame: AudioFrame) -> Block:
        channels = frame.layout.nb_channels
        if not self.rate:
            self.rate, self.channels = frame.sample_rate, channels
        if (frame.sample_rate, channels) != (self.rate, self.channels):
            raise AudioFileError(
                "the file changes its rate or its channels midway",
                where=str(self._path),
                hint="convert it to WAV first",
            )
        values = frame.to_ndarray()
        if not frame.format.is_planar:
            values = values.reshape(-1, channels).T
        if values.dtype.kind == "f":
            return np.asarray(values, np.float32)
        if values.dtype == np.uint8:
            return (values.astype(np.float32) - 128.0) / np.float32(128.0)
        return np.asarray(values * (0.5 / (1 << (8 * values.dtype.itemsize - 2))), np.float32)
