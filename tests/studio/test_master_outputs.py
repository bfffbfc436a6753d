"""The master goes where the loudspeakers hang, device by device, on this machine."""

import pytest

from tests.studio.conftest import done, refused
from tui_studio.studio.machine import load_machine
from tui_studio.studio.options import StudioOptions
from tui_studio.studio.wire import Notice


async def asked(running):
    """What the engine is asked for."""
    await running.studio.reconciler.settled()
    return running.studio.reconciler.compiled().master_outputs


async def test_without_a_choice_it_is_the_first_two(running, head):
    await done(head, "device.open virtual outputs=4")
    assert await done(head, "master.outputs") == {"outputs": [1, 2]}
    assert await asked(running) == ()


async def test_what_is_chosen_holds_for_the_device_in_every_song(running, head, open_studio):
    await done(head, "device.open virtual outputs=4; master.outputs 3-4")
    assert await asked(running) == (2, 3)
    await running.end()
    other = await open_studio("Other", StudioOptions())
    again = await other.head()
    await done(again, "studio.status")
    assert await done(again, "master.outputs") == {"outputs": [3, 4]}
    assert await asked(other) == (2, 3)
    assert await done(again, "master.outputs none") == {"outputs": [1, 2]}
    assert not load_machine().master_outputs
    await again.close()


async def test_one_output_alone(running, head):
    await done(head, "device.open virtual outputs=4")
    answer = await head.line("master.outputs 4")
    assert (answer.text, await asked(running)) == ("the master goes to output 4", (3,))


async def test_a_device_that_is_opened_with_fewer_says_so(running, head):
    told = []
    head.on_message(lambda message: told.append(message.text) if isinstance(message, Notice) else None)
    await done(head, "device.open virtual outputs=4; master.outputs 3-4; device.open virtual outputs=2")
    said = (
        "the master goes to outputs 1, 2: virtual is open with 2 outputs, outputs 3, 4 are chosen; "
        "device.open with outputs=4, or master.outputs"
    )
    await running.studio.reconciler.settled()
    assert said in [notice.text for notice in running.studio.heads.recent]
    assert (await head.line("master.outputs")).text == said
    assert await asked(running) == ()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("master.outputs 5", "virtual is open with 4 outputs; output 5; device.open with outputs=5"),
        ("master.outputs 2,2", "'2,2' names one channel twice"),
        ("master.outputs 0", "'0' is not a channel or a pair"),
        ("transport.play; master.outputs 1", "only while the transport stands"),
    ],
)
async def test_what_cannot_be(line, words, head):
    await done(head, "device.open virtual outputs=4; track.add Kick 1; strip.fader Kick -10")
    assert words in await refused(head, line)
    await done(head, "transport.stop")
