"""The checksum of a take's file that its writer did not live to tell."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tui_studio.audio.wav_parse import parse_wav, read_error
from tui_studio.errors import AudioFileError

STEP_BYTES: Final = 4 << 20


def checksum_steps(path: Path) -> Iterator[str]:
    """As `TakeWriter.close` tells it of this WAV file: yields "" after every `STEP_BYTES`, and it at last.

    Raises AudioFileError when the file cannot be read, or is shorter than it claims by then.
    """
    layout = parse_wav(path)
    left = layout.frames * layout.frame_bytes
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            file.seek(layout.data_offset)
            while left:
                piece = file.read(min(left, STEP_BYTES))
                if not piece:
                    raise AudioFileError(
                        "the file became shorter", where=str(path), hint="see what else writes to it"
                    )
                digest.update(piece)
                left -= len(piece)
                yield ""
    except OSError as error:
        raise read_error(path, error) from error
    yield f"sha256:{digest.hexdigest()}"
