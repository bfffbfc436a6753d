"""The sound of takes within a span of the song. Called from: threads, worker processes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tui_studio.song.model import Song, Take, source_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def sound_of(folder: Path, song: Song, take: Take, slip: int, span: tuple[int, int]) -> NDArray[np.float32]:
    """What a take has between two frames of the song, planar; silence where it has nothing."""
    source = source_of(song, take.source)
    assert source is not None
    first, last = span
    return read_sound(folder / source.path, take.offset + first - take.start - slip, last - first)


def read_sound(path: Path, start: int, frames: int) -> NDArray[np.float32]:
    """So many frames of a file from a frame on. Raises AudioFileError."""
    import numpy as np

    from tui_studio.audio.reader import open_source

    reader = open_source(path)
    try:
        out = np.zeros((reader.channels, frames), np.float32)
        reader.read_into(out, start)
        return out
    finally:
        reader.close()
