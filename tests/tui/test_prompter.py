"""The teleprompter: big letters that follow the playhead."""

import pytest

from tests.tui.notebook_scene import NotebookScene, written
from tui_studio.song.lyrics import sung_lines
from tui_studio.tui.view.big_type import big_rows, big_width, can_spell, wrapped
from tui_studio.tui.view.glyphs import ASCII


def shown(scene: NotebookScene, **size: int) -> str:
    return "\n".join(line.rstrip() for line in scene.screen(**size))


def big(text: str) -> str:
    """The first row of a text in big letters, as it stands on the screen."""
    return big_rows(text, plain=False)[1].rstrip()


async def opened(scene: NotebookScene) -> NotebookScene:
    await scene.press("L")
    return scene


async def test_the_line_under_the_playhead_and_the_next_stand_there_big() -> None:
    scene = await opened(NotebookScene(written(bars=2)))
    first, second, chorus = sung_lines(scene.studio.song)
    scene.state("rolling", position=first.start + 10)
    text = shown(scene)
    assert big("Morning comes in") in text
    assert big("Coffee's cold and") in text
    assert text.index(big("Morning comes in")) < text.index(big("Coffee's cold and"))
    scene.state("rolling", position=second.start)
    assert big("Morning comes in") not in shown(scene)
    assert "Chorus, in 2 bars" in shown(scene)
    scene.state("rolling", position=chorus.end - 1)
    assert "the last line" in shown(scene)


async def test_it_counts_the_beats_of_the_count_in() -> None:
    scene = await opened(NotebookScene(written(bars=2)))
    scene.state("rolling", position=-60000, lead_left=60000)
    assert "count-in: 3 beats to go" in shown(scene)


async def test_it_says_section_and_bar() -> None:
    scene = await opened(NotebookScene(written(bars=2)))
    scene.state("rolling", position=2 * 96000 + 24000 * 2)
    assert "Verse 1  bar 3 of 4" in shown(scene)
    assert "# # # ." in shown(scene)
    assert "then Chorus" in shown(scene)


async def test_arrows_put_the_playhead_on_another_line_but_not_during_a_take() -> None:
    scene = await opened(NotebookScene(written(bars=2)))
    _, second, _ = sung_lines(scene.studio.song)
    await scene.press("down")
    assert scene.asked == [("transport.locate", {"to": f"{second.start}f"})]
    scene.state("recording")
    await scene.press("down")
    assert len(scene.asked) == 1
    await scene.press("r", "escape")
    assert scene.asked[1][0] == "transport.record_toggle"
    assert scene.head.screen is None


async def test_words_without_big_letters_are_shown_small() -> None:
    scene = await opened(NotebookScene(written("[C]사랑해 you", "next")))
    assert "사랑해 you" in shown(scene)


async def test_lines_without_words_show_their_chords_big() -> None:
    scene = await opened(NotebookScene(written("[C] [G] [Am]")))
    assert big_rows("C  G  Am", plain=False, chord=True)[1].rstrip() in shown(scene)


async def test_plain_letters_where_there_is_only_ascii() -> None:
    scene = NotebookScene(written(bars=2))
    scene.head.desk.glyphs = ASCII
    await opened(scene)
    assert shown(scene).isascii()
    assert "#   # " in shown(scene)


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (160, 45), (20, 5)])
async def test_it_fits_every_size(size: tuple[int, int]) -> None:
    scene = await opened(NotebookScene(written(bars=2)))
    lines = scene.screen(*size)
    assert [len(line) for line in lines] == [size[0]] * size[1]


async def test_without_lines_it_says_where_to_write_them() -> None:
    scene = await opened(NotebookScene())
    assert "1 is the Notebook" in shown(scene)


def test_big_letters_break_at_spaces_and_never_overrun() -> None:
    text = "Nobody waits here anymore but averyverylongwordindeedwithoutanyspace"
    pieces = wrapped(text, 80)
    assert "".join(piece.text for piece in pieces).replace(" ", "") == text.replace(" ", "")
    assert all(text[piece.start :].startswith(piece.text) for piece in pieces)
    assert all(
        len(row) == big_width(piece.text) for piece in pieces for row in big_rows(piece.text, plain=False)
    )
    assert all(big_width(piece.text) <= 81 for piece in pieces)


def test_small_letters_of_chords_are_not_large_ones() -> None:
    assert big_rows("Am", plain=False, chord=True) != big_rows("AM", plain=False, chord=True)
    for plain in (True, False):
        rows = big_rows("Bbmaj7 C#dim Fsus4 G/Eb", plain=plain, chord=True)
        assert {len(row) for row in rows} == {big_width("Bbmaj7 C#dim Fsus4 G/Eb", chord=True)}


def test_accents_have_a_place_and_strange_signs_are_known_as_such() -> None:
    assert can_spell("Größe, née… «".rstrip(" «"))
    assert not can_spell("사")
    assert big_rows("É", plain=False) != big_rows("E", plain=False)
