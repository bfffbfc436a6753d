"""An independent JACK client, run as a process: plays ramps, records what it hears, or only counts xruns.

    python -m tests.rig.feeder --name feeder --ramps 8
    python -m tests.rig.feeder --name ear --ears 2 --seconds 20 --file ear.npy
    python -m tests.rig.feeder --name idle
    python -m tests.rig.feeder --name idle --busy-us 200

Prints `ready` when it runs. On SIGTERM, or when the server is gone, it writes its file, prints one JSON line
(xruns, moments in which some came, frames, cycles missed) and ends.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import signal
import sys
import threading
import time

import jack
import numpy as np

from tests.rig.ramps import MODULUS, PORT_OFFSET

SAME_MOMENT = 0.1
"""Seconds. When the machine stops for a moment, the server tells an xrun for each client that was late, and its own."""


class Feeder:
    """The client. Its process callback only copies between arrays made before."""

    def __init__(self, name: str, ramps: int, ears: int, seconds: float, busy_us: float = 0.0) -> None:
        """`busy_us`: every cycle does so many microseconds of work, to no end.

        Work, not time: where a host slows the processor down, it takes longer, as that of others does.
        """
        self.client = jack.Client(name, no_start_server=True)
        self.outs = [self.client.outports.register(f"ramp_{port}") for port in range(ramps)]
        self.ins = [self.client.inports.register(f"ear_{port}") for port in range(ears)]
        self.table = (
            (np.arange(MODULUS + 8192) % MODULUS / MODULUS).astype(np.float32)
            if ramps
            else np.zeros(1, np.float32)
        )
        self.heard = np.zeros((ears, int(seconds * self.client.samplerate)), np.float32)
        self.turns = range(turns_in(busy_us / 1e6))
        self.at = 0
        self.played = 0
        self.next_frame: int | None = None
        self.missed = 0
        self.xruns = 0
        self.moments = 0
        self.last_xrun = -math.inf
        self.server_gone = threading.Event()
        self.client.set_process_callback(self.process)
        self.client.set_xrun_callback(self.count_xrun)
        self.client.set_shutdown_callback(lambda *_: self.server_gone.set())

    def count_xrun(self, _delay: float) -> None:
        now = time.monotonic()
        self.xruns += 1
        self.moments += now - self.last_xrun > SAME_MOMENT
        self.last_xrun = now

    def process(self, frames: int) -> None:
        now = self.client.last_frame_time
        self.missed += self.next_frame is not None and now != self.next_frame
        self.next_frame = (now + frames) & 0xFFFFFFFF
        index = self.played % MODULUS
        self.played += frames
        for port, out in enumerate(self.outs):
            start = (index + port * PORT_OFFSET) % MODULUS
            np.frombuffer(out.get_buffer(), np.float32)[:] = self.table[start : start + frames]
        room = min(frames, self.heard.shape[1] - self.at)
        for row, ear in enumerate(self.ins):
            self.heard[row, self.at : self.at + room] = np.frombuffer(ear.get_buffer(), np.float32)[:room]
        self.at += room if self.ins else frames
        for _ in self.turns:
            pass


def turns_in(seconds: float) -> int:
    """How often an empty loop goes round in this time, when nobody disturbs it."""
    if not seconds:
        return 0
    probe, best = range(10_000), math.inf
    for _ in range(50):
        began = time.perf_counter()
        for _ in probe:
            pass
        best = min(best, time.perf_counter() - began)
    return int(seconds / best * len(probe))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", required=True)
    parser.add_argument("--ramps", type=int, default=0)
    parser.add_argument("--ears", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--file", default="")
    parser.add_argument("--busy-us", type=float, default=0.0)
    options = parser.parse_args()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    feeder = Feeder(options.name, options.ramps, options.ears, options.seconds, options.busy_us)
    gc.freeze()
    gc.disable()
    sys.setswitchinterval(0.0001)
    feeder.client.activate()
    print("ready", flush=True)
    while not ended.wait(0.1) and not feeder.server_gone.is_set():
        pass
    if not feeder.server_gone.is_set():
        feeder.client.deactivate()
        feeder.client.close()
    if options.file:
        np.save(options.file, feeder.heard[:, : feeder.at])
    counted = {"xruns": feeder.xruns, "moments": feeder.moments}
    print(json.dumps({**counted, "frames": feeder.at, "missed": feeder.missed}), flush=True)


if __name__ == "__main__":
    main()
