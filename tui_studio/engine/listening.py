"""Whether a process listens at a socket. Imports next to nothing: a studio asks before it does anything else."""

from __future__ import annotations

import errno
import socket
from pathlib import Path


def is_listening(path: Path) -> bool:
    """Whether anybody listens here; one that was killed leaves its socket behind. Answers at once.

    A listener whose queue is full listens, too: waiting for a place in it could take for ever, since an engine that
    has its studio takes nobody else.
    """
    with socket.socket(socket.AF_UNIX) as probe:
        probe.setblocking(False)
        return probe.connect_ex(str(path)) in {0, errno.EAGAIN}
