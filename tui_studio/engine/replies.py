"""Replies to requests: at once, when a condition comes true, or from an errand that takes long. Called from: command thread."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from tui_studio.engine.protocol import Reply, refusal
from tui_studio.engine.urgency import make_prompt
from tui_studio.errors import EngineError, TuiStudioError

PATIENCE: Final = 5.0
"""Seconds after which a condition that does not come true is an error."""

log = logging.getLogger(__name__)


@dataclass
class Until:
    """The reply is due when `holds`."""

    holds: Callable[[], bool]
    late: str
    number: int = 0
    deadline: float = 0.0


class Replies:
    """See the module. `send` may be called from any thread."""

    def __init__(self, send: Callable[[Reply], None]) -> None:
        self._send = send
        self._waiting: list[Until] = []

    @property
    def waiting(self) -> bool:
        """Whether a reply is due soon."""
        return bool(self._waiting)

    def answer(self, number: int, act: Callable[[], Any]) -> None:
        """Do what was asked and reply: with its result, with why it is refused, or later when it says so.

        Called from: any thread; what gives an `Until`, from the command thread only.
        """
        try:
            result = act()
        except TuiStudioError as error:
            self._refuse(number, error)
        except Exception as error:
            log.exception("a request failed")
            self._refuse(number, EngineError(f"the engine stumbled ({error!r})", hint="see the engine's log"))
        else:
            if isinstance(result, Until):
                result.number, result.deadline = number, time.monotonic() + PATIENCE
                self._waiting.append(result)
            elif result is not _LATER:
                self._send(Reply(number, result))

    def errand(self, number: int, act: Callable[[], Any]) -> object:
        """Run what takes long in a thread of its own, which replies by itself. What a handler gives back then."""

        def run() -> None:
            make_prompt()
            self.answer(number, act)

        threading.Thread(target=run, name="errand", daemon=True).start()
        return _LATER

    def settle(self) -> None:
        """Reply to those whose time has come."""
        now = time.monotonic()
        for until in list(self._waiting):
            if until.holds():
                self._waiting.remove(until)
                self._send(Reply(until.number))
            elif now > until.deadline:
                self._waiting.remove(until)
                self._refuse(until.number, EngineError(until.late, hint="see the engine's log"))

    def device_lost(self) -> None:
        """Nobody will bring about what is waited for."""
        waiting, self._waiting = self._waiting, []
        for until in waiting:
            self._refuse(until.number, EngineError("the device is gone", hint="wait until it is back"))

    def _refuse(self, number: int, error: TuiStudioError) -> None:
        self._send(refusal(number, error))


_LATER: Final = object()
