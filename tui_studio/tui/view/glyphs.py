"""The signs the terminal can show: braille or block waveforms, or plain ASCII."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["braille", "block", "ascii"]

POOR_TERMINALS = ("linux", "dumb", "vt100", "vt102", "vt220", "ansi", "cons25", "unknown")
"""`TERM` values whose fonts have neither braille nor eighth blocks."""

COLOURLESS_TERMINALS = ("dumb", "vt52", "vt100", "vt102", "vt220", "vt320", "vt420", "unknown")
"""`TERM` values of terminals with one colour; so are those that end in `-m` or `-mono`."""


@dataclass(frozen=True)
class Glyphs:
    """A set of signs, each one cell wide."""

    kind: Kind
    bar: str
    """Parts of a level bar's cell from empty to full."""
    empty: str
    hold: str
    clip: str
    record: str
    stop: str
    roll: str
    busy: str
    on: str
    off: str
    star: str
    note: str
    playhead: str
    unknown: str
    """Stands for a take whose waveform is not known yet."""
    dash: str
    wave_steps: int
    """Heights a waveform column can have, besides none."""

    def wave(self, left: int, right: int) -> str:
        """One column of a waveform; heights 0 (no audio) to `wave_steps`, of its first and second half."""
        if self.kind == "braille":
            return chr(0x2800 + _LEFT_DOTS[left] + _RIGHT_DOTS[right]) if left or right else " "
        return (_BLOCKS if self.kind == "block" else _ASCII)[max(left, right)]


_LEFT_DOTS = (0, 0x40, 0x44, 0x46, 0x47)
_RIGHT_DOTS = (0, 0x80, 0xA0, 0xB0, 0xB8)
_BLOCKS = " ▁▂▃▄▅▆▇█"
_ASCII = " .-=#"

_RICH = {
    "bar": " ▏▎▍▌▋▊▉█", "empty": "·", "hold": "|", "clip": "!", "record": "●", "stop": "■", "roll": "▶", "busy": "…",
    "on": "●", "off": "·", "star": "★", "note": "♩", "playhead": "▲", "unknown": "─", "dash": "–",
}  # fmt: skip
_PLAIN = {
    "bar": " =#", "empty": ".", "hold": "|", "clip": "!", "record": "*", "stop": "#", "roll": ">", "busy": "~",
    "on": "*", "off": ".", "star": "*", "note": "bpm", "playhead": "^", "unknown": "-", "dash": "-",
}  # fmt: skip

BRAILLE = Glyphs("braille", wave_steps=4, **_RICH)
BLOCK = Glyphs("block", wave_steps=8, **_RICH)
ASCII = Glyphs("ascii", wave_steps=4, **_PLAIN)
_SETS: dict[str, Glyphs] = {"braille": BRAILLE, "block": BLOCK, "ascii": ASCII}


def choose(setting: str, environ: Mapping[str, str]) -> Glyphs:
    """The signs for this terminal; a `setting` other than `auto` forces them."""
    if setting in _SETS:
        return _SETS[setting]
    term = environ.get("TERM", "dumb") or "dumb"
    if term.split("-")[0] in POOR_TERMINALS or not speaks_utf8(environ):
        return ASCII
    return BRAILLE


def has_colour(setting: str, environ: Mapping[str, str]) -> bool:
    """Whether this terminal is to be given colours. NO_COLOR and a `setting` of `never` forbid them."""
    first, *marks = (environ.get("TERM") or "dumb").split("-")
    plain = first in COLOURLESS_TERMINALS or bool({"m", "mono"} & set(marks))
    return not (setting == "never" or environ.get("NO_COLOR") or plain)


def speaks_utf8(environ: Mapping[str, str]) -> bool:
    """What the locale says of the terminal.

    Python sets LC_CTYPE to C.UTF-8 by itself when the locale is plain C, so that an LC_CTYPE of this value says
    nothing against a LANG of C or POSIX; with nothing else set the terminal is taken for a modern one.
    """
    ctype = environ.get("LC_CTYPE", "")
    candidates = [
        environ.get("LC_ALL", ""),
        "" if ctype == "C.UTF-8" else ctype,
        environ.get("LANG", ""),
        ctype,
    ]
    locale = next((name for name in candidates if name), "C.UTF-8").upper()
    return "UTF-8" in locale or "UTF8" in locale
