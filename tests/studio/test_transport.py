"""The transport through the studio: loops, leads and punches, with a real engine on the virtual interface."""

import asyncio
import re

from tests.studio.conftest import done, refused


async def until_stopped(head):
    while (await done(head, "transport.status"))["state"] != "stopped":
        await asyncio.sleep(0.02)


async def test_a_loop_is_a_take_a_round_and_none_is_cut(head):
    await done(head, "track.add Kick 1; track.add Bass 5; track.arm all; loop.set 0:00 0:00.25")
    await done(head, "transport.record; wait 1.2")
    answer = await head.line("transport.stop")
    takes = await done(head, "take.list Kick")
    assert len(takes) >= 4
    assert {(take["start"], take["frames"]) for take in takes[:-1]} == {(0, 12_000)}
    assert answer.text.startswith(
        f"takes 1-{len(takes)} of Kick, Bass kept: 0:00.2 a round, {len(takes)} rounds"
    )
    assert len(await done(head, "edit.history")) == 5


async def test_a_count_in_comes_before_the_take_and_is_not_in_it(head):
    await done(
        head, "track.add Kick 1; track.arm 1; tempo.set 400; click.set on count_in=1; transport.locate 2.1.0"
    )
    answer = await head.line("transport.record")
    assert answer.error is None, answer.error
    assert re.fullmatch(r"recording Kick from 0:00\.600, in 0\.[3-6] s", answer.text)
    assert "recording begins at 0:00.600 in 0." in (await head.line("status.say")).text
    await done(head, "wait 1.2")
    assert "kept" in (await head.line("transport.stop")).text
    (take,) = await done(head, "take.list")
    assert take["start"] == 28_800


async def test_a_punch_with_pre_roll_and_post_roll_stops_by_itself(head):
    await done(
        head, "track.add Kick 1; track.arm 1; tempo.set 600; transport.pre_roll 1; transport.post_roll 1"
    )
    await done(head, "punch.set 0:02 0:02.5; transport.locate 0")
    answer = await head.line("transport.record")
    assert "from the punch-in at 0:02.000" in answer.text
    await asyncio.wait_for(until_stopped(head), 10)
    while not (takes := await done(head, "take.list")):
        await asyncio.sleep(0.02)
    assert [(take["start"], take["frames"]) for take in takes] == [(96_000, 24_000)]
    assert (await done(head, "transport.status"))["position"] == 120_000 + 19_200


async def test_a_punch_can_be_rehearsed_and_nothing_is_kept(head):
    await done(
        head, "track.add Kick 1; track.arm 1; tempo.set 600; transport.post_roll 1; punch.set 0:00.2 0:00.4"
    )
    answer = await head.line("punch.rehearse")
    assert "nothing is recorded" in answer.text
    await asyncio.wait_for(until_stopped(head), 10)
    assert await done(head, "take.list") == []
    assert not await done(head, "clip.list")


async def test_from_the_very_end_of_the_loop_it_rolls_and_records_round_it(head):
    await done(head, "track.add Kick 1; track.arm 1; loop.set 0:01 0:02; transport.locate 0:02")
    assert (await head.line("transport.play")).text == "rolling from 0:01.000"
    await done(
        head, "wait 0.2; transport.stop; transport.locate 0:02; transport.record; wait 0.2; transport.stop"
    )
    (take,) = await done(head, "take.list")
    assert take["start"] == 48_000
    await done(head, "transport.locate 0:02")
    behind = "; the loop, 0:01.000 to 0:02.000, lies behind: nothing comes round"
    assert (await head.line("transport.play here=on")).text == f"rolling from 0:02.000{behind}"
    await done(head, "transport.stop; transport.locate 0:03")
    assert (await head.line("transport.play")).text == f"rolling from 0:03.000{behind}"
    await done(head, "transport.stop; transport.locate 0:03")
    assert (await head.line("transport.record")).text.endswith(f"recording Kick from 0:03.000{behind}")
    await done(head, "transport.stop; loop.off; transport.locate 0:03")
    assert (await head.line("transport.play")).text == "rolling from 0:03.000"


async def test_the_mix_moves_freely_in_a_take_and_what_spoils_it_wants_a_yes(head):
    await done(head, "track.add Kick 1; track.arm Kick; transport.record")
    await done(head, "strip.fader Kick -3; strip.mute Kick; strip.solo Kick")
    for line in ("song.tempo 60", "song.signature 3 4", "tempo.set 60"):
        assert "while recording wants a yes" in await refused(head, line)
    await done(head, "song.tempo 60 confirm=on; transport.stop")
