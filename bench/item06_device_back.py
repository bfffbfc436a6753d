"""jackd killed while recording, and started again."""

from __future__ import annotations

import time
from typing import Any

from bench.report import Report
from bench.scene import eight_ramps
from tests.rig.jack import wait_until
from tests.rig.stage import INPUTS, Stage, ramps_of, start_recording

TITLE = "jackd killed and restarted while 8 tracks record"


def measure(report: Report) -> None:
    with eight_ramps(period=128) as (_, stage):
        for number in range(1, 4):
            one_loss(report, number, stage)


def one_loss(report: Report, number: int, stage: Stage) -> None:
    known = {take["id"] for take in stage.line.takes()}

    def fresh() -> list[dict[str, Any]]:
        return [take for take in stage.line.takes() if take["id"] not in known]

    start_recording(stage.line, 3.0)
    reached = stage.line.do("transport.status")["position"]
    stage.server.kill()
    started = time.monotonic()
    takes = wait_until(fresh, 30, "the take to be kept")
    known |= {take["id"] for take in takes}
    noticed = time.monotonic() - started
    for client in stage.server.clients:
        client.kill()
    stage.server.clients.clear()
    stage.server.start()
    stage.server.client("feeder", ramps=INPUTS)
    started = time.monotonic()
    wait_until(lambda: "tui_studio:in_7" in stage.server.ports(), 30, "the device to be opened again")
    back = time.monotonic() - started
    stage.cable()
    stage.line.do("transport.locate to=0")
    stage.record(3)
    after = fresh()
    breaks = sum(len(ramp.breaks) for ramp in ramps_of([*takes, *after]))
    stage.line.do("transport.locate to=0")
    closed = ",".join({take["certificate"]["closed"] for take in takes})
    short = (reached - min(take["frames"] for take in takes)) / 48000
    report.row(loss=number, closed=closed, short_s=short, kept_after_s=noticed, back_after_s=back,
               takes=len(takes), next_takes=len(after), breaks=breaks)  # fmt: skip
    report.aim(
        f"loss {number}: the take is kept with its reason", len(takes) == INPUTS and closed == "device lost"
    )
    report.aim(f"loss {number}: the next take is fine", len(after) == INPUTS and not breaks)
