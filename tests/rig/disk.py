"""A disk that takes its time, under a test's thumb."""

from __future__ import annotations

import threading
from typing import Any


class StallingDisk:
    """Holds up what a method writes until it is let go."""

    def __init__(self, writer: Any, name: str) -> None:
        self.begun, self._go = threading.Event(), threading.Event()
        self._write = getattr(writer, name)
        setattr(writer, name, self._hold)

    def go_on(self) -> None:
        """It takes its way now, and at once from here on."""
        self._go.set()

    def _hold(self, *parts: Any) -> Any:
        self.begun.set()
        assert self._go.wait(5)
        return self._write(*parts)
