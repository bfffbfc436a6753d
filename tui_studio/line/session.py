"""One stay at a studio by plain text: words of the head, actions of the studio, and leaving in good order."""

from __future__ import annotations

import select
import shlex
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from tui_studio.errors import BadInputError, DeviceError
from tui_studio.line import manual
from tui_studio.line.announcements import Event, Follower, notice_event
from tui_studio.line.connection import END_SECONDS, Connection
from tui_studio.line.output import Output
from tui_studio.line.replies import failure_of
from tui_studio.studio.options import StudioOptions
from tui_studio.studio.wire import Answer, FromStudio, Goodbye, Notice
from tui_studio.units import parse_time

FOLLOW_PER_SECOND = 4.0


class LineOptions(msgspec.Struct, frozen=True):
    """What the command line asked for."""

    folder: Path
    studio: StudioOptions
    commands: str | None = None
    """Do these and leave; None reads them from stdin."""
    as_json: bool = False
    keep_going: bool = False
    stay: bool = False
    follow: bool = False
    history_size: int = 1000
    device: str = ""
    """The device that the command line names: it must be open before anything is done."""
    sizes: dict[str, int] = {}
    """Those of the device that the command line names, by their words in `studio.status`: it must have them, too."""


class Leave(Exception):  # noqa: N818 - a wish, not an error
    """The user wants to leave."""


class LineSession:
    """See the module. Attached from construction to `leave`."""

    def __init__(self, options: LineOptions, output: Output) -> None:
        self.options = options
        self.output = output
        self._follower: Follower | None = None
        self._ends_it = False
        self._holding = threading.Lock()
        self._hold = False
        self._held: list[Notice] = []
        self._early: list[Notice] | None = [] if options.device or options.sizes else None
        """What was heard before the device was looked at; None once it was."""
        self._device_error = ""
        self.connection = Connection(options.folder, options.studio, self._hear)
        self.failed = False
        """Something was refused."""
        self.brief_help = False
        """`help` alone lists groups, for one who reads or hears it; else every action."""
        self.ended = False
        """The studio was asked to end, and does."""
        if options.follow:
            self.follow(True)

    def follow(self, on: bool) -> None:
        """Tell every change of machine and song from now on, or notices only."""
        self._follower = Follower(lambda: self.connection.song, self.output.event) if on else None
        self.connection.subscribe(FOLLOW_PER_SECOND if on else 0.0)

    def check_device(self) -> None:
        """Raises DeviceError when the device that the command line names could not be opened, or not so."""
        if not self.options.device and not self.options.sizes:
            return
        answer = self.connection.ask("studio.status")
        why = answer.result["device_error"] if answer.error is None else None
        self._device_error = why["message"] if why is not None else ""
        with self._holding:
            early, self._early = self._early or [], None
        for notice in early:
            if not self.is_told(notice.text):
                self.output.event(notice_event(notice))
        if why is not None:
            raise DeviceError(why["message"], where=why["where"], hint=why["hint"])
        if answer.error is None:
            self._check_sizes(answer.result)

    def _check_sizes(self, now: dict[str, Any]) -> None:
        sizes = self.options.sizes
        if sizes and not now["device"]:
            raise DeviceError(
                "no device is open", hint="tui-studio devices shows what there is, --device names one"
            )
        unlike = [f"{word} {now[word]}, not {size}" for word, size in sizes.items() if now[word] != size]
        if unlike:
            hint = "ask for what it has, or leave that out"
            raise DeviceError(f"the device is open with {'; '.join(unlike)}", where=now["device"], hint=hint)

    def is_told(self, text: str) -> bool:
        """A notice says what the error about the device says."""
        return bool(self._device_error) and self._device_error in text

    def attach_again(self) -> None:
        """Go on with a new studio in place of one that was killed. Raises TuiStudioError when none comes."""
        lost = self.connection
        self.connection = Connection(self.options.folder, self.options.studio, self._hear)
        self.connection.started = lost.started
        lost.close()
        if self._follower is not None:
            self.follow(True)
        self.output.say("attached again: a new studio has taken the song over")
        for notice in self.connection.welcome.latest:
            self.output.event(notice_event(notice))

    def run(self, commands: Iterable[str], *, keep_going: bool) -> None:
        """Do one after the other; stops at the first that is refused unless told to keep going."""
        for command in commands:
            try:
                done = self.perform(command)
            except Leave:
                return
            if not (done or keep_going):
                return

    def perform(self, command: str, *, confirmed: bool = False) -> bool:
        """Do one command and print the reply; False when it was refused. Raises Leave."""
        try:
            answer = self._own_word(command) or self._ask(command, confirmed)
        except BadInputError as error:
            answer = Answer(0, command.split(maxsplit=1)[0], error=failure_of(error))
        self.output.reply(answer)
        self.failed = self.failed or answer.error is not None
        return answer.error is None

    def _ask(self, command: str, confirmed: bool) -> Answer:
        """The studio's answer. A notice that says just the same is not told twice."""
        self._ends_it = command.startswith("studio.quit")
        self._hold = not self.options.as_json and command.split(maxsplit=1)[0] != "wait"
        whole = command.encode("utf-8", "replace").decode()  # bytes that are no text have become surrogates
        answer = self.connection.line(whole, confirmed=confirmed)
        if answer.action == "studio.quit" and answer.error is None:
            self.ended = True
            self.connection.wait_gone(END_SECONDS)
        with self._holding:
            self._hold, held, self._held = False, self._held, []
        for notice in held:
            if notice.text != answer.text:
                self.output.event(notice_event(notice))
        return answer

    def leave(self) -> None:
        """Detach. A studio this head started ends unless it records, plays, has other heads or is to stay."""
        try:
            if not self.connection.gone:
                self._leave_studio()
        finally:
            self.connection.close()

    def detach(self) -> None:
        """Leave everything as it is."""
        self.connection.close()

    def _leave_studio(self) -> None:
        ends = self.connection.started and not self.options.stay
        reason = self._reason_to_stay() if ends or self.failed else ""
        if ends and not reason:
            self._follower, self._ends_it = None, True
            answer = self.connection.end_studio()
            reason = answer.error.message if answer.error is not None else ""
        if reason and (ends or "recording" in reason):
            self.output.say(f"the studio goes on: {reason}")

    def _reason_to_stay(self) -> str:
        """Why the studio should not be ended; empty if nothing speaks against it."""
        answer = self.connection.ask("studio.status")
        status = answer.result if answer.error is None else {}
        name = shlex.quote(str(self.options.folder))
        if status.get("state") == "recording":
            return f"it is recording; tui-studio line {name} -c transport.stop ends the take"
        if status.get("state") in ("rolling", "locating"):
            return f"it is playing; tui-studio stop {name} ends it"
        return "another head is attached" if int(status.get("heads", 1)) > 1 else ""

    def _hear(self, message: FromStudio) -> None:
        if isinstance(message, Notice):
            if not self._held_back(message):
                self.output.event(notice_event(message))
        elif isinstance(message, Goodbye):
            if not self._ends_it:
                self.output.event(Event("warning", f"the studio has ended: {message.reason}", "warning"))
        elif self._follower is not None:
            self._follower.hear(message)

    def _held_back(self, notice: Notice) -> bool:
        """While a command is under way its reply may tell the same, and so may an error about the device."""
        with self._holding:
            if self._early is not None:
                self._early.append(notice)
                return True
            if self._hold and notice.level == "info":
                self._held.append(notice)
                return True
            return False

    def _own_word(self, command: str) -> Answer | None:
        """The answer to a word of the head itself; None if the command is the studio's."""
        word, *rest = command.split()
        if word in ("quit", "exit"):
            raise Leave
        if word in ("help", "?"):
            name = rest[0].strip("\"'") if rest else ""
            return manual.answer(name, self.connection.welcome.actions, brief=self.brief_help)
        return self._watch(rest[0] if rest else "") if word == "watch" else None

    def _watch(self, text: str) -> Answer:
        """Tell what happens for so many seconds; without a number until Enter, or the studio's end."""
        seconds = parse_time(text, 1000) / 1000 if text else None
        before = self._follower is not None
        if not before:
            self.follow(True)
        began = time.monotonic()
        _pause(self.connection, seconds)
        if not before:
            self.follow(False)
        watched = time.monotonic() - began
        return Answer(0, "watch", {"seconds": round(watched, 1)}, f"watched for {watched:.1f} s")


def _pause(connection: Connection, seconds: float | None) -> None:
    """Until the time is over, Enter was pressed (on a terminal, without a time), or the studio has ended."""
    end = time.monotonic() + seconds if seconds is not None else None
    enter = end is None and sys.stdin.isatty()
    while end is None or time.monotonic() < end:
        left = 0.25 if end is None else min(0.25, max(0.0, end - time.monotonic()))
        if connection.wait_gone(left if not enter else 0.01):
            return
        if enter and select.select([sys.stdin], [], [], 0.25)[0]:
            sys.stdin.readline()
            return
