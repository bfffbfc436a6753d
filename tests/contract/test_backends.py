"""What every backend keeps, so that a stand-in cannot drift from the real thing."""

import threading
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from tui_studio.engine.backends import open_backend
from tui_studio.engine.backends.offline import OfflineBackend
from tui_studio.engine.backends.virtual import VirtualBackend
from tui_studio.engine.protocol import DeviceSpec
from tui_studio.errors import DeviceError

MAX_BLOCK = 2048
PATIENCE = 10.0


class Listener:
    """Counts what it is called with; plays an index ramp of its own."""

    def __init__(self):
        self.frames = 0
        self.shapes = set()
        self.largest = 0
        self.threads = set()
        self.called = threading.Condition()

    def process_rt(self, inputs, outputs, frames, flags, lost):
        ramp = np.arange(self.frames, self.frames + frames, dtype=np.float32)
        outputs[:] = ramp * np.float32(1e-6)
        with self.called:
            self.frames += frames
            self.largest = max(self.largest, frames)
            self.shapes.add((inputs.shape, outputs.shape, frames, inputs.dtype.name, outputs.dtype.name))
            self.threads.add(threading.get_ident())
            self.called.notify_all()


@dataclass
class Bench:
    """A kind of backend, and how to make it go on."""

    kind: str

    def open(self, max_block: int = MAX_BLOCK, **spec: Any):
        if self.kind == "offline":
            return OfflineBackend(DeviceSpec(name="offline", **({"inputs": 2} | spec)), max_block)
        if self.kind == "virtual":
            return VirtualBackend(DeviceSpec(name="virtual", **spec), max_block, speed=0.0)
        return open_backend(DeviceSpec(name="system", host_api="JACK", **spec), max_block)

    def go(self, backend: Any, listener: Listener, frames: int) -> None:
        """Until the listener got so many more."""
        if self.kind == "jack":
            goal = listener.frames + frames
            with listener.called:
                assert listener.called.wait_for(lambda: listener.frames >= goal, PATIENCE)
            return
        for _ in range(0, frames, backend.info.block):
            backend.step(backend.info.block)


@pytest.fixture(params=["virtual", "offline", pytest.param("jack", marks=pytest.mark.server)])
def bench(request):
    if request.param == "jack":
        request.getfixturevalue("jack_server")()
    return Bench(request.param)


@pytest.fixture
def opened(bench):
    made = []

    def start(**options):
        made.append(bench.open(**options))
        return made[-1]

    yield start
    for backend in made:
        backend.close()


def test_it_says_truthfully_what_it_is(bench, opened):
    backend = opened()
    info, listener = backend.info, Listener()
    backend.start(listener)
    bench.go(backend, listener, 4 * info.block)
    backend.stop()
    assert listener.shapes == {
        ((info.inputs, info.block), (info.outputs, info.block), info.block, "float32", "float32")
    }
    assert info.rate >= 44_100
    assert info.input_latency >= 0
    assert info.output_latency >= 0
    assert len(listener.threads) == 1


def test_nothing_is_called_before_start_nor_after_stop_and_it_can_start_again(bench, opened):
    backend, listener = opened(), Listener()
    assert listener.frames == 0
    backend.start(listener)
    bench.go(backend, listener, 1000)
    backend.stop()
    backend.stop()
    heard = listener.frames
    other = Listener()
    backend.start(other)
    bench.go(backend, other, 1000)
    assert listener.frames == heard
    assert other.frames >= 1000


@pytest.mark.parametrize("channels", [(1, 1), (2, 1), (1, 2)])
def test_it_has_as_many_channels_as_were_asked_for(bench, opened, channels):
    backend = opened(inputs=channels[0], outputs=channels[1])
    listener = Listener()
    backend.start(listener)
    bench.go(backend, listener, 500)
    (shape,) = {shapes[:2] for shapes in listener.shapes}
    assert (shape[0][0], shape[1][0]) == channels == (backend.info.inputs, backend.info.outputs)


@pytest.mark.parametrize("block", [32, 64, 100, 1024])
def test_blocks_are_as_large_as_asked_for(bench, opened, block):
    backend, listener = opened(block=block), Listener()
    assert backend.info.block == block
    backend.start(listener)
    bench.go(backend, listener, 3000)
    assert {shapes[2] for shapes in listener.shapes} == {block}


def test_blocks_never_exceed_what_was_prepared(bench, opened):
    backend, listener = opened(max_block=50), Listener()
    backend.start(listener)
    bench.go(backend, listener, 1000)
    assert listener.largest <= 50


def test_it_is_alive_until_closed(bench, opened):
    backend, listener = opened(), Listener()
    assert backend.alive()
    backend.start(listener)
    bench.go(backend, listener, 100)
    assert backend.alive()
    backend.close()
    backend.close()
    assert not backend.alive()
    heard = listener.frames
    time.sleep(0.02)
    assert listener.frames == heard
    with pytest.raises(DeviceError) as caught:
        backend.start(listener)
    assert caught.value.hint


def test_a_block_larger_than_prepared_is_refused_with_a_word(bench):
    with pytest.raises(DeviceError) as caught:
        bench.open(block=64, max_block=32)
    assert "32" in caught.value.hint
