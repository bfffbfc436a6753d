"""How answers look."""

from __future__ import annotations

import json
import math

from tui_studio.line import replies
from tui_studio.line.announcements import Event
from tui_studio.studio.wire import Answer, Failure

REFUSED = Answer(
    3, "track.arm", error=Failure("there is no track 'Drmus'", "track.arm track", "did you mean Drums?")
)


def test_a_done_thing_says_ok_and_the_studios_sentence() -> None:
    assert (
        replies.as_text(Answer(1, "track.add", {"track": 4}, "track 4, Bass, input 5"))
        == "ok track 4, Bass, input 5"
    )


def test_without_a_sentence_ok_stands_alone() -> None:
    assert replies.as_text(Answer(1, "edit.undo")) == "ok"


def test_several_lines_stand_indented_below_ok() -> None:
    assert replies.as_text(Answer(1, "track.list", text="1 Kick\n2 Snare")) == "ok\n  1 Kick\n  2 Snare"


def test_a_result_without_a_sentence_is_told_in_words() -> None:
    answer = Answer(1, "x", {"record_start": None, "locked": False, "inputs": [1, 2], "load": 0.25})
    assert replies.as_text(answer) == "ok\n  record start: none\n  locked: no\n  inputs: 1, 2\n  load: 0.25"


def test_an_error_says_what_where_and_what_to_do_on_one_line() -> None:
    line = "error: there is no track 'Drmus'; track.arm track; did you mean Drums?"
    assert replies.as_text(REFUSED) == line
    assert replies.as_text(Answer(1, "x", error=Failure("one\ntwo"))) == "error: one two"


def test_json_is_one_object_on_one_line() -> None:
    text = replies.as_json(Answer(1, "song.info", {"title": "a\nb"}, "text"))
    assert "\n" not in text
    assert json.loads(text) == {"ok": True, "action": "song.info", "result": {"title": "a\nb"}}
    assert text.startswith('{"ok":true,"action":"song.info","result":')


def test_json_without_a_result_has_an_empty_one() -> None:
    assert json.loads(replies.as_json(Answer(1, "edit.undo"))) == {
        "ok": True,
        "action": "edit.undo",
        "result": {},
    }


def test_json_of_an_error_has_message_and_hint() -> None:
    assert json.loads(replies.as_json(REFUSED)) == {
        "ok": False,
        "action": "track.arm",
        "error": {
            "message": "there is no track 'Drmus'",
            "where": "track.arm track",
            "hint": "did you mean Drums?",
        },
    }


def test_json_has_no_numbers_that_json_does_not_know() -> None:
    assert json.loads(replies.as_json(Answer(1, "x", {"peak": -math.inf})))["result"] == {"peak": None}


def test_no_text_moves_the_cursor_or_rings_the_bell() -> None:
    assert replies.as_text(Answer(1, text="line 1: \x1b[2J\x07\nü 日本")) == "ok\n  line 1: ?[2J?\n  ü 日本"
    assert "\x1b" not in replies.error_text(Failure("there is no track '\x1b[2J'"))
    assert Event("notice", "two\nlines\x07").line() == "notice: two lines?"
