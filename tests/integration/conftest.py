"""Scenes of the integration tests: eight tracks armed on a JACK server with ramps on their inputs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.rig.jack import JackServer
from tests.rig.studio import StudioLine

INPUTS = 8


@dataclass
class Stage:
    """A JACK server that plays ramps into the inputs of the studio on `line`, eight tracks armed."""

    server: JackServer
    line: StudioLine

    def cable(self, source: str = "feeder:ramp_{}", target: str = "tui_studio:in_{}") -> None:
        """Lay the cables from the feeder to the engine's inputs."""
        for port in range(INPUTS):
            self.server.connect(source.format(port), target.format(port))


@pytest.fixture
def stage(
    jack_server: Callable[..., JackServer], studio_line: Callable[..., StudioLine]
) -> Callable[..., Stage]:
    """`stage(song="Song", **server_options)`."""

    def build(song: str = "Song", **server_options: object) -> Stage:
        server = jack_server(**server_options)
        server.client("feeder", ramps=INPUTS)
        line = studio_line(song, "--device", "system", "--inputs", INPUTS)
        built = Stage(server, line)
        arm_eight(line)
        built.cable()
        return built

    return build


def arm_eight(line: StudioLine) -> None:
    """Tracks T1 … T8, armed on inputs 1 … 8, their inputs not heard."""
    for number in range(1, INPUTS + 1):
        line.do(f"track.add name=T{number} inputs={number}")
        line.do(f"track.monitor track=T{number} mode=off")
        line.do(f"track.arm track=T{number}")
