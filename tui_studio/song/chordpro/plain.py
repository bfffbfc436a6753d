"""Charts as plain text, chords on a line above the words: out to a printer, in from other people's files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from tui_studio.song.chordpro.chart import Chart, Line, LineKind, without_markup
from tui_studio.song.chordpro.chords import is_no_chord, read_chord
from tui_studio.song.chordpro.directives import Directive, as_meta, section_edge

_SHOWN = frozenset({"comment", "comment_italic", "comment_box", "highlight"})
_HEADINGS = {
    "title": "",
    "subtitle": "",
    "artist": "by ",
    "key": "Key: ",
    "tempo": "Tempo: ",
    "time": "Time: ",
    "capo": "Capo: ",
}
_HEADER = re.compile(
    r"^\s*\[?(?P<label>(?P<kind>verse|chorus|bridge|intro|outro|solo|pre-?chorus|interlude|tag|instrumental|refrain)\b[^\]:]*)"
    r"(?:\]|:)\s*$",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\S+")
_MEANINGFUL = re.compile(r"[\[\]{}]|\\(?=u)")
"""Signs that mean something anywhere in a line of ChordPro."""
_SIGNS = re.compile(r"(?:[|/%:.\-]+|\(?x\d+\)?|\(?\d+x\)?)$", re.IGNORECASE)


def to_plain(chart: Chart) -> tuple[str, ...]:
    """The chart as lines of text for any printer."""
    lines: list[str] = []
    for line in chart.lines:
        lines.extend(_printed(line))
    return tuple(lines)


def from_plain(lines: Sequence[str]) -> tuple[str, ...]:
    """Lines of ChordPro from a text with chords above the words. Every word of it is kept."""
    made: list[str] = []
    section = ""
    index = 0
    while index < len(lines):
        header = _HEADER.match(lines[index])
        if header:
            made.extend(_end(made, section))
            section = header["kind"].lower().replace("-", "").replace("refrain", "chorus")
            made.append(f"{{start_of_{section}: {header['label'].strip()}}}")
        elif _is_chord_line(lines[index]):
            below = lines[index + 1] if index + 1 < len(lines) else ""
            has_words = bool(below.strip()) and not _is_chord_line(below) and not _HEADER.match(below)
            made.append(_merged(lines[index], below) if has_words else _alone(lines[index]))
            index += has_words
        else:
            made.append(_quoted_line(lines[index]))
        index += 1
    made.extend(_end(made, section))
    return tuple(made)


def text_width(text: str) -> int:
    """Columns a text takes in a terminal."""
    return sum(_columns(character) for character in text)


def _printed(line: Line) -> Iterator[str]:
    if line.kind is LineKind.REMARK:
        return
    if line.directive:
        yield from _printed_directive(line.directive)
    elif line.kind is LineKind.LYRICS and any(piece.chord for piece in line.pieces):
        yield from _over_words(line)
    else:
        yield line.words if line.kind is LineKind.LYRICS else line.text


def _printed_directive(directive: Directive) -> Iterator[str]:
    meta = as_meta(directive)
    edge = section_edge(directive)
    if meta.name in _HEADINGS:
        yield _HEADINGS[meta.name] + meta.argument
    elif directive.name in _SHOWN:
        yield f"({without_markup(directive.argument)})"
    elif directive.name == "chorus":
        yield f"[{directive.label or 'Chorus'}]"
    elif edge and edge[0] == "start":
        yield f"[{directive.label or edge[1].replace('_', ' ').capitalize()}]"


def _over_words(line: Line) -> Iterator[str]:
    """The chords and, when there are any, the words below them; words are spread where chords need the room."""
    above = below = ""
    for piece in line.pieces:
        if piece.chord:
            below += " " * max(0, text_width(above) - text_width(below))
            above += " " * (text_width(below) - text_width(above)) + piece.chord.removeprefix("*") + " "
        below += piece.text
    yield above.rstrip()
    if line.words.strip():
        yield below.rstrip()


def _is_chord_line(line: str) -> bool:
    tokens = line.split()
    chords = [token for token in tokens if is_no_chord(token) or _named_chord(token)]
    return bool(chords) and all(token in chords or _SIGNS.match(token) for token in tokens)


def _named_chord(token: str) -> bool:
    """A chord by its note: a number alone is no chord in a plain text."""
    return token[:1].strip("(")[:1] in set("ABCDEFGH(") and read_chord(token) is not None


def _merged(chords: str, words: str) -> str:
    made = ""
    at = 0
    for found in _TOKEN.finditer(chords):
        place = _index_at(words, text_width(chords[: found.start()]))
        words = words.ljust(place)
        made += _quoted(words[at:place]) + _bracketed(found[0])
        at = place
    return made + _quoted_end(words[at:])


def _index_at(words: str, column: int) -> int:
    """The index in the words of the character at a column; beyond the end, as if there were blanks."""
    width = 0
    for index, character in enumerate(words):
        width += _columns(character)
        if width > column:
            return index
    return len(words) + max(0, column - width)


def _alone(chords: str) -> str:
    return " ".join(_bracketed(token) for token in chords.split())


def _bracketed(token: str) -> str:
    return f"[{token}]" if is_no_chord(token) or read_chord(token) else f"[*{token}]"


def _quoted(words: str) -> str:
    """Words with the signs that mean something in ChordPro written as escapes."""
    return _MEANINGFUL.sub(lambda found: f"\\u{ord(found[0]):04x}", words)


def _quoted_line(words: str) -> str:
    """As `_quoted`, with a `#` that begins the line too."""
    quoted = _quoted_end(words)
    return rf"\u0023{quoted[1:]}" if quoted.startswith("#") else quoted


def _quoted_end(words: str) -> str:
    """As `_quoted`, with a backslash that ends the line too."""
    quoted = _quoted(words)
    return rf"{quoted[:-1]}\u005c" if quoted.endswith("\\") else quoted


def _end(made: list[str], section: str) -> Iterable[str]:
    """The end of the section, before the empty lines that follow it."""
    if not section:
        return ()
    blanks: list[str] = []
    while made and not made[-1].strip():
        blanks.append(made.pop())
    return (f"{{end_of_{section}}}", *blanks)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Cf", "Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
