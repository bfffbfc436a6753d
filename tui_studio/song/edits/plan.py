"""Edits of the plan: which tracks are to be recorded, in which order, and how far they are."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tui_studio.errors import BadInputError
from tui_studio.song.edits.checks import change_notebook, place_in, the_track, unique_name
from tui_studio.song.edits.sections import add_section
from tui_studio.song.edits.tracks import add_track
from tui_studio.song.model import Song, TrackId
from tui_studio.song.names import clean_name, free_name, same_name
from tui_studio.song.notebook import PlanItem, PlanState
from tui_studio.song.template import Template
from tui_studio.song.tempo import check_bpm, check_metre

MOST_ITEMS = 500


def set_plan(song: Song, items: Sequence[PlanItem]) -> Song:
    """The whole plan, in order."""
    if len(items) > MOST_ITEMS:
        raise BadInputError(f"the plan has {len(items)} tracks", hint=f"use at most {MOST_ITEMS}")
    for item in items:
        if item.track is not None:
            the_track(song, item.track)
    return change_notebook(song, plan=tuple(items))


def add_plan_item(song: Song, name: str, part: str = "", index: int | None = None) -> Song:
    """A track to be recorded, at the end or before the one at `index`; the song's track of this name, if there is one."""
    items = list(song.notebook.plan)
    if len(items) >= MOST_ITEMS:
        raise BadInputError(f"the plan has {MOST_ITEMS} tracks already", hint="remove one first")
    clean = unique_name(name, "the planned track", [item.name for item in items])
    track = next((one.id for one in song.tracks if same_name(one.name, clean)), None)
    item = PlanItem(clean, clean_name(part, "the part", longest=40) if part.strip() else "", track=track)
    items.insert(len(items) if index is None else min(max(index, 0), len(items)), item)
    return change_notebook(song, plan=tuple(items))


def remove_plan_item(song: Song, index: int) -> Song:
    """The plan without the item at this place, counted from 0; its track stays."""
    items = list(song.notebook.plan)
    del items[place_in(index, len(items), "planned track")]
    return change_notebook(song, plan=tuple(items))


def move_plan_item(song: Song, index: int, to: int) -> Song:
    """The item at another place, counted from 0; beyond the ends means to the end."""
    items = list(song.notebook.plan)
    item = items.pop(place_in(index, len(items), "planned track"))
    items.insert(min(max(to, 0), len(items)), item)
    return change_notebook(song, plan=tuple(items))


def set_plan_state(song: Song, index: int, state: str) -> Song:
    """How far the item is."""
    try:
        known = PlanState(state)
    except ValueError:
        hint = f"use one of {', '.join(PlanState)}"
        raise BadInputError(f"there is no state '{state}'", hint=hint) from None
    return _change(song, index, state=known)


def set_plan_track(song: Song, index: int, track_id: TrackId | None) -> Song:
    """Which track records the item; None for none yet."""
    if track_id is not None:
        the_track(song, track_id)
    return _change(song, index, track=track_id)


def make_planned_tracks(song: Song, inputs: Sequence[Sequence[int]] = ()) -> Song:
    """A track for every item that has none, in the plan's order; each with its entry of `inputs`, else input 1."""
    for index, item in enumerate(song.notebook.plan):
        if any(track.id == item.track for track in song.tracks):
            continue
        name = free_name(item.name, [track.name for track in song.tracks])
        song = add_track(song, name, inputs[index] if index < len(inputs) else (1,))
        song = _change(song, index, track=song.tracks[-1].id)
    return song


def apply_template(song: Song, template: Template) -> Song:
    """The template's plan with its tracks, its sections and its tempo, as far as the song has none of these."""
    if template.tempo_bpm and not song.notebook.sections and song.tempo_changes is None:
        check_metre(template.beats_per_bar, template.beat_unit)
        song = msgspec.structs.replace(
            song,
            tempo_bpm=check_bpm(template.tempo_bpm),
            beats_per_bar=template.beats_per_bar,
            beat_unit=template.beat_unit,
        )
    if not song.notebook.sections:
        for section in template.sections:
            song = add_section(song, section.name, section.bars)
    planned = [item.name for item in song.notebook.plan]
    for item in template.plan:
        if not any(same_name(item.name, name) for name in planned):
            song = add_plan_item(song, item.name, item.part)
    by_name = {item.name: item.inputs for item in template.plan}
    inputs = [by_name.get(item.name, (1,)) for item in song.notebook.plan]
    return make_planned_tracks(song, inputs)


def _change(song: Song, index: int, **changes: object) -> Song:
    items = list(song.notebook.plan)
    at = place_in(index, len(items), "planned track")
    items[at] = msgspec.structs.replace(items[at], **changes)
    return change_notebook(song, plan=tuple(items))
