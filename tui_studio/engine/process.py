"""The engine's main process: `python -m tui_studio.engine.process --socket PATH --shared PATH --log PATH`.

The device and the callback are in a process of their own, see `sound`.

It is started in a session of its own, hears neither hang-up nor interrupt, and ends on SIGTERM with the open pass
closed whole. Everything that libraries print goes to the log file.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from pathlib import Path

LARGEST_LOG = 1 << 20
ENOUGH_FILES = 1 << 16
"""There are libraries that try to close every file there could be: not so with a million of them."""


def main() -> int:
    """Run the engine until it is told to end, or nobody wants it any more."""
    words = dict(zip(sys.argv[1::2], sys.argv[2::2], strict=True))
    socket_path, shared_path, log = (Path(words[option]) for option in ("--socket", "--shared", "--log"))
    report = os.dup(1)
    _to_log(log)
    for number in (signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    _quiet_libraries()
    allow_files()
    return _run(socket_path, shared_path, report)


def _to_log(path: Path) -> None:
    """Both output descriptors into the log, before anything noisy is imported; an old long log is kept as
    `.old`.
    """
    if path.exists() and path.stat().st_size > LARGEST_LOG:
        path.replace(path.with_name(path.name + ".old"))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for number in (1, 2):
        os.dup2(descriptor, number)
    os.close(descriptor)


def allow_files() -> None:
    """Have as many files open as the system lets us: every track of every round of a loop is one."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = ENOUGH_FILES if hard == resource.RLIM_INFINITY else min(hard, ENOUGH_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _quiet_libraries() -> None:
    for library in ("OPENBLAS", "OMP", "MKL"):
        os.environ[f"{library}_NUM_THREADS"] = "1"
    os.environ.setdefault("JACK_NO_START_SERVER", "1")


def _run(socket_path: Path, shared_path: Path, report: int) -> int:
    import faulthandler
    import gc
    import logging

    gc.disable()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    faulthandler.enable()
    log = logging.getLogger("engine")
    from tui_studio.engine.sound.keeper import SoundKeeper

    gc.freeze()  # or it would be copied when the other looks for garbage
    sound = SoundKeeper()  # it loads what it needs while we do
    from tui_studio.engine.engine import Engine
    from tui_studio.errors import EngineError

    try:
        engine = Engine(socket_path, shared_path, sound)
    except EngineError as error:
        log.error("%s", error)
        sound.end()
        return 1
    signal.set_wakeup_fd(engine.server.wake_descriptor, warn_on_full_buffer=False)
    signal.signal(signal.SIGTERM, lambda *_: engine.end())
    gc.freeze()
    if not _tell(report):
        engine.not_awaited()
    log.info("process %d listens at %s", os.getpid(), socket_path)
    engine.run()
    log.info("process %d ends", os.getpid())
    return 0


def _tell(report: int) -> bool:
    """False when whoever started us is gone."""
    try:
        os.write(report, b"!")
    except OSError:
        return False
    finally:
        os.close(report)
    return True


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # the native threads of a sound library that was abandoned must not hold up the end
