"""What is known of a song, put where its chart asks for it: `%{title}`, `%{capo|Capo %{}|no capo}`.

Source: https://www.chordpro.org/chordpro/chordpro-configuration-format-strings/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tui_studio.song.chordpro.chart import Chart, Line
from tui_studio.song.chordpro.directives import as_meta, kind_of

Facts = Mapping[str, str]
"""Values by name; `composer.2` is the second composer, `composer.-1` the last."""

SEPARATOR = "; "
MOST_NESTED = 16
"""Conditions within each other; deeper ones are left as they stand."""
_FIRST_ONLY = frozenset({"key", "tempo", "time", "capo"})
"""Several of these hold one after the other, from where they stand."""


def filled(chart: Chart, known: Facts) -> Chart:
    """The chart as it is printed: facts in place of their names, those of the chart before `known` ones.

    The texts of its lines stay as they were written. A name without a value stays, too.
    """
    facts = {**known, **facts_of(chart)}
    return chart._replace(lines=tuple(_filled_line(line, facts) for line in chart.lines))


def facts_of(chart: Chart) -> dict[str, str]:
    """What the chart says of itself."""
    values: dict[str, list[str]] = {}
    for line in chart.lines:
        meta = as_meta(line.directive) if line.directive else None
        known = kind_of(meta.name) if meta else None
        named = line.directive is not None and line.directive.name == "meta"
        if meta and meta.argument and (named or (known and known.group == "meta")):
            values.setdefault(known.name if known else meta.name, []).append(meta.argument)
    return {name: text for item in values.items() for name, text in _named(*item)}


def fill(text: str, facts: Facts) -> str:
    """The text with facts in place of their names."""
    return _fill(text, facts, "", MOST_NESTED) if "%{" in text else text


def _named(name: str, values: list[str]) -> Iterator[tuple[str, str]]:
    yield name, values[0] if name in _FIRST_ONLY else SEPARATOR.join(values)
    for at, value in enumerate(values):
        yield f"{name}.{at + 1}", value
        yield f"{name}.{at - len(values)}", value


def _filled_line(line: Line, facts: Facts) -> Line:
    if "%{" not in line.text:
        return line
    pieces = tuple(piece._replace(text=fill(piece.text, facts)) for piece in line.pieces)
    directive = line.directive
    if directive:
        directive = directive._replace(argument=fill(directive.argument, facts))
    return line._replace(pieces=pieces, directive=directive)


def _fill(text: str, facts: Facts, own: str, depth: int) -> str:
    made, at = "", 0
    while depth and (start := text.find("%{", at)) >= 0 and (end := _closing(text, start + 2)) >= 0:
        made += text[at:start] + _value(text[start + 2 : end], facts, own, depth - 1)
        at = end + 1
    return made + text[at:]


def _closing(text: str, at: int) -> int:
    """The brace that closes the one before `at`; -1 without one."""
    open_ones = 1
    for index in range(at, len(text)):
        open_ones += {"{": 1, "}": -1}.get(text[index], 0)
        if not open_ones:
            return index
    return -1


def _value(inner: str, facts: Facts, own: str, depth: int) -> str:
    condition, *texts = _alternatives(inner)
    name, equals, wanted = condition.partition("=")
    value = facts.get(name.strip().lower()) if name else own
    if not texts:
        return f"%{{{inner}}}" if value is None else value
    holds = value == wanted if equals else bool(value)
    chosen = texts[0] if holds else texts[1] if len(texts) > 1 else ""
    return _fill(chosen, facts, value or "", depth)


def _alternatives(inner: str) -> list[str]:
    """`name`, the text when it holds, the text when it does not: what stands between bars outside of braces."""
    parts, open_ones = [""], 0
    for sign in inner:
        open_ones += {"{": 1, "}": -1}.get(sign, 0)
        if sign == "|" and not open_ones and len(parts) < 3:
            parts.append("")
        else:
            parts[-1] += sign
    return parts
