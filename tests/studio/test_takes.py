"""How a pass is told of: in a sentence, and how loudly."""

import pytest

from tests.song.making import certificate, gap, new_take, song_with
from tui_studio.engine.protocol import PassReport, TakeReport
from tui_studio.song import edits
from tui_studio.studio.takes import certificate as certificate_of
from tui_studio.studio.takes import pass_level, pass_sentence

STOPPED = "stopped"


def song_of_pass(**known):
    song = song_with("Kick", "Snare")
    takes = [
        new_take(track.id, f"audio/{track.name}.wav", 48_000, 480_000, certificate=certificate(**known))
        for track in song.tracks
    ]
    return edits.add_pass(song, takes, pass_id=7)


@pytest.mark.parametrize(
    ("known", "closed", "sentence", "level"),
    [
        ({}, STOPPED, "take 1 of Kick, Snare kept: 0:10, no gaps", "info"),
        ({"xruns": (24_000,)}, STOPPED, "no gaps, 1 xrun at 0:01.5", "warning"),
        ({"xruns": (24_000, 96_000)}, STOPPED, "no gaps, 2 xruns, the first at 0:01.5", "warning"),
        (
            {"gaps": (gap(48_000, 128),), "xruns": (24_000,)},
            "kept",
            "1 GAP at 0:02.0 (3 ms missing), 1 xrun",
            "alarm",
        ),
        ({}, "disk full", "kept whole as the disk filled up: 0:10, no gaps", "alarm"),
    ],
)
def test_a_pass_is_told_of_as_loudly_as_it_deserves(known, closed, sentence, level):
    song = song_of_pass(**known)
    assert sentence in pass_sentence(song, 7, closed)
    assert pass_level(song, 7, closed) == level


def kept_at(*starts):
    song = edits.add_pass(song_with("Kick"), [new_take(1, "audio/a.wav", 0, 144_000)], pass_id=7)
    takes = [
        new_take(1, f"audio/{start}.wav", start, 48_000, certificate=certificate(closed="kept"))
        for start in starts
    ]
    return pass_sentence(edits.add_pass(song, takes, pass_id=8), 8, "kept")


@pytest.mark.parametrize(
    ("starts", "told"),
    [
        ((144_000,), "take 2 of Kick kept: 0:01.0, from 0:03.0, no gaps"),
        (
            (0, 48_000),
            "2 stretches, the longest 0:01.0, from 0:00.0 and 0:01.0, beside the comp, which plays as before, no gaps",
        ),
        (
            (0, 480_000, 960_000, 1_440_000, 1_920_000),
            "from 0:00.0, 0:10, 0:20 and 2 more places, heard only where nothing played before, no gaps",
        ),
    ],
)
def test_of_what_was_kept_the_places_are_told_and_whether_it_is_heard(starts, told):
    assert kept_at(*starts).endswith(told)


@pytest.mark.parametrize(
    ("own", "told"), [("2026-01-01T00:01:00+00:00",) * 2, ("", "2026-01-01T00:00:00+00:00")]
)
def test_a_take_began_by_itself_or_as_an_older_engine_has_it_with_its_pass(own, told):
    take = TakeReport(1, "kick.wav", 0, 10, 1, (0,), "pcm24", "", started_at=own)
    of_pass = "2026-01-01T00:00:00+00:00"
    report = PassReport(7, ((take,),), STOPPED, "card", "ALSA", 48_000, 128, 0, False, of_pass, 0.0)
    assert certificate_of(report, take).started_at == told
