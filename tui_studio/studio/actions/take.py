"""Takes: list, rate, name, choose, hide, delete, recall."""

from __future__ import annotations

from typing import Annotated

from tui_studio.song import edits
from tui_studio.song.model import COLOURS, PassId, SourceId, Span, Take
from tui_studio.studio.actions.take_words import (
    certificate_words,
    find_take,
    take_data,
    take_words,
    told,
)
from tui_studio.studio.missing import missing_files
from tui_studio.studio.params import ATake, ATime, ATrack, Param, Switch
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio


@action(
    "take.list",
    help="all takes, or those of a track or a pass",
    example="take.list Kick",
    while_recording="free",
)
async def list_(
    studio: Studio,
    track: ATrack | None = None,
    hidden: Annotated[Switch, Param("switch", "hidden takes too")] = False,
    pass_id: Annotated[int | None, Param("count", "only those of this pass", alias="pass")] = None,
) -> Done:
    """A line for each; for programs also its file and its certificate. take.certificate tells all of one."""
    await studio.recording.calm()
    song = studio.song
    tracks = [each for each in song.tracks if track is None or each.id == track]
    takes = [
        (each, take)
        for each in tracks
        for take in each.takes
        if (hidden or not take.hidden) and pass_id in (None, take.pass_id)
    ]
    gone = await _gone(studio, [take for _, take in takes])
    text = "\n".join(take_words(song, each, take, missing=take.source in gone) for each, take in takes)
    return Done(
        [
            {**take_data(studio.folder, song, each, take), "missing": take.source in gone}
            for each, take in takes
        ],
        text or "no takes",
    )


async def _gone(studio: Studio, takes: list[Take]) -> frozenset[SourceId]:
    """Sources of these takes that have no file any more."""
    paths = {one.id: one.path for one in studio.song.sources}
    there = {take.source: paths[take.source] for take in takes if take.source in paths}
    missing = await missing_files(studio.folder, frozenset(there.values()))
    return frozenset(source for source, path in there.items() if path in missing)


@action(
    "take.certificate",
    help="all that is known of a take: gaps, xruns, overs, device, latency",
    example="take.certificate Kick 4",
    while_recording="free",
)
async def certificate(studio: Studio, track: ATrack, take: ATake) -> Done:
    """A line for each fact. The checksum is the SHA-256 of the audio bytes in the file."""
    await studio.recording.calm()
    _, found = find_take(studio.song, track, take)
    missing = bool(await _gone(studio, [found]))
    done = told(studio, track, take, certificate_words(studio.song, track, take, missing=missing))
    return Done({**done.result, "missing": missing}, done.text)


@action(
    "take.rate", help="give a take 0 to 5 stars", example="take.rate Vox 2 stars=4", while_recording="free"
)
async def rate(
    studio: Studio, track: ATrack, take: ATake, stars: Annotated[int, Param("count", "0 to 5")]
) -> Done:
    """0 takes the stars away."""
    found, chosen = find_take(studio.song, track, take)
    await studio.keeper.edit(
        f"rate {found.name} take {take}", lambda song: edits.rate_take(song, chosen.id, stars)
    )
    return told(studio, track, take, f"{found.name} take {take}: {stars} star{'' if stars == 1 else 's'}")


@action(
    "take.name",
    help="give a take a name",
    example='take.name Vox 2 name="the loud one"',
    while_recording="free",
)
async def name(
    studio: Studio,
    track: ATrack,
    take: ATake,
    name: Annotated[str, Param("text", "a name; empty takes it away", rest=True)],
) -> Done:
    """Beside its number."""
    found, chosen = find_take(studio.song, track, take)
    await studio.keeper.edit(
        f"name {found.name} take {take}", lambda song: edits.name_take(song, chosen.id, name)
    )
    return told(
        studio, track, take, f"{found.name} take {take} {f'is called {name}' if name else 'has no name'}"
    )


@action(
    "take.note",
    help="write a remark to a take",
    example='take.note Vox 2 "flat in line 3"',
    while_recording="free",
)
async def note(
    studio: Studio,
    track: ATrack,
    take: ATake,
    note: Annotated[str, Param("text", "the remark; empty takes it away", rest=True)],
) -> Done:
    """Kept with the song."""
    found, chosen = find_take(studio.song, track, take)
    await studio.keeper.edit(
        f"note on {found.name} take {take}", lambda song: edits.note_take(song, chosen.id, note)
    )
    return told(studio, track, take, f"noted on {found.name} take {take}")


@action(
    "take.choose",
    help="let a take play, all of it or a span",
    example="take.choose Vox 2 start=0:08 end=0:12",
)
async def choose(
    studio: Studio, track: ATrack, take: ATake, start: ATime | None = None, end: ATime | None = None
) -> Done:
    """Where it meets other takes they fade into one another."""
    found, chosen = find_take(studio.song, track, take)
    await studio.keeper.edit(
        f"choose {found.name} take {take}", lambda song: edits.choose_take(song, chosen.id, start, end)
    )
    return told(studio, track, take, f"{found.name} plays take {take}")


@action(
    "take.hide",
    help="take a take out of sight and out of the comp (its file stays)",
    example="take.hide Vox 1",
)
async def hide(studio: Studio, track: ATrack, take: ATake, on: Switch = True) -> Done:
    """`on=off` shows it again."""
    found, chosen = find_take(studio.song, track, take)
    word = "hide" if on else "show"
    await studio.keeper.edit(
        f"{word} {found.name} take {take}", lambda song: edits.hide_take(song, chosen.id, on)
    )
    return told(studio, track, take, f"{found.name} take {take} is {'hidden' if on else 'shown'}")


@action(
    "take.colour", help="mark a take with a colour", example="take.colour Vox 2 green", while_recording="free"
)
async def colour(
    studio: Studio,
    track: ATrack,
    take: ATake,
    colour: Annotated[str, Param("text", ", ".join(COLOURS) + "; empty for none")] = "",
) -> Done:
    """To know it by."""
    found, chosen = find_take(studio.song, track, take)
    await studio.keeper.edit(
        f"colour {found.name} take {take}", lambda song: edits.set_take_colour(song, chosen.id, colour)
    )
    return told(studio, track, take, f"{found.name} take {take}: {colour or 'no colour'}")


@action("take.delete", help="take a take out of the song (its file stays)", example="take.delete Vox 1")
async def delete(studio: Studio, track: ATrack, take: ATake) -> Done:
    """Where it played, the latest other one does. Undo brings it back; take.clean removes files."""
    found, chosen = find_take(studio.song, track, take)
    await studio.keeper.edit(
        f"delete {found.name} take {take}", lambda song: edits.delete_take(song, chosen.id)
    )
    return Done(
        {"track": found.name, "take": take}, f"{found.name} take {take} deleted; edit.undo brings it back"
    )


@action(
    "take.recall",
    help="let the takes of one pass play on all its tracks",
    example="take.recall 12 span=Chorus",
)
async def recall(
    studio: Studio,
    pass_id: Annotated[int, Param("count", "the pass, as take.list has it", alias="pass")],
    round: Annotated[int, Param("count", "a round of a loop, from 1; 0: the last whole one on top")] = 0,  # noqa: A002 - its name for users
    span: Annotated[Span | None, Param("span", "only there")] = None,
) -> Done:
    """What was played together is heard together."""
    start, end = (None, None) if span is None else (span.start, span.end)
    song = await studio.keeper.edit(
        f"recall pass {pass_id}", lambda now: edits.recall_pass(now, PassId(pass_id), start, end, round)
    )
    made = [(track, take) for track in song.tracks for take in track.takes if take.pass_id == pass_id]
    names = ", ".join(dict.fromkeys(track.name for track, _ in made))
    return Done([take_data(studio.folder, song, *each) for each in made], f"pass {pass_id} plays on {names}")
