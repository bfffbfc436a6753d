"""The click as data: how the metronome sounds, where it is heard, and what counts in."""

from __future__ import annotations

from tui_studio.song.data import Data


class ClickSettings(Data, frozen=True):
    """The metronome of a song. It is never in a bounce unless that is asked for."""

    on: bool = False
    """Heard while the transport rolls. The count-in is heard in any case."""
    only_recording: bool = False
    """While nothing is recorded it is silent, even when on."""
    level_db: float = -6.0
    outputs: tuple[int, ...] = ()
    """Device outputs counted from 1; empty for those of the master."""
    accent: bool = True
    """The first beat of a bar sounds higher."""
    subdivision: int = 1
    """Clicks per beat: 1 for the beats alone."""
    count_in_bars: int = 0
    """Bars clicked before the transport rolls; 0 for none."""
    count_in_only_recording: bool = True
    """Playing starts at once; only recording is counted in."""
    speak_sections: bool = False
    """A section's name is spoken in the bar before it begins."""
