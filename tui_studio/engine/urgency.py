"""The urgency of the threads around the callback.

They share the interpreter's lock with it: one that is put aside by some other program while it holds the
lock makes the callback wait, however high the callback's own priority is. So they too are above everything
that is not sound.
"""

from __future__ import annotations

import contextlib
import os
import threading
from typing import Final

PRIORITY: Final = 1
"""The lowest real-time priority: below every thread that carries sound."""
NICE: Final = -11


def make_urgent() -> None:
    """Raise the calling thread (not its children) as far as the system permits; a refusal is no harm."""
    if not hasattr(os, "sched_setscheduler"):
        return
    thread = threading.get_native_id()
    try:
        os.sched_setscheduler(thread, os.SCHED_RR | os.SCHED_RESET_ON_FORK, os.sched_param(PRIORITY))
    except OSError:
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, thread, NICE)
