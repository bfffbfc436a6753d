"""Comps: the takes of each line ranked by what can be measured, and accepted."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from tui_studio.song import edits
from tui_studio.song.comp_rows import CompRow, comp_rows
from tui_studio.song.model import Song, Span, TakeId, TrackId
from tui_studio.studio.actions.comp_words import comp_data, the_track
from tui_studio.studio.comping import RankedRow, rank_rows, row_to_rank, settle_boundaries, with_settled
from tui_studio.studio.params import ATrack, Param
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio


@action(
    "comp.suggest",
    help="the takes of each line ranked by what can be measured",
    example="comp.suggest Vox",
    waits=True,
    while_recording="free",
)
async def suggest(
    studio: Studio, track: ATrack, span: Annotated[Span | None, Param("span", "only there", rest=True)] = None
) -> Done:
    """Gaps, overs, timing, steadiness of pitch, noise; your stars weigh more. comp.accept takes the first of each."""
    ranked = await _ranked(studio, track, span)
    text = "\n".join(map(_ranked_words, ranked))
    return Done([_ranked_data(row) for row in ranked], text or "no takes to choose from")


@action(
    "comp.accept",
    help="let the best take of each line play, as suggested",
    example="comp.accept Vox",
    waits=True,
)
async def accept(
    studio: Studio, track: ATrack, span: Annotated[Span | None, Param("span", "only there", rest=True)] = None
) -> Done:
    """One change, boundaries settled; undo takes all of it back."""
    ranked = await _ranked(studio, track, span)

    def change(song: Song) -> Song:
        for row in ranked:
            if row.takes:
                song = edits.choose_take(song, TakeId(row.takes[0][0]), row.start, row.end)
        return song

    trial = change(studio.song)
    settled = await asyncio.to_thread(settle_boundaries, studio.folder, trial, track)
    found = the_track(studio.song, track)
    song = await studio.keeper.edit(
        f"best of {found.name}", lambda now: with_settled(change(now), track, settled)
    )
    chosen = ", ".join(f"{row.name} take {row.takes[0][1]}" for row in ranked if row.takes)
    return Done(comp_data(song, the_track(song, track)), f"{found.name}: {chosen or 'nothing to choose'}")


async def _ranked(studio: Studio, track: TrackId, span: Span | None) -> list[RankedRow]:
    song = studio.song
    found = the_track(song, track)
    rows = [row for row in comp_rows(song, found) if row.takes and _asked(row, span)]
    lined = [row for row in rows if row.kind != "section" or not _has_lines(row, rows)]
    if not lined:
        return []
    wanted = [row_to_rank(studio.folder, song, row) for row in lined]
    return await studio.jobs.run(f"best of {found.name}", rank_rows, wanted, song.rate)


def _asked(row: CompRow, span: Span | None) -> bool:
    return span is None or (span.start <= row.start and row.end <= span.end)


def _has_lines(section: CompRow, rows: list[CompRow]) -> bool:
    return any(row.kind == "line" and section.start <= row.start and row.end <= section.end for row in rows)


def _ranked_data(row: RankedRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "text": row.text,
        "start": row.start,
        "end": row.end,
        "takes": [
            {"take": number, "score": score, "reasons": list(reasons)}
            for _, number, score, reasons in row.takes
        ],
    }


def _ranked_words(row: RankedRow) -> str:
    told = [
        f"take {number} {', '.join(reasons) or 'nothing against it'}" for _, number, _, reasons in row.takes
    ]
    return f"{row.name}: " + "; ".join(told)
