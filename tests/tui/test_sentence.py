"""What the sentence line shows, and for how long."""

import pytest

from tests.tui.scene import REFUSED, Scene, status_of
from tui_studio.studio.wire import Answer, JobProgress, Notice, SongChanged
from tui_studio.tui.view.sentence import REPEATED_SECONDS, STANDS_SECONDS

GAP = "take 1 of Kick kept: 0:31, 1 GAP at 0:03.0"
LACKING = "NOT recorded: Far records input 64, and the device has 8"


@pytest.mark.parametrize(
    "message",
    [SongChanged(1, "salvage Kick", None), Notice("all is well"), JobProgress(1, "bounce", 0.5)],
)
async def test_what_nobody_asked_for_takes_no_place_from_an_alarm(message) -> None:
    scene = Scene()
    scene.head.hear(Notice(GAP, "alarm"))
    scene.head.hear(message)
    assert (scene.desk.sentence, scene.desk.saying.alarming) == (GAP, True)


async def test_an_alarm_gives_way_after_a_key_and_after_a_while() -> None:
    scene = Scene()
    scene.head.hear(Notice(GAP, "alarm"))
    scene.head.press("escape")
    scene.head.hear(SongChanged(1, "arm Kick", None))
    assert scene.desk.sentence == "arm Kick"
    scene.head.hear(Notice(GAP, "alarm"))
    scene.desk.clock.now += STANDS_SECONDS
    scene.head.hear(SongChanged(2, "arm Snare", None))
    assert (scene.desk.sentence, scene.desk.saying.alarming) == ("arm Snare", False)


async def test_an_answer_that_repeats_an_alarm_leaves_it_alarming() -> None:
    scene = Scene(status=status_of("recording"))
    scene.studio.answers["transport.record_toggle"] = Answer(1, "transport.record_toggle", text=GAP)
    scene.head.press("r")
    scene.head.hear(Notice(GAP, "alarm"))
    await scene.press()
    assert (scene.desk.sentence, scene.desk.saying.alarming) == (GAP, True)
    scene.desk.clock.now += REPEATED_SECONDS + 1
    await scene.press("r")
    assert (scene.desk.sentence, scene.desk.saying.alarming) == (GAP, False)


async def test_an_answer_with_an_alarm_in_it_is_alarming() -> None:
    scene = Scene()
    text = f"recording Kick from 0:00.000; {LACKING}"
    scene.studio.answers["transport.record_toggle"] = Answer(1, "transport.record_toggle", text=text)
    scene.head.press("r")
    scene.head.hear(Notice(LACKING, "alarm"))
    await scene.press()
    assert (scene.desk.sentence, scene.desk.saying.alarming) == (text, True)


def test_alarms_that_were_not_read_are_counted() -> None:
    scene = Scene()
    for text in ("the engine stopped", "a recording was interrupted", "the device is gone"):
        scene.head.hear(Notice(text, "alarm"))
    assert "! (2 more: @) the device is gone" in scene.screen()[-2]
    scene.head.press("escape")
    scene.head.hear(Notice("the device is back", "warning"))
    assert scene.screen()[-2].startswith("! the device is back")
    scene.head.hear(Notice("take 1 of Kick kept"))
    assert "! (1 more: @) the device is back" in scene.screen()[-2]


@pytest.mark.parametrize(
    ("told", "others"),
    [
        ([("lost", "alarm"), ("lost", "info")], 0),
        ([("lost", "alarm"), ("back", "info"), ("back", "alarm")], 1),
        ([("lost", "alarm"), ("gone", "alarm"), ("lost", "alarm")], 1),
        ([("lost", "alarm"), ("back", "info"), ("back", "info")], 1),
        ([("lost", "alarm"), ("gone", "alarm"), ("lost and gone", "alarm")], 0),
    ],
)
def test_what_is_shown_or_counted_already_is_not_counted_again(told, others: int) -> None:
    scene = Scene()
    for text, level in told:
        scene.head.hear(Notice(text, level))
    assert scene.desk.saying.hidden == others


async def test_an_answer_that_holds_all_alarms_leaves_none_to_look_up() -> None:
    scene = Scene(status=status_of("recording"))
    text = f"{GAP}; {LACKING}"
    scene.studio.answers["transport.record_toggle"] = Answer(1, "transport.record_toggle", text=text)
    scene.head.press("r")
    scene.head.hear(Notice(GAP, "alarm"))
    scene.head.hear(Notice(LACKING, "alarm"))
    await scene.press()
    assert (scene.desk.sentence, scene.desk.saying.hidden) == (text, 0)


def listed(scene: Scene) -> list[str]:
    """What the notices screen shows."""
    scene.head.press("@")
    rows = [row.strip(" >!") for row in scene.screen()[1:11]]
    scene.head.press("escape")
    return [row for row in rows if row]


async def test_what_is_counted_is_listed_also_a_failure_that_nobody_read() -> None:
    scene = Scene()
    scene.studio.answers["device.list"] = REFUSED
    scene.head.do("device.list")
    await scene.press()
    scene.head.hear(Notice("the device is gone", "alarm"))
    assert scene.desk.saying.hidden == 1
    assert listed(scene)[:2] == ["the device is gone", "it cannot be; here; do that"]
    assert scene.desk.saying.hidden == 0


async def test_an_answer_that_comes_late_hides_no_alarm_without_a_word() -> None:
    scene = Scene()
    scene.head.press("space")
    scene.head.hear(Notice(GAP, "alarm"))
    await scene.press()
    assert f"(1 more: @) {scene.desk.sentence}" in scene.screen()[-2]
    assert listed(scene)[0] == GAP


def test_a_finished_job_is_remembered_and_counted_while_an_alarm_stands() -> None:
    scene = Scene()
    scene.head.hear(Notice(GAP, "alarm"))
    scene.head.hear(JobProgress(1, "bounce", 0.5))
    scene.head.hear(JobProgress(1, "bounce", 1.0, "out/Quiet grey.wav"))
    assert (scene.desk.sentence, scene.desk.saying.hidden) == (GAP, 1)
    assert listed(scene)[:2] == ["bounce done: out/Quiet grey.wav", GAP]


async def test_a_job_that_fails_is_told_once_with_what_to_do() -> None:
    scene = Scene()
    scene.studio.answers["transport.toggle"] = REFUSED
    scene.head.press("space")
    scene.head.hear(JobProgress(1, "bounce", 0.5, error=REFUSED.error))
    await scene.press()
    told = "bounce failed: it cannot be; here; do that"
    assert (scene.desk.sentence, scene.desk.saying.alarming, scene.desk.saying.hidden) == (told, True, 0)


async def test_notices_can_be_looked_up() -> None:
    scene = Scene()
    scene.head.hear(Notice("the device is gone", "alarm"))
    scene.head.hear(Notice("nothing of importance " * 9))
    await scene.press("@")
    rows = [row.strip(" >") for row in scene.screen()]
    assert rows[1].startswith("nothing of importance")
    assert rows[2] == "! the device is gone"
    assert "more: @" not in "".join(rows)
    assert sum(row.count("importance") for row in rows[10:]) == 9
    await scene.press("down", "escape")
    assert scene.head.screen is None
