"""The short way through a block in which nothing new happens: nothing is asked for, no bound is passed, no
gain moves.

Most blocks are like that, and the processor's caches are cold when the device calls: what counts is how little
is touched. So what is heard is copied from where it lies ready: silence, or what was mixed ahead beside the callback
(`ahead`). While that is not there, the tape is mixed for a stretch of blocks at once; if anything happens before its
end, the rest is mixed again, as it is to be heard then. What is heard is the same as by the long way (`callback`), to
the last bit.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from tui_studio.engine.ring import Block, CaptureRing, NumberRing, Woven, as_bytes, woven
from tui_studio.engine.rt.ahead import SIDES, WIDTH, AheadRing, Key
from tui_studio.engine.rt.mixer import Mixer
from tui_studio.engine.rt.mixplan import MixPlan
from tui_studio.engine.rt.transport import NONE, Transport
from tui_studio.engine.shared import Head, Shared

NOT_AHEAD: Final = -1

# Plain numbers: see `transport`.
_AHEAD_TO: Final = int(Head.AHEAD_TO)
_CLEAR_REQUESTS: Final = int(Head.CLEAR_REQUESTS)
_CONTROLS_VERSION: Final = int(Head.CONTROLS_VERSION)


class Steady:
    """Goes on as the block before did, as long as that is right. Called from: callback."""

    def __init__(
        self,
        shared: Shared,
        capture: CaptureRing,
        commands: NumberRing,
        mixer: Mixer,
        transport: Transport,
        *,
        ahead: AheadRing,
        max_block: int,
        stretch: int,
    ) -> None:
        """At most `stretch` frames are mixed at once, or a block that is longer."""
        self._numbers: Final = shared.head.data
        self._capture: Final = capture
        self._commands: Final = commands
        self._mixer: Final = mixer
        self._transport: Final = transport
        self._max_block: Final = max_block
        self._stretch: Final = min(stretch, max_block)
        self._ahead: Final = ahead
        self._silence: Final = as_bytes(np.zeros((max_block, SIDES), np.float32))
        self.plan: MixPlan | None = None
        """The one that sounds, while nothing happens."""
        self._key: Key = Key(NONE, NONE, NONE, NONE)
        """By which mix that is so."""
        self._version = self._clears = NONE
        """Of the controls, and of the requests to clear, that were followed last."""
        self._inputs = self._outputs = np.zeros((0, 0), np.float32)
        self._came: Woven | None = None
        self._sent: Woven | None = None
        """The bytes of these two, where they lie frame by frame."""
        self._source: Woven = self._silence
        self._from = 0
        """Where the stretch lies ready."""
        self._offset = NOT_AHEAD
        """The stream frame at which it begins, if it was mixed ahead beside the callback."""
        self._alone = False
        """A mix from there is all that is heard."""
        self._plain = False
        """What lies ready is all that is heard."""
        self._own = False
        """The mixer has what is heard, and tells its level."""
        self._at = 0
        self._end = 0
        """Frames of the stretch that were played, and all of them."""
        self._left = 0
        """Frames after the stretch for which nothing happens by itself; one of them is not."""

    def begin_rt(self, clears: int) -> None:
        """A block went the long way, and nothing of it is left to be done. So many requests to clear were followed."""
        mixer = self._mixer
        if mixer.plan is not None and mixer.steady_rt(self._transport):
            self.plan = mixer.plan
            self._version, self._clears = mixer.followed, clears
            self._key = Key(mixer.plan.number, mixer.followed, mixer.hearing, mixer.gate)
            self._alone = mixer.plan.alone[mixer.hearing]
            self._left = self._transport.steady_frames_rt()

    def block_rt(self, inputs: Block, outputs: Block, frames: int) -> bool:
        """Do a whole block. False, with nothing done, when it has to go the long way."""
        numbers = self._numbers
        if (
            self._commands.waiting
            or numbers[_CONTROLS_VERSION] != self._version
            or numbers[_CLEAR_REQUESTS] != self._clears
        ):
            return False
        if inputs is not self._inputs or outputs is not self._outputs:
            self._see_rt(inputs, outputs)
        at = self._at
        if at + frames > self._end:
            if not self._next_rt(frames):
                return False
            at = 0
        after = at + frames
        if self._plain and self._sent is not None:
            self._sent[:] = self._source[self._from + at * WIDTH : self._from + after * WIDTH]
        else:
            tape = self._ahead.block_rt(self._offset, at, frames) if self._offset >= 0 else None
            if not self._mixer.go_on_rt(inputs, outputs, at, self._transport, tape):
                return False
        if self._came is not None:
            self._capture.append_rt(self._came, frames)
        else:
            self._capture.write_rt(inputs, frames)
        self._transport.go_on_rt(frames)
        self._at = after
        if self._offset >= 0 and self._plain:
            numbers[_AHEAD_TO] = self._offset + after
        return True

    def end_rt(self) -> None:
        """Something happens: no further this way, until `begin_rt`."""
        self._over_rt()
        self._left = 0
        self.plan = None

    def _see_rt(self, inputs: Block, outputs: Block) -> None:
        """Devices give the same arrays over and over."""
        self._inputs, self._outputs = inputs, outputs
        self._came = woven(inputs)
        sent = woven(outputs) if outputs.shape[0] == SIDES else None
        if (sent is None) != (self._sent is None):
            self._over_rt()
        self._sent = sent

    def _next_rt(self, frames: int) -> bool:
        """Begin a stretch of blocks of so many frames; False when there is none."""
        self._over_rt()
        most = min(self._left - 1, self._max_block)
        if frames > most:
            return False
        there = self._ready_rt()
        if there < frames:
            there = self._mix_rt(frames, most)
        if there < frames:
            return False
        if self._own:  # its level is told when it is over
            most = min(most, max(frames, self._stretch))
        self._end = min(there, most) // frames * frames
        self._left -= self._end
        return True

    def _ready_rt(self) -> int:
        """Frames of what is heard, or of the tape in it, that lie ready; 0 for none."""
        self._offset, self._own = NOT_AHEAD, False
        ring = self._transport.ring
        if ring is None or not self._transport.moving:
            if self._sent is None or self._mixer.hears_inputs:
                return 0
            self._plain, self._source, self._from = True, self._silence, 0
            return self._max_block
        if self._alone and self._sent is None:
            return 0
        offset = ring.read
        there = self._ahead.ready_rt(self._key, offset)
        if there:
            self._offset, self._plain, self._own = offset, self._alone, not self._alone
            self._source, self._from = self._ahead.woven, self._ahead.byte_rt(offset)
            if self._plain:
                self._mixer.meter.rest_rt()
        return there

    def _mix_rt(self, frames: int, most: int) -> int:
        """Mix some blocks of so many frames here; how many frames they are, 0 for none."""
        transport = self._transport
        there = min(max(frames, self._stretch), most)
        if transport.moving and transport.ring is not None:
            there = min(there, transport.ring.filled)
        if there < frames:
            return 0
        there = there // frames * frames
        self._offset, self._own = NOT_AHEAD, True
        self._source, self._from = self._mixer.woven, 0
        self._plain = self._mixer.ahead_rt(there, transport, alone=self._sent is not None)
        return there

    def _over_rt(self) -> None:
        """The stretch is over, or will not be played to its end."""
        if self._at and self._own:
            self._mixer.level_rt(self._at)
        self._left += self._end - self._at
        self._at = self._end = 0
