"""Names people give: which texts are names, and which file names can be made of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

from tui_studio.errors import BadInputError

NAME_LENGTH = 80
FILE_NAME_LENGTH = 48
_REFUSED_CATEGORIES = frozenset({"Cc", "Cs", "Cn", "Zl", "Zp"})
_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9])$", re.IGNORECASE)
"""Source: Microsoft, "Naming Files, Paths, and Namespaces"."""


def clean_name(text: str, what: str, *, longest: int = NAME_LENGTH) -> str:
    """`text` as a name: composed (NFC) and without blanks around it.

    Raises BadInputError when nothing is left, when it is longer than `longest` characters, or when it has
    control characters, line breaks, unassigned code points or marks that turn the reading direction.
    """
    name = unicodedata.normalize("NFC", text).strip()
    if not name:
        raise BadInputError(f"{what} is empty", hint="give it at least one visible character")
    if len(name) > longest:
        raise BadInputError(
            f"{what} has {len(name)} characters", where=f"'{name[:20]}…'", hint=f"use at most {longest}"
        )
    _refuse_unprintable(name, what)
    return name


def clean_note(text: str, what: str, *, longest: int = 10_000) -> str:
    """`text` as a note: may be empty and have several lines, else as `clean_name`. Raises BadInputError."""
    note = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    if len(note) > longest:
        raise BadInputError(f"{what} has {len(note)} characters", hint=f"use at most {longest}")
    _refuse_unprintable(note.replace("\n", "").replace("\t", ""), what)
    return note


def same_name(one: str, other: str) -> bool:
    """Whether two names would be taken for the same when typed: case and form of accents do not count."""
    return name_key(one) == name_key(other)


def name_key(name: str) -> str:
    """Equal for names that `same_name` calls the same."""
    return unicodedata.normalize("NFC", name.strip()).casefold()


def free_name(base: str, taken: Iterable[str]) -> str:
    """`base`, or `base 2`, `base 3`, … : the first that is not taken."""
    keys = {name_key(name) for name in taken}
    name, number = base, 1
    while name_key(name) in keys:
        number += 1
        name = f"{base[: NAME_LENGTH - 8]} {number}"
    return name


def safe_file_name(name: str, fallback: str = "track") -> str:
    """A file-name stem made of `name` that every file system takes.

    ASCII letters, digits, `-` and `_` only, at most FILE_NAME_LENGTH characters, never empty, never a device
    name of Windows. Different names may give the same stem.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^A-Za-z0-9_]+", "-", plain)[:FILE_NAME_LENGTH].strip("-_")
    if not stem:
        return fallback
    return f"{fallback}-{stem}" if _RESERVED.match(stem) else stem


def take_path(track_name: str, pass_id: int, number: int, taken: Collection[str] = ()) -> str:
    """Where a new take's file goes, relative to the song folder: `audio/Kick-p12-t3.wav`.

    `taken` holds the relative paths that exist or are spoken for; case does not tell two paths apart.
    """
    used = {path.casefold() for path in taken}
    stem = f"audio/{safe_file_name(track_name)}-p{pass_id}-t{number}"
    path, extra = f"{stem}.wav", 1
    while path.casefold() in used:
        extra += 1
        path = f"{stem}-{extra}.wav"
    return path


def is_inside(path: str) -> bool:
    """Whether a path with forward slashes stays within the folder it starts from."""
    parts = path.split("/")
    return bool(path) and "\\" not in path and "\0" not in path and not {"", ".", ".."} & set(parts)


def _refuse_unprintable(text: str, what: str) -> None:
    for character in text:
        if unicodedata.category(character) in _REFUSED_CATEGORIES or character in _DIRECTION_MARKS:
            raise BadInputError(
                f"{what} has a character that cannot be shown (U+{ord(character):04X})",
                hint="use printable text without control characters",
            )
