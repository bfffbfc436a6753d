"""Letters three lines high, of half blocks, to be read from across the room; five lines high where there is only ASCII.

A letter is five dots high and one to five wide. Small letters are drawn as capitals; accents have the line of dots above.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

_LETTERS = {
    "A": " # |# #|###|# #|# #", "B": "## |# #|## |# #|## ", "C": " ##|#  |#  |#  | ##", "D": "## |# #|# #|# #|## ",
    "E": "###|#  |## |#  |###", "F": "###|#  |## |#  |#  ", "G": " ###|#   |# ##|#  #| ## ", "H": "# #|# #|###|# #|# #",
    "I": "#|#|#|#|#", "J": "  #|  #|  #|# #| # ", "K": "# #|# #|## |# #|# #", "L": "#  |#  |#  |#  |###",
    "M": "#   #|## ##|# # #|#   #|#   #", "N": "#  #|## #|# ##|#  #|#  #", "O": " ## |#  #|#  #|#  #| ## ",
    "P": "## |# #|## |#  |#  ", "Q": " ## |#  #|#  #| ## |   #", "R": "## |# #|## |# #|# #", "S": " ##|#  | # |  #|## ",
    "T": "###| # | # | # | # ", "U": "# #|# #|# #|# #|###", "V": "# #|# #|# #|# #| # ",
    "W": "#   #|#   #|# # #|## ##|#   #", "X": "# #|# #| # |# #|# #", "Y": "# #|# #| # | # | # ",
    "Z": "###|  #| # |#  |###", "0": "###|# #|# #|# #|###", "1": " #|##| #| #| #", "2": "## |  #| # |#  |###",
    "3": "###|  #| ##|  #|###", "4": "# #|# #|###|  #|  #", "5": "###|#  |## |  #|## ", "6": " ##|#  |###|# #|###",
    "7": "###|  #| # | # | # ", "8": "###|# #|###|# #|###", "9": "###|# #|###|  #|## ", " ": "  |  |  |  |  ",
    ".": " | | | |#", ",": "  |  |  | #|# ", "!": "#|#|#| |#", "?": "## |  #| # |   | # ", "'": "#|#| | | ",
    "-": "   |   |###|   |   ", ":": " |#| |#| ", ";": "  | #|  | #|# ", '"': "# #|# #|   |   |   ", "/": "  #|  #| # |#  |#  ",
    "(": " #|# |# |# | #", ")": "# | #| #| #|# ", "+": "   | # |###| # |   ", "=": "   |###|   |###|   ",
    "&": " #  |# # | #  |# # | # #", "#": " # # |#####| # # |#####| # # ", "*": "# #| # |# #|   |   ", "%": "# #|  #| # |#  |# #",
}  # fmt: skip
_CHORD_LETTERS = {
    "m": "     |     |#### |# # #|# # #", "b": "#  |#  |## |# #|## ", "a": "   |   | ##|# #|###",
    "d": "  #|  #| ##|# #| ##", "j": " #|  | #| #|# ", "i": "#| |#|#|#", "s": "   |   | ##| # |## ",
    "u": "   |   |# #|# #|###",
}  # fmt: skip
"""Small letters of chord names, where A and a, M and m are not the same."""
_SAME = {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "ß": "SS", "Æ": "AE", "Œ": "OE", "Ø": "O",
         "Ł": "L", "Đ": "D", "♯": "#", "♭": "B", "´": "'", "`": "'", "¡": "!", "¿": "?"}  # fmt: skip
_TWO_DOTS = "\u0308"
_ABOVE = 230
"""Unicode's class of the marks that stand above a letter."""
_HALVES = {(" ", " "): " ", ("#", " "): "▀", (" ", "#"): "▄", ("#", "#"): "█"}


class Piece(NamedTuple):
    """A part of a text that fits on one line of big letters."""

    start: int
    """Its first character in the text."""
    text: str


def can_spell(text: str) -> bool:
    """Whether there is a big letter for every character."""
    return all(_drawn(char) is not None for char in text)


def big_width(text: str, *, chord: bool = False) -> int:
    """Cells a text takes in big letters, the space behind the last one included."""
    return sum(len(rows[0]) + 1 for char in text if (rows := _drawn(char, chord)))


def wrapped(text: str, width: int) -> list[Piece]:
    """The text in pieces that fit into `width` cells of big letters, broken at spaces where there are any."""
    pieces: list[Piece] = []
    start = 0
    while start < len(text):
        end = _fitting(text, start, width)
        space = text.rfind(" ", start, end + 1)
        if end < len(text) and space > start:
            end = space
        pieces.append(Piece(start, text[start:end]))
        start = end
        while start < len(text) and text[start] == " ":
            start += 1
    return pieces


def big_rows(text: str, *, plain: bool, chord: bool = False) -> list[str]:
    """The text in big letters: three lines, or five of `#` when `plain`. Names of chords keep their small letters."""
    letters = [rows for char in text if (rows := _drawn(char, chord))]
    dots = [" ".join(rows[at] for rows in letters) + " " for at in range(6)]
    if plain:
        return dots[1:] if letters else [""] * 5
    pairs = zip(dots[::2], dots[1::2], strict=True)
    return ["".join(_HALVES[pair] for pair in zip(upper, lower, strict=True)) for upper, lower in pairs]


def height_of(*, plain: bool) -> int:
    """Lines that big letters take."""
    return 5 if plain else 3


def _fitting(text: str, start: int, width: int) -> int:
    """Where the text must end to fit; one character at least is taken."""
    end, room = start, width + 1
    while end < len(text):
        room -= big_width(text[end])
        if room < 0 and end > start:
            break
        end += 1
    return end


@lru_cache(512)
def _drawn(char: str, chord: bool = False) -> tuple[str, ...] | None:
    """Six rows of dots; None for a character there is no letter for."""
    if chord and char in _CHORD_LETTERS:
        rows = _CHORD_LETTERS[char].split("|")
        return (" " * len(rows[0]), *rows)
    known = _SAME.get(char, _SAME.get(char.upper(), char.upper()))
    if len(known) > 1 and all(one in _LETTERS for one in known):
        parts = [_LETTERS[one].split("|") for one in known]
        joined = [" ".join(part[row] for part in parts) for row in range(5)]
        return (" " * len(joined[0]), *joined)
    base, *marks = list(unicodedata.normalize("NFD", known))
    if base not in _LETTERS:
        return None
    rows = _LETTERS[base].split("|")
    return (_accent(marks, len(rows[0])), *rows)


def _accent(marks: list[str], width: int) -> str:
    if _TWO_DOTS in marks and width > 1:
        return "#" + " " * (width - 2) + "#"
    if any(unicodedata.combining(mark) == _ABOVE for mark in marks):
        return "#".center(width)
    return " " * width
