"""JACK servers of one's own, and the cables on them. Nothing here touches a server that it did not start."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]
SLOTS = 6
PR_SET_PDEATHSIG = 1
"""Source: prctl(2)."""


def die_with_parent() -> None:
    """In a new process: end when the test run ends, however it ends."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def take_name() -> tuple[str, IO[str]]:
    """A server name that nobody else uses while the returned file is open.

    The names are few and used again and again: JACK remembers eight servers per user, and forgets one that was killed only
    when another of the same name starts.
    """
    for slot in range(SLOTS):
        lock = (Path(tempfile.gettempdir()) / f"tui-studio-jack-{os.getuid()}-{slot}.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return f"tui-studio-{slot}", lock
        except OSError:
            lock.close()
    raise RuntimeError(f"{SLOTS} JACK servers of tests run already")


def wait_until(condition, seconds: float = 10.0, what: str = "it", every: float = 0.02):
    """The first true value of `condition()`. Raises TimeoutError naming `what`."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds} s for {what}")
        time.sleep(every)


@dataclass
class JackClientProcess:
    """A feeder process (`tests.rig.feeder`) on a server."""

    name: str
    process: subprocess.Popen[str]
    file: Path | None = None

    def stop(self) -> dict[str, int]:
        """End it; what it counted."""
        self.process.terminate()
        out, _ = self.process.communicate(timeout=20)
        lines = [line for line in out.splitlines() if line.startswith("{")]
        return json.loads(lines[-1]) if lines else {}

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


@dataclass
class JackServer:
    """`jackd -d dummy` under a name of its own; whoever uses it sets `JACK_DEFAULT_SERVER` to it."""

    rate: int = 48000
    period: int = 128
    capture: int = 8
    playback: int = 8
    synchronous: bool = True
    """`-S`: the server waits for its clients, so that a gap is ours. Without it timing is real."""
    client_timeout_ms: int = 0
    """`-t`: how long a synchronous server waits; ten times this; 0 is its usual 20 periods, which a busy machine exceeds."""
    log: Path | None = None
    name: str = ""
    process: subprocess.Popen[bytes] | None = None
    clients: list[JackClientProcess] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.name, self._lock = take_name()

    @property
    def env(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("TUI_STUDIO_")},
            "JACK_DEFAULT_SERVER": self.name,
            "JACK_NO_START_SERVER": "1",
            "JACK_NO_AUDIO_RESERVATION": "1",
        }

    def start(self) -> JackServer:
        """Start it and wait until it answers. Tries again when the shared memory of JACK is in a bad mood."""
        for _ in range(3):
            self._spawn()
            try:
                wait_until(self._answers, 8, "jackd to answer", 0.1)
                return self
            except TimeoutError:
                self.kill()
        raise RuntimeError(f"jackd does not start: {self._tail()}")

    def _spawn(self) -> None:
        sync = ["-S"] if self.synchronous else []
        sync += ["-t", str(self.client_timeout_ms)] if self.client_timeout_ms else []
        driver = ["-d", "dummy", "-r", self.rate, "-p", self.period, "-C", self.capture, "-P", self.playback]
        command = ["jackd", "-n", self.name, "-R", *sync, *map(str, driver)]
        with Path(self.log or os.devnull).open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, env=self.env, start_new_session=True
            )

    def _answers(self) -> bool:
        if self.process is None or self.process.poll() is not None:
            return False
        return any(line.startswith("system:") for line in self.ports())

    def _tail(self) -> str:
        return self.log.read_text(errors="replace")[-1500:] if self.log else "(no log)"

    def ports(self) -> list[str]:
        """All ports on the server; empty when it does not answer."""
        try:
            done = subprocess.run(
                ["jack_lsp"], env=self.env, capture_output=True, text=True, timeout=5, check=False
            )
        except subprocess.TimeoutExpired:
            return []
        return done.stdout.split() if done.returncode == 0 else []

    def connect(self, source: str, target: str, seconds: float = 10.0) -> None:
        """Lay a cable, waiting for both ports to be there."""
        command = ["jack_connect", source, target]

        def laid() -> bool:
            done = subprocess.run(
                command, env=self.env, capture_output=True, text=True, timeout=5, check=False
            )
            return done.returncode == 0 or "already" in done.stdout + done.stderr

        wait_until(laid, seconds, f"a cable from {source} to {target} (there are: {self.ports()})", 0.1)

    def disconnect(self, source: str, target: str) -> None:
        """Take a cable away, if it is there."""
        subprocess.run(
            ["jack_disconnect", source, target], env=self.env, capture_output=True, timeout=5, check=False
        )

    def client(
        self,
        name: str,
        *,
        ramps: int = 0,
        ears: int = 0,
        seconds: float = 60.0,
        file: Path | None = None,
        busy_us: float = 0.0,
    ) -> JackClientProcess:
        """Start a feeder on this server; returns when it runs."""
        command = [sys.executable, "-m", "tests.rig.feeder", "--name", name, "--ramps", ramps, "--ears", ears]
        command += ["--seconds", seconds, "--busy-us", busy_us, *(["--file", file] if file else [])]
        process = subprocess.Popen(
            [str(word) for word in command],
            env=self.env,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=self._stderr(),
            text=True,
        )
        client = JackClientProcess(name, process, file)
        self.clients.append(client)
        assert process.stdout is not None
        line = process.stdout.readline()
        if line.strip() != "ready":
            raise RuntimeError(f"the JACK client {name} does not start: {self._tail()}")
        return client

    def _stderr(self) -> IO[bytes] | int:
        return self.log.open("ab") if self.log else subprocess.DEVNULL

    def kill(self) -> None:
        """SIGKILL, as a crash would. Idempotent."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
        if self.process is not None:
            self.process.wait()
        self.process = None

    def close(self) -> None:
        """End the clients, then the server, and remove what a killed one leaves behind."""
        for client in self.clients:
            client.kill()
        self.clients.clear()
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.kill()
        self._lock.close()
        for left in Path("/dev/shm").glob(f"jack*{self.name}_*"):
            with contextlib.suppress(PermissionError):  # another user's server of that name
                left.unlink(missing_ok=True)
