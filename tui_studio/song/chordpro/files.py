"""Charts as the bytes of a file: encodings and line ends."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from typing import NamedTuple

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE_END = re.compile(r"\r\n|\r|\n")


class FileText(NamedTuple):
    """The lines of a file, and how they end."""

    lines: tuple[str, ...]
    line_end: str = "\n"
    ended: bool = True
    """The last line has its line end."""


def decode_file(data: bytes) -> FileText:
    """The lines of a chart's file in UTF-8, UTF-16, UTF-32 or, when it is none of these, ISO 8859-1."""
    return split_lines(_decoded(data))


def split_lines(text: str) -> FileText:
    """The lines of a text; no line for an empty text."""
    if not text:
        return FileText((), ended=False)
    found = _LINE_END.search(text)
    lines = _LINE_END.split(text)
    ended = not lines[-1]
    return FileText(tuple(lines[:-1] if ended else lines), found[0] if found else "\n", ended)


def join_lines(file: FileText) -> str:
    """The text of the lines, line ends as they were."""
    text = file.line_end.join(file.lines)
    return text + file.line_end if file.ended else text


def encode_file(lines: Sequence[str]) -> bytes:
    """The lines as a file of ours: UTF-8, line feeds."""
    return join_lines(FileText(tuple(lines), ended=bool(lines))).encode()


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("iso-8859-1")
