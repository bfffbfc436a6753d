"""Voice memos, for ideas that are sung."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

from tui_studio.errors import BadInputError
from tui_studio.studio.actions.idea import AnIdea, find_idea, idea_data
from tui_studio.studio.params import Param
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio

AnInput = Annotated[int, Param("count", "the input, from 1")]


@action("memo.start", help="record a voice memo, whatever the transport does", while_recording="free")
async def start(studio: Studio, input: AnInput = 1) -> Done:  # noqa: A002 - its name for users
    """From the first input unless told. Kept even if everything else ends."""
    await studio.engine.awaited()
    device = studio.devices.current
    if input < 1 or (device is not None and input > device.inputs):
        hint = f"use 1 to {device.inputs}" if device is not None and device.inputs else "inputs count from 1"
        raise BadInputError(f"there is no input {input}", hint=hint)
    path = await studio.memos.start(input)
    return Done({"path": str(path)}, f"recording a memo from input {input}; memo.stop ends it")


@action("memo.stop", help="end the voice memo: it is an idea now", while_recording="free", waits=True)
async def stop(studio: Studio) -> Done:
    """Answers when its file is whole."""
    idea = await studio.memos.stop()
    data = idea_data(studio.folder, studio.song, idea)
    return Done(data, f"idea {data['number']}: {idea.text}")


@action("memo.toggle", help="begin a voice memo, or end it", while_recording="free", waits=True)
async def toggle(studio: Studio) -> Done:
    """For a key."""
    return await (stop(studio) if studio.memos.recording else start(studio))


@action("memo.play", help="hear an idea's memo", example="memo.play 2", while_recording="never", waits=True)
async def play(studio: Studio, idea: AnIdea) -> Done:
    """Alone; afterwards the playhead is where it was."""
    found = find_idea(studio.song, idea)
    if not found.audio:
        raise BadInputError(f"idea {idea} has no memo", hint="memo.start records one")
    path = studio.folder / found.audio
    frames, channels = await asyncio.to_thread(_size, path)
    await studio.transport.taken_over()
    await studio.practice.play_file(path, frames, channels, f"the memo of idea {idea}")
    return Done({"path": str(path), "frames": frames}, f"hear the memo of idea {idea}")


def _size(path: Path) -> tuple[int, int]:
    from tui_studio.audio.reader import open_source

    reader = open_source(path)
    try:
        return reader.frames, min(2, reader.channels)
    finally:
        reader.close()
