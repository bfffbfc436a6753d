"""The link to a living engine breaks: the pass goes on, and is one whole take."""

import asyncio

from tests.studio.conftest import done
from tests.studio.test_practice import until
from tests.studio.test_salvaging import report, take


async def cut(running):
    """Break the link as the engine does with a studio that does not read."""
    old = running.studio.engine.client
    old._writer.close()
    while running.studio.engine.client is old or not running.studio.engine.ready:
        await asyncio.sleep(0.01)


async def test_the_pass_goes_on_and_is_one_whole_take(running, head):
    await done(head, "track.add Kick 1; track.arm Kick; transport.record; wait 0.3")
    pid = running.studio.engine.pid
    cutting = asyncio.create_task(cut(running))
    while running.studio.engine.ready:
        await asyncio.sleep(0)
    await asyncio.wait_for(running.studio.recording.calm(), 10)
    await asyncio.wait_for(cutting, 10)
    assert running.studio.engine.pid == pid
    await until(head, lambda now: now["state"] == "recording")
    assert await done(head, "take.list") == []
    stopped = await done(head, "transport.stop")
    (made,) = await done(head, "take.list")
    assert made["certificate"]["closed"] == "stopped"
    assert 0 <= stopped["position"] - made["frames"] < 4_800, "but for the fade out, all that was rolled"
    texts = [notice.text for notice in running.studio.heads.recent]
    assert any("link to the engine broke" in text for text in texts)
    assert not any("stopped unexpectedly" in text or "interrupted" in text for text in texts)


async def test_what_is_practised_ends_with_the_link(running, head):
    await done(head, "track.add Kick 1; rehearse.start 0 1")
    await asyncio.wait_for(cut(running), 10)
    assert running.studio.practice.going == ""
    assert running.studio.reconciler.override is None


async def test_a_pass_that_the_engine_behind_the_new_link_never_had_keeps_nobody_waiting(running, head):
    await done(head, "transport.status")
    recording = running.studio.recording
    closing, recording.open_pass = recording._closings.expect(77), 77
    await recording.connected(running.studio.engine.client)
    assert closing.result() == ""
    assert not running.studio.transport.recording


async def test_a_take_whose_file_turns_out_longer_is_lengthened_in_one_edit(running, head):
    await done(head, "track.add Kick 1")
    track = running.studio.song.tracks[0].id
    short, whole = (
        take(running.folder / "audio" / "Kick-p9-t1.wav", frames, track) for frames in (48_000, 96_000)
    )
    await running.studio.recording.take_in(report(9, short, closed="engine lost"))
    history = await done(head, "edit.history")
    text = await running.studio.recording.take_in(report(9, whole, closed="stopped"))
    assert text == "take 1 of Kick kept: 0:02.0, no gaps"
    (made,) = await done(head, "take.list")
    assert (made["frames"], made["certificate"]["closed"]) == (96_000, "stopped")
    assert [one.end for one in running.studio.song.tracks[0].comps[0].segments] == [96_000]
    assert len(await done(head, "edit.history")) == len(history) + 1
    assert await running.studio.recording.take_in(report(9, whole, closed="stopped")) == text
    assert len(await done(head, "edit.history")) == len(history) + 1
