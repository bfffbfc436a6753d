"""What the studio says unasked: onto the desk, and into a sentence where it is news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_studio.studio.wire import Goodbye, Growth, JobProgress, Message, Notice, SongChanged, Status
from tui_studio.tui.talk import failure_words
from tui_studio.tui.view.state_line import punch_is_over
from tui_studio.units import format_time

if TYPE_CHECKING:
    from tui_studio.tui.head import Head


class News:
    """Takes the studio's messages for a head."""

    def __init__(self, head: Head) -> None:
        self._head = head
        self._desk = head.desk
        self._met = False
        """A status has come."""

    def take(self, message: Message) -> None:
        """Answers do not come here."""
        head = self._head
        match message:
            case Status():
                self._status(message)
            case Growth():
                self._desk.waveforms.grow(message)
            case SongChanged():
                self._song(message)
            case Notice():
                self._desk.saying.notice(head.talk.spelled(message.text), alarming=message.level != "info")
            case JobProgress():
                self._job(message)
            case Goodbye():
                closed = f"{self._desk.song.title} is closed"
                head.leave(closed if head.closing else f"the studio has ended: {message.reason}")
            case _:
                pass

    def _song(self, changed: SongChanged) -> None:
        faders = len(self._desk.moving)
        self._desk.take_song(self._head.client.song)
        self._head.views.follow()
        if len(self._desk.moving) == faders:  # else it is a fader come to rest, which was told already
            self._desk.saying.mention(changed.label)
        self._head.overviews.look()

    def _status(self, status: Status) -> None:
        note = status.device_note
        arrived, self._met = not self._met, True
        if arrived and status.state in ("recording", "rolling"):
            self._desk.saying.mention(self._under_way(status))
        elif note and note != self._desk.status.device_note:
            lacking = status.state in ("no device", "no engine") and not self._desk.starting
            self._device(note, lacking=lacking)
        elif self._desk.status.punched_in and punch_is_over(self._desk.song, status):
            self._desk.saying.mention("the punch is over; r stops and keeps")
        self._desk.take_status(status)
        if status.state != "recording":
            self._head.doing.take_is_over()

    def _device(self, note: str, *, lacking: bool) -> None:
        if lacking:
            if not self._desk.saying.told(note):
                self._desk.say(note, alarming=True)
        else:
            self._desk.saying.mention(note)

    def _under_way(self, status: Status) -> str:
        """What goes on already when the head comes to it."""
        if status.state == "rolling":
            return f"it rolls{', rehearsing ' + status.practice if status.practice else ''}; g says where"
        names = ", ".join(track.name for track in self._desk.song.tracks if track.id in status.recorded)
        since = format_time(max(0, status.record_start), status.rate or self._desk.song.rate)
        return f"recording {names} since {since}; r stops and keeps"

    def _job(self, job: JobProgress) -> None:
        if job.error is not None:
            words = self._head.talk.spelled(failure_words(job.error))
            self._desk.saying.notice(f"{job.title} failed: {words}", alarming=True)
        elif job.done >= 1.0:
            self._desk.saying.notice(f"{job.title} done{': ' + job.text if job.text else ''}", alarming=False)
        else:
            self._desk.saying.mention(f"{job.title}: {job.done * 100:.0f} % {job.text}".rstrip())
