"""Ideas: a line jotted down at any moment, or a voice memo."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from tui_studio.errors import BadInputError
from tui_studio.song.edits.clips import NewSource, add_clip
from tui_studio.song.edits.ideas import USES, use_idea
from tui_studio.song.edits.notes import add_idea, edit_idea, remove_idea, tag_idea
from tui_studio.song.model import Song
from tui_studio.song.notebook import Idea
from tui_studio.studio.jobs.work import import_sound
from tui_studio.studio.params import Param
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio

AnIdea = Annotated[int, Param("count", "its number in idea.list, from 1")]
Words = Annotated[str, Param("text", "the words; no quotes needed", rest=True)]
Tags = Annotated[tuple[str, ...], Param("words", "tags with commas between; empty for none")]


def idea_data(folder: Path, song: Song, idea: Idea) -> dict[str, Any]:
    """What programs are told of an idea."""
    return {
        "number": song.notebook.ideas.index(idea) + 1,
        "id": idea.id,
        "text": idea.text,
        "created": idea.created,
        "tags": list(idea.tags),
        "audio": str(folder / idea.audio) if idea.audio else "",
        "used_as": idea.used_as,
        "became": _became(song, idea.used_as),
    }


def _became(song: Song, used_as: str) -> str:
    """`the section Bridge`; without a name where it is gone."""
    kind = used_as.partition(" ")[0]
    sections = {f"section {section.id}": section.name for section in song.notebook.sections}
    tracks = {f"track {track.id}": track.name for track in song.tracks}
    name = {**sections, **tracks}.get(used_as, "")
    word = "line of the chart" if kind == "line" else kind
    return f"the {kind} {name}" if name else f"a {word}" if kind else ""


def now_text() -> str:
    """This moment, as ideas keep it."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def find_idea(song: Song, number: int) -> Idea:
    """The idea of this number. Raises BadInputError."""
    ideas = song.notebook.ideas
    if not 1 <= number <= len(ideas):
        hint = f"use 1 to {len(ideas)}; idea.list shows them" if ideas else "idea.add makes one"
        raise BadInputError(f"there is no idea {number}", hint=hint)
    return ideas[number - 1]


@action("idea.add", help="jot an idea", example="idea.add slow the bridge down", while_recording="free")
async def add(studio: Studio, text: Words) -> Done:
    """Words that begin with # become tags."""
    words, tags = _without_tags(text)
    created = now_text()
    song = await studio.keeper.edit("idea", lambda now: add_idea(now, words, created, tags=tags))
    idea = song.notebook.ideas[-1]
    return Done(
        idea_data(studio.folder, song, idea), f"idea {len(song.notebook.ideas)} noted: {short(idea.text)}"
    )


def _without_tags(text: str) -> tuple[str, list[str]]:
    words = text.split(" ")
    tags = [word for word in words if word.startswith("#") and len(word) > 1]
    return " ".join(word for word in words if word not in tags).strip(), tags


def short(text: str, longest: int = 60) -> str:
    """The first line, cut where it gets long."""
    first = text.split("\n", maxsplit=1)[0]
    return first if len(first) <= longest else first[: longest - 1].rstrip() + "…"


@action("idea.list", help="all ideas, or those with a tag", while_recording="free")
async def list_(studio: Studio, tag: Annotated[str, Param("text", "a tag")] = "") -> Done:
    """With date, tags, memo and what became of each."""
    song, wanted = studio.song, tag.removeprefix("#").casefold()
    ideas = [idea for idea in song.notebook.ideas if not wanted or wanted in map(str.casefold, idea.tags)]
    data = [idea_data(studio.folder, song, idea) for idea in ideas]
    text = "\n".join(_sentence(each) for each in data)
    nothing = f"no idea has the tag {wanted}" if wanted else "no ideas yet; idea.add notes one"
    return Done(data, text or nothing)


def _sentence(data: dict[str, Any]) -> str:
    words = [f"{data['number']} {data['text'] or 'voice memo'}"]
    words += [" ".join(f"#{tag}" for tag in data["tags"])] if data["tags"] else []
    words += [f"memo {Path(data['audio']).name}"] if data["audio"] else []
    words += [f"became {data['became']}"] if data["became"] else []
    return ", ".join([*words, data["created"][:10]])


@action(
    "idea.edit",
    help="other words for an idea",
    example="idea.edit 2 half-time bridge",
    while_recording="free",
)
async def edit(studio: Studio, idea: AnIdea, text: Words) -> Done:
    """Its tags stay."""
    found = find_idea(studio.song, idea)
    await studio.keeper.edit(f"idea {idea}", lambda song: edit_idea(song, found.id, text))
    return _told(studio, idea, f"idea {idea}: {short(text)}")


@action("idea.tag", help="tag an idea", example="idea.tag 2 bridge,slow", while_recording="free")
async def tag(studio: Studio, idea: AnIdea, tags: Tags = ()) -> Done:
    """These tags and no others."""
    found = find_idea(studio.song, idea)
    await studio.keeper.edit(f"tag idea {idea}", lambda song: tag_idea(song, found.id, tags))
    words = " ".join(f"#{tag}" for tag in find_idea(studio.song, idea).tags) or "no tags"
    return _told(studio, idea, f"idea {idea}: {words}")


@action("idea.remove", help="take an idea away (a memo's file stays)", example="idea.remove 2")
async def remove(studio: Studio, idea: AnIdea) -> Done:
    """Undo brings it back."""
    found = find_idea(studio.song, idea)
    await studio.keeper.edit(f"remove idea {idea}", lambda song: remove_idea(song, found.id))
    return Done({"number": idea, "id": found.id}, f"idea {idea} removed; edit.undo brings it back")


@action(
    "idea.use",
    help="make a section, a lyric line or a track of an idea",
    example="idea.use 2 line",
    waits=True,
)
async def use(
    studio: Studio,
    idea: AnIdea,
    use: Annotated[str, Param("choice", "section, line or track", USES)],
    bars: Annotated[int, Param("count", "of a section")] = 8,
) -> Done:
    """The idea stays in the list and says what it became. A memo lies on its track from the playhead on."""
    found = find_idea(studio.song, idea)
    memo, at = await _memo(studio, found, use), studio.transport.motion().position

    def change(song: Song) -> Song:
        song = use_idea(song, found.id, use, bars=bars)
        return song if memo is None else add_clip(song, song.tracks[-1].id, memo, at, song.tracks[-1].name)

    await studio.keeper.edit(f"use idea {idea}", change)
    word = {"section": "a section", "line": "a line of the chart", "track": "a track"}[use]
    return _told(studio, idea, f"idea {idea} is now {word}")


async def _memo(studio: Studio, idea: Idea, use: str) -> NewSource | None:
    """A copy of the idea's memo for a track; None when there is none, or none is wanted. Raises AudioFileError."""
    if use != "track" or not idea.audio:
        return None
    made = await studio.jobs.run(
        "copy the memo", import_sound, studio.folder / idea.audio, studio.folder, studio.song.rate
    )
    return made[0]


def _told(studio: Studio, number: int, text: str) -> Done:
    return Done(idea_data(studio.folder, studio.song, find_idea(studio.song, number)), text)
