"""The peers: sox, ecasound and Ardour doing the same work, where they are installed."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

from bench.material import gains
from tests.rig.mix import fader_and_pan


def installed(program: str) -> bool:
    """True where the program is on the path."""
    return shutil.which(program) is not None


def sox_mix(paths: list[Path], out: Path) -> list[str]:
    """`sox -M … remix`: the same gains and balance."""
    left = [f"{2 * number + 1}v{gains(number)[0]:.9f}" for number in range(len(paths))]
    right = [f"{2 * number + 2}v{gains(number)[1]:.9f}" for number in range(len(paths))]
    return [
        "sox",
        "-D",
        "-M",
        *map(str, paths),
        "-b",
        "24",
        str(out),
        "remix",
        ",".join(left),
        ",".join(right),
    ]


def ecasound_chains(paths: list[Path]) -> list[str]:
    """One chain per track with gain and balance (its own law)."""
    words: list[str] = []
    for number, path in enumerate(paths):
        db, pan = fader_and_pan(number)
        words += [f"-a:{number + 1}", f"-i:{path}", f"-eadb:{db}", f"-epp:{50 + 50 * pan:.0f}"]
    return words


def ecasound_mix(paths: list[Path], out: Path) -> list[str]:
    """Offline into a 24-bit file."""
    return ["ecasound", "-q", "-b:1024", *ecasound_chains(paths), "-a:all", "-f:s24_le,2,48000", f"-o:{out}"]


def ecasound_play(paths: list[Path]) -> list[str]:
    """Through JACK, until it is ended."""
    chains = ecasound_chains(paths)
    return ["ecasound", "-q", "-b:128", "-G:jack,ecasound,notransport", "-r:50", "-z:db,200000", *chains, "-a:all",
            "-f:f32_le,2,48000", "-o:jack,system"]  # fmt: skip


def timed(command: list[str]) -> float:
    """Wall seconds of a command that must succeed."""
    started = time.monotonic()
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return time.monotonic() - started
