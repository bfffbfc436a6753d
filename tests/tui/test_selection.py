"""Which tracks are meant."""

from tests.tui.scene import song_of
from tui_studio.tui.view.selection import Selection

TRACKS = song_of(4).tracks


def test_the_one_pointed_at_is_meant_unless_others_are_selected() -> None:
    selection = Selection(TRACKS)
    selection.point(1)
    assert selection.chosen == (TRACKS[1],)
    for row in (3, 2):
        selection.point(row)
        selection.toggle()
    assert selection.chosen == TRACKS[2:]
    selection.toggle()
    assert selection.chosen == (TRACKS[3],)


def test_pointing_stays_within_the_tracks() -> None:
    selection = Selection(TRACKS)
    selection.point(99)
    assert selection.pointed is TRACKS[3]
    selection.point(-1)
    assert selection.pointed is TRACKS[0]
    selection.follow(())
    selection.toggle()
    assert (selection.pointed, selection.chosen, selection.selected) == (None, (), set())


def test_all_or_none_are_selected() -> None:
    selection = Selection(TRACKS)
    selection.toggle()
    selection.toggle_all()
    assert selection.chosen == TRACKS
    selection.toggle_all()
    assert selection.selected == set()


def test_the_track_pointed_at_is_followed_and_what_is_gone_is_not_selected() -> None:
    selection = Selection(TRACKS)
    selection.toggle_all()
    selection.point(2)
    selection.follow((TRACKS[3], TRACKS[2], TRACKS[0]))
    assert (selection.pointed, selection.cursor) == (TRACKS[2], 1)
    assert selection.selected == {TRACKS[0].id, TRACKS[2].id, TRACKS[3].id}
    selection.follow((TRACKS[3],))
    assert selection.pointed is TRACKS[3]
