"""The urgency of the threads around the callback.

Those of the sound process share the interpreter's lock with it: one that is put aside by some other program while it
holds the lock makes the callback wait, however high the callback's own priority is. So they too are above everything
that is not sound. The engine's other threads are only ahead of usual programs: their rings last for seconds, and what
is no sound must not use up the time that the system leaves to real-time threads.
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
    """The calling thread (not its children) is beside the callback. As far as the system permits; a refusal is no
    harm.
    """
    if not hasattr(os, "sched_setscheduler"):
        return
    try:
        policy = os.SCHED_RR | os.SCHED_RESET_ON_FORK
        os.sched_setscheduler(threading.get_native_id(), policy, os.sched_param(PRIORITY))
    except OSError:
        make_prompt()


def make_prompt() -> None:
    """The calling thread serves the rings. A refusal is no harm."""
    if hasattr(os, "sched_setscheduler"):  # where each thread has a niceness of its own
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
