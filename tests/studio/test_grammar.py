import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tui_studio.studio.actions  # noqa: F401 - declares the actions
from tui_studio.errors import BadInputError
from tui_studio.studio import grammar
from tui_studio.studio.grammar import parse_line


def only(line):
    (call,) = parse_line(line)
    return call.action, call.params


def test_names_and_places_mix():
    assert only("track.add name=Drums inputs=1,2") == ("track.add", {"name": "Drums", "inputs": "1,2"})
    assert only("track.add Drums 1,2") == ("track.add", {"name": "Drums", "inputs": "1,2"})
    assert only("strip.fader db=-3.5 Drums") == ("strip.fader", {"db": "-3.5", "track": "Drums"})


def test_quotes_keep_spaces_semicolons_and_equals():
    assert only('track.add "Lead vox; a=b" 7')[1] == {"name": "Lead vox; a=b", "inputs": "7"}
    assert only("track.add name='it is \"so\"'")[1] == {"name": 'it is "so"'}
    assert only(r"track.add name=Lead\ vox")[1] == {"name": "Lead vox"}
    assert only('track.rename A name=""')[1] == {"track": "A", "name": ""}


def test_several_and_comments():
    calls = parse_line("transport.record; wait 60 ;; transport.stop # and done")
    assert [call.action for call in calls] == ["transport.record", "wait", "transport.stop"]
    assert parse_line("   ") == parse_line("# nothing") == []


def test_a_line_of_words_needs_no_quotes():
    assert only("idea.add don't stop #slow") == ("idea.add", {"text": "don't stop #slow"})
    assert only("lyric.line 3 [F#m]Hold on  # and on") == (
        "lyric.line",
        {"line": "3", "text": "[F#m]Hold on"},
    )
    assert only("search quiet grey limit=3")[1] == {"words": "quiet grey", "limit": "3"}
    assert parse_line("transport.stop; #idea.add x") == parse_line("transport.stop")


def test_a_span_of_several_words_leaves_what_comes_behind_it():
    wanted = ("comp.choose", {"track": "Vox", "span": "lines 1-3", "take": "2"})
    assert only('comp.choose Vox "lines 1-3" 2') == only("comp.choose Vox lines 1-3 2") == wanted
    assert only("comp.choose Vox take=2 lines 1-3") == wanted
    assert only("comp.choose Vox span='lines 1-3' 2") == wanted


def test_confirm_belongs_to_every_action():
    (call,) = parse_line("track.remove Drums confirm=on")
    assert call.confirmed
    assert call.params == {"track": "Drums"}


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("track.ad x", "track.add"),
        ("stop", "transport.stop"),
        ("track.add nam=x", "name"),
        ("track.add a 1 b", "too many values"),
        ("track.add a name=b", "twice"),
        ('track.add "a', "not closed"),
        ("track.add " + "x" * 100_000, "too long"),
        ("name=x", "not an action"),
    ],
)
def test_errors_say_what_and_what_to_do(line, word):
    with pytest.raises(BadInputError) as caught:
        parse_line(line)
    assert word in str(caught.value)


def test_split_keeps_the_pieces_as_they_were_written():
    assert grammar.split("a 'x;y' ; b \"p;q\"; c\\;d;") == ["a 'x;y'", 'b "p;q"', "c\\;d"]


@given(st.text(st.characters(blacklist_categories=("Cs",)), max_size=40))
def test_any_quoted_text_comes_back(text):
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    assert only(f'track.add name="{quoted}"')[1] == {"name": text}


@given(st.text(max_size=60))
def test_no_line_does_worse_than_a_clear_error(line):
    with contextlib.suppress(BadInputError):
        parse_line(line)
