"""The metronome: its tones put where the beats are, to the frame."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from tui_studio.engine.protocol import ClickSpec, EngineSpec, LeadSpec
from tui_studio.errors import EngineError

LENGTH_SECONDS: Final = 0.040
DECAY_SECONDS: Final = 0.007
LEVELS: Final = (0.35, 0.6, 0.9)
"""Amplitudes of subdivision, beat and bar."""

Numbers = NDArray[np.int64]
Sound = NDArray[np.float32]


class Beats:
    """Where clicks begin, and how they are accented."""

    def __init__(self, beats: bytes, accents: bytes, shift: int = 0) -> None:
        """Packed as in the protocol, all moved by `shift` frames. Raises EngineError."""
        if len(beats) % 8 or len(accents) != len(beats) // 8:
            raise EngineError(
                "the click cannot be read",
                where=f"{len(beats)} bytes of beats, {len(accents)} accents",
                hint="each beat is 8 bytes and has one accent",
            )
        self.at: Final[Numbers] = np.frombuffer(beats, "<i8").astype(np.int64) + shift
        if np.any(np.diff(self.at) < 0):
            raise EngineError("the beats of the click are not in order", hint="sort them")
        self.accent: Final = np.minimum(np.frombuffer(accents, np.uint8), len(LEVELS) - 1)

    def between(self, start: int, end: int) -> list[tuple[int, int]]:
        """(frame, accent) of those in [start, end)."""
        first, last = np.searchsorted(self.at, (start, end))
        return list(zip(self.at[first:last].tolist(), self.accent[first:last].tolist(), strict=True))


class ClickRenderer:
    """Renders a stream of clicks piece by piece; one that is cut off by the end of a piece goes on in the
    next, wherever that is in the song. Called from: butler, bounce.
    """

    def __init__(self, click: ClickSpec, rate: int) -> None:
        self.song: Final = Beats(click.beats, click.accents)
        """The beats of the song; there are none unless they are to be heard."""
        self._tones: Final = [tone(hz, level, rate) for hz, level in zip(click.tones, LEVELS, strict=True)]
        self._length: Final = len(self._tones[0])
        self._ringing: Sound = np.zeros(self._length, np.float32)

    def begin(self, position: int) -> None:
        """Start anew at `position`, in the middle of a click of the song if there is one."""
        self._ringing.fill(0.0)
        for at, accent in self.song.between(position - self._length, position):
            rest = self._tones[accent][position - at :]
            self._ringing[: len(rest)] += rest

    def render(self, out: Sound, position: int, beats: Beats | None) -> None:
        """Fill `out` (n) with what is heard at [position, position + n); None: no clicks begin there."""
        frames = len(out)
        sheet = np.zeros(frames + self._length, np.float32)
        sheet[: self._length] = self._ringing
        for at, accent in beats.between(position, position + frames) if beats is not None else ():
            sheet[at - position : at - position + self._length] += self._tones[accent]
        out[:] = sheet[:frames]
        self._ringing = sheet[frames:]


def tone(hz: float, level: float, rate: int) -> Sound:
    """A click: its first frame is its loudest."""
    seconds = np.arange(int(LENGTH_SECONDS * rate)) / rate
    sound = level * np.cos(2.0 * np.pi * hz * seconds) * np.exp(-seconds / DECAY_SECONDS)
    return sound.astype(np.float32)


def check_click(spec: EngineSpec) -> None:
    """Raises EngineError when the click of the spec cannot be read."""
    if spec.click is not None:
        Beats(spec.click.beats, spec.click.accents)


def check_lead(lead: LeadSpec | None) -> None:
    """Raises EngineError when the lead cannot be played."""
    if lead is None:
        return
    Beats(lead.beats, lead.accents)
    if not 0 <= lead.pre_roll <= lead.frames:
        raise EngineError(
            "a lead cannot be shorter than its pre-roll",
            where=f"{lead.frames} frames, {lead.pre_roll} of pre-roll",
        )
