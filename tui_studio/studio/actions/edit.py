"""The history of the song."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tui_studio.studio.missing import missing_files, missing_words, named, paths_of, used_sources
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio


@action("edit.undo", help="take back the last change")
async def undo(studio: Studio) -> Done:
    """Files are never touched: redo brings takes back. What take.clean removed stays removed, and is told."""
    return await _travelled(studio, studio.keeper.undo, "undone")


@action("edit.redo", help="do again what was taken back")
async def redo(studio: Studio) -> Done:
    """Until another change is made."""
    return await _travelled(studio, studio.keeper.redo, "done again")


async def _travelled(studio: Studio, step: Callable[[], Awaitable[str]], word: str) -> Done:
    """What comes back without its file is told: take.clean has removed it, or somebody else."""
    before = studio.song
    label = await step()
    after = studio.song
    used = paths_of(after, used_sources(after) - used_sources(before))
    known = paths_of(after, {one.id for one in after.sources} - {one.id for one in before.sources})
    gone = await missing_files(studio.folder, used | known)
    text = [f"{word}: {label}"]
    text += [f"ALARM: {missing_words(gone & used)}"] if gone & used else []
    text += [f"files that were removed stay so: {named(gone - used)}"] if gone - used else []
    return Done({"label": label, "missing": sorted(gone)}, "\n".join(text))


@action("edit.history", help="the changes that can be taken back, the last one first", while_recording="free")
async def history(studio: Studio) -> Done:
    """Labels only."""
    labels = (await studio.keeper.history())[::-1]
    return Done(labels, "\n".join(labels) or "nothing to undo")
