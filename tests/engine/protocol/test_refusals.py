"""What an error still is when it has been through the wire."""

import pytest

from tui_studio.engine.protocol import Reply, decode_message, encode, error_of, refusal, take_body
from tui_studio.errors import (
    BadInputError,
    DeviceError,
    DeviceMissingError,
    EngineError,
    NotNowError,
    RateRefusedError,
)


def through(error, usual=EngineError):
    reply = decode_message(take_body(bytearray(encode(refusal(7, error)))))
    assert reply.id == 7
    back = error_of(reply, usual)
    assert (back.message, back.where, back.hint) == (error.message, error.where, error.hint)
    return type(back)


@pytest.mark.parametrize("kind", [EngineError, DeviceError, DeviceMissingError, RateRefusedError])
def test_an_error_of_the_engine_stays_of_its_kind(kind):
    assert through(kind("it does not", where="here", hint="do it")) is kind


@pytest.mark.parametrize("kind", [NotNowError, BadInputError])
def test_another_one_is_of_the_usual_kind(kind):
    assert through(kind("it does not")) is EngineError
    assert through(kind("it does not"), DeviceError) is DeviceError


def test_one_that_is_too_wide_is_of_the_usual_kind():
    assert through(EngineError("it does not"), DeviceError) is DeviceError
    assert type(error_of(Reply(1, None, "it does not", kind="SomeNewError"))) is EngineError
