"""How other programs read an audio file as it lies: soundfile, sox, ffprobe and Python's wave."""

from __future__ import annotations

import json
import subprocess
import wave
from pathlib import Path

import soundfile


def by_soundfile(path: Path) -> int:
    with soundfile.SoundFile(path) as file:
        return len(file.read(dtype="int32", always_2d=True))


def by_sox(path: Path) -> int:
    """Frames that sox decodes to the end, not only what the header claims."""
    channels = int(_run("soxi", "-c", path))
    decoded = subprocess.run(
        ["sox", path, "-t", "s16", "-"], capture_output=True, check=True, timeout=60
    ).stdout
    return len(decoded) // (2 * channels)


def by_ffprobe(path: Path) -> int:
    command = ["-v", "error", "-show_entries", "stream=sample_rate,duration_ts", "-of", "json"]
    stream = json.loads(_run("ffprobe", *command, path))["streams"][0]
    return int(stream["duration_ts"])


def by_wave(path: Path) -> int:
    """Python's own reader; for PCM only (it refuses RF64 and float)."""
    with wave.open(str(path), "rb") as file:
        return len(file.readframes(file.getnframes())) // (file.getsampwidth() * file.getnchannels())


READERS = {"soundfile": by_soundfile, "sox": by_sox, "ffprobe": by_ffprobe, "wave": by_wave}


def frames_by_all(path: Path) -> dict[str, int]:
    """What each reader makes of the file; -1 when it refuses it."""
    found = {}
    for name, reader in READERS.items():
        try:
            found[name] = reader(path)
        except (OSError, RuntimeError, wave.Error, subprocess.SubprocessError, KeyError, ValueError):
            found[name] = -1
    return found


def _run(*command: object) -> str:
    words = [str(word) for word in command]
    return subprocess.run(words, capture_output=True, text=True, check=True, timeout=60).stdout
