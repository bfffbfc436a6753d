"""What is known of a take, in words: the same wherever takes are listed."""

from __future__ import annotations

from collections.abc import Collection

from tui_studio.song.certificate_words import certificate_facts, packed
from tui_studio.song.model import FLATTENED, SourceId, Take
from tui_studio.tui.view.cells import Line, Run, Tone, line_of
from tui_studio.units import count_at, format_db, format_time

_TONES = {"alarm": Tone.ALARM, "warning": Tone.WARN, "info": Tone.PLAIN}


def certificate_lines(take: Take, rate: int, width: int) -> list[Line]:
    """All that is known of a take, in as few lines as hold it; the most important first."""
    lines = []
    for facts in packed(certificate_facts(take, rate), width - 1):
        runs: list[Run] = []
        for fact in facts:
            runs += [("  " if runs else " ", Tone.PLAIN), (fact.text, _TONES[fact.level])]
        lines.append(line_of(runs, width))
    return lines


def integrity(take: Take, rate: int, lost: Collection[SourceId] = ()) -> list[Run]:
    """What is known of a take: gaps plainly first, then overs, level, and why it ended unless it was stopped.

    Of one whose source is `lost`, that its file is missing comes before all.
    """
    if take.source in lost:
        return [("FILE MISSING, silent", Tone.ALARM), (", ", Tone.PLAIN), *integrity(take, rate)]
    known = take.certificate
    if known is None:
        return [("no certificate", Tone.WARN)]
    runs: list[Run] = []
    if known.gaps:
        count, first = len(known.gaps), format_time(take.start + known.gaps[0].start, rate)
        runs.append((f"{count} GAP{'S, the first' if count > 1 else ''} at {first}", Tone.ALARM))
    else:
        runs.append(("no gaps", Tone.GOOD))
    if known.xruns:
        at = format_time(take.start + known.xruns[0], rate)
        runs.append((f", {count_at(len(known.xruns), 'xrun', at)}", Tone.WARN))
    overs = sum(known.overs)
    if overs:
        at = format_time(take.start + (known.first_over or 0), rate)
        runs.append((f", {count_at(overs, 'over', at)}", Tone.WARN))
    runs.append((f", peak {format_db(known.peak_db)} dB", Tone.PLAIN))
    if known.pace != 100:
        runs.append((f", played at {known.pace} %", Tone.WARN))
    if known.closed == FLATTENED:
        runs.append((f", made of {len(take.recipe)} segments", Tone.PLAIN))
    elif known.closed not in ("stopped", "kept", ""):
        runs.append((f", ended: {known.closed}", Tone.WARN))
    return runs
