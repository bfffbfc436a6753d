"""The engine's block function: what runs in the sound card's thread."""

from __future__ import annotations

from time import perf_counter_ns
from typing import Final

from tui_studio.engine.ring import Block, CaptureRing, NumberRing
from tui_studio.engine.rt.ahead import AheadRing
from tui_studio.engine.rt.contract import Announcement
from tui_studio.engine.rt.mixer import DECLICK_SECONDS, Mixer
from tui_studio.engine.rt.mixplan import MixPlan
from tui_studio.engine.rt.steady import NOT_AHEAD, Steady
from tui_studio.engine.rt.transport import LOCATING, NONE, STOPPED, Transport
from tui_studio.engine.shared import Head, Shared

IMPULSE: Final = 0.5
"""Amplitude of the calibration impulse."""
RESERVED_ROWS: Final = 64
"""Announcements kept free for facts of the transport: a storm of xruns must not cost the end of a take."""

STRETCH_SECONDS: Final = 0.0107
"""So much of the tape is mixed at once while nothing happens, where it was not mixed ahead."""

# Plain numbers: see `transport`.
_CLEAR_REQUESTS: Final = int(Head.CLEAR_REQUESTS)
_CLICK_GATE: Final = int(Head.CLICK_GATE)
_CLOCK: Final = int(Head.CLOCK)
_HEARING: Final = int(Head.HEARING)
_HEARTBEAT: Final = int(Head.HEARTBEAT)
_LATE_BLOCKS: Final = int(Head.LATE_BLOCKS)
_LEAD_LEFT: Final = int(Head.LEAD_LEFT)
_LOAD_PPM: Final = int(Head.LOAD_PPM)
_POSITION: Final = int(Head.POSITION)
_PUNCHED_IN: Final = int(Head.PUNCHED_IN)
_RECORD_START: Final = int(Head.RECORD_START)
_REHEARSING: Final = int(Head.REHEARSING)
_SEQUENCE: Final = int(Head.SEQUENCE)
_STATE: Final = int(Head.STATE)
_AGO_SHIFT: Final = 8
"""As `backends.base.AGO_SHIFT`."""
_COUNTERS: Final = (
    Head.XRUNS,
    Head.LATE_BLOCKS,
    Head.STARVED,
    Head.DROPPED,
    Head.LAST_XRUN_POSITION,
    Head.LAST_STARVED_POSITION,
    Head.LAST_DROP_POSITION,
)


class EngineCallback:
    """Commands in, plan in, sound in; sound out, announcements out, state out. Implements
    `backends.base.Callback`.

    The clock is `capture.written`. `inputs` rows of sound come in, `outputs` go out; the first two
    outputs, or those of the plan, carry the mix (a single one its mean), the others are silent. With `declick` False motion
    starts and stops hard. While nothing happens, what is heard is taken from `ahead`; what is not there is mixed
    for `stretch_seconds` at once.

    Others assign `pending_plan`; it is adopted at a block's start if the playhead lies in what its ring
    holds, and then announced by ADOPTED (after the crossfade from the old plan, when rolling). Until then
    whoever assigned it holds on to both, so that no memory is freed in the callback. A pending plan whose
    stream can never come to the playhead is answered once by REFUSED. It may share the ring of the plan
    that sounds. The first plan of all sets the playhead to its start.
    """

    def __init__(
        self,
        shared: Shared,
        capture: CaptureRing,
        commands: NumberRing,
        announcements: NumberRing,
        ahead: AheadRing | None = None,
        *,
        inputs: int,
        outputs: int,
        max_block: int,
        rate: int,
        declick: bool = True,
        stretch_seconds: float = STRETCH_SECONDS,
    ) -> None:
        self._head: Final = shared.head
        self._numbers: Final = shared.head.data
        """The head again: single numbers come and go faster this way."""
        self._capture: Final = capture
        self._announcements: Final = announcements
        self.inputs: Final = inputs
        self.outputs: Final = outputs
        self.max_block: Final = max_block
        self.rate: Final = rate
        self._mixer: Final = Mixer(shared, inputs=inputs, outputs=outputs, max_block=max_block, rate=rate)
        self.transport: Final = Transport(
            commands, announcements, int(rate * DECLICK_SECONDS) if declick else 0
        )
        self._steady: Final = Steady(
            shared,
            capture,
            commands,
            self._mixer,
            self.transport,
            ahead=ahead or AheadRing(),
            max_block=max_block,
            stretch=int(rate * stretch_seconds),
        )
        self.failures = 0
        """Blocks lost to an exception; they were silent."""
        self.last_failure = ""
        """The name of the last one's class."""
        self._pending: MixPlan | None = None
        self._refused: MixPlan | None = None
        self._unannounced = False
        self._cleared = int(shared.head[Head.CLEAR_REQUESTS])
        self._quiet = 0
        self._starved = 0
        self._starved_clock = 0
        self._starved_position = 0
        self._load = 0.0
        self._frame_ns: Final = 1e9 / rate
        self._smoothing: Final = 4.0 / rate

    @property
    def plan(self) -> MixPlan | None:
        """The plan that sounds."""
        return self._mixer.plan

    @property
    def pending_plan(self) -> MixPlan | None:
        """The plan that waits to be adopted; None once it was. Assigned by: command thread."""
        pending = self._pending
        return None if pending is self._mixer.plan else pending

    @pending_plan.setter
    def pending_plan(self, plan: MixPlan | None) -> None:
        self._pending = plan

    def process_rt(self, inputs: Block, outputs: Block, frames: int, flags: int, lost: int) -> None:
        """See `backends.base.Callback`. More frames than `max_block` are taken in parts."""
        began = perf_counter_ns()
        if flags or self._pending is not self._steady.plan or not self._goes_on_rt(inputs, outputs, frames):
            self._parts_rt(inputs, outputs, frames, flags, lost)
            self._publish_rt()
        self._publish_motion_rt()
        self._publish_load_rt(perf_counter_ns() - began, frames)

    def _goes_on_rt(self, inputs: Block, outputs: Block, frames: int) -> bool:
        """Go the short way, if this block may."""
        try:
            return self._steady.block_rt(inputs, outputs, frames)
        except Exception:  # the long way tells what it is
            return False

    def _parts_rt(self, inputs: Block, outputs: Block, frames: int, flags: int, lost: int) -> None:
        self._steady.end_rt()
        done = 0
        while done < frames:
            part = min(frames - done, self.max_block)
            self._guarded_rt(inputs[:, done : done + part], outputs[:, done : done + part], part, flags, lost)
            done += part
            flags = lost = 0
        if not (self._unannounced or self._starved or self._quiet > 0):
            self._steady.begin_rt(self._cleared)

    def _guarded_rt(self, inputs: Block, outputs: Block, frames: int, flags: int, lost: int) -> None:
        try:
            self._block_rt(inputs, outputs, frames, flags, lost)
        except Exception as trouble:
            self.failures += 1
            self.last_failure = type(trouble).__name__
            outputs.fill(0.0)
        self._capture.write_rt(inputs, frames)

    def _block_rt(self, inputs: Block, outputs: Block, frames: int, flags: int, lost: int) -> None:
        clock = self._capture.written
        transport, mixer = self.transport, self._mixer
        if flags:
            self._xrun_rt(clock, flags, lost)
        self._adopt_rt(clock, frames)
        transport.drain_rt(clock)
        if transport.state == LOCATING:
            self._adopt_rt(clock, frames)
        mixer.begin_rt(inputs, frames)
        at = 0
        while at < frames:
            span = transport.span_rt(clock + at, frames - at)
            mixer.span_rt(at, span, transport)
            self._watch_starvation_rt(clock + at, span)
            transport.advance_rt(clock + at, span)
            at += span
        mixer.end_rt(outputs, frames)
        self._announce_adopted_rt(clock + frames)
        self._calibrate_rt(clock, outputs, frames)
        self._clear_rt()

    def _adopt_rt(self, clock: int, frames: int) -> None:
        pending, mixer, transport = self._pending, self._mixer, self.transport
        if pending is None or pending is mixer.plan or self._unannounced:
            return
        ring = pending.ring
        leading = transport.leading
        offset = ring.offset_of(transport.position, leading)
        first = mixer.plan is None and transport.state == STOPPED
        if first or (ring is transport.ring and transport.state != LOCATING):
            offset = ring.read
        ahead = frames if transport.will_move else 0
        silent = not len(pending.row_slot) and pending.click is None
        beyond = offset - ring.read + ahead > ring.capacity - 2 * self.max_block
        if offset < ring.read or (beyond and not silent):
            if self._refused is not pending:
                self._refused = pending
                transport.say_rt(Announcement.REFUSED, clock, transport.position, pending.serial, leading)
            return
        if offset + ahead > ring.written and ring is not transport.ring and not silent:
            return
        self._refused = None
        mixer.adopt_rt(pending, crossfade=transport.moving)
        if ring is not transport.ring:
            self._head[Head.AHEAD_TO] = NOT_AHEAD
        transport.adopt_rt(ring, pending.punch, offset, clock)
        self._head[Head.PLAN] = pending.number
        self._head[Head.SPEC_SERIAL] = pending.serial
        self._unannounced = True

    def _announce_adopted_rt(self, clock: int) -> None:
        plan = self._mixer.plan
        if self._unannounced and plan is not None and self._mixer.leaving is None:
            self._unannounced = False
            self.transport.say_rt(
                Announcement.ADOPTED, clock, self.transport.position, plan.serial, plan.number
            )

    def _watch_starvation_rt(self, clock: int, frames: int) -> None:
        short = self._mixer.short
        if short:
            if not self._starved:
                self._starved_clock = clock + frames - short
                self._starved_position = self.transport.position + frames - short
                self._head[Head.LAST_STARVED_POSITION] = self._starved_position
                self._head[Head.STARVED] += 1
            self._starved += short
        elif self._starved:
            self.transport.say_rt(
                Announcement.STARVED, self._starved_clock, self._starved_position, self._starved
            )
            self._starved = 0

    def _xrun_rt(self, clock: int, flags: int, lost: int) -> None:
        ago = flags >> _AGO_SHIFT if self.transport.moving else 0
        position = max(0, self.transport.position - ago)
        self._head[Head.LAST_XRUN_POSITION] = position
        self._head[Head.XRUNS] += 1
        if lost:
            self._head[Head.LAST_DROP_POSITION] = position
            self._head[Head.DROPPED] += lost
        if self._announcements.room > RESERVED_ROWS:
            self.transport.say_rt(Announcement.XRUN, clock, position, lost, flags)

    def _calibrate_rt(self, clock: int, outputs: Block, frames: int) -> None:
        """Send the impulse; monitored inputs are kept quiet for a while, lest it comes round again."""
        output = self.transport.impulse_output
        if output != NONE:
            self.transport.impulse_output = NONE
            self._quiet = self.rate // 2
        if self.transport.moving:
            self._quiet = 0
        if self._quiet > 0:
            outputs.fill(0.0)
            self._quiet -= frames
        if 0 <= output < outputs.shape[0]:
            outputs[output, 0] = IMPULSE
            self.transport.say_rt(Announcement.IMPULSE, clock, self.transport.position)

    def _clear_rt(self) -> None:
        requests = self._numbers[_CLEAR_REQUESTS]
        if requests == self._cleared:
            return
        self._cleared = requests
        self._mixer.meter.clear_rt()
        for counter in _COUNTERS:
            self._head[counter] = 0

    def _publish_motion_rt(self) -> None:
        numbers = self._numbers
        sequence = numbers[_SEQUENCE]
        numbers[_SEQUENCE] = sequence + 1
        transport = self.transport
        numbers[_STATE] = transport.state
        numbers[_POSITION] = transport.position
        numbers[_CLOCK] = self._capture.written
        numbers[_SEQUENCE] = sequence + 2

    def _publish_rt(self) -> None:
        """Comes before the motion: who sees that sees what belongs to it."""
        numbers, transport = self._numbers, self.transport
        numbers[_PUNCHED_IN] = transport.punched_in and not transport.rehearsing
        numbers[_REHEARSING] = transport.rehearsing + (transport.rehearsing and transport.punched_in)
        numbers[_LEAD_LEFT] = transport.lead_left
        numbers[_RECORD_START] = transport.record_start
        numbers[_HEARING] = transport.hearing
        numbers[_CLICK_GATE] = self._mixer.gate

    def _publish_load_rt(self, elapsed: int, frames: int) -> None:
        numbers = self._numbers
        share = elapsed / (frames * self._frame_ns)
        self._load = load = self._load + (share - self._load) * min(1.0, self._smoothing * frames)
        numbers[_LOAD_PPM] = int(load * 1e6)
        if share > 1.0:
            numbers[_LATE_BLOCKS] += 1
        numbers[_HEARTBEAT] += 1
