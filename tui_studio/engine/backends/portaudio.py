"""PortAudio through sounddevice: ALSA, JACK, Core Audio, WASAPI."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from tui_studio.engine.backends import library
from tui_studio.engine.backends.base import AGO_SHIFT, EXACT, Backend, Callback
from tui_studio.engine.backends.devices import Choice, choose, find_all
from tui_studio.engine.backends.frame_watch import FrameWatch
from tui_studio.engine.backends.jack_frames import JackFrames, server_frames
from tui_studio.engine.backends.limits import LARGEST_BLOCK, check_channels, check_limits
from tui_studio.engine.backends.realtime import ask_realtime
from tui_studio.engine.backends.returning import choose_again
from tui_studio.engine.backends.virtual import VirtualBackend
from tui_studio.engine.protocol import DeviceInfo, DeviceSpec
from tui_studio.engine.ring import Block
from tui_studio.errors import DeviceError, RateRefusedError

USUAL_BLOCK: Final = 256
"""Where the block is ours to choose, and nobody asked for one."""
SILENT_SECONDS: Final = 1.0
"""A device that has not called for so long is gone."""
_PROBED_BLOCKS: Final = 8
_OPEN_SECONDS: Final = 3.0
CLOSE_SECONDS: Final = 2.0

_INPUT_LOST: Final = 1 | 2
"""PortAudio's status bits for input under- and overflow."""
_OUTPUT_LATE: Final = 4


def open_default(spec: DeviceSpec, max_block: int) -> Backend:
    """The system's default device; without any, the virtual interface with a note that says so."""
    try:
        library.refresh()
        there = find_all()
    except DeviceError as error:
        return VirtualBackend(spec, max_block, note=f"{error.message}: this is the virtual interface")
    if not there and not spec.host_api:
        return VirtualBackend(spec, max_block, note="no sound card found: this is the virtual interface")
    return _open(spec, max_block, lambda: choose(spec))


def open_named(spec: DeviceSpec, max_block: int) -> Backend:
    """The device of this name. Raises DeviceError."""
    library.refresh()
    return _open(spec, max_block, lambda: choose(spec))


def open_again(spec: DeviceSpec, max_block: int, was: DeviceInfo) -> Backend:
    """The very device that was open as `was`. Raises DeviceError, DeviceMissingError when it is not there."""
    library.refresh()
    return _open(spec, max_block, lambda: choose_again(was))


def _open(spec: DeviceSpec, max_block: int, chosen: Callable[[], Choice]) -> Backend:
    check_limits(spec, max_block)
    choice = chosen()
    is_jack = library.is_jack(choice.main.host_api)
    backend = PortAudioBackend(spec, choice, 0 if is_jack else spec.block or USUAL_BLOCK, max_block)
    if not is_jack or spec.block in {0, backend.info.block}:
        return backend
    period = backend.info.block
    backend.close()
    note = (
        f"the JACK server's period is {period}: blocks of {spec.block} are fitted to it, which adds latency"
    )
    library.refresh()  # PortAudio counts the names of JACK's ports on from stream to stream
    return PortAudioBackend(spec, chosen(), spec.block, max_block, note=note, period=period)


class PortAudioBackend:
    """Implements `backends.base.Backend`. The stream runs from the start, silent until `start`.

    So its facts (block, latency, priority) are what its own thread has seen. A device that died is not
    closed but abandoned (see `library`), so that a new one can be opened in this process.
    """

    def __init__(
        self,
        spec: DeviceSpec,
        choice: Choice,
        block: int,
        max_block: int,
        *,
        note: str = "",
        period: int = 0,
    ) -> None:
        """`period` is the server's if the block is fitted to another one; 0 otherwise."""
        source, sink, main = choice.source, choice.sink, choice.main
        check_channels(main.label, "inputs", spec.inputs, source.inputs if source else 0)
        check_channels(main.label, "outputs", spec.outputs, sink.outputs if sink else 0)
        self._inputs: Final = (spec.inputs or source.inputs) if source else 0
        self._outputs: Final = (spec.outputs or min(2, sink.outputs)) if sink else 0
        self._rate: Final = spec.rate or main.rate
        self._max_block: Final = max_block
        self._exact_time: Final = library.is_jack(main.host_api)
        self._hear: Block = np.zeros((self._inputs, 0), np.float32)
        self._play: Block = np.zeros((self._outputs, 0), np.float32)
        self._heard_at: Any = None
        self._played_at: Any = None
        self._frames_at = 0
        self._probe: Final = _Probe()
        self._callback: Callback | None = None
        self._inside = False
        self._last_call = time.monotonic()
        self._watch = FrameWatch(self._rate)
        self._count: Final = server_frames() if self._exact_time else None
        self._period: Final = period
        self._frames: JackFrames | None = None
        self._finished = False
        self._closed = False
        self._stream = self._open_stream(choice, block)
        self._run_stream(main.label, main.host_api)
        self.info = self._describe(choice, block, note)

    def start(self, callback: Callback) -> None:
        """See Backend."""
        if not self.alive():
            raise DeviceError("the device does not run", where=self.info.name, hint="open it again")
        self._watch = FrameWatch(self._rate)
        self._frames = JackFrames(self._count, self._rate, self._period) if self._count else None
        self._callback = callback

    def stop(self) -> None:
        """See Backend."""
        self._callback = None
        deadline = time.monotonic() + SILENT_SECONDS
        while self._inside and time.monotonic() < deadline:
            time.sleep(0.0005)

    def close(self) -> None:
        """See Backend."""
        self.stop()
        if not self._closed:
            self._closed = True
            self._close_stream()

    def alive(self) -> bool:
        """See Backend."""
        if self._closed or self._finished or not self._stream.active:
            return False
        return time.monotonic() - self._last_call < SILENT_SECONDS

    def _open_stream(self, choice: Choice, block: int) -> Any:
        module = library.sounddevice()
        self._ffi = module._ffi
        common: dict[str, Any] = {
            "samplerate": self._rate,
            "blocksize": block,
            "dtype": "float32",
            "latency": "low",
            "finished_callback": self._finish,
        }
        device = (
            choice.source.index if choice.source else None,
            choice.sink.index if choice.sink else None,
        )
        kind = "duplex" if None not in device else "output" if device[0] is None else "input"
        side = 1 if kind == "output" else 0
        channels = (self._inputs, self._outputs)
        if kind != "duplex":
            common |= {"device": device[side], "channels": channels[side]}
        else:
            common |= {"device": device, "channels": channels}
        try:
            stream = library.open_stream(module, kind, self._called_rt, **common)
        except module.PortAudioError as error:
            raise self._refusal(choice, error) from error
        library.opened(stream)
        return stream

    def _refusal(self, choice: Choice, error: Exception) -> DeviceError:
        main = choice.main
        if library.sounddevice()._lib.paInvalidSampleRate in error.args:
            hint = f"it runs at {main.rate}: ask for that, or set the device to {self._rate}"
            return RateRefusedError(f"the device does not run at {self._rate}", where=main.label, hint=hint)
        reason = str(error.args[0]) if error.args else str(error)
        hint = "another program may be using it; close that, or choose another device"
        return DeviceError(f"the device cannot be opened: {reason}", where=main.label, hint=hint)

    def _run_stream(self, label: str, host_api: str) -> None:
        module = library.sounddevice()
        if host_api == "ALSA":
            library.enable_alsa_realtime(self._stream)
        reason = "it never called"
        try:
            self._stream.start()
            if self._probe.done.wait(_OPEN_SECONDS):
                return
        except module.PortAudioError as error:
            reason = str(error)
        self._closed = True
        self._close_stream()
        hint = "another program may be using it; close that, or choose another device"
        raise DeviceError(f"the device does not run: {reason}", where=label, hint=hint)

    def _describe(self, choice: Choice, block: int, note: str) -> DeviceInfo:
        probe = self._probe
        input_latency, round_trip = probe.latencies(self._rate)
        sink = choice.sink.name if choice.sink else ""
        return DeviceInfo(
            name=choice.main.name,
            host_api=choice.main.host_api,
            inputs=self._inputs,
            outputs=self._outputs,
            rate=self._rate,
            block=block or probe.block,
            input_latency=input_latency,
            output_latency=round_trip - input_latency,
            realtime=probe.realtime,
            output_name="" if sink == choice.main.name else sink,
            twins=choice.twins,
            note=note
            or ("" if probe.block <= LARGEST_BLOCK else f"the server dictates blocks of {probe.block}"),
        )

    def _close_stream(self) -> None:
        """Close in order if that is still possible; a stuck stream is left behind."""
        stream = self._stream
        if stream.active or not self._exact_time:
            closing = threading.Thread(target=self._close_quietly, name="closing the device", daemon=True)
            closing.start()
            closing.join(CLOSE_SECONDS)
            if not closing.is_alive():
                library.closed(stream)
                return
        library.abandon(stream)

    def _close_quietly(self) -> None:
        self._stream.close(ignore_errors=True)

    def _finish(self) -> None:
        self._finished = True

    def _called_rt(
        self, heard: Any, played: Any, frames: int, times: Any, status: int, _userdata: Any
    ) -> int:
        """PortAudio's callback: the buffers as pointers, interleaved; NULL for a direction that is not open."""
        self._inside = True
        self._last_call = time.monotonic()
        if heard != self._heard_at or played != self._played_at or frames != self._frames_at:
            self._see_rt(heard, played, frames)
        callback = self._callback
        if callback is None:
            self._play.fill(0.0)
            self._probe.look(frames, times)
        else:
            flags, lost = self._losses_rt(frames, times, status)
            if frames <= self._max_block:
                callback.process_rt(self._hear, self._play, frames, flags, lost)
            else:
                self._parts_rt(callback, frames, flags, lost)
        self._inside = False
        return 0

    def _parts_rt(self, callback: Callback, frames: int, flags: int, lost: int) -> None:
        for at in range(0, frames, self._max_block):
            end = min(frames, at + self._max_block)
            callback.process_rt(self._hear[:, at:end], self._play[:, at:end], end - at, flags, lost)
            flags = lost = 0

    def _see_rt(self, heard: Any, played: Any, frames: int) -> None:
        """PortAudio's buffers hardly ever move, so that they are made into arrays only when they do."""
        self._heard_at, self._played_at, self._frames_at = heard, played, frames
        self._hear = self._as_block(heard, self._inputs, frames)
        self._play = self._as_block(played, self._outputs, frames)

    def _as_block(self, pointer: Any, channels: int, frames: int) -> Block:
        if not channels:
            return np.zeros((0, frames), np.float32)
        memory = self._ffi.buffer(pointer, 4 * channels * frames)
        return np.frombuffer(memory, np.float32).reshape(frames, channels).T

    def _losses_rt(self, frames: int, times: Any, bits: int) -> tuple[int, int]:
        """(flags, frames lost).

        JACK's time counts frames, so that it tells how many are missing; an xrun without a loss is only late.
        """
        flags = (1 if bits & _INPUT_LOST else 0) | (2 if bits & _OUTPUT_LATE else 0)
        if not self._exact_time:
            return flags, 0
        if self._frames is not None:
            lost = self._frames.look_rt(frames)
            if lost:
                return 3 | EXACT, lost
            return 2 | EXACT if flags and not self._frames.told else 0, 0
        now = times.inputBufferAdcTime if self._inputs else times.outputBufferDacTime
        lost = self._watch.look_rt(now, frames)
        return (3 | self._watch.ahead << AGO_SHIFT, lost) if lost else (2 if flags else 0, 0)


class _Probe:
    """What the first blocks of a stream tell of it."""

    def __init__(self) -> None:
        self.done: Final = threading.Event()
        self.realtime = False
        self.block = 0
        self._seen = 0
        self._capture: Final = [0.0] * _PROBED_BLOCKS
        self._round: Final = [0.0] * _PROBED_BLOCKS

    def look(self, frames: int, times: Any) -> None:
        """Called from: the audio thread, before anything is recorded."""
        if self._seen == 0:
            self.realtime = ask_realtime()
        if self._seen < _PROBED_BLOCKS:
            now, adc, dac = times.currentTime, times.inputBufferAdcTime, times.outputBufferDacTime
            self.block = max(self.block, frames)
            self._capture[self._seen] = now - adc if adc else 0.0
            self._round[self._seen] = dac - (adc or now) if dac else now - adc
            self._seen += 1
            if self._seen == _PROBED_BLOCKS:
                self.done.set()

    def latencies(self, rate: int) -> tuple[int, int]:
        """(input, round trip) in frames, as PortAudio's time stamps have it."""
        capture = max(0, round(statistics.median(self._capture) * rate))
        return capture, max(capture, round(statistics.median(self._round) * rate))
