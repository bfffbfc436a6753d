"""The sound process: `python -m tui_studio.engine.sound.process --link DESCRIPTOR --parent PID`.

Or a fork of the engine, which comes to `serve` at once. It ends when the engine is gone or hangs up; signals are the
engine's to hear.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import gc
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from tui_studio.engine.backends import open_backend
from tui_studio.engine.common_memory import CommonMemory
from tui_studio.engine.deck import MAX_BLOCK, OwnDeck, put_away
from tui_studio.engine.memory import AT_ONCE, give_back, lock_what_is_there, touch_ahead
from tui_studio.engine.protocol import DeviceInfo, refusal
from tui_studio.engine.protocol.events import Reply
from tui_studio.engine.ring import PlaybackRing, RingSpace
from tui_studio.engine.rt.mixplan import MixPlan
from tui_studio.engine.shared import Head, Shared
from tui_studio.engine.sound import link as said
from tui_studio.engine.sound.common_rings import RINGS, rings_in
from tui_studio.engine.sound.link import Gone, Link
from tui_studio.engine.sound.plan_form import PlanForm, plan_of, ring_of
from tui_studio.engine.urgency import make_urgent
from tui_studio.errors import DeviceError, TuiStudioError

LOOK_EVERY: Final = 0.25
_PR_SET_PDEATHSIG: Final = 1
"""Source: prctl(2)."""

log = logging.getLogger("sound")


def serve(link: Link, parent: int) -> None:
    """Do what the engine says, as long as it is there."""
    _die_with(parent)
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    sys.setswitchinterval(0.0001)
    make_urgent()
    lock_what_is_there()
    gc.disable()
    gc.freeze()
    try:
        Sound(link).run()
    except EOFError:
        pass
    except Exception:
        log.exception("the sound process stumbled")


class Sound:
    """What the callback needs, and the words that come for it. Called from: the process's main thread."""

    def __init__(self, link: Link) -> None:
        self._link: Final = link
        self._deck: OwnDeck | None = None
        self._backend: Any = None
        self._shared: Shared | None = None
        self._told_gone = False
        self._spaces: Final[dict[int, RingSpace]] = {}
        self._plans: Final[dict[int, tuple[MixPlan, int]]] = {}
        """Held until the engine says that none is used any more, and the number of the ring of each."""
        self._does: Final[dict[type, Callable[[Any], Any]]] = {
            said.Open: self._open,
            said.TakeRings: self._take_rings,
            said.TakeMemory: self._take_memory,
            said.DropMemory: self._drop_memory,
            said.TakePlan: lambda word: self._take_plan(word.plan),
            said.DropPlans: self._drop_plans,
            said.Start: self._start,
            said.Close: self._close,
        }

    def run(self) -> None:
        """Raises EOFError when the engine is gone."""
        while True:
            heard = self._link.hear_word(LOOK_EVERY)
            if heard is not None:
                self._take(*heard)
            self._watch()

    def _take(self, number: int, word: said.Word) -> None:
        if isinstance(word, said.ListDevices):
            # It can take long, and plans must not wait.
            threading.Thread(target=self._answer, args=(number, word, _listed), daemon=True).start()
        else:
            self._answer(number, word, self._does[type(word)])

    def _answer(self, number: int, word: said.Word, do: Callable[[Any], Any]) -> None:
        """What fails and has nobody to hear of it ends the process: the engine starts another."""
        try:
            reply = Reply(number, do(word))
        except TuiStudioError as error:
            reply = refusal(number, error)
        except Exception as error:
            if not number:
                raise
            log.exception("%s", word)
            reply = Reply(
                number, None, f"the sound process stumbled ({error!r})", hint="see the engine's log"
            )
        if number:
            with contextlib.suppress(OSError):
                self._link.send(reply)

    def _watch(self) -> None:
        if self._deck is not None and not self._told_gone and not self._deck.alive():
            self._told_gone = True
            with contextlib.suppress(OSError):
                self._link.send(Gone())

    # ── the device ──────────────────────────────────────────────────────────────────────────────────────────

    def _open(self, word: said.Open) -> DeviceInfo:
        self._close(None)
        self._shared = Shared.attach(Path(word.shared))
        self._backend = open_backend(word.device, MAX_BLOCK, word.again)
        info: DeviceInfo = self._backend.info
        return info

    def _take_rings(self, word: said.TakeRings) -> None:
        memories = [self._memory() for _ in range(RINGS)]
        rings = rings_in(memories, self._backend.info.inputs, word.capacity)
        touch_ahead(rings.ahead.as_it_lies)
        touch_ahead(rings.capture.as_it_lies, AT_ONCE * max(1, self._backend.info.inputs))
        assert self._shared is not None
        self._deck = OwnDeck(self._backend, self._shared, rings)
        self._told_gone = False

    def _start(self, _word: said.Start) -> DeviceInfo:
        deck, shared = self._deck, self._shared
        if deck is None or shared is None:
            raise DeviceError("no device is open", hint="open one: device.open")
        gc.freeze()
        shared.head[Head.SOUND_PID] = os.getpid()
        deck.start()
        return deck.info

    def _close(self, _word: said.Close | None) -> None:
        backend, self._backend, self._deck = self._backend, None, None
        if backend is not None:
            put_away(backend)
        if self._shared is not None:
            self._shared.head[Head.SOUND_PID] = 0
        self._plans.clear()
        self._spaces.clear()
        gc.collect()

    # ── what it plays ───────────────────────────────────────────────────────────────────────────────────────

    def _take_memory(self, word: said.TakeMemory) -> None:
        memory = self._memory()
        block = memory.sound(word.rows, word.columns)
        touch_ahead(block, at_once=0)
        self._spaces[word.memory] = RingSpace(block, memory.counters)

    def _drop_memory(self, word: said.DropMemory) -> None:
        space = self._spaces.pop(word.memory, None)
        if space is not None:
            give_back(space.memory)

    def _take_plan(self, form: PlanForm) -> None:
        if self._deck is None:
            return
        plan = plan_of(form, self._ring_of(form))
        self._plans[form.number] = plan, form.ring.number
        self._deck.callback.pending_plan = plan

    def _ring_of(self, form: PlanForm) -> PlaybackRing:
        shared_by = (plan.ring for plan, number in self._plans.values() if number == form.ring.number)
        return next(shared_by, None) or ring_of(form.ring, self._spaces[form.ring.memory])

    def _drop_plans(self, word: said.DropPlans) -> None:
        for number in word.numbers:
            self._plans.pop(number, None)

    def _memory(self) -> CommonMemory:
        descriptor = self._link.take_descriptor()
        try:
            memory = CommonMemory(descriptor)
        except OSError:
            os.close(descriptor)
            raise
        memory.let_go()
        return memory


def _listed(_word: object) -> list[DeviceInfo]:
    make_urgent()
    from tui_studio.engine.backends.devices import list_devices

    return list_devices()


def _die_with(parent: int) -> None:
    """End with the engine, also when stuck in a sound library. Elsewhere than on Linux the hang-up has to do."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def main() -> None:
    """Begin as a program of one's own."""
    faulthandler.enable()
    words = dict(zip(sys.argv[1::2], sys.argv[2::2], strict=True))
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    serve(Link(socket.socket(fileno=int(words["--link"]))), int(words["--parent"]))


if __name__ == "__main__":
    main()
    os._exit(0)  # the native threads of a sound library that was abandoned must not hold up the end
