"""Where replies and events are written: events beside the replies on a terminal, else to stderr."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

import msgspec

from tui_studio.line import replies
from tui_studio.line.announcements import Event
from tui_studio.studio.wire import Answer, Failure


class Output:
    """Writes whole lines, from any thread, each at once.

    `between` writes a line while somebody is typing; the prompt sets it.
    """

    def __init__(self, *, as_json: bool, beside: bool) -> None:
        self._json = as_json
        self._beside = beside
        self._lock = threading.Lock()
        self.between: Callable[[str], None] | None = None

    def reply(self, answer: Answer) -> None:
        """Print an answer."""
        self._out(replies.as_json(answer) if self._json else replies.as_text(answer))

    def refuse(self, failure: Failure, action: str = "") -> None:
        """Print a failure that did not come from the studio."""
        self.reply(Answer(0, action, error=failure))

    def event(self, event: Event) -> None:
        """Print what happened: a line of its own, never among replies that a program reads."""
        if self._json:
            self._aside(replies.to_json(msgspec.to_builtins(event)))
        elif self.between is not None:
            self.between(event.line())
        elif self._beside:
            self._out(event.line())
        else:
            self._aside(event.line())

    def say(self, text: str) -> None:
        """A word of the head itself, beside the replies."""
        self.event(Event("notice", text))

    def _out(self, text: str) -> None:
        with self._lock:
            sys.stdout.write(text + "\n")
            sys.stdout.flush()

    def _aside(self, text: str) -> None:
        with self._lock:
            sys.stderr.write(text + "\n")
            sys.stderr.flush()
