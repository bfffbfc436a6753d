"""Files that libsndfile reads for us: AIFF, FLAC, Ogg, MP3, CAF, W64 and rare kinds of WAV."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from tui_studio.audio.wav_parse import read_error
from tui_studio.errors import AudioFileError

_FORMATS = {"PCM_16": "pcm16", "PCM_24": "pcm24", "PCM_32": "pcm32", "FLOAT": "float32", "DOUBLE": "float64"}


class ForeignReader:
    """A SourceReader over libsndfile."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        try:
            if path.stat().st_size == 0:
                raise AudioFileError(
                    "the file is empty", where=str(path), hint="copy it again, or choose another"
                )
            self._file = soundfile.SoundFile(path)
        except OSError as error:
            raise read_error(path, error) from error
        except soundfile.LibsndfileError as error:
            raise AudioFileError(
                f"not an audio file that can be read{_reason(error)}",
                where=str(path),
                hint="export it as WAV, AIFF or FLAC, or choose another",
            ) from error
        self.channels: int = self._file.channels
        self.frames: int = self._file.frames
        self.cut_off: bool = "> file length" in self._file.extra_info
        self.rate: int = self._file.samplerate
        self.sample_format = _FORMATS.get(self._file.subtype, self._file.subtype.lower())

    def read_into(self, out: NDArray[np.float32], start: int) -> None:
        """See SourceReader."""
        begin, end = max(0, -start), min(out.shape[1], self.frames - start)
        out.fill(0.0)
        if end <= begin:
            return
        try:
            with self._lock:
                if self._file.tell() != start + begin:
                    self._file.seek(start + begin)
                got = self._file.read(end - begin, dtype="float32", always_2d=True)
        except soundfile.LibsndfileError as error:
            raise AudioFileError(
                f"the file is damaged{_reason(error)}",
                where=str(self._path),
                hint="copy it again from where it is whole, or choose another",
            ) from error
        out[:, begin : begin + len(got)] = got.T
        if len(got) < end - begin:
            raise AudioFileError("the file is cut off", where=str(self._path), hint="copy it again")

    def close(self) -> None:
        """See SourceReader."""
        self._file.close()


def _reason(error: soundfile.LibsndfileError) -> str:
    words = error.error_string.strip().rstrip(".")
    return f" (libsndfile says: {words})" if words else ""
