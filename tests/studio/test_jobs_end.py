"""Workers do not outlive their studio."""

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


DEAF = """
import asyncio, os, sys
from pathlib import Path
from tui_studio.studio.heads import Heads
from tui_studio.studio.jobs import runner

runner.END_SECONDS = 0.1

def work(desk, pipe):
    (desk.folder.parent / "begun").touch()
    os.open(pipe, os.O_RDONLY)

async def main():
    jobs = runner.JobRunner(Heads())
    asked = asyncio.create_task(jobs.run("wait for ever", work, sys.argv[1]))
    while not any(Path(os.environ["TUI_STUDIO_RUNTIME"]).glob("**/begun")):
        await asyncio.sleep(0.01)
    jobs.close()
    await asyncio.gather(asked, return_exceptions=True)

if __name__ == "__main__":
    asyncio.run(main())
"""


def test_a_job_that_does_not_hear_does_not_keep_its_studio(tmp_path) -> None:
    program = tmp_path / "studio.py"
    program.write_text(DEAF)
    os.mkfifo(tmp_path / "pipe")
    done = subprocess.run([sys.executable, str(program), str(tmp_path / "pipe")], timeout=40, check=False)
    assert done.returncode == 0


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
