"""What is told of trouble, and what is remembered of it."""

import asyncio
from types import SimpleNamespace

from tests.studio.conftest import done
from tui_studio.engine.layout import Head
from tui_studio.engine.protocol import Trouble
from tui_studio.studio import status
from tui_studio.studio.actions.counters import counter_words
from tui_studio.studio.status import Numbers
from tui_studio.studio.troubles import REMEMBERED, Troubles


def xrun(position, count=1):
    return Trouble("xrun", 0, position, 0, f"{count} xrun{'s' * (count > 1)}: the computer was late")


def troubles(told, shown=int):
    heads = SimpleNamespace(notice=lambda text, level: told.append((text, level)))
    keeper = SimpleNamespace(song=SimpleNamespace(rate=48_000))
    return Troubles(heads, keeper, SimpleNamespace(shown=shown))


async def test_of_three_xruns_one_is_told_and_all_are_remembered_with_their_places():
    told = []
    all_of_them = troubles(told)
    for position in (48_000, 96_000, 144_000):
        all_of_them.tell(xrun(position))
    assert told == [("1 xrun: the computer was late at 0:01.000", "warning")]
    assert [each.position for each in all_of_them.latest] == [48_000, 96_000, 144_000]
    all_of_them.clear()
    assert not all_of_them.latest


async def test_no_storm_is_remembered_for_ever_and_only_what_is_counted():
    all_of_them = troubles([])
    all_of_them.tell(Trouble("device", 0, 0, 0, "the device is gone"))
    for position in range(REMEMBERED + 5):
        all_of_them.tell(xrun(position))
    assert [each.position for each in all_of_them.latest] == list(range(5, REMEMBERED + 5))


async def test_while_something_is_practised_slower_the_place_is_that_in_the_song():
    told = []
    slower = troubles(told, shown=lambda position: position // 2)
    slower.tell(xrun(96_000))
    assert told[0][0].endswith("at 0:01.000")
    assert slower.latest[0].position == 48_000


def test_counts_are_told_with_the_last_place():
    assert counter_words(Numbers(), 48_000) == "0 xruns"
    assert counter_words(Numbers(xruns=1, last_xrun=154_080), 48_000) == "1 xrun at 0:03.210"
    many = Numbers(
        xruns=3, last_xrun=154_080, starved=1, last_starved=240_000, dropped=341, last_dropped=336_000
    )
    assert counter_words(many, 48_000) == (
        "3 xruns, the last at 0:03.210, 1 stall of the tape at 0:05.000, 341 frames dropped, the last at 0:07.000"
    )


def test_the_status_looks_where_the_engine_writes():
    places = (status.REHEARSING, status.LAST_XRUN, status.LAST_STARVED, status.LAST_DROP)
    assert places == (
        Head.REHEARSING,
        Head.LAST_XRUN_POSITION,
        Head.LAST_STARVED_POSITION,
        Head.LAST_DROP_POSITION,
    )


async def test_a_user_sees_afterwards_where_the_xruns_were(running, head):
    quiet = await done(head, "transport.status")
    assert (quiet["xruns"], quiet["last_xrun"], quiet["last_starved"], quiet["last_dropped"]) == (
        0,
        None,
        None,
        None,
    )
    shared = running.studio.reconciler.shared
    shared.head[Head.XRUNS], shared.head[Head.LAST_XRUN_POSITION] = 2, 154_080
    for position in (48_000, 154_080):
        running.studio.troubles.tell(xrun(position))
    for line in ("transport.status", "studio.status"):
        answer = await head.line(line)
        assert (answer.result["xruns"], answer.result["last_xrun"]) == (2, 154_080)
        assert "2 xruns, the last at 0:03.210" in answer.text
    assert "2 xruns, the last at 0:03.210" in (await head.line("status.say")).text
    answer = await head.line("counters.list")
    assert answer.text.split("\n") == [
        "2 xruns, the last at 0:03.210",
        "at 0:01.000 1 xrun: the computer was late",
        "at 0:03.210 1 xrun: the computer was late",
    ]
    assert [each["position"] for each in answer.result["latest"]] == [48_000, 154_080]
    await done(head, "counters.clear")
    async with asyncio.timeout(5):
        while (await done(head, "counters.list"))["xruns"]:
            await asyncio.sleep(0.01)
    assert (await head.line("counters.list")).text == "0 xruns"
