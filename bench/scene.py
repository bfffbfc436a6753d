"""Places, servers and heads for a measurement; everything that it started is ended with it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.rig.jack import JackServer
from tests.rig.place import Place
from tests.rig.stage import INPUTS, Stage, arm_eight
from tests.rig.studio import StudioLine


@contextmanager
def fresh_place() -> Iterator[Place]:
    """A place of one's own, to which this process and its children are led."""
    place = Place.make()
    before = dict(os.environ)
    os.environ.update(place.environment)
    try:
        yield place
    finally:
        place.end_processes()
        os.environ.clear()
        os.environ.update(before)
        place.clear()


@contextmanager
def jack_place(**options: Any) -> Iterator[tuple[Place, JackServer]]:
    """A place with a JACK server that its processes find."""
    with fresh_place() as place:
        server = JackServer(log=place.root / "jackd.log", **options)
        os.environ.update(JACK_DEFAULT_SERVER=server.name, JACK_NO_START_SERVER="1")
        try:
            yield place, server.start()
        finally:
            place.end_processes()
            server.close()


@contextmanager
def eight_ramps(song: Path | None = None, **options: Any) -> Iterator[tuple[Place, Stage]]:
    """Ramps on the eight inputs of a studio with eight armed tracks."""
    with jack_place(**options) as (place, server):
        server.client("feeder", ramps=INPUTS)
        stage = Stage(server, open_line(place, song or place.songs / "Song", "--inputs", INPUTS))
        arm_eight(stage.line)
        stage.cable()
        yield place, stage


def open_line(place: Place, song: Path, *options: object, device: str = "system") -> StudioLine:
    """A line head on a song."""
    return StudioLine(song, ["--device", device, *options], log=place.root / "line.log")
