"""Scenes of the integration tests: eight tracks armed on a JACK server with ramps on their inputs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.rig.jack import JackServer
from tests.rig.stage import INPUTS, Stage, arm_eight
from tests.rig.studio import StudioLine


@pytest.fixture
def stage(
    jack_server: Callable[..., JackServer], studio_line: Callable[..., StudioLine]
) -> Callable[..., Stage]:
    """`stage(song="Song", **server_options)`."""

    def build(song: str = "Song", **server_options: object) -> Stage:
        server = jack_server(**server_options)
        server.client("feeder", ramps=INPUTS)
        built = Stage(server, studio_line(song, "--device", "system", "--inputs", INPUTS))
        arm_eight(built.line)
        built.cable()
        return built

    return build
