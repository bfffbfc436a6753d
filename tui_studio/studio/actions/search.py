"""Search over all songs."""

from __future__ import annotations

from typing import Annotated

from tui_studio.studio.params import Param
from tui_studio.studio.registry import Done, action
from tui_studio.studio.searching import Found
from tui_studio.studio.studio import Studio


@action(
    "search",
    help="look for words in the ideas, lyrics and notes of all songs",
    example="search quiet grey",
    while_recording="free",
    waits=True,
)
async def search(
    studio: Studio,
    words: Annotated[str, Param("text", "words, or their beginnings", rest=True)],
    limit: Annotated[int, Param("count", "at most so many")] = 50,
) -> Done:
    """All of the words must be there; the best comes first."""
    found = await studio.search.find(words, max(1, min(limit, 1000)))
    here = str(studio.folder)
    text = "\n".join(_sentence(each, here) for each in found)
    return Done([each._asdict() for each in found], text or f"nothing with '{words}'")


def _sentence(found: Found, here: str) -> str:
    song = "" if found.folder == here else f"{found.title}, "
    return f"{song}{found.place}: {found.words}"
