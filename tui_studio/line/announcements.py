"""Sentences for what happens unasked: notices, and on request every change of machine and song."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from tui_studio.line.replies import printable
from tui_studio.song.model import Song, TrackId, track_of
from tui_studio.studio.wire import FromStudio, JobProgress, Meter, Notice, SongChanged, Status
from tui_studio.units import format_span, format_time

LOW_SECONDS = (15 * 60, 5 * 60, 60)
"""Recording time left at which a word is said."""

PLAIN_STATES = {"stopped": "stopped at", "rolling": "rolling from", "recording": "recording from"}


class Event(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something to tell: `event` is its kind, `text` the sentence."""

    event: str
    text: str
    level: str = "info"
    position: int | None = None

    def line(self) -> str:
        """As a line for people."""
        return printable(f"{self.event}: {' '.join(self.text.split())}")


def notice_event(notice: Notice) -> Event:
    """A notice; its level is its kind where it is more than information."""
    kind = "notice" if notice.level == "info" else notice.level
    return Event(kind, notice.text, level=notice.level)


class Follower:
    """Turns what the studio tells into events, each change told once. `song` gives the song as it is now."""

    def __init__(self, song: Callable[[], Song], tell: Callable[[Event], None]) -> None:
        self._song = song
        self._tell = tell
        self._last: Status | None = None
        self._jobs: set[int] = set()

    def hear(self, message: FromStudio) -> None:
        """Take one message and tell what it changes."""
        if isinstance(message, Status):
            last, self._last = self._last, message
            if last is not None:
                self._compare(last, message)
        elif isinstance(message, SongChanged):
            self._tell(Event("song", message.label))
        elif isinstance(message, JobProgress):
            self._job(message)

    def _compare(self, last: Status, now: Status) -> None:
        self._transport(last, now)
        self._device(last, now)
        self._remaining(last, now)
        self._clips(last, now)

    def _transport(self, last: Status, now: Status) -> None:
        came_up = last.state in ("no engine", "no device") and now.state == "stopped"
        if now.state != last.state and now.state not in ("locating", "stopping") and not came_up:
            place = format_time(now.position, now.rate) if now.rate else ""
            words = f"{PLAIN_STATES[now.state]} {place}" if now.state in PLAIN_STATES else now.state
            self._tell(Event("transport", words, position=now.position))
        if now.punched_in != last.punched_in and now.state == "recording" == last.state:
            self._tell(Event("transport", "punched in" if now.punched_in else "punched out"))

    def _device(self, last: Status, now: Status) -> None:
        if now.xruns > last.xruns:
            count = now.xruns - last.xruns
            place = now.last_xrun if now.last_xrun >= 0 else None
            at = "" if place is None else f", the last at {format_time(place, now.rate)}"
            self._tell(Event("xrun", f"{count} more, {now.xruns} since cleared{at}", "warning", place))
        if now.device != last.device or (now.device_note and now.device_note != last.device_note):
            self._tell(
                Event("device", ", ".join(part for part in (now.device or "none", now.device_note) if part))
            )
        if now.heads != last.heads:
            self._tell(Event("heads", f"{now.heads} attached"))

    def _remaining(self, last: Status, now: Status) -> None:
        if now.remaining_seconds < 0 or last.remaining_seconds < 0:
            return
        crossed = [mark for mark in LOW_SECONDS if now.remaining_seconds < mark <= last.remaining_seconds]
        if crossed:
            text = f"{format_span(now.remaining_seconds)} of recording time left"
            self._tell(Event("disk", text, level="warning"))

    def _clips(self, last: Status, now: Status) -> None:
        for number, meter in now.tracks.items():
            before: Meter | None = last.tracks.get(number)
            if before is not None and meter.clips > before.clips:
                track = track_of(self._song(), TrackId(number))
                name = track.name if track else f"track {number}"
                self._tell(Event("clip", f"{name} went over full scale", level="warning"))

    def _job(self, job: JobProgress) -> None:
        if job.error is not None:
            self._tell(Event("job", f"{job.title} failed: {job.error.message}", level="warning"))
        elif job.done >= 1.0:
            self._tell(Event("job", f"{job.title} done{': ' + job.text if job.text else ''}"))
        elif job.job not in self._jobs:
            self._tell(Event("job", f"{job.title} started"))
        self._jobs.add(job.job)
