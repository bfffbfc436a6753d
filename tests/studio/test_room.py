"""How long one can still record: the room of the disk over what is written."""

import pytest

from tui_studio.song import edits
from tui_studio.song.model import Song
from tui_studio.studio.room import Room


@pytest.fixture
async def room(tmp_path):
    room = Room(tmp_path, reserve_bytes=0)
    await room.look()
    return room


def song_of(*armed):
    song = Song(uid="1", title="Song", rate=48_000)
    for number, arm in enumerate(armed, 1):
        song = edits.add_track(song, f"Track {number}", (number,))
        song = edits.set_armed(song, song.tracks[-1].id, arm)
    return song


async def test_the_armed_tracks_count_and_without_any_a_pair(room):
    one, four, none = (room.seconds_left(song_of(*armed)) for armed in ([True], [True] * 4, [False]))
    assert one == pytest.approx(4 * four)
    assert one == pytest.approx(2 * none)


async def test_while_recording_the_tracks_that_are_recorded_count_whatever_is_armed(room):
    song = song_of(True, True, False, False)
    alone = room.seconds_left(song_of(True))
    assert room.seconds_left(song, [song.tracks[0].id]) == pytest.approx(alone)
    assert room.seconds_left(song_of(False, False), [song.tracks[0].id]) == pytest.approx(alone)
