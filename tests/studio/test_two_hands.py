"""Two heads in the same moment: what one of them hears never ends the take of the other."""

import asyncio

import pytest

from tests.studio.conftest import done
from tui_studio.errors import NotNowError


@pytest.fixture
async def armed(running, head):
    await done(head, "track.add Kick 1; track.arm Kick")
    return running.studio


def hear(studio, way):
    if way == "play_file":
        return studio.practice.play_file(studio.folder / "audio" / "none.wav", 48_000, 1, "a memo")
    return studio.practice.listen("a take", 0, lambda spec: spec, on=False)


@pytest.mark.parametrize("way", ["play_file", "listen"])
async def test_nothing_is_heard_into_a_take_that_is_just_beginning(armed, head, monkeypatch, way):
    begin, hearing = armed.recording.begin, []

    async def slowly(*terms):
        hearing.append(asyncio.create_task(hear(armed, way)))
        await asyncio.wait(hearing, timeout=0.3)
        return await begin(*terms)

    monkeypatch.setattr(armed.recording, "begin", slowly)
    await done(head, "transport.record")
    with pytest.raises(NotNowError, match="it is recording"):
        await hearing[0]
    assert armed.transport.recording
    assert armed.practice.going == ""
    await done(head, "wait 0.1; transport.stop")
    assert len(await done(head, "take.list")) == 1


async def test_what_begins_to_be_heard_between_the_hand_and_the_take_ends_first(armed, head):
    by_hand, late = armed.transport.by_hand, [hear(armed, "play_file")]

    async def overtaken():
        await by_hand()
        if late:
            await late.pop()

    armed.transport.by_hand = overtaken
    await done(head, "transport.record")
    assert armed.practice.going == ""
    assert armed.reconciler.override is None
    armed.transport.by_hand = by_hand
    await done(head, "wait 0.1; transport.stop")
    assert len(await done(head, "take.list")) == 1


async def test_a_stop_in_the_moment_of_the_beginning_waits_for_the_take(armed, head, monkeypatch):
    begin, stopping = armed.recording.begin, []

    async def slowly(*terms):
        stopping.append(asyncio.create_task(armed.transport.stop()))
        await asyncio.wait(stopping, timeout=0.1)
        return await begin(*terms)

    monkeypatch.setattr(armed.recording, "begin", slowly)
    await done(head, "transport.record")
    assert await stopping[0] in {"nothing was recorded", *[n.text for n in armed.heads.recent]}
    assert not armed.transport.recording
