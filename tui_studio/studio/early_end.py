"""SIGTERM while a studio is still coming: remembered, and obeyed as soon as the studio can end in order.

An exception from the handler would be lost where Python's import lets go of its locks, and most of a start is imports.
"""

from __future__ import annotations

import signal


class Remembered:
    """A handler that only remembers."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self, _number: int, _frame: object) -> None:
        """The signal came."""
        self.asked = True


def remember() -> None:
    """From now on. Called from: the main thread."""
    signal.signal(signal.SIGTERM, Remembered())


def remembered() -> Remembered:
    """What `remember` installed; to be fetched before somebody takes the signal over, and good to look at afterwards."""
    handler = signal.getsignal(signal.SIGTERM)
    return handler if isinstance(handler, Remembered) else Remembered()
