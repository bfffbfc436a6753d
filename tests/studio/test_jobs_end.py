"""Workers do not outlive a studio that is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

STUDIO = """
import os, time
from tui_studio.studio.jobs.runner import _worker_processes

if __name__ == "__main__":
    executor = _worker_processes()
    print(executor.submit(os.getpid).result(), flush=True)
    time.sleep(60)
"""


def test_a_killed_studio_leaves_no_workers(tmp_path) -> None:
    program = tmp_path / "studio.py"
    program.write_text(STUDIO)
    studio = subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE, text=True)
    assert studio.stdout is not None
    worker = int(studio.stdout.readline())
    studio.send_signal(signal.SIGKILL)
    studio.wait()
    deadline = time.monotonic() + 20
    while _lives(worker):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
