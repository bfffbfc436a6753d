"""Keeps a sound process for the engine: starts it, hears it, and starts another when it is gone."""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from tui_studio.engine.protocol import error_of
from tui_studio.engine.protocol.events import Reply
from tui_studio.engine.sound import process as sound_process
from tui_studio.engine.sound.link import Gone, Link, ListDevices, Word
from tui_studio.errors import DeviceError

LIST_SECONDS: Final = 30.0
END_SECONDS: Final = 2.0

log = logging.getLogger(__name__)


class SoundKeeper:
    """See the module. Called from: command thread, whose life that of the processes depends on."""

    def __init__(self) -> None:
        """Start the first one. Where nothing runs in this process yet, it is a fork, which costs no time."""
        self._process = SoundProcess.start()

    def process(self) -> SoundProcess:
        """The one that lives. Raises DeviceError when none can be started."""
        if not self._process.alive:
            self._process.end()
            try:
                self._process = SoundProcess.start()
            except OSError as error:
                hint = "end other programs, and try again"
                raise DeviceError(
                    "there is no room for a sound process", where=str(error), hint=hint
                ) from error
        return self._process

    def end(self) -> None:
        """End it."""
        self._process.end()


class SoundProcess:
    """One of them. Called from: any thread."""

    def __init__(self, pid: int, link: Link) -> None:
        """It was started; from now on it is heard."""
        self.pid: Final = pid
        self.alive = True
        """It has not hung up."""
        self.device_gone = False
        """It said that the device of the last `Open` is gone."""
        self._link: Final = link
        self._numbers: Final = itertools.count(1)
        self._waiting: Final[dict[int, queue.SimpleQueue[Reply | None]]] = {}
        threading.Thread(target=self._hear, name="sound", daemon=True).start()

    @classmethod
    def start(cls) -> SoundProcess:
        """A new one. Raises OSError when the system has no room for it."""
        ours, its = socket.socketpair()
        with its:
            pid = _fork(ours, its) if _may_fork() else _spawn(its)
        return cls(pid, Link(ours))

    def say(self, word: Word, descriptors: Sequence[int] = ()) -> None:
        """Tell it something; nothing happens when it is gone."""
        with contextlib.suppress(OSError):
            self._link.send((0, word), descriptors)

    def ask(self, word: Word, seconds: float, *, or_end: bool = True) -> Any:
        """Its answer, in plain MessagePack values; who is late is stuck and ended, unless `or_end` says otherwise.

        Raises DeviceError when it refuses (of the kind that its error was), is late or gone.
        """
        number = next(self._numbers)
        answer: queue.SimpleQueue[Reply | None] = queue.SimpleQueue()
        self._waiting[number] = answer
        try:
            if not self.alive:
                raise _gone()
            self._link.send((number, word))
            reply = answer.get(timeout=seconds)
        except queue.Empty as error:
            if or_end:
                self.end()
            raise DeviceError(
                "the sound system does not answer", hint="is its server stopped or stuck?"
            ) from error
        except OSError as error:
            raise _gone() from error
        finally:
            del self._waiting[number]
        if reply is None:
            raise _gone()
        if reply.error:
            raise error_of(reply, DeviceError)
        return reply.result

    def list_devices(self) -> Any:
        """As the protocol's `ListDevices`, in plain values. Raises DeviceError."""
        return self.ask(ListDevices(), LIST_SECONDS, or_end=False)

    def end(self) -> None:
        """End it, by force if it does not by itself. Idempotent."""
        self.alive = False
        self._link.close()
        if not _gone_within(self.pid, END_SECONDS):
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            if not _gone_within(self.pid, END_SECONDS):
                log.error("process %d does not end: a driver holds it", self.pid)

    def _hear(self) -> None:
        try:
            while True:
                said = self._link.hear_said()
                if isinstance(said, Gone):
                    self.device_gone = True
                elif (answer := self._waiting.get(said.id)) is not None:
                    answer.put(said)
        except EOFError:
            pass
        except Exception:
            log.exception("what the sound process says makes no sense")
        finally:
            self.alive = False
            for answer in list(self._waiting.values()):
                answer.put(None)


def _gone() -> DeviceError:
    return DeviceError("the process that has the sound device ended", hint="see the engine's log; try again")


def _may_fork() -> bool:
    """Only Linux says how many threads there are, and only its sound libraries do not mind."""
    return sys.platform == "linux" and len(list(Path("/proc/self/task").iterdir())) == 1


def _fork(ours: socket.socket, its: socket.socket) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    try:
        ours.close()
        _close_others(its.fileno())
        sound_process.serve(Link(its), parent)
    except BaseException:
        log.exception("the sound process does not start")
    finally:
        os._exit(0)


def _close_others(kept: int) -> None:
    """What the engine has open is not ours: whoever waits for its end must not wait for ours."""
    os.closerange(3, kept)
    os.closerange(kept + 1, 1 << 16)


def _spawn(its: socket.socket) -> int:
    descriptor = its.fileno()
    command = [
        sys.executable,
        "-m",
        sound_process.__name__,
        "--link",
        str(descriptor),
        "--parent",
        str(os.getpid()),
    ]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=(descriptor,))
    process.returncode = 0  # reaped by `end`
    return process.pid


def _gone_within(pid: int, seconds: float) -> bool:
    """Whether the process ends in this time; then nothing is left of it."""
    deadline = time.monotonic() + seconds
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(pid, os.WNOHANG)[0] != pid:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.005)
    return True
