from pathlib import Path

import pytest

import tui_studio.studio.actions  # noqa: F401 - declares the actions
from tui_studio.errors import BadInputError
from tui_studio.song import edits
from tui_studio.song.model import Song
from tui_studio.studio import registry
from tui_studio.studio.params import MASTER
from tui_studio.studio.values import bind
from tui_studio.units import SILENCE_DB


@pytest.fixture
def song():
    song = Song("u", "t")
    for name in ("Kick", "Snare", "Snare top", "2"):
        song = edits.add_track(song, name, (1,))
    return edits.add_marker(song, 96000, "Chorus")


def value(song, action, **params):
    return bind(registry.find(action), params, song, Path("/here"))


def test_tracks_by_name_beginning_and_number(song):
    kick, snare, top, two = (track.id for track in song.tracks)
    assert value(song, "take.list", track="kick") == {"track": kick}
    assert value(song, "take.list", track="K") == {"track": kick}
    assert value(song, "take.list", track="snare") == {"track": snare}
    assert value(song, "take.list", track=3) == {"track": top}
    assert value(song, "take.list", track="2") == {"track": two}, "a name wins over a number"
    with pytest.raises(BadInputError, match="several"):
        value(song, "take.list", track="sna")
    with pytest.raises(BadInputError, match="did you mean Kick"):
        value(song, "take.list", track="kik")


def test_several_tracks(song):
    ids = tuple(track.id for track in song.tracks)
    assert value(song, "track.arm", track="all") == {"track": ids}
    assert value(song, "track.arm", track="Kick, 3") == {"track": (ids[0], ids[2])}
    assert value(song, "track.arm", track=["Kick", "kick"]) == {"track": (ids[0],)}
    assert value(song, "strip.mute", track="master") == {"track": (MASTER,)}
    with pytest.raises(BadInputError):
        value(song, "track.arm", track="master")


@pytest.mark.parametrize(
    ("text", "frames"),
    [
        ("2", 96000),
        (2.5, 120000),
        ("1:02.5", 3_000_000),
        ("96001f", 96001),
        ("chorus", 96000),
        ("@chorus", 96000),
        ("start", 0),
        ("end", 0),
        ("17.3.240", 16 * 96_000 + 2 * 24_000 + 6_000),
    ],
)
def test_times(song, text, frames):
    assert value(song, "transport.locate", to=text) == {"to": frames}


@pytest.mark.parametrize(
    ("text", "inputs"),
    [("1", (1,)), ("1,2", (1, 2)), ("3-4", (3, 4)), ([5, 6], (5, 6)), ("none", ()), (7, (7,))],
)
def test_inputs(song, text, inputs):
    assert value(song, "track.inputs", track="kick", inputs=text)["inputs"] == inputs


@pytest.mark.parametrize("text", ["0", "1,2,3", "x", "2,2", "-1", "1-", "999"])
def test_inputs_that_are_none(song, text):
    with pytest.raises(BadInputError):
        value(song, "track.inputs", track="kick", inputs=text)


@pytest.mark.parametrize(
    ("text", "db"), [("-3.5", -3.5), ("+2 dB", 2.0), (-6, -6.0), ("-inf", SILENCE_DB), ("−3", -3.0)]
)
def test_levels(song, text, db):
    assert value(song, "strip.fader", track="kick", db=text)["db"] == db


@pytest.mark.parametrize("text", ["11", "nan", "inf", "loud", ""])
def test_levels_that_are_none(song, text):
    with pytest.raises(BadInputError):
        value(song, "strip.fader", track="kick", db=text)


def test_paths_lie_where_the_head_was_started(song):
    assert value(song, "mix.bounce", path="mix.wav") == {"path": Path("/here/mix.wav")}
    assert value(song, "mix.bounce", path="/abs/mix.wav") == {"path": Path("/abs/mix.wav")}


def test_what_is_missing_is_named(song):
    with pytest.raises(BadInputError, match="needs track and mode"):
        value(song, "track.monitor")


def test_switches_and_choices(song):
    assert value(song, "strip.mute", track="kick", on=False)["on"] is False
    assert value(song, "strip.mute", track="kick", on="yes")["on"] is True
    assert value(song, "track.monitor", track="kick", mode="inp")["mode"] == "input"
    with pytest.raises(BadInputError, match="auto, input"):
        bind(registry.find("track.monitor"), {"track": "kick", "mode": "loud"}, song)


@pytest.mark.parametrize(
    ("text", "pan"),
    [("L50", -0.5), ("r 20%", 0.2), ("C", 0.0), ("centre", 0.0), ("R", 1.0), ("-0.3", -0.3), (0.25, 0.25)],
)
def test_a_pan_is_written_as_it_is_shown_or_as_a_number(song, text, pan):
    assert value(song, "strip.pan", track="Kick", pan=text)["pan"] == pan


@pytest.mark.parametrize("text", ["L101", "-3.5", "50", "nan", "left", ""])
def test_what_is_no_pan_is_told_how_one_is_written(song, text):
    with pytest.raises(BadInputError) as caught:
        value(song, "strip.pan", track="Kick", pan=text)
    assert caught.value.hint == "write L50, C or R50, up to 100; or a number from -1 to 1"


def test_what_is_no_number_is_told_what_is_wanted(song):
    for action, params, wanted in (
        ("tempo.set", {"bpm": "fast"}, "write one: bpm is quarter notes a minute"),
        ("rehearse.start", {"speed": "0.5"}, "write one: speed is percent, 50 to 100; the pitch stays"),
        ("strip.fader", {"db": "loud"}, "write one: db is decibels, -inf for silence"),
    ):
        with pytest.raises(BadInputError) as caught:
            value(song, action, **params)
        assert caught.value.hint == wanted


@pytest.mark.parametrize("text", ["1-3", "4-3", "3-3"])
def test_a_range_that_is_no_pair_is_refused(song, text):
    with pytest.raises(BadInputError, match=text):
        value(song, "track.add", name="Bad", inputs=text)
