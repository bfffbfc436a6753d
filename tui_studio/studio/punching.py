"""Where a recording begins, and whether its punch can come: where it cannot, nothing would be recorded."""

from __future__ import annotations

from tui_studio.errors import NotNowError
from tui_studio.song.model import Song
from tui_studio.units import format_time


def into_loop(song: Song, position: int) -> int:
    """The frame itself; of the very end of the loop, where rolling would wrap, its start."""
    at_end = song.loop_on and song.loop is not None and position == song.loop.end
    return song.loop.start if at_end and song.loop is not None else position


def recording_start(song: Song, position: int) -> int:
    """The frame to record from when the playhead rests at `position`: with a pre-roll, that of a punch to come."""
    position = into_loop(song, position)
    punch = song.punch if song.punch_on else None
    return punch.start if punch and song.pre_roll > 0 and position < punch.end else position


def check_punch_comes(song: Song, position: int) -> None:
    """Raises NotNowError when what rolls from this frame never comes into the punch."""
    punch, loop = song.punch, song.loop if song.loop_on else None
    if punch is None or not song.punch_on:
        return
    where = f"punch {_times(song, punch.start, punch.end)}"
    if loop is None or position >= loop.end:
        if position >= punch.end:
            raise NotNowError(
                f"the punch lies before the playhead at {format_time(position, song.rate)}: nothing would be recorded",
                where=where,
                hint="transport.locate goes before it; punch.off records from the playhead",
            )
    elif punch.start >= loop.end or punch.end <= min(position, loop.start):
        raise NotNowError(
            "the loop never comes to the punch: nothing would be recorded",
            where=f"{where}, loop {_times(song, loop.start, loop.end)}",
            hint="loop.off rolls on; punch.off records from the playhead",
        )


def _times(song: Song, start: int, end: int) -> str:
    return f"{format_time(start, song.rate)} to {format_time(end, song.rate)}"
