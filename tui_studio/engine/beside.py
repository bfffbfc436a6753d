"""What is done beside the callback while a device is open: the tape is mixed ahead, levels are read."""

from __future__ import annotations

import logging
import threading
from typing import Final

from tui_studio.engine.ahead import AheadMixer
from tui_studio.engine.deck import MAX_BLOCK, Deck
from tui_studio.engine.levels import LevelReader
from tui_studio.engine.shared import Shared
from tui_studio.engine.urgency import make_prompt

STEP_SECONDS: Final = 0.05
SEEN: Final = 0.6
"""So much of what stays in a ring behind the callback goes by between two looks."""

log = logging.getLogger(__name__)


class Beside:
    """A thread that does it until `end`. Called from: command thread."""

    def __init__(self, shared: Shared, deck: Deck) -> None:
        """The deck has started."""
        rings, plans, rate = deck.rings, deck.plans, deck.info.rate
        self._mixer: Final = AheadMixer(shared, rings.ahead, rate, lambda: plans.plan)
        self._levels: Final = LevelReader(shared, rings.capture, rate, lambda: plans.plan, self._mixer.played)
        self._every: Final = min(STEP_SECONDS, SEEN * MAX_BLOCK / rate)
        self._ended: Final = threading.Event()
        self._thread: Final = threading.Thread(target=self._run, name="beside", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """End it. Idempotent."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        make_prompt()
        while not self._ended.wait(self._every):
            for do in (self._levels.look, self._mixer.step):  # a new mix forgets the levels of the one before
                try:
                    do()
                except Exception:
                    log.exception("what goes on beside the callback stumbled")
