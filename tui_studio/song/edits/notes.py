"""Edits of the notebook's loose leaves: ideas and references."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from tui_studio.errors import BadInputError
from tui_studio.song.edits.checks import change_notebook, new_id, place_in
from tui_studio.song.model import Song
from tui_studio.song.names import clean_name, clean_note, is_inside, name_key
from tui_studio.song.notebook import Idea, IdeaId, Reference


def add_idea(song: Song, text: str, created: str, *, tags: Iterable[str] = (), audio: str = "") -> Song:
    """An idea at the end. `created` is ISO 8601 with offset, `audio` a memo's path relative to the song folder."""
    words = clean_note(text, "the idea").strip()
    if not words and not audio:
        raise BadInputError("the idea is empty", hint="write some words, or record a memo")
    if audio and not is_inside(audio):
        raise BadInputError("the memo lies outside of the song folder", where=audio)
    song, idea_id = new_id(song)
    idea = Idea(IdeaId(idea_id), words, created, clean_tags(tags), audio)
    return change_notebook(song, ideas=(*song.notebook.ideas, idea))


def edit_idea(song: Song, idea_id: IdeaId, text: str) -> Song:
    """Other words for an idea; a memo may have none."""
    idea = the_idea(song, idea_id)
    words = clean_note(text, "the idea").strip()
    if not words and not idea.audio:
        raise BadInputError("the idea is empty", hint="idea.remove takes it away")
    return change_idea(song, idea_id, text=words)


def tag_idea(song: Song, idea_id: IdeaId, tags: Iterable[str]) -> Song:
    """These tags and no others."""
    return change_idea(song, idea_id, tags=clean_tags(tags))


def remove_idea(song: Song, idea_id: IdeaId) -> Song:
    """The song without this idea; a memo's file stays."""
    the_idea(song, idea_id)
    return change_notebook(song, ideas=tuple(one for one in song.notebook.ideas if one.id != idea_id))


def add_reference(song: Song, title: str, target: str, note: str = "") -> Song:
    """A record to compare with: a link, or the path of an audio file."""
    place = clean_name(target, "the link or file", longest=2000)
    name = clean_name(title, "the title", longest=200) if title.strip() else place
    reference = Reference(name, place, clean_note(note, "the note"))
    return change_notebook(song, references=(*song.notebook.references, reference))


def remove_reference(song: Song, index: int) -> Song:
    """The song without the reference at this place, counted from 0."""
    references = song.notebook.references
    at = place_in(index, len(references), "reference")
    return change_notebook(song, references=(*references[:at], *references[at + 1 :]))


def note_reference(song: Song, index: int, note: str) -> Song:
    """A remark on the reference at this place, counted from 0."""
    references = list(song.notebook.references)
    at = place_in(index, len(references), "reference")
    references[at] = msgspec.structs.replace(references[at], note=clean_note(note, "the note"))
    return change_notebook(song, references=tuple(references))


def the_idea(song: Song, idea_id: int) -> Idea:
    """The idea with this id. Raises BadInputError."""
    for idea in song.notebook.ideas:
        if idea.id == idea_id:
            return idea
    raise BadInputError(f"there is no idea {idea_id}", hint="idea.list shows the ideas")


def change_idea(song: Song, idea_id: IdeaId, **changes: object) -> Song:
    """The song with fields of one idea replaced."""
    the_idea(song, idea_id)
    ideas = tuple(
        msgspec.structs.replace(one, **changes) if one.id == idea_id else one for one in song.notebook.ideas
    )
    return change_notebook(song, ideas=ideas)


def clean_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Tags without their `#`, each once, in the order given. Raises BadInputError."""
    cleaned = {
        name_key(tag): clean_name(tag.strip().removeprefix("#"), "a tag", longest=40).replace(" ", "-")
        for tag in tags
        if tag.strip(" #")
    }
    return tuple({name_key(tag): tag for tag in cleaned.values()}.values())
