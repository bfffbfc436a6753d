"""What becomes of ideas: a section, a line of the chart, a track."""

from __future__ import annotations

from tui_studio.errors import BadInputError
from tui_studio.song.edits.chart import insert_line
from tui_studio.song.edits.notes import change_idea, the_idea
from tui_studio.song.edits.sections import add_section
from tui_studio.song.edits.tracks import add_track
from tui_studio.song.model import Song
from tui_studio.song.names import NAME_LENGTH, free_name
from tui_studio.song.notebook import IdeaId

USES = ("section", "line", "track")


def use_idea(song: Song, idea_id: IdeaId, use: str, *, bars: int = 8) -> Song:
    """The idea as a section of so many bars at the end, as lines at the end of the chart, or as a track.

    It stays in the list and says what it became.
    """
    words = the_idea(song, idea_id).text
    title = " ".join(words.split())[:NAME_LENGTH].strip() or "Idea"
    if use == "line":
        for text in words.split("\n"):
            song = insert_line(song, text)
        made = int(song.notebook.chart[-1].id)
    elif use == "section":
        names = [section.name for section in song.notebook.sections]
        song = add_section(song, free_name(title, names), bars)
        made = int(song.notebook.sections[-1].id)
    elif use == "track":
        song = add_track(song, free_name(title, [track.name for track in song.tracks]))
        made = int(song.tracks[-1].id)
    else:
        raise BadInputError(f"an idea cannot become a '{use}'", hint=f"use one of {', '.join(USES)}")
    return change_idea(song, idea_id, used_as=f"{use} {made}")
