"""The song as a whole."""

from __future__ import annotations

from typing import Annotated

import msgspec

from tui_studio.song import edits
from tui_studio.song.model import song_end
from tui_studio.studio.params import Param
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio
from tui_studio.units import format_time


@action("song.info", help="the song in short", while_recording="free")
async def info(studio: Studio) -> Done:
    """Title, folder, rate, length, counts."""
    song = studio.song
    end = song_end(song)
    takes = sum(len(track.takes) for track in song.tracks)
    data = {
        "title": song.title,
        "folder": str(studio.folder),
        "rate": song.rate,
        "sample_format": song.sample_format,
        "frames": end,
        "tracks": len(song.tracks),
        "takes": takes,
        "tempo_bpm": song.tempo_bpm,
        "time_signature": f"{song.beats_per_bar}/{song.beat_unit}",
        "revision": studio.keeper.revision,
    }
    counts = f"{_count(len(song.tracks), 'track')}, {_count(takes, 'take')}"
    words = f"{song.title}: {counts}, {format_time(end, song.rate)} at {song.rate} Hz"
    return Done(data, words)


@action("song.get", help="the whole song, for heads", while_recording="free")
async def get(studio: Studio) -> Done:
    """As in song.json, with the revision that patches count from."""
    return Done({"revision": studio.keeper.revision, "song": msgspec.to_builtins(studio.song)})


@action(
    "song.title",
    help="give the song another title",
    example='song.title "Quiet grey"',
    while_recording="free",
)
async def title(studio: Studio, title: Annotated[str, Param("text", "the title")]) -> Done:
    """The folder keeps its name."""
    song = await studio.keeper.edit("title", lambda now: edits.set_title(now, title))
    return Done({"title": song.title}, f"the song is called {song.title}")


@action("song.tempo", help="set the tempo", example="song.tempo 92")
async def tempo(studio: Studio, bpm: Annotated[float, Param("number", "beats per minute")]) -> Done:
    """For bars and beats in the display."""
    song = await studio.keeper.edit(f"tempo {bpm:g}", lambda now: edits.set_tempo(now, bpm))
    return Done({"tempo_bpm": song.tempo_bpm}, f"tempo {song.tempo_bpm:g}")


@action("song.signature", help="set the time signature", example="song.signature 3 4")
async def signature(
    studio: Studio,
    beats: Annotated[int, Param("count", "beats in a bar")],
    unit: Annotated[int, Param("count", "note value of a beat")] = 4,
) -> Done:
    """For bars and beats in the display."""
    song = await studio.keeper.edit(
        f"signature {beats}/{unit}", lambda now: edits.set_time_signature(now, beats, unit)
    )
    return Done(
        {"time_signature": f"{song.beats_per_bar}/{song.beat_unit}"}, f"{song.beats_per_bar}/{song.beat_unit}"
    )


@action("song.format", help="how takes to come are written", example="song.format float32")
async def sample_format(
    studio: Studio,
    format: Annotated[str, Param("choice", "pcm24 or float32", ("pcm24", "float32"))],  # noqa: A002 - its name for users
) -> Done:
    """24-bit integers, or 32-bit float."""
    song = await studio.keeper.edit(f"format {format}", lambda now: edits.set_sample_format(now, format))
    return Done({"sample_format": song.sample_format}, f"takes are written as {song.sample_format}")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
