"""Actions that need what only surfaces know: MIDI files here, the foot switch beside. Importing this module declares both."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import tui_studio.surfaces.pedal_actions  # noqa: F401 - declares its own
from tui_studio.song import edits
from tui_studio.song.names import safe_file_name
from tui_studio.song.timeline import tempo_map
from tui_studio.studio.actions.tempo import Recorded, tempo_data, tempo_words
from tui_studio.studio.params import Param, Replace
from tui_studio.studio.places import refuse_replacing, refuse_streams, target_file
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio
from tui_studio.surfaces.tempo_file import read_tempo_file, write_tempo_file

AFile = Annotated[Path, Param("path", "the MIDI file")]


@action(
    "tempo.export",
    help="tempo and time signatures as a MIDI file",
    example="tempo.export song.mid",
    while_recording="free",
    waits=True,
)
async def export(
    studio: Studio,
    path: Annotated[Path, Param("path", "the file; nothing: out/ in the song")] | None = None,
    replace: Replace = False,
) -> Done:
    """With what the sections make of them. The file in out/ is always replaced."""
    song = studio.song
    out = studio.folder / "out" / f"{safe_file_name(song.title, 'tempo')}.mid"
    target = target_file(path, song.title, ".mid") if path else out
    refuse_replacing(target, replace or path is None)
    await asyncio.to_thread(write_tempo_file, tempo_map(song), target)
    return Done({"path": str(target), **tempo_data(song)}, f"{tempo_words(song)} in {target}")


@action(
    "tempo.import",
    help="tempo and time signatures from a MIDI file",
    example="tempo.import song.mid",
    waits=True,
)
async def import_(studio: Studio, path: AFile, recorded: Recorded | None = None) -> Done:
    """Laid over the sections, which keep their bars. Without sections recorded audio stays where it is."""
    refuse_streams(path)
    read = await asyncio.to_thread(read_tempo_file, path)
    song = await studio.keeper.edit(
        f"tempo from {path.name}", lambda now: edits.set_tempo_changes(now, read.tempo_map, recorded)
    )
    return Done({**tempo_data(song), "notes": list(read.notes)}, "; ".join([tempo_words(song), *read.notes]))
