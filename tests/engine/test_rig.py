"""How a device that was open is opened again."""

from types import SimpleNamespace

import pytest

from tui_studio.engine.protocol import DeviceInfo, DeviceSpec
from tui_studio.engine.rig import Rig
from tui_studio.engine.shared import Shared

JACK = DeviceInfo("system", "JACK Audio Connection Kit", 8, 2, 48_000, 256)


def same_again(spec, info=JACK):
    rings = SimpleNamespace(commands=None, announcements=None, capture=None)
    return Rig(spec, Shared.private(), SimpleNamespace(info=info, rings=rings, plans=None)).same_again


def test_it_is_the_very_one_at_the_rate_it_has():
    again = same_again(DeviceSpec(), JACK)
    assert (again.name, again.host_api, again.rate) == ("system", "JACK Audio Connection Kit", 48_000)


@pytest.mark.parametrize("wished", [0, 8])
def test_only_channels_that_were_asked_for_are_asked_for_again(wished):
    again = same_again(DeviceSpec(inputs=wished, outputs=wished))
    assert (again.inputs, again.outputs) == (wished, wished)
