"""The plan: which tracks are to be recorded, in the order a record is built."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from tui_studio.errors import BadInputError
from tui_studio.song import edits
from tui_studio.song.model import Song
from tui_studio.song.notebook import PlanState
from tui_studio.song.planning import PlanRow, next_planned, plan_rows, template_of
from tui_studio.studio.actions.track import input_words
from tui_studio.studio.params import ATrack, Param
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio
from tui_studio.studio.templates import load_template, save_template, template_files

Item = Annotated[int, Param("count", "its number in the plan, from 1")]


def _data(row: PlanRow) -> dict[str, Any]:
    return {
        "number": row.number,
        "name": row.item.name,
        "part": row.item.part,
        "state": row.state.value,
        "track": row.track.name if row.track else "",
        "takes": row.takes,
    }


def _sentence(row: PlanRow) -> str:
    words = [f"{row.number} {row.item.name}"]
    words += [row.item.part] if row.item.part else []
    words += [row.state.value]
    words += [f"track {row.track.name}"] if row.track and row.track.name != row.item.name else []
    words += [f"{row.takes} take{'' if row.takes == 1 else 's'}"] if row.takes else []
    return ", ".join(words)


@action(
    "track.plan",
    help="plan the tracks of a band, a songwriter, a podcast or your own template",
    example="track.plan band",
)
async def plan(
    studio: Studio, template: Annotated[str, Param("text", "the template; nothing: which there are")] = ""
) -> Done:
    """Makes the tracks it plans, with sections and tempo as far as the song has none. Your own templates lie in templates/
    beside your settings."""
    if not template:
        shown = [(name, load_template(name)) for name in sorted(template_files())]
        data = [{"name": name, "title": each.title, "help": each.help} for name, each in shown]
        return Done(data, "\n".join(f"{name}: {each.help or each.title}" for name, each in shown))
    chosen = load_template(template)
    before = studio.song
    song = await studio.keeper.edit(f"plan {template}", lambda now: edits.apply_template(now, chosen))
    laid = await list_(studio)
    return Done(laid.result, f"{_made(before, song)}\n{laid.text}")


@action("plan.list", help="the planned tracks and how far they are", while_recording="free")
async def list_(studio: Studio) -> Done:
    """What is next is said last."""
    rows = plan_rows(studio.song)
    following = next_planned(studio.song)
    lines = [_sentence(row) for row in rows]
    lines += [f"next: {following.item.name}"] if following else []
    return Done([_data(row) for row in rows], "\n".join(lines) or "no plan yet; track.plan lays one")


@action("plan.add", help="plan another track", example="plan.add Tambourine part=melody")
async def add(
    studio: Studio,
    name: Annotated[str, Param("text", "its name")],
    part: Annotated[str, Param("text", "backbone, lead, harmony, melody, or a word of your own")] = "",
    at: Annotated[int, Param("count", "its number in the plan; nothing: the end")] | None = None,
) -> Done:
    """A track of this name is taken for it."""
    index = None if at is None else max(0, at - 1)
    song = await studio.keeper.edit(f"plan {name}", lambda now: edits.add_plan_item(now, name, part, index))
    return _told(plan_rows(song)[-1 if index is None else min(index, len(song.notebook.plan) - 1)])


@action("plan.set", help="say how far a planned track is, or which track it is", example="plan.set 2 done")
async def set_(
    studio: Studio,
    item: Item,
    state: Annotated[str, Param("choice", "planned, recorded, comped or done", tuple(PlanState))]
    | None = None,
    track: ATrack | None = None,
) -> Done:
    """What can be seen of the track is seen anyway."""
    song = studio.song
    if state is not None:
        song = await studio.keeper.edit(
            f"plan {state}", lambda now: edits.set_plan_state(now, item - 1, state)
        )
    if track is not None:
        song = await studio.keeper.edit("plan track", lambda now: edits.set_plan_track(now, item - 1, track))
    edits.set_plan_state(song, item - 1, PlanState.PLANNED)  # refuses a number that is none
    return _told(plan_rows(song)[item - 1])


@action("plan.move", help="put a planned track at another place", example="plan.move 5 to=2")
async def move(studio: Studio, item: Item, to: Item) -> Done:
    """The plan is the order the record is built in."""
    song = await studio.keeper.edit(
        "move in the plan", lambda now: edits.move_plan_item(now, item - 1, to - 1)
    )
    return _told(plan_rows(song)[min(max(to, 1), len(song.notebook.plan)) - 1])


@action("plan.remove", help="take a track out of the plan (the track stays)", example="plan.remove 5")
async def remove(studio: Studio, item: Item) -> Done:
    """Undo brings it back."""
    await studio.keeper.edit("remove from the plan", lambda now: edits.remove_plan_item(now, item - 1))
    return await list_(studio)


@action("plan.tracks", help="make the planned tracks that are not there yet")
async def tracks(studio: Studio) -> Done:
    """In the plan's order."""
    before = studio.song
    song = await studio.keeper.edit("tracks of the plan", edits.make_planned_tracks)
    return Done([_data(row) for row in plan_rows(song)], _made(before, song))


def _made(before: Song, now: Song) -> str:
    """`2 tracks made: Guitar (input 1), Lead vocal (input 2)`."""
    known = {track.id for track in before.tracks}
    made = [track for track in now.tracks if track.id not in known]
    words = ", ".join(f"{track.name} ({input_words(track.inputs)})" for track in made)
    return f"{len(made)} track{'s' * (len(made) != 1)} made: {words}" if made else "no track was missing"


def _told(row: PlanRow) -> Done:
    return Done(_data(row), _sentence(row))


@action(
    "plan.save", help="keep the plan and the sections as a template of your own", example="plan.save trio"
)
async def save(
    studio: Studio,
    name: Annotated[str, Param("text", "the template's name")],
    replace: Annotated[bool, Param("switch", "take the place of one of that name")] = False,
) -> Done:
    """track.plan lays it in another song. It is a small TOML file in templates/ beside your settings."""
    template = template_of(studio.song, name)
    if not template.plan and not template.sections:
        raise BadInputError("there is nothing to keep yet", hint="plan.add and section.add first")
    file = await asyncio.to_thread(save_template, name, template, replace=replace)
    tracks, sections = len(template.plan), len(template.sections)
    return Done(
        {"template": file.stem, "path": str(file)},
        f"template {file.stem}: {tracks} tracks, {sections} sections",
    )
