"""Calibrate through a cable, overdub a click, compare to the frame."""

from __future__ import annotations

from itertools import product

from bench.report import Report
from bench.scene import jack_place, open_line
from tests.rig.overdub import overdub_offsets

TITLE = "overdub of a played click through a JACK cable after latency.calibrate"


def measure(report: Report) -> None:
    for rate, period in product((44100, 48000), (64, 128, 256)):
        with jack_place(period=period, rate=rate, capture=2, playback=2) as (place, server):
            line = open_line(place, place.songs / "Song", "--rate", rate, "--inputs", 2, "--outputs", 2)
            line.wait_for("transport.status", lambda now: now["state"] == "stopped")
            server.connect("tui_studio:out_0", "tui_studio:in_0")
            measured = line.do("latency.calibrate output=1 input=1")
            offsets, take = overdub_offsets(line, place.root, rate)
            used = take["certificate"]["latency_frames"]
        report.row(rate=rate, block=period, latency=used, measured=str(measured), off_by=sorted(offsets))
        report.aim(f"0 frames off at {rate} Hz, {period} frames", offsets == {0})
