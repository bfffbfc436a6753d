"""The take list: every take of the track with what is known of it, and its wave over the timeline."""

from __future__ import annotations

from collections.abc import Collection

from tui_studio.song.model import SourceId, Take
from tui_studio.tui.takes.index import Column, TakeIndex
from tui_studio.tui.takes.words import stars
from tui_studio.tui.view.cells import Line, Run, Tone, fit, line_of
from tui_studio.tui.view.glyphs import Glyphs
from tui_studio.units import format_db, short_time

LABEL = 12
"""Cells before the wave where there is room for no more."""
DETAILS = 38
"""Cells before the wave in the take list."""
WIDE_DETAILS = 60
WIDE = 110


def details_width(width: int) -> int:
    """Cells before the wave."""
    return WIDE_DETAILS if width >= WIDE else DETAILS


def short_label(
    column: Column, *, here: bool, plays: bool, glyphs: Glyphs, lost: Collection[SourceId]
) -> Line:
    """`>  4 ★4 gap `: for the waves under the lines; `gone` where a file of it is `lost`."""
    take = column.first
    tone = Tone.PICKED if here else Tone.LIT if plays else Tone.PLAIN
    gap = take.certificate is not None and bool(take.certificate.gaps)
    gone = _is_lost(column, lost)
    rating = f"{glyphs.star}{take.rating}" if take.rating else "  "
    runs: list[Run] = [
        (f"{'>' if here else ' '}{fit(str(column.number), 3, right=True)} ", tone),
        (rating, Tone.WARN),
        (" gone" if gone else " gap " if gap else "     ", Tone.ALARM if gap or gone else Tone.PLAIN),
    ]
    return line_of(runs, LABEL)


def heading(width: int) -> str:
    """The names of the columns of the list."""
    wide = f" {'name':<12} {'in':<4}{'pass':<4}" if width >= WIDE else ""
    return f"   # rated length peak dB integrity   {wide}"


def detailed_label(
    column: Column,
    index: TakeIndex,
    *,
    here: bool,
    glyphs: Glyphs,
    width: int,
    rate: int,
    lost: Collection[SourceId],
) -> Line:
    """Everything of a take that has room; `lost` are the sources whose file is missing."""
    take = column.first
    plays = index.at_number[column.number] in index.heard
    tone = Tone.PICKED if here else Tone.DIM if take.hidden else Tone.LIT if plays else Tone.PLAIN
    frames = sum(one.frames for one in column.takes)
    known = take.certificate
    peak = format_db(known.peak_db) if known else "?"
    mark = "h" if take.hidden else "*" if plays else " "
    runs: list[Run] = [
        (f"{'>' if here else ' '}{fit(str(column.number), 3, right=True)}{mark}", tone),
        (stars(take.rating, glyphs.star, glyphs.off), Tone.WARN if take.rating else Tone.DIM),
        (f" {short_time(frames, rate):>6} {peak:>6}  ", Tone.PLAIN),
        ("MISSING  ", Tone.ALARM) if _is_lost(column, lost) else _integrity(take),
    ]
    if take.colour:
        runs.append((f" {take.colour[:3]}", Tone.STRONG))
    if width >= WIDE:
        runs = [(text, tone) for text, tone in line_of(runs, DETAILS)]
        inputs = ",".join(map(str, known.inputs)) if known else ""
        runs.append(
            (f"{fit(take.name or take.note, 12)} {fit(inputs, 3)} {fit(str(take.pass_id), 4)}", Tone.PLAIN)
        )
    return line_of(runs, details_width(width))


def _is_lost(column: Column, lost: Collection[SourceId]) -> bool:
    return any(take.source in lost for take in column.takes)


def _integrity(take: Take) -> Run:
    known = take.certificate
    if known is None:
        return (f"{'unknown':<9}", Tone.WARN)
    overs = sum(known.overs)
    if known.gaps:
        return (f"{len(known.gaps)} GAP{'S' * (len(known.gaps) > 1)}".ljust(9), Tone.ALARM)
    if known.xruns:
        return (f"{len(known.xruns)} xrun{'s' * (len(known.xruns) > 1)}".ljust(9), Tone.WARN)
    return (f"{f'{overs} overs' if overs else 'whole':<9}", Tone.WARN if overs else Tone.GOOD)
