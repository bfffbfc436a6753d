"""The clips of the track: where they lie, what was done to them, and their waves."""

from __future__ import annotations

from collections.abc import Collection

from tui_studio.song.model import Clip, Song, SourceId
from tui_studio.tui.view.cells import Line, Run, Tone, fit, line_of
from tui_studio.tui.view.timeline import format_bars
from tui_studio.units import format_db, format_time, short_time

DETAILS = 46
EMPTY = (
    "No clips on this track.",
    "i imports a sound file here; takes are on the lines (w).",
)


def heading() -> str:
    """The names of the columns."""
    return f"     {'name':<13}{'at':<9}{'length':>7} {'gain':>5} marks"


def clip_label(clip: Clip, song: Song, *, here: bool, marked: bool, lost: Collection[SourceId]) -> Line:
    """Name, place, length, gain, and letters for what else there is: M muted, R reversed, f fades, g grouped; or GONE: `lost`."""
    tone = Tone.PICKED if here else Tone.DIM if clip.muted else Tone.PLAIN
    marks = "".join(
        letter
        for letter, there in (
            ("M", clip.muted), ("R", clip.reverse), ("f", clip.fade_in or clip.fade_out), ("g", clip.group is not None)
        )
        if there
    )  # fmt: skip
    runs: list[Run] = [
        (f"{'>' if here else ' '}{'+' if marked else ' '}{fit(clip.name or f'clip {clip.id}', 15)} ", tone),
        (f"{format_bars(song, clip.start):<9}{short_time(clip.frames, song.rate):>6} ", Tone.PLAIN),
        (f"{format_db(clip.gain_db):>5} ", Tone.PLAIN if clip.gain_db == 0 else Tone.LIT),
        ("GONE ", Tone.ALARM) if clip.source in lost else (f"{marks:<5}", Tone.WARN),
    ]
    return line_of(runs, DETAILS)


def clip_words(clip: Clip, song: Song, lost: Collection[SourceId]) -> str:
    """All of a clip in words; `lost` are the sources whose file is missing."""
    rate = song.rate
    end = clip.start + clip.frames
    parts = [f"{clip.name or f'clip {clip.id}'}, {format_time(clip.start, rate)} to {format_time(end, rate)}"]
    parts += ["FILE MISSING, silent"] if clip.source in lost else []
    parts.append(f"gain {format_db(clip.gain_db)} dB")
    if clip.fade_in or clip.fade_out:
        parts.append(
            f"fades {clip.fade_in * 1000 / rate:.0f} ms in, {clip.fade_out * 1000 / rate:.0f} ms out"
        )
    parts += [word for word, there in (("muted", clip.muted), ("reversed", clip.reverse)) if there]
    if clip.group is not None:
        others = sum(one.group == clip.group for track in song.tracks for one in track.clips) - 1
        parts.append(f"grouped with {others} other{'s' * (others != 1)}")
    return ", ".join(parts)
