"""A chart as one page of HTML that prints well: no scripts, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from tui_studio.song.chordpro import Chart, Line, LineKind, Piece, without_markup
from tui_studio.song.chordpro.directives import Directive, as_meta, section_edge

_STYLE = """
@page { margin: 18mm 16mm; }
body { font: 12pt/1.35 Georgia, serif; max-width: 46em; margin: 2em auto; color: #000; background: #fff; }
h1 { font-size: 20pt; margin: 0; } h2 { font-size: 12pt; margin: 1.2em 0 .3em; break-after: avoid; }
p.meta { margin: .2em 0; color: #333; } p.comment { font-style: italic; margin: .4em 0; }
div.part { break-inside: avoid; } div.line { display: flex; flex-wrap: wrap; align-items: flex-end; min-height: 1.35em; }
span.piece { display: inline-flex; flex-direction: column; white-space: pre-wrap; }
span.chord { font: bold 10pt/1.2 Helvetica, Arial, sans-serif; padding-right: .5em; min-height: 1.2em; }
pre { font: 10pt/1.2 monospace; margin: .2em 0; }
""".strip()
_COMMENTS = frozenset({"comment", "comment_italic", "comment_box", "highlight"})
_META = {
    "subtitle": "",
    "artist": "by ",
    "composer": "by ",
    "key": "Key ",
    "tempo": "Tempo ",
    "time": "Time ",
    "capo": "Capo ",
}


def chart_page(chart: Chart, title: str) -> str:
    """The page, as a whole document."""
    named = next((found for line in chart.lines if (found := _meta(line.directive, "title"))), title)
    body = "\n".join(_body(chart))
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(named)}</title>\n'
        f"<style>\n{_STYLE}\n</style>\n</head>\n<body>\n<h1>{escape(named)}</h1>\n{body}\n</body>\n</html>\n"
    )


def _body(chart: Chart) -> Iterator[str]:
    in_part = False
    for line in chart.lines:
        edge = section_edge(line.directive) if line.directive else None
        if edge and in_part:
            yield "</div>"
            in_part = False
        if edge and edge[0] == "start" and line.directive:
            yield '<div class="part">'
            in_part = True
            yield f"<h2>{escape(line.directive.label or edge[1].replace('_', ' ').capitalize())}</h2>"
        elif not edge:
            yield from _line(line)
    if in_part:
        yield "</div>"


def _line(line: Line) -> Iterator[str]:
    if line.directive:
        yield from _directive(line.directive)
    elif line.kind is LineKind.LYRICS:
        yield f'<div class="line">{"".join(map(_piece, _in_words(line)))}</div>'
    elif line.kind in {LineKind.GRID, LineKind.VERBATIM, LineKind.BROKEN}:
        yield f"<pre>{escape(line.text)}</pre>"
    elif line.kind is LineKind.EMPTY:
        yield '<div class="line"></div>'


def _directive(directive: Directive) -> Iterator[str]:
    meta = as_meta(directive)
    if directive.name in _COMMENTS:
        yield f'<p class="comment">{escape(without_markup(directive.argument))}</p>'
    elif directive.name == "chorus":
        yield f"<h2>{escape(directive.label or 'Chorus')}</h2>"
    elif meta.name in _META and meta.argument:
        yield f'<p class="meta">{_META[meta.name]}{escape(meta.argument)}</p>'


def _in_words(line: Line) -> Iterator[Piece]:
    """The pieces, cut behind their first word, so that long lines can break between words."""
    for piece in line.pieces:
        head, space, rest = piece.text.partition(" ")
        yield piece._replace(text=head + space)
        words = rest.split(" ")
        for index, word in enumerate(words if rest else []):
            yield Piece("", word + (" " if index + 1 < len(words) else ""))


def _piece(piece: Piece) -> str:
    chord = escape(piece.chord.removeprefix("*")) or "&nbsp;"
    return f'<span class="piece"><span class="chord">{chord}</span>{escape(piece.text) or "&nbsp;"}</span>'


def _meta(directive: Directive | None, name: str) -> str:
    if directive is None:
        return ""
    meta = as_meta(directive)
    return meta.argument if meta.name == name else ""
