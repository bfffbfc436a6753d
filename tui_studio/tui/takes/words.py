"""Takes and rows in words: the sentences that a screen reader gets are the ones on the screen."""

from __future__ import annotations

from collections.abc import Collection

from tui_studio.song.comp_rows import has_gap
from tui_studio.song.model import Song, SourceId, Take
from tui_studio.tui.takes.index import TakeIndex
from tui_studio.tui.takes.rows import Row
from tui_studio.tui.view.cells import Run, Tone
from tui_studio.tui.view.integrity import integrity
from tui_studio.units import format_time, short_time


def stars(rating: int, star: str, empty: str) -> str:
    """Five cells."""
    return star * rating + empty * (5 - rating)


def take_words(take: Take, song: Song, lost: Collection[SourceId] = ()) -> list[Run]:
    """`take 2 "loud", 4 stars, 1:31 from 0:00.000, no gaps, peak -3.2 dB: flat at the end`; `lost`: as `integrity`."""
    rate = song.rate
    name = f' "{take.name}"' if take.name else ""
    rating = f"{take.rating} star{'s' * (take.rating != 1)}" if take.rating else "not rated"
    hidden = ", hidden" if take.hidden else ""
    place = f"{short_time(take.frames, rate)} from {format_time(take.start, rate)}"
    runs: list[Run] = [(f"take {take.number}{name}, {rating}{hidden}, {place}, ", Tone.PLAIN)]
    runs += integrity(take, rate, lost)
    return [*runs, (f": {take.note}", Tone.PLAIN)] if take.note else runs


def row_words(row: Row, index: TakeIndex, song: Song) -> list[Run]:
    """`line 3 0:21.300-0:24.000: take 4 plays, then take 2 from 0:23.000`."""
    rate = song.rate
    place = f"{row.name} {format_time(row.start, rate)}-{format_time(row.end, rate)}: "
    parts = index.told(row.start, row.end)
    if not parts:
        return [(place, Tone.STRONG), ("no take plays here", Tone.WARN)]
    runs: list[Run] = [(place, Tone.STRONG)]
    for count, part in enumerate(parts):
        column = index.columns[part.column]
        since = f" from {format_time(part.start, rate)}" if part.start > row.start else ""
        runs.append(
            (
                f"{', then ' if count else ''}take {column.number}{'' if count else ' plays'}{since}",
                Tone.PLAIN,
            )
        )
        if any(has_gap(take, part.start, part.end) for take in column.takes):
            runs.append((" WITH A GAP", Tone.ALARM))
    until = parts[-1].end
    runs.append((f" until {format_time(until, rate)}" if until < row.end else "", Tone.PLAIN))
    return runs


def row_sung(row: Row, index: TakeIndex) -> str:
    """`Coffee's cold and far away, line 2: take 3, then take 1`: the words first."""
    parts = index.told(row.start, row.end)
    takes = [f"take {index.columns[part.column].number}" for part in parts]
    gap = any(
        has_gap(take, part.start, part.end) for part in parts for take in index.columns[part.column].takes
    )
    name = f"{row.words}, {row.name}" if row.kind == "line" and row.words else row.name
    plays = ", then ".join([f"{takes[0]} plays", *takes[1:]]) if takes else "no take plays"
    return f"{name}: {plays}{', with a gap' * gap}"
