"""How far the planned tracks are: what was said of them, and what the song shows."""

from __future__ import annotations

from typing import NamedTuple

from tui_studio.song.comp import active_comp
from tui_studio.song.model import Song, Track
from tui_studio.song.notebook import PlanItem, PlanState
from tui_studio.song.template import Template, TemplateSection, TemplateTrack
from tui_studio.song.timeline import sections_of

_ORDER = tuple(PlanState)


class PlanRow(NamedTuple):
    """A planned track as it is shown."""

    number: int
    """Its place in the plan, from 1."""
    item: PlanItem
    track: Track | None
    state: PlanState
    """The further of what was said and what can be seen."""
    takes: int


def plan_rows(song: Song) -> tuple[PlanRow, ...]:
    """The plan, in order."""
    tracks = {track.id: track for track in song.tracks}
    return tuple(
        _row(number, item, next((track for key, track in tracks.items() if key == item.track), None))
        for number, item in enumerate(song.notebook.plan, 1)
    )


def next_planned(song: Song) -> PlanRow | None:
    """The first planned track without a take; None when there is none."""
    return next((row for row in plan_rows(song) if row.state is PlanState.PLANNED), None)


def _row(number: int, item: PlanItem, track: Track | None) -> PlanRow:
    takes = [take for take in track.takes if not take.hidden] if track else []
    seen = PlanState.PLANNED
    if track and (takes or track.clips):
        comp = active_comp(track)
        chosen = {segment.take for segment in comp.segments} if comp else set()
        seen = PlanState.COMPED if len(chosen) > 1 else PlanState.RECORDED
    state = max(item.state, seen, key=_ORDER.index)
    return PlanRow(number, item, track, state, len(takes))


def template_of(song: Song, title: str) -> Template:
    """What another song may begin with to be planned as this one: its plan (or its tracks), sections, tempo and metre."""
    rows = plan_rows(song)
    planned = [(row.item.name, row.item.part, row.track) for row in rows]
    tracks = planned or [(track.name, "", track) for track in song.tracks if not track.plays_guide]
    placed = sections_of(song)
    tempo, beats, unit = song.tempo_bpm, song.beats_per_bar, song.beat_unit
    if placed:
        tempo, beats, unit = placed[0].bpm, placed[0].beats_per_bar, placed[0].beat_unit
    return Template(
        title=title,
        plan=tuple(
            TemplateTrack(name, part, track.inputs if track is not None else (1,))
            for name, part, track in tracks
        ),
        sections=tuple(TemplateSection(one.section.name, one.section.bars) for one in placed),
        tempo_bpm=tempo,
        beats_per_bar=beats,
        beat_unit=unit,
    )
