"""The history of the song."""

from __future__ import annotations

from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio


@action("edit.undo", help="take back the last change")
async def undo(studio: Studio) -> Done:
    """Files are never touched: redo brings takes back."""
    label = await studio.keeper.undo()
    return Done({"label": label}, f"undone: {label}")


@action("edit.redo", help="do again what was taken back")
async def redo(studio: Studio) -> Done:
    """Until another change is made."""
    label = await studio.keeper.redo()
    return Done({"label": label}, f"done again: {label}")


@action("edit.history", help="the changes that can be taken back, the last one first", while_recording="free")
async def history(studio: Studio) -> Done:
    """Labels only."""
    labels = (await studio.keeper.history())[::-1]
    return Done(labels, "\n".join(labels) or "nothing to undo")
