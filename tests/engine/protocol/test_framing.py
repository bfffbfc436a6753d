import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_studio.engine.protocol.framing import LENGTH_PREFIX, encode, take_body


@given(st.lists(st.binary(max_size=300), max_size=5), st.integers(1, 64))
def test_messages_come_out_whole_and_in_order_however_they_arrive(messages, piece):
    stream = b"".join(encode(message) for message in messages)
    received, heard = bytearray(), []
    for begin in range(0, len(stream), piece):
        received += stream[begin : begin + piece]
        while (body := take_body(received)) is not None:
            heard.append(msgspec.msgpack.decode(body))
    assert heard == messages
    assert not received


def test_a_length_that_is_none_of_ours_is_refused_before_anything_is_kept_for_it():
    with pytest.raises(msgspec.DecodeError, match="4294967295 bytes"):
        take_body(bytearray(LENGTH_PREFIX.pack(0xFFFFFFFF)))
