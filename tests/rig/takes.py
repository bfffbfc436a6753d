"""Songs with takes of known sound, written into the store without a studio; how soon another take is heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from tests.rig.jack import JackServer
from tests.rig.ramps import MODULUS, write_wav24
from tests.rig.studio import StudioLine
from tui_studio.song import edits
from tui_studio.song.edits import NewTake
from tui_studio.song.storage import SongStore

RATE = 48_000
SHIFT = 1_000_000
"""Between the values of one take and the next in `shifted_ramps`."""
JOIN = 240
"""Frames before and behind a boundary in which both takes are heard: half the usual join."""


def shifted_ramps(count: int, frames: int) -> list[np.ndarray]:
    """Sounds whose values are their frame index, each `SHIFT` higher than the one before."""
    return [((np.arange(frames) + number * SHIFT) / MODULUS).astype(np.float32) for number in range(count)]


def write_song(folder: Path, tracks: Mapping[str, Sequence[np.ndarray]], rate: int = RATE) -> Path:
    """A song whose tracks have these sounds as takes from the song's start, the last one playing."""
    store = SongStore.create(folder, "Takes", rate)
    song = store.song
    for number, (name, sounds) in enumerate(tracks.items(), 1):
        song = edits.add_track(song, name, (number,))
        track = song.tracks[-1].id
        for turn, sound in enumerate(sounds, 1):
            path = f"audio/{name}-p{song.next_id}-t{turn}.wav"
            write_wav24(folder / path, sound, rate)
            taken = NewTake(track=track, path=path, channels=1, frames=len(sound), rate=rate, start=0)
            song = edits.add_pass(song, [taken], pass_id=song.next_id)
    store.commit("takes", song)
    store.close()
    return folder


def switching(server: JackServer, line: StudioLine, file: Path, times: int = 5) -> tuple[list[float], int]:
    """Choose the other of two shifted ramps on the track Vox, hard left, while the song rolls.

    How many ms after the question it is heard, each time; how many frames are neither the one nor the other nor one of
    few that fade between them. The song is long enough.
    """
    line.wait_for("transport.status", lambda now: now["state"] == "stopped")
    ear = server.client("ear", ears=1, seconds=60, file=file)
    server.connect("tui_studio:out_0", "ear:ear_0")
    line.do("transport.play")
    line.do("wait 0.5")
    asked = []
    for turn in range(times):
        asked.append(line.do("transport.status")["position"])
        line.do(f"comp.choose Vox song {turn % 2 + 1}")
        line.do("wait 0.5")
    end = line.do("transport.status")["position"]
    line.do("transport.stop")
    ear.stop()
    heard = np.rint(np.load(file)[0].astype(np.float64) * MODULUS).astype(np.int64)
    begun = int(np.flatnonzero(heard >= SHIFT)[0])
    heard = heard[begun : begun + end - JOIN]
    position = heard[0] - SHIFT + np.arange(len(heard))
    first, second = heard == position, heard == position + SHIFT
    neither = ~first & ~second
    strange = neither & ((heard < position) | (heard > position + SHIFT))
    faded = max(0, int(np.count_nonzero(neither)) - times * 4 * JOIN)
    switches = [int(position[at]) for at in np.flatnonzero(np.diff(first.astype(int)))]
    waits = [1000 * (min(at for at in switches if at >= when) - when) / RATE for when in asked]
    return waits, int(np.count_nonzero(strange)) + faded
