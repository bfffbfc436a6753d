"""Speech from a synthesiser that is installed on this machine, as a file of the song's rate. None is shipped."""

from __future__ import annotations

import locale
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import soxr
from numpy.typing import NDArray

from tui_studio.audio.half_written import HalfWritten
from tui_studio.audio.reader import open_source
from tui_studio.audio.wav_writer import TakeWriter, write_error
from tui_studio.errors import AudioFileError

INSTALL: Final = {
    "darwin": "macOS has 'say'; look for it in /usr/bin",
    "win32": "install espeak-ng from its releases and put it on the PATH",
}
INSTALL_HERE: Final = INSTALL.get(sys.platform, "sudo apt install espeak-ng (or dnf, pacman, zypper)")
"""The one command."""

_SECONDS: Final = 20.0
_PEAK: Final = 0.5
_FADE_SECONDS: Final = 0.005
_SILENT: Final = 0.003
"""Of the peak: what is quieter at the ends is cut off."""

Sound = NDArray[np.float32]


@dataclass(frozen=True)
class Synthesiser:
    """A program that speaks into a file."""

    name: str
    suffix: str
    command: Callable[[str, str, str], list[str]]
    """From its path, the file and the text, what to run; the text is given on standard input, too."""


def _espeak(program: str, file: str, _text: str) -> list[str]:
    return [program, "-v", _language(), "-s", "160", "-w", file, "--stdin"]


KNOWN: Final = (
    Synthesiser("espeak-ng", ".wav", _espeak),
    Synthesiser("espeak", ".wav", _espeak),
    Synthesiser("pico2wave", ".wav", lambda program, file, text: [program, "-w", file, f" {text}"]),
    Synthesiser("say", ".aiff", lambda program, file, _text: [program, "-o", file, "-f", "-"]),
)
"""In the order they are looked for. `say` is macOS's; elsewhere that name may be anything."""


def find_synthesiser() -> str:
    """The name of the one that would speak; empty when there is none."""
    found = _installed()
    return found[0].name if found else ""


def speak(text: str, path: Path, rate: int) -> int:
    """Write the text, spoken, to `path` (mono, 24-bit) in place of any file of that name; its frames. Nothing of it is silence.

    Raises AudioFileError when no synthesiser is installed, or when it does not speak.
    """
    found = _installed()
    if found is None:
        raise AudioFileError("no speech synthesiser is installed", hint=INSTALL_HERE)
    with tempfile.TemporaryDirectory(prefix="speech-") as folder:
        spoken = Path(folder) / f"spoken{found[0].suffix}"
        _run(found, text, spoken)
        sound = _trimmed(_read(spoken, rate), rate)
    if not sound.size:
        raise AudioFileError(f"{found[0].name} spoke nothing", where=text, hint="try it in a terminal")
    _write(path, sound, rate)
    return sound.size


def _installed() -> tuple[Synthesiser, str] | None:
    for one in KNOWN:
        path = shutil.which(one.name)
        if path and (one.name != "say" or sys.platform == "darwin"):
            return one, path
    return None


def _language() -> str:
    """The user's, as espeak names it; English where it has no name."""
    code = (locale.getlocale()[0] or "en").split("_")[0].lower()
    return code if len(code) == 2 and code.isalpha() else "en"


def _run(found: tuple[Synthesiser, str], text: str, spoken: Path) -> None:
    synthesiser, program = found
    try:
        done = subprocess.run(
            synthesiser.command(program, str(spoken), text),
            input=text.encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise AudioFileError(
            f"{synthesiser.name} does not speak", where=str(error), hint="try it in a terminal"
        ) from error
    if done.returncode or not spoken.exists():
        said = done.stderr.decode(errors="replace").strip().split("\n")[0]
        raise AudioFileError(f"{synthesiser.name} does not speak", where=said, hint="try it in a terminal")


def _read(spoken: Path, rate: int) -> Sound:
    reader = open_source(spoken)
    try:
        sound = np.zeros((reader.channels, reader.frames), np.float32)
        reader.read_into(sound, 0)
        mono: Sound = sound.mean(axis=0)
        made: Sound = soxr.resample(mono, reader.rate, rate, quality="HQ").astype(np.float32)
        return made
    finally:
        reader.close()


def _trimmed(sound: Sound, rate: int) -> Sound:
    """Without the silence around it, at an even peak, its edges faded."""
    peak = float(np.abs(sound).max(initial=0.0))
    heard = np.flatnonzero(np.abs(sound) > _SILENT * peak) if peak else np.zeros(0, np.int64)
    if not heard.size:
        return np.zeros(0, np.float32)
    cut: Sound = sound[heard[0] : heard[-1] + 1] * np.float32(_PEAK / peak)
    fade = np.linspace(0.0, 1.0, min(round(_FADE_SECONDS * rate), cut.size // 2), dtype=np.float32)
    cut[: fade.size] *= fade
    cut[cut.size - fade.size :] *= fade[::-1]
    return cut


def _write(path: Path, sound: Sound, rate: int) -> None:
    with HalfWritten(path.parent) as half:
        writer = TakeWriter(half.path, channels=1, rate=rate, sample_format="pcm24")
        try:
            writer.write(sound[None])
        finally:
            writer.close()
        try:
            half.keep_as(path)
        except OSError as error:
            raise write_error(path, error) from error
