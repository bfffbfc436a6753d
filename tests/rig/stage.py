"""The scene of most measurements: a JACK server that plays ramps into a studio with eight armed tracks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.rig.jack import JackServer
from tests.rig.ramps import RampReport, inspect_ramp
from tests.rig.studio import StudioLine

INPUTS = 8


@dataclass
class Stage:
    """A JACK server that plays ramps into the inputs of the studio on `line`."""

    server: JackServer
    line: StudioLine

    def cable(self) -> None:
        """Lay the cables from the feeder to the engine's inputs, once the device runs: JACK forgets earlier ones."""
        self.line.wait_for("transport.status", lambda now: now["state"] == "stopped")
        for port in range(INPUTS):
            self.server.connect(f"feeder:ramp_{port}", f"tui_studio:in_{port}", 20)

    def record(self, seconds: float) -> None:
        """One pass of this length."""
        self.line.do("transport.record")
        self.line.do(f"wait {seconds}", seconds + 30)
        self.line.do("transport.stop")


def arm_eight(line: StudioLine) -> None:
    """Tracks T1 … T8, armed on inputs 1 … 8, their inputs not heard."""
    for number in range(1, INPUTS + 1):
        line.do(f"track.add name=T{number} inputs={number}")
        line.do(f"track.monitor track=T{number} mode=off")
        line.do(f"track.arm track=T{number}")


def start_recording(line: StudioLine, seconds: float = 1.0) -> None:
    """Record, and return when the playhead has gone this far."""
    rate = line.do("transport.status")["rate"]
    line.do("transport.record")
    line.wait_for(
        "transport.status",
        lambda now: now["state"] == "recording" and now["position"] > seconds * rate,
        seconds + 20,
    )


def audio_files(song: Path) -> list[Path]:
    """The audio files in the song's folder, as they lie."""
    return sorted((song / "audio").glob("*.wav"))


def ramps_of(takes: Sequence[dict]) -> list[RampReport]:
    """What each take's ramp tells; its port comes from the certificate."""
    return [inspect_ramp(take["path"], int(take["certificate"]["inputs"][0]) - 1) for take in takes]


def untold(take: dict, ramp: RampReport) -> list[tuple[int, int]]:
    """The breaks of a take's ramp of which its certificate says nothing: no gap just there, no xrun less than a second ago.

    The block after a loss may be the wrong one, too.
    """
    certificate = take["certificate"]
    near = 2 * certificate["block"]
    second = certificate["rate"]
    gaps = [(gap["start"], gap["frames"]) for gap in certificate["gaps"]]
    return [
        (at, missing)
        for at, missing in ramp.breaks
        if not any(start - near <= at <= start + frames + near for start, frames in gaps)
        and not any(-near <= at - xrun <= second for xrun in certificate["xruns"])
    ]


def tracks_of(line: StudioLine) -> list[dict]:
    """The track list."""
    result = line.do("track.list")
    return result["tracks"] if isinstance(result, dict) else result
