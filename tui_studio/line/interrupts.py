"""Ctrl-C at the prompt, also in the instant before readline begins to wait.

A signal that comes between Python's last look and readline's wait stays unheard until the next key: the wait
only ends for signals that come during it. So a thread repeats the signal until Python has heard it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import NoReturn

_PATIENCE_SECONDS = 0.1


@contextlib.contextmanager
def heard() -> Iterator[None]:
    """Within, every SIGINT raises KeyboardInterrupt. Called from: main thread."""
    arrived = threading.Event()
    ear, mouth = os.pipe()
    os.set_blocking(mouth, False)

    def interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
        arrived.set()
        raise KeyboardInterrupt

    old_mouth = signal.set_wakeup_fd(mouth, warn_on_full_buffer=False)
    old_handler = signal.signal(signal.SIGINT, interrupt)
    thread = threading.Thread(target=_insist, args=(ear, arrived), name="interrupts", daemon=True)
    thread.start()
    try:
        yield
    finally:
        arrived.set()
        signal.signal(signal.SIGINT, old_handler)
        signal.set_wakeup_fd(old_mouth)
        os.close(mouth)
        thread.join()
        os.close(ear)


def _insist(ear: int, arrived: threading.Event) -> None:
    while numbers := os.read(ear, 64):
        if signal.SIGINT in numbers:
            while not arrived.wait(_PATIENCE_SECONDS):
                signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
