"""Messages in a stream of bytes: each a little-endian uint32 length and a MessagePack body."""

from __future__ import annotations

import struct

import msgspec

LENGTH_PREFIX = struct.Struct("<I")
"""Source: this protocol. Bytes before each MessagePack message."""

LARGEST_MESSAGE = 64 << 20

_encoder = msgspec.msgpack.Encoder()


def encode(message: object) -> bytes:
    """A message with its length prefix, ready for the socket."""
    body = _encoder.encode(message)
    return LENGTH_PREFIX.pack(len(body)) + body


def take_body(received: bytearray) -> bytes | None:
    """Take the first message's body off what was received; None while it has not come whole.

    Raises msgspec.DecodeError when its length is none of ours.
    """
    if len(received) < LENGTH_PREFIX.size:
        return None
    (length,) = LENGTH_PREFIX.unpack_from(received)
    if length > LARGEST_MESSAGE:
        raise msgspec.DecodeError(f"a message of {length} bytes")
    end = LENGTH_PREFIX.size + length
    if len(received) < end:
        return None
    body = bytes(received[LENGTH_PREFIX.size : end])
    del received[:end]
    return body
