"""The plain head as a program: connects, passes keys on, and tells what has changed. What keys mean is decided in `head`."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import sys
import termios
import time
import traceback
import tty
from collections.abc import Iterator
from pathlib import Path

from tui_studio.line.announcements import Event, Follower
from tui_studio.studio.client import Launched, StudioClient, attach
from tui_studio.studio.options import StudioOptions
from tui_studio.studio.wire import JobProgress, Message, SongChanged, Status
from tui_studio.tui.greeting import TAKEN_OVER, recall
from tui_studio.tui.head import AGAIN_SECONDS, Head
from tui_studio.tui.plain.focus import focus_of
from tui_studio.tui.plain.keyboard import Key, Keyboard, Pasted
from tui_studio.tui.plain.paper import Paper
from tui_studio.tui.plain.speech import Speech, SpokenSentence, warned
from tui_studio.tui.view.desk import Desk
from tui_studio.tui.view.glyphs import ASCII

STATUS_PER_SECOND = 5.0
ESCAPE_SECONDS = 0.05
"""After this a lone escape is the key."""
SILENT_SECONDS = 0.4
"""A key that has changed nothing is answered by the focus once more."""
CALM_SECONDS = 1.0
"""Between two words about the focus that no key asked for: a tuner's reading, the teleprompter's line."""
JOB_SECONDS = 10.0
"""Between two words on how far a job is."""
PASTE_ON, PASTE_OFF = "\x1b[?2004h", "\x1b[?2004l"


def show(song_folder: Path, options: StudioOptions, launched: Launched | None) -> int:
    """Be the plain head on this terminal until the user leaves. Raises SongError when the song cannot be opened."""
    with _keys_at_once():
        return asyncio.run(_stay(song_folder, options, launched))


async def _stay(song_folder: Path, options: StudioOptions, launched: Launched | None) -> int:
    dumb = os.environ.get("TERM", "dumb") == "dumb"
    paper = Paper(_write, lambda: shutil.get_terminal_size().columns, dumb=dumb)
    view = ""
    while True:
        client = await attach(
            song_folder,
            options,
            launched=launched,
            name="plain",
            status_per_second=STATUS_PER_SECOND,
            meters=True,
        )
        head = PlainHead(client, paper, view)
        if not await _until_left(head, client):
            return 0
        view, launched = head.view, None


async def _until_left(head: PlainHead, client: StudioClient) -> bool:
    """Pass keys on until the user leaves, or the studio is gone; True when another is to be looked for."""
    loop = asyncio.get_running_loop()
    loop.add_reader(0, head.read)
    loop.add_signal_handler(signal.SIGTERM, head.leave, "")
    loop.add_signal_handler(signal.SIGHUP, head.leave, "")
    try:
        return await head.left
    finally:
        loop.remove_reader(0)
        with contextlib.suppress(OSError, TimeoutError):
            await asyncio.wait_for(client.close(), 1.0)


class PlainHead:
    """Head, desk, speech and paper of one stay. Called from: the event loop."""

    def __init__(self, client: StudioClient, paper: Paper, view: str = "") -> None:
        """`view`: that of the head before, whose studio was killed."""
        loop = asyncio.get_running_loop()
        self.left: asyncio.Future[bool] = loop.create_future()
        """Done when it is over: True when the studio was killed and another one may take the song over."""
        self._attached_at = time.monotonic()
        self._loop = loop
        self._paper = paper
        self._keyboard = Keyboard()
        self._speech = Speech(time.monotonic)
        self._desk = Desk(client.song, client.status, ASCII, time.monotonic, colour=False)
        self._saying = self._desk.saying = SpokenSentence(time.monotonic)
        self._head = Head(client, self._desk, self._changed, self.leave)
        self._head.redraw = self._from_the_beginning
        self._head.show_lines = lambda lines: self._desk.say("\n".join(lines))
        self._follower = Follower(lambda: client.song, self._event)
        self._jobs: dict[int, float] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._pressed_at = 0.0
        self._focused_at = 0.0
        self._due = False
        if view:
            self._go_on(view)
        else:
            self._greet(client)
        client.on_message(self._hear)
        self._watching = loop.create_task(self._watch(client))

    def _greet(self, client: StudioClient) -> None:
        greeting = f"{client.song.title}: ? tells keys, : takes a command, g tells where we are"
        self._first([greeting])

    @property
    def view(self) -> str:
        """The name of the view that is shown."""
        return self._head.views.present.name

    def _go_on(self, view: str) -> None:
        self._head.views.show(view)
        self._first([warned(TAKEN_OVER, alarming=True)])

    def _first(self, sentences: list[str]) -> None:
        """Tell these, then all that happened of late."""
        notices = [warned(one.text, alarming=one.level != "info") for one in recall(self._head)]
        self._paper.update([*sentences, *notices])
        self._changed()

    def _from_the_beginning(self) -> None:
        """The last sentence, the place with its keys, the item."""
        self._paper.forget()
        self._speech.sentence(self._desk.sentence)
        self._tell(again=True)

    async def _watch(self, client: StudioClient) -> None:
        await client.closed.wait()
        if client.goodbye or time.monotonic() - self._attached_at < AGAIN_SECONDS:
            self.leave(f"the studio has ended: {client.goodbye or 'it is gone; what was recorded is kept'}")
        elif not self.left.done():
            self.left.set_result(True)

    def leave(self, words: str) -> None:
        """Say so and detach; the studio goes on."""
        if not self.left.done():
            if words:
                self._paper.end(words)
            self.left.set_result(False)

    # ── from the studio ──────────────────────────────────────────────────────────────────────────────────────

    def _hear(self, message: Message) -> None:
        if self.left.done() or (isinstance(message, JobProgress) and self._too_soon(message)):
            return
        try:
            self._head.hear(message)
        except Exception as error:
            self._trouble(error)
        if isinstance(message, SongChanged):
            with contextlib.suppress(ValueError):
                self._saying.spoken.remove((message.label, False))
            self._speech.event(message.label)
        elif isinstance(message, Status):
            self._follower.hear(message)

    def _too_soon(self, job: JobProgress) -> bool:
        """A job tells that it begins, and then seldom until it is done."""
        now = time.monotonic()
        if job.done >= 1.0 or job.error is not None or now - self._jobs.get(job.job, -1e9) >= JOB_SECONDS:
            self._jobs[job.job] = now
            return False
        return True

    def _event(self, event: Event) -> None:
        """What the machine does: trouble at once, the rest unless an answer tells it."""
        if event.level != "info":
            self._speech.sentence(event.line(), unasked=True)
        elif event.event == "transport":
            self._speech.event(event.text)
        else:
            self._speech.event(event.line())

    # ── from the keyboard ────────────────────────────────────────────────────────────────────────────────────

    def read(self) -> None:
        """Keys have come, or the terminal has gone."""
        try:
            data = os.read(0, 4096)
        except OSError:
            data = b""
        if not data:
            self.leave("")
            return
        self._take(self._keyboard.feed(data))
        if self._keyboard.waiting:
            self._loop.call_later(ESCAPE_SECONDS, lambda: self._take(self._keyboard.flush()))

    def _take(self, events: list[Key | Pasted]) -> None:
        for event in events:
            if self.left.done():
                return
            self._pressed_at = time.monotonic()
            try:
                if isinstance(event, Pasted):
                    self._head.paste(event.text)
                else:
                    self._head.press(event.name)
            except Exception as error:
                self._trouble(error)
            self._tell()
            self._loop.call_later(SILENT_SECONDS, self._answer_silence, self._pressed_at)

    def _answer_silence(self, pressed_at: float) -> None:
        """Nothing was told since that key: what has the focus is told once more."""
        if pressed_at == self._pressed_at > self._focused_at and not self._head.question:
            self._tell(again=self._head.editor is None)

    # ── telling ──────────────────────────────────────────────────────────────────────────────────────────────

    def _changed(self) -> None:
        """Tell soon, once for all that changes until then."""
        if not self._due:
            self._due = True
            self._loop.call_soon(self._tell)

    def _tell(self, *, again: bool = False) -> None:
        self._due = False
        if self.left.done():
            return
        for sentence, alarming in self._saying.spoken:
            self._speech.sentence(sentence, alarming=alarming)
        self._saying.spoken.clear()
        told = self._speech.due()
        now = time.monotonic()
        calm_at = 0.0 if again or self._focused_at < self._pressed_at else self._focused_at + CALM_SECONDS
        try:
            focus = focus_of(self._head) if told or now >= calm_at else None
            if self._paper.update(told, focus, again=again):
                self._focused_at = now
        except Exception as error:
            self._trouble(error)
        times = [at for at in (self._speech.next_at, calm_at) if at is not None and at > now]
        self._come_back(min(times, default=None), now)

    def _come_back(self, at: float | None, now: float) -> None:
        """When something is to be told later."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None if at is None else self._loop.call_later(at - now + 0.001, self._tell)

    def _trouble(self, error: Exception) -> None:
        """A fault of the telling must not look like the studio's end: its details go to the log."""
        os.write(2, "".join(traceback.format_exception(error)).encode())
        self._speech.sentence("the head failed to tell something; its log has the details", alarming=True)


def _write(text: str) -> None:
    with contextlib.suppress(OSError):
        sys.stdout.write(text)
        sys.stdout.flush()


@contextlib.contextmanager
def _keys_at_once() -> Iterator[None]:
    """Within, keys come as they are pressed and are not echoed."""
    before = termios.tcgetattr(0)
    fancy = os.environ.get("TERM", "dumb") != "dumb"
    tty.setcbreak(0)
    now = termios.tcgetattr(0)
    now[0] &= ~(termios.ICRNL | termios.IXON)
    now[3] &= ~(termios.ISIG | termios.IEXTEN)
    termios.tcsetattr(0, termios.TCSADRAIN, now)
    if fancy:
        _write(PASTE_ON)
    try:
        yield
    finally:
        if fancy:
            _write(PASTE_OFF)
        with contextlib.suppress(termios.error):
            termios.tcsetattr(0, termios.TCSADRAIN, before)
