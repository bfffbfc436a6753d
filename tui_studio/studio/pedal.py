"""What a foot switch does: pressed it rolls, records, punches or keeps; held it keeps and begins again."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Protocol

from tui_studio.studio.retaking import AGAIN, KEEP, Retakes
from tui_studio.studio.song_keeper import SongKeeper
from tui_studio.studio.transport import Transport
from tui_studio.units import format_time

SAME_FOOT = 3.0
"""Seconds in which a hold goes with the press that began it."""


class Surface(Protocol):
    """What a foot is put on."""

    def renew(self) -> None:
        """The sound card was opened anew."""
        ...

    async def close(self) -> None:
        """Listen no more."""
        ...


@dataclass
class Deed:
    """What the last press did."""

    what: str = ""
    """`begun`, `punched`, `ended`, `kept`, `again`; empty before the first."""
    at: float = -1e9


class Pedal:
    """Presses and holds, whatever they come from. Which of both it is the surface finds out; a press acts when the foot goes
    down, so a hold comes after the press it began with.
    """

    def __init__(self, transport: Transport, retakes: Retakes, keeper: SongKeeper) -> None:
        self._transport = transport
        self._retakes = retakes
        self._keeper = keeper
        self._deed = Deed()
        self.surface: Surface | None = None
        """The MIDI foot switch, where one is listened to."""
        self._from = 0
        """Where the last recording began."""

    async def press(self) -> str:
        """In the retake loop: the take is good (while it is being recorded: once more).

        Else by what moves: stopped, record the armed tracks or play; rolling, punch in, and out again; recording, end the take.
        What was done, in words. Raises TuiStudioError.
        """
        if self._retakes.doing:
            return self._decide()
        if self._transport.recording:
            return await self._end()
        return await self._begin()

    async def hold(self) -> str:
        """Keep and again: the take being recorded, or just ended by the press, is kept, and another begins where it began.

        In the retake loop: another take. Empty when the press before has begun something by itself.
        """
        if time.monotonic() - self._deed.at < SAME_FOOT and self._deed.what in ("begun", "punched", "again"):
            return ""
        if self._retakes.doing:
            self._did("again")
            self._retakes.say(AGAIN)
            return "again"
        if self._deed.what == "kept":
            self._did("again")
            await self._retakes.once_more()
            return "kept; again"
        kept = f"{await self._transport.stop()}; " if self._transport.recording else ""
        await self._transport.locate(self._from)
        await self._record()
        self._did("again")
        return f"{kept}again from {format_time(self._from, self._keeper.song.rate)}"

    def _decide(self) -> str:
        if self._retakes.doing == "recording":
            self._did("again")
            self._retakes.say(AGAIN)
            return "again"
        self._did("kept")
        self._retakes.say(KEEP)
        return "kept"

    async def _end(self) -> str:
        if self._deed.what == "punched":
            self._did("ended")
            return await self._transport.punch_out()
        self._did("ended")
        return await self._transport.stop()

    async def _begin(self) -> str:
        armed = any(track.armed for track in self._keeper.song.tracks)
        if self._transport.moving and not armed:
            self._did("ended")
            await self._transport.stop()
            return f"stopped at {self._here()}"
        if not armed:
            self._did("begun")
            await self._transport.play()
            return f"rolling from {self._here()}"
        self._did("punched" if self._transport.moving else "begun")
        return await self._record()

    async def _record(self) -> str:
        self._from = self._transport.motion().position
        tracks = await self._transport.record()
        names = ", ".join(track.name for track in tracks)
        return f"recording {names} {self._begins()}"

    def _begins(self) -> str:
        """Where what is recorded begins: here, or at the punch-in ahead."""
        song = self._keeper.song
        if song.punch is not None and song.punch_on and self._from < song.punch.start:
            return f"from the punch-in at {format_time(song.punch.start, song.rate)}"
        return f"from {format_time(self._from, song.rate)}"

    def _here(self) -> str:
        return format_time(self._transport.motion().position, self._keeper.song.rate)

    def _did(self, what: str) -> None:
        self._deed = Deed(what, time.monotonic())
