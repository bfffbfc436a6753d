"""What is told of a device that does not come back."""

from types import SimpleNamespace

import pytest

from tui_studio.engine.awaited import Awaited
from tui_studio.engine.protocol import DeviceInfo, DeviceRefused, DeviceSpec
from tui_studio.errors import DeviceError, DeviceMissingError

RATE = DeviceError("the device does not run at 48000", where="card (ALSA)", hint="set it to 48000")
BUSY = DeviceError("the device cannot be opened: busy", where="card (ALSA)", hint="close the other program")
MISSING = DeviceMissingError("the device is not there")
TOLD_RATE = DeviceRefused("card", "the device does not run at 48000; card (ALSA)", "set it to 48000")
TOLD_BUSY = DeviceRefused("card", "the device cannot be opened: busy; card (ALSA)", "close the other program")


@pytest.fixture
def awaited():
    info = DeviceInfo("card", "ALSA", 8, 2, 48_000, 128)
    return Awaited(SimpleNamespace(info=info, same_again=DeviceSpec("card")))


def told(awaited, *errors):
    return [awaited.failed(error) for error in errors]


def test_one_that_is_not_there_is_nothing_to_tell(awaited):
    assert told(awaited, MISSING, MISSING, MISSING) == [None] * 3


def test_a_reason_that_stays_is_told_once(awaited):
    assert told(awaited, MISSING, RATE, RATE, RATE, RATE) == [None, None, TOLD_RATE, None, None]


def test_a_reason_of_a_moment_is_not_told(awaited):
    assert told(awaited, RATE, BUSY, RATE, MISSING) == [None] * 4


def test_another_reason_is_told_again(awaited):
    assert told(awaited, RATE, RATE, BUSY, BUSY, RATE, RATE) == [
        None, TOLD_RATE, None, TOLD_BUSY, None, TOLD_RATE,
    ]  # fmt: skip
    assert told(awaited, MISSING, RATE, RATE) == [None, None, TOLD_RATE]


def test_a_studio_that_comes_is_told_too(awaited):
    assert told(awaited, RATE, RATE, RATE) == [None, TOLD_RATE, None]
    awaited.tell_again()
    assert told(awaited, RATE, RATE) == [TOLD_RATE, None]
