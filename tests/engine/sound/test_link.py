"""Words, replies and descriptors between the engine and its sound process."""

import os
import socket
import threading

import pytest

from tui_studio.engine.protocol import DeviceSpec
from tui_studio.engine.protocol.events import Reply
from tui_studio.engine.sound.link import Close, DropPlans, Gone, Link, Open, TakeMemory, TakeRings


@pytest.fixture
def ends():
    ours, its = (Link(end) for end in socket.socketpair())
    yield ours, its
    ours.close()
    its.close()


def test_words_come_as_they_were_said(ends):
    ours, its = ends
    words = [
        (1, Open(DeviceSpec(name="virtual", rate=44_100), "/shared")),
        (0, DropPlans((1, 2))),
        (2, Close()),
    ]
    for word in words:
        ours.send(word)
    assert [its.hear_word(1.0) for _ in words] == words


def test_replies_and_what_is_said_unasked(ends):
    ours, its = ends
    its.send(Reply(7, None, "no", "where", "hint"))
    its.send(Gone())
    assert [ours.hear_said(), ours.hear_said()] == [Reply(7, None, "no", "where", "hint"), Gone()]


def test_descriptors_come_in_the_order_of_the_words_however_fast_they_are_said(ends):
    ours, its = ends
    pipes = [os.pipe() for _ in range(5)]
    ours.send((0, TakeRings(100)), [pipe[1] for pipe in pipes[:3]])
    ours.send((0, TakeMemory(4, 2, 100)), [pipes[3][1]])
    ours.send((0, TakeMemory(5, 2, 100)), [pipes[4][1]])
    for _ in range(3):
        its.hear_word(1.0)
    for number, (read, write) in enumerate(pipes):
        taken = its.take_descriptor()
        os.write(taken, bytes([number]))
        assert os.read(read, 1) == bytes([number])
        for descriptor in (taken, read, write):
            os.close(descriptor)
    with pytest.raises(EOFError):
        its.take_descriptor()


def test_a_word_longer_than_the_socket_holds(ends):
    ours, its = ends
    long = DropPlans(tuple(range(1 << 40, (1 << 40) + 300_000)))
    thread = threading.Thread(target=ours.send, args=((0, long),))
    thread.start()
    heard = None
    while heard is None:
        heard = its.hear_word(1.0)
    thread.join()
    assert heard == (0, long)


def test_silence_is_no_word_and_the_end_is_told(ends):
    ours, its = ends
    assert its.hear_word(0.01) is None
    ours.close()
    with pytest.raises(EOFError):
        its.hear_word(1.0)
    with pytest.raises(OSError, match=r"."):
        its.send(Gone())
