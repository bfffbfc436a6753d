"""References: records to compare with, as links or audio files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from tui_studio.errors import BadInputError
from tui_studio.song import edits
from tui_studio.studio.jobs.work import comparable
from tui_studio.studio.params import Param
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio

AReference = Annotated[int, Param("count", "its number")]


@action(
    "reference.add",
    help="a record to compare with: a link or an audio file",
    example='reference.add https://example.org "the drums"',
)
async def add(
    studio: Studio,
    target: Annotated[str, Param("text", "the link, or the file's path")],
    title: Annotated[str, Param("text", "a title")] = "",
    note: Annotated[str, Param("text", "what to listen for")] = "",
) -> Done:
    """Nothing is fetched."""
    song = await studio.keeper.edit("reference", lambda now: edits.add_reference(now, title, target, note))
    made = song.notebook.references[-1]
    return Done(
        {
            "number": len(song.notebook.references),
            "title": made.title,
            "target": made.target,
            "note": made.note,
        },
        f"reference {len(song.notebook.references)}: {made.title}",
    )


@action("reference.list", help="the records to compare with", while_recording="free")
async def list_(studio: Studio) -> Done:
    """In the order they were noted."""
    references = studio.song.notebook.references
    data = [
        {"number": number, "title": each.title, "target": each.target, "note": each.note}
        for number, each in enumerate(references, 1)
    ]
    text = "\n".join(
        f"{each['number']} {each['title']}"
        + (f", {each['target']}" if each["target"] != each["title"] else "")
        + (f", {each['note']}" if each["note"] else "")
        for each in data
    )
    return Done(data, text or "no references yet; reference.add notes one")


@action("reference.remove", help="take a reference away", example="reference.remove 1")
async def remove(studio: Studio, reference: AReference) -> Done:
    """Undo brings it back."""
    await studio.keeper.edit("remove reference", lambda now: edits.remove_reference(now, reference - 1))
    return await list_(studio)


@action(
    "reference.play",
    help="hear a reference that is an audio file",
    example="reference.play 1",
    while_recording="never",
    waits=True,
)
async def play(studio: Studio, reference: AReference) -> Done:
    """Alone, from its beginning; afterwards the playhead is where it was."""
    references = studio.song.notebook.references
    if not 1 <= reference <= len(references):
        hint = f"use 1 to {len(references)}" if references else "reference.add notes one"
        raise BadInputError(f"there is no reference {reference}", hint=hint)
    found = references[reference - 1]
    path = Path(found.target).expanduser()
    path = path if path.is_absolute() else studio.folder / path
    if not path.is_file():
        raise BadInputError(
            "this reference is no audio file on this machine",
            where=found.target,
            hint="open a link in a browser",
        )
    made = await studio.jobs.run("read the reference", comparable, path, studio.folder, studio.song.rate)
    await studio.transport.taken_over()
    await studio.practice.play_file(studio.folder / made.path, made.frames, made.channels, found.title)
    return Done({"title": found.title, "frames": made.frames}, f"hear {found.title}")
