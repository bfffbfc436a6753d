"""The directives of ChordPro 6, and how one is read.

Source: https://www.chordpro.org/chordpro/chordpro-directives/ and the ChordPro 6.07 cheat sheet.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from tui_studio.song.chordpro.notes import read_key

_DIRECTIVE = re.compile(
    r"\s*\{\s*(?P<name>\+[A-Za-z0-9_.]+|[A-Za-z_][A-Za-z0-9_]*)(?:-(?P<selector>[A-Za-z0-9_]+!?))?(?P<gap>\s*:\s*|\s+|(?=\}))(?P<argument>.*?)\s*\}\s*$"
)
_ATTRIBUTE = re.compile(r"""(?P<name>[\w-]+)=(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>\S+))""")
_GRID_SHAPE = re.compile(r"[\d+x]+$")
_SECTION = re.compile(r"(start|end)_of_([a-z0-9_]+)$")

VERBATIM_SECTIONS = frozenset({"tab", "abc", "ly", "svg", "textblock"})
"""What stands in these is literal text up to their end."""


class DirectiveKind(NamedTuple):
    """A directive of the reference."""

    name: str
    group: str
    """`meta`, `section`, `text`, `chords`, `look`, `page`, `song`."""
    use: str
    """What is done with it here; `kept` means it is understood, kept and passed on, and changes nothing here."""
    short: tuple[str, ...] = ()
    argument: str = "text"
    """`text`, `number`, `key`, `metre`, `time`, `transpose`, or `` when it needs none."""


class Directive(NamedTuple):
    """A directive as it stands in a chart."""

    name: str
    """In full and small letters: `title` for `{t:…}`."""
    argument: str
    """After the colon, blanks around it taken off."""
    selector: str
    """Whom it is for, with a `!` when it is for all others; empty for everybody."""
    written: str
    """The name as it was written."""

    @property
    def attributes(self) -> dict[str, str]:
        """`label="Verse 1"` and the like."""
        return {
            found["name"]: next(
                value for value in (found["double"], found["single"], found["bare"]) if value is not None
            )
            for found in _ATTRIBUTE.finditer(self.argument)
        }

    @property
    def label(self) -> str:
        """The label of a section: its attribute, or the whole argument, unless that is the shape of a grid."""
        plain = "" if self.attributes or _GRID_SHAPE.match(self.argument) else self.argument
        return self.attributes.get("label", plain)


def _meta(*names: str) -> list[DirectiveKind]:
    return [DirectiveKind(name, "meta", "shown, searched") for name in names]


def _looks() -> list[DirectiveKind]:
    short = {"chordfont": ("cf",), "chordsize": ("cs",), "textfont": ("tf",), "textsize": ("ts",)}
    return [
        DirectiveKind(
            f"{what}{which}", "look", "kept", (*short.get(f"{what}{which}", ()), *_american(what, which)), ""
        )
        for what in ("chord", "chorus", "footer", "grid", "label", "tab", "text", "title", "toc")
        for which in ("font", "size", "colour")
    ]


def _american(what: str, which: str) -> tuple[str, ...]:
    return (f"{what}color",) if which == "colour" else ()


def _sections() -> list[DirectiveKind]:
    letters = {"chorus": "c", "verse": "v", "bridge": "b", "tab": "t", "grid": "g"}
    kinds: list[DirectiveKind] = []
    for section, letter in letters.items():
        kinds.append(DirectiveKind(f"start_of_{section}", "section", "begins a part", (f"so{letter}",), ""))
        kinds.append(DirectiveKind(f"end_of_{section}", "section", "ends a part", (f"eo{letter}",), ""))
    for section in ("abc", "ly", "svg", "textblock"):
        kinds.append(DirectiveKind(f"start_of_{section}", "section", "kept as literal text", (), ""))
        kinds.append(DirectiveKind(f"end_of_{section}", "section", "kept as literal text", (), ""))
    return kinds


KINDS: tuple[DirectiveKind, ...] = (
    DirectiveKind("new_song", "song", "reported: a song here has one chart", ("ns",), ""),
    DirectiveKind("title", "meta", "shown, searched", ("t",)),
    DirectiveKind("subtitle", "meta", "shown, searched", ("st",)),
    *_meta(
        "sorttitle",
        "artist",
        "sortartist",
        "composer",
        "lyricist",
        "arranger",
        "copyright",
        "album",
        "year",
        "tag",
    ),
    DirectiveKind("key", "meta", "spelling and numbers follow it; transposed", (), "key"),
    DirectiveKind("time", "meta", "shown, searched", (), "metre"),
    DirectiveKind("tempo", "meta", "shown, searched", (), "number"),
    DirectiveKind("duration", "meta", "shown, searched", (), "time"),
    DirectiveKind("capo", "meta", "chords sound so much higher", (), "number"),
    DirectiveKind("meta", "meta", "as the directive it names"),
    DirectiveKind("comment", "text", "shown", ("c",), ""),
    DirectiveKind("highlight", "text", "shown", (), ""),
    DirectiveKind("comment_italic", "text", "shown", ("ci",), ""),
    DirectiveKind("comment_box", "text", "shown", ("cb",), ""),
    DirectiveKind("image", "text", "kept", (), ""),
    *_sections(),
    DirectiveKind("chorus", "section", "the chorus again", (), ""),
    DirectiveKind("define", "chords", "kept; its chord names are not transposed"),
    DirectiveKind("chord", "chords", "kept; transposed when in brackets"),
    DirectiveKind("transpose", "chords", "chords sound so much higher from here on", (), "transpose"),
    DirectiveKind("diagrams", "chords", "kept", (), ""),
    DirectiveKind("grid", "chords", "kept", ("g",), ""),
    DirectiveKind("no_grid", "chords", "kept", ("ng",), ""),
    *_looks(),
    DirectiveKind("new_page", "page", "kept", ("np",), ""),
    DirectiveKind("new_physical_page", "page", "kept", ("npp",), ""),
    DirectiveKind("column_break", "page", "kept", ("colb",), ""),
    DirectiveKind("columns", "page", "kept", ("col",), "number"),
    DirectiveKind("pagetype", "page", "kept", (), ""),
    DirectiveKind("titles", "page", "kept", (), ""),
)
_BY_NAME = {name: kind for kind in KINDS for name in (kind.name, *kind.short)}


def kind_of(name: str) -> DirectiveKind | None:
    """The directive of the reference that has this name, long or short; None when it has none."""
    return _BY_NAME.get(name)


def read_directive(text: str) -> Directive | None:
    """The directive a line holds; None when the line does not have the form of one."""
    found = _DIRECTIVE.match(text)
    if not found:
        return None
    written = found["name"].lower()
    kind = _BY_NAME.get(written)
    name = kind.name if kind else written
    return Directive(name, found["argument"], found["selector"] or "", found["name"])


def section_edge(directive: Directive) -> tuple[str, str] | None:
    """`start` or `end` and the section's name, for a directive that begins or ends one."""
    found = _SECTION.match(directive.name)
    return (found[1], found[2]) if found else None


def what_is_wrong(directive: Directive) -> str:
    """Why a directive cannot be followed; empty when it can, or when it is somebody else's own."""
    kind = _BY_NAME.get(directive.name)
    if kind is None:
        known = directive.name.startswith(("x_", "+")) or section_edge(directive)
        return "" if known else f"the directive '{directive.written}' is not known"
    if directive.name == "meta":
        return _wrong_meta(directive)
    if kind.argument == "transpose" and not directive.argument:
        return ""
    if kind.argument and not directive.argument:
        return f"the directive '{directive.written}' says nothing"
    check = _CHECKS.get(kind.argument)
    return check(directive.argument) if check else ""


def as_meta(directive: Directive) -> Directive:
    """`{meta: key C}` as `{key: C}`; anything else as it is."""
    if directive.name != "meta":
        return directive
    name, _, value = directive.argument.partition(" ")
    return directive._replace(name=name.rstrip(":").lower(), argument=value.strip())


def _wrong_meta(directive: Directive) -> str:
    inner = as_meta(directive)
    if not inner.name or not inner.argument:
        return "the directive 'meta' needs a name and a value"
    return what_is_wrong(inner) if inner.name in _BY_NAME and inner.name != "meta" else ""


def _wrong_number(text: str) -> str:
    return "" if re.fullmatch(r"\d+(?:\.\d+)?", text) else f"'{text}' is not a number"


def _wrong_transpose(text: str) -> str:
    return "" if re.fullmatch(r"[+-]?\d+[sfk]?", text) else f"'{text}' is not a number of semitones"


def _wrong_metre(text: str) -> str:
    return "" if re.fullmatch(r"\d+\s*/\s*\d+", text) else f"'{text}' is not a time signature such as 3/4"


def _wrong_time(text: str) -> str:
    return "" if re.fullmatch(r"\d+(?::\d{2}){0,2}", text) else f"'{text}' is not a duration such as 3:25"


def _wrong_key(text: str) -> str:
    return "" if read_key(text) else f"'{text}' is not a key such as Am or Eb"


_CHECKS: dict[str, Callable[[str], str]] = {
    "number": _wrong_number,
    "transpose": _wrong_transpose,
    "metre": _wrong_metre,
    "time": _wrong_time,
    "key": _wrong_key,
}
