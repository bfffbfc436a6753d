"""The short way through a block in which nothing new happens: nothing is asked for, no bound is passed, no
gain moves.

Most blocks are like that, and the processor's caches are cold when the device calls: what counts is how little
is touched. What is heard is the same as by the long way (`callback`), to the last bit; levels are taken over
some blocks at once.
"""

from __future__ import annotations

from typing import Final

from tui_studio.engine.ring import Block, CaptureRing, NumberRing
from tui_studio.engine.rt.mixer import Mixer
from tui_studio.engine.rt.transport import Transport


class Steady:
    """Goes on as the block before did, as long as that is right. Called from: callback."""

    def __init__(
        self,
        capture: CaptureRing,
        commands: NumberRing,
        mixer: Mixer,
        transport: Transport,
        *,
        max_block: int,
        level_frames: int,
    ) -> None:
        """Levels are published about every `level_frames` (at most `max_block`), or with each block that is longer."""
        self._capture: Final = capture
        self._commands: Final = commands
        self._mixer: Final = mixer
        self._transport: Final = transport
        self._max_block: Final = max_block
        self._level_frames: Final = min(level_frames, max_block)
        self._left = 0
        """Frames for which nothing happens by itself."""
        self._unmetered = 0

    def begin_rt(self) -> None:
        """A block went the long way, and nothing of it is left to be done."""
        self._left = self._transport.steady_frames_rt() if self._mixer.steady_rt(self._transport) else 0

    def block_rt(self, inputs: Block, outputs: Block, frames: int) -> bool:
        """Do a whole block. False, with nothing done, when it has to go the long way."""
        mixer, transport = self._mixer, self._transport
        if frames >= self._left or self._commands.waiting or not mixer.follows_rt():
            return False
        if self._unmetered + frames > self._max_block:
            self.levels_rt()
            if frames > self._max_block:
                return False
        at = self._unmetered
        if not mixer.go_on_rt(inputs, outputs, frames, at, transport):
            return False
        self._capture.write_rt(inputs, frames)
        transport.go_on_rt(frames)
        self._left -= frames
        self._unmetered = at + frames
        if at + 2 * frames > self._level_frames:
            self.levels_rt()
        return True

    def end_rt(self) -> None:
        """Something happens: no further this way, until `begin_rt`."""
        self._left = 0
        self.levels_rt()

    def levels_rt(self) -> None:
        """Publish the levels of the blocks that went on so."""
        if self._unmetered:
            self._mixer.levels_rt(self._capture, self._unmetered, self._transport)
            self._unmetered = 0
