"""Real-time priority of the thread that calls back: asked for where the system permits, and read back truthfully."""

from __future__ import annotations

import os
import threading
from typing import Final

PRIORITY: Final = 60
"""Below the usual 70-85 of JACK and of sound card interrupts, above everything that is not sound."""


def ask_realtime() -> bool:
    """Give the calling thread SCHED_FIFO unless it has real-time priority; returns whether it has it now."""
    if has_realtime(threading.get_native_id()):
        return True
    if not hasattr(os, "sched_setscheduler"):
        return False
    try:
        os.sched_setscheduler(threading.get_native_id(), os.SCHED_FIFO, os.sched_param(PRIORITY))
    except OSError:
        return False
    return has_realtime(threading.get_native_id())


def has_realtime(native_id: int) -> bool:
    """Whether this thread has SCHED_FIFO or SCHED_RR; False where that cannot be known."""
    if not hasattr(os, "sched_getscheduler"):
        return False
    reset: int = getattr(os, "SCHED_RESET_ON_FORK", 0)
    try:
        return os.sched_getscheduler(native_id) & ~reset in {os.SCHED_FIFO, os.SCHED_RR}
    except OSError:
        return False
