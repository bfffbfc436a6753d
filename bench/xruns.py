"""Xruns while somebody runs, beside a client that does nothing on the same cables; and who was late, in JACK's words."""

from __future__ import annotations

import math
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.rig.jack import JackServer
from tests.rig.stage import INPUTS

ONLOOKER = "onlooker"

_LATE = re.compile(r"client = (\w+) was not finished")
_SERVER_LATE = "JackTimedDriver::Process XRun"


@dataclass
class Count:
    """Of one stretch of time."""

    xruns: int = 0
    """As the server tells them: several for one moment in which several clients were late."""
    moments: int = 0
    """In which xruns came."""
    late: dict[str, int] = field(default_factory=dict)
    """By client: how often the server did not find it finished, whoever's fault that was."""
    server_late: int = 0
    """The server's own clock woke it too late, before any client was called."""
    stolen: float = 0.0
    """Processor seconds that the host of a virtual machine gave to others."""


@contextmanager
def counted(server: JackServer) -> Iterator[Count]:
    """What happens on the server meanwhile, by an onlooker that does nothing and has no cables."""
    count = Count()
    before, stolen = _told(server), _stolen()
    onlooker = server.client(ONLOOKER, seconds=0)
    try:
        yield count
    finally:
        seen = onlooker.stop()
        count.xruns, count.moments = seen["xruns"], seen["moments"]
        count.stolen = _stolen() - stolen
        told = _told(server)[len(before) :]
        count.server_late = told.count(_SERVER_LATE)
        for name in _LATE.findall(told):
            count.late[name] = count.late.get(name, 0) + 1


def nothing(server: JackServer, seconds: float, busy_us: float = 0.0) -> Count:
    """A client that does nothing with what the feeder sends it, with so much work to no end in each block."""
    idle = server.client("idle", ears=INPUTS, seconds=0, busy_us=busy_us)
    for port in range(INPUTS):
        server.connect(f"feeder:ramp_{port}", f"idle:ear_{port}")
    with counted(server) as count:
        time.sleep(seconds)
    idle.stop()
    return count


def chance_of_more(here: int, there: int) -> float:
    """How likely `here` or more of all these moments fall on this side, if both sides are alike and take equally long."""
    total = here + there
    ways = sum(math.comb(total, count) for count in range(here, total + 1))
    return ways / (1 << total)


def _stolen() -> float:
    """Source: proc_stat(5), the eighth number of the first line."""
    ticks = int(Path("/proc/stat").read_text().split(maxsplit=9)[8])
    return ticks / os.sysconf("SC_CLK_TCK")


def _told(server: JackServer) -> str:
    return server.log.read_text(errors="replace") if server.log else ""
