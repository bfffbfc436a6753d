"""PortAudio on a real server."""

import os
import subprocess
import sys
import time

import pytest

from tests.contract.test_backends import PATIENCE, Listener
from tui_studio.engine.backends import open_backend
from tui_studio.engine.backends.devices import list_devices
from tui_studio.engine.protocol import DeviceSpec
from tui_studio.errors import DeviceError

pytestmark = pytest.mark.server

DEATHS = 3


def wait(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def jack(**spec):
    return open_backend(DeviceSpec(**({"name": "system", "host_api": "jack"} | spec)), 2048)


def may_be_realtime():
    """Whether this system grants us real-time priority."""
    before = os.sched_getscheduler(0)
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    except PermissionError:
        return False
    os.sched_setscheduler(0, before, os.sched_param(0))
    return True


def test_a_server_is_found_with_its_period_latency_and_priority(jack_server):
    server = jack_server(rate=44_100, period=256, capture=4)
    listed = {device.name: device for device in list_devices()}
    assert (listed["system"].inputs, listed["system"].rate, listed["system"].is_default) == (4, 44_100, True)
    assert list(listed)[-1] == "virtual"
    backend = open_backend(DeviceSpec(), 2048)
    info = backend.info
    try:
        assert (info.name, info.inputs, info.outputs, info.rate, info.block) == ("system", 4, 2, 44_100, 256)
        assert info.input_latency + info.output_latency == 512
        assert info.realtime == may_be_realtime()
        assert not info.note
        wait(lambda: "tui_studio:in_3" in server.ports())
        assert list_devices()[-1].name == "virtual"
        assert backend.alive()
    finally:
        backend.close()


def test_a_block_that_is_not_the_servers_is_fitted_and_said(jack_server):
    jack_server(period=128)
    backend = jack(block=64)
    try:
        assert backend.info.block == 64
        assert "128" in backend.info.note
        assert backend.info.input_latency + backend.info.output_latency > 256
    finally:
        backend.close()


def test_another_rate_than_the_servers_is_refused(jack_server):
    jack_server(rate=48_000)
    with pytest.raises(DeviceError) as caught:
        jack(rate=44_100)
    assert "44100" in caught.value.message
    assert "48000" in caught.value.hint


def test_too_many_channels_are_refused(jack_server):
    jack_server(capture=2)
    with pytest.raises(DeviceError) as caught:
        jack(inputs=3)
    assert "3 inputs" in caught.value.message


def test_a_client_of_the_server_is_a_device(jack_server):
    server = jack_server()
    server.client("feeder", ramps=3)
    backend = jack(name="feeder")
    try:
        assert (backend.info.name, backend.info.inputs, backend.info.outputs) == ("feeder", 3, 2)
    finally:
        backend.close()


def test_a_server_that_dies_is_noticed_and_used_again_when_it_is_back(jack_server):
    server = jack_server()
    for _ in range(DEATHS):
        backend, listener = jack(), Listener()
        backend.start(listener)
        with listener.called:
            assert listener.called.wait_for(lambda heard=listener: heard.frames > 2000, PATIENCE)
        server.kill()
        wait(lambda gone=backend: not gone.alive())
        began = time.monotonic()
        backend.close()
        assert time.monotonic() - began < 3.0
        with pytest.raises(DeviceError):
            jack()
        server.start()
    backend, listener = jack(), Listener()
    backend.start(listener)
    with listener.called:
        assert listener.called.wait_for(lambda: listener.frames > 2000, PATIENCE)
    backend.close()


def test_a_server_that_died_while_nothing_was_open_does_no_harm(jack_server):
    server = jack_server()
    assert any(device.name == "system" for device in list_devices())
    server.kill()
    assert [device.name for device in list_devices()] == ["virtual"]
    server.start()
    backend = jack()
    assert backend.alive()
    backend.close()


def test_a_server_that_hangs_holds_nobody_up_and_is_used_again_when_it_goes_on(jack_server):
    """In a process of its own: libjack keeps the client that hung for as long as the process lives."""
    server = jack_server()
    command = [sys.executable, "-m", "tests.contract.hang", str(server.process.pid)]
    done = subprocess.run(command, env=server.env, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.splitlines() == ["refused", "refused", "opened"], done.stderr
