"""The same song live and bounced; the bounce against a plain sum; many tracks from disk while recording."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
import soundfile

from tests.rig.jack import wait_until
from tests.rig.mix import RATE, mixed_song, noise
from tests.rig.ramps import MODULUS, write_wav24
from tests.rig.stage import INPUTS, Stage, arm_eight, ramps_of, tracks_of
from tests.rig.studio import run, status


def test_a_bounce_is_the_sum_of_its_parts(virtual_line, tmp_path):
    line = virtual_line()
    expected = mixed_song(line, tmp_path, 6)
    line.do(f'mix.bounce path="{tmp_path / "mix.wav"}"', 60)
    mix, rate = soundfile.read(tmp_path / "mix.wav", dtype="float64", always_2d=True)
    assert rate == RATE
    assert len(mix) >= expected.shape[1]
    residue = mix[: expected.shape[1]].T - expected
    assert 20 * math.log10(np.abs(residue).max()) < -120


def test_mute_and_solo_hold_in_the_bounce(virtual_line, tmp_path):
    line = virtual_line()
    mixed_song(line, tmp_path, 3, 0.5)
    line.do("strip.solo track=P1")
    line.do(f'mix.bounce path="{tmp_path / "solo.wav"}"')
    line.do("edit.undo")
    line.do("strip.mute track=P0")
    line.do("strip.mute track=P2")
    line.do(f'mix.bounce path="{tmp_path / "mute.wav"}"')
    solo, _ = soundfile.read(tmp_path / "solo.wav", dtype="int32")
    mute, _ = soundfile.read(tmp_path / "mute.wav", dtype="int32")
    assert np.abs(solo).max() > 0
    assert np.array_equal(solo, mute)


@pytest.mark.server
@pytest.mark.parametrize(("outputs", "first"), [(2, 0), (4, 2)])
def test_what_is_heard_is_what_is_bounced(jack_server, studio_line, tmp_path, outputs, first):
    server = jack_server(period=128, capture=2, playback=outputs)
    line = studio_line("Song", "--device", "system", "--inputs", 2, "--outputs", outputs)
    line.do(f"master.outputs {first + 1}-{first + 2}")
    mixed_song(line, tmp_path, 5, 1.5)
    ear = server.client("ear", ears=2, seconds=8, file=tmp_path / "ear.npy")
    for side in range(2):
        server.connect(f"tui_studio:out_{first + side}", f"ear:ear_{side}")
    line.do("transport.locate to=0")
    line.do("transport.play")
    line.do("wait 2.5")
    line.do("transport.stop")
    ear.stop()
    line.do(f'mix.bounce path="{tmp_path / "mix.wav"}"')
    bounced, _ = soundfile.read(tmp_path / "mix.wav", dtype="int32", always_2d=True)
    heard = np.rint(np.load(tmp_path / "ear.npy").astype(np.float64) * MODULUS).astype(np.int64)
    start = int(np.flatnonzero(np.abs(heard).max(axis=0))[0])
    wanted = (bounced.T.astype(np.int64) >> 8)[:, : int(1.5 * RATE)]
    onset = int(np.flatnonzero(np.abs(wanted).max(axis=0))[0])
    got = heard[:, start - onset : start - onset + wanted.shape[1]]
    assert np.array_equal(got, wanted)


@pytest.mark.server
@pytest.mark.slow
def test_many_tracks_play_while_eight_record(jack_server, studio_line, tmp_path):
    server = jack_server(period=256)
    server.client("feeder", ramps=INPUTS)
    line = studio_line("Song", "--device", "system", "--inputs", INPUTS)
    for number in range(16):
        path = write_wav24(tmp_path / f"{number}.wav", noise(number, 2, 6), RATE)
        line.do(f"track.add name=B{number} inputs=1,2")
        line.do(f'clip.import track=B{number} path="{path}" at=0')
    arm_eight(line)
    Stage(server, line).cable()
    line.do("transport.locate to=0")
    line.do("transport.record")
    line.do("wait 5")
    line.do("transport.stop")
    takes = [take for take in line.takes() if not take["path"].name.startswith("B")]
    assert len(takes) == INPUTS
    assert [report.breaks for report in ramps_of(takes)] == [()] * INPUTS


# ── any number of heads; words for machines ────────────────────────────────────────────


def test_two_heads_see_one_song(virtual_line):
    first = virtual_line()
    first.do("track.add name=Drums inputs=1,2")
    second = virtual_line()
    second.do("track.add name=Bass inputs=3")
    names = [track["name"] for track in tracks_of(first)]
    assert names == ["Drums", "Bass"]


def test_status_says_what_a_script_needs(virtual_line, place):
    line = virtual_line()
    line.do("track.add name=Vox inputs=7")
    line.wait_for("transport.status", lambda now: now["state"] == "stopped")
    said = status(place.songs / "Song")
    assert {
        "studio_pid",
        "engine_pid",
        "position",
        "rate",
        "block",
        "device",
        "xruns",
        "load",
        "heads",
    } <= set(said)
    assert said["state"] == "stopped"
    assert {"state", "position", "rate", "xruns"} <= set(line.do("transport.status"))


def test_commands_from_the_shell(place):
    song = place.songs / "Shell"
    words = "track.add name=Drums inputs=1,2; track.arm Drums; transport.record; wait 1; transport.stop; take.list"
    done = run("line", song, "--device", "virtual", "--json", "-c", words)
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stdout + done.stderr
    assert [reply["ok"] for reply in replies] == [True] * 6
    refused = run("line", song, "--device", "virtual", "--json", "-c", "track.arm Nobody")
    assert refused.returncode != 0
    reply = json.loads(refused.stdout.splitlines()[-1])
    assert reply["ok"] is False
    assert reply["error"]["message"]


def test_history_survives_a_restart(virtual_line, place):
    line = virtual_line()
    line.do("track.add name=One inputs=1")
    line.do("track.add name=Two inputs=2")
    line.quit()
    wait_until(lambda: not place.processes(), 15, "studio and engine to end")
    again = virtual_line()
    again.do("edit.undo")
    assert [track["name"] for track in tracks_of(again)] == ["One"]
    again.do("edit.redo")
    assert [track["name"] for track in tracks_of(again)] == ["One", "Two"]
