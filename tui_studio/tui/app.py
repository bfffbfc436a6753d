"""The Textual app: it connects, draws lines of cells and passes keys on. What they mean is decided in `head`."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import time
import traceback
from pathlib import Path

from textual import events
from textual.app import App, ComposeResult

from tui_studio.errors import TuiStudioError
from tui_studio.settings import Settings, Tui
from tui_studio.studio.client import Launched, StudioClient, attach
from tui_studio.studio.options import StudioOptions
from tui_studio.studio.wire import Message
from tui_studio.tui.greeting import greet, take_over
from tui_studio.tui.head import AGAIN_SECONDS, Head
from tui_studio.tui.keys import pressed
from tui_studio.tui.pace import Pace
from tui_studio.tui.screen_lines import ScreenLines
from tui_studio.tui.terminal import TerminalDriver
from tui_studio.tui.view.cells import Tone, blank, line_of
from tui_studio.tui.view.desk import Desk
from tui_studio.tui.view.glyphs import choose, has_colour
from tui_studio.tui.widgets.canvas import Canvas

WHERE_IS_THE_CURSOR = "\x1b[6n"
LAST_ANSWER_SECONDS = 1.0
RETRY_SECONDS = 0.05
"""How long to wait for a terminal that has not accepted the last frame yet."""
LOADED_SECONDS = 1.0
"""After this all that is loaded at first is there."""
STILL_PER_SECOND = 4.0
"""Status events asked for while nothing rolls, at most."""


def show(song_folder: Path, options: StudioOptions, launched: Launched | None, settings: Settings) -> int:
    """Run the app until the user leaves. Raises SongError when the song cannot be opened."""
    app = StudioApp(song_folder, options, launched, settings.tui)
    app.run(mouse=False)
    if app.failure is not None:
        raise app.failure
    if app.last_words:
        print(app.last_words)
    return app.return_code or 0


def _collect_garbage() -> None:
    """As always; what was loaded at first is not looked at."""
    gc.freeze()
    gc.enable()


class StudioApp(App[None], inherit_bindings=False):
    """Connect, compose, dispatch."""

    CSS = "Screen { layout: vertical; overflow: hidden; }"
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self, song_folder: Path, options: StudioOptions, launched: Launched | None, settings: Tui
    ) -> None:
        colour = has_colour(settings.colour, os.environ)
        super().__init__(driver_class=None if os.name == "nt" else TerminalDriver, ansi_color=True)
        self.failure: TuiStudioError | None = None
        self.last_words = ""
        self.head: Head | None = None
        self.canvas = Canvas(colour=colour, resized=self._resized)
        self._colour = colour
        self._opening = (song_folder, options, launched)
        self._glyphs = choose(settings.glyphs, os.environ)
        self._pace = Pace(float(settings.frames_per_second))
        self._asked = 0.0
        self._client: StudioClient | None = None
        self._picture: ScreenLines | None = None
        self._extent = (80, 24)
        self._draw_due = False
        self._leaving = False
        self._early: list[str] = []
        """Keys that were pressed while the song was opening, and those that wait behind them."""
        self._can_ask = os.environ.get("TERM", "dumb") != "dumb"

    def compose(self) -> ComposeResult:
        """One canvas."""
        yield self.canvas

    async def on_load(self) -> None:
        """Connect while Textual makes its first frame."""
        self._connecting = asyncio.create_task(self._connect())
        asyncio.get_running_loop().call_later(LOADED_SECONDS, _collect_garbage)

    async def _connect(self) -> None:
        folder, options, launched = self._opening
        self._asked = self._pace.wished
        try:
            client = await attach(
                folder, options, launched=launched, name="tui", status_per_second=self._asked, meters=True
            )
        except TuiStudioError as error:
            self.failure = error
            self._leaving = True
            self.exit(return_code=1)
            return
        desk = Desk(client.song, client.status, self._glyphs, time.monotonic, colour=self._colour)
        self._client = client
        before = self.head
        self.head = head = Head(client, desk, self._changed, self._leave)
        head.redraw = self._redraw
        self._picture = ScreenLines(head)
        if before is None:
            greet(head)
        else:
            take_over(head, before)
        client.on_message(self._hear)
        self._watching = asyncio.create_task(self._watch(client))
        self._changed()
        while self._early:
            self._press(head, self._early[0])
            await head.talk.answered()
            del self._early[0]

    def _hear(self, message: Message) -> None:
        """A fault of the screen must not look like the studio's end."""
        if self.head is not None and not self._leaving:
            try:
                self.head.hear(message)
            except Exception as error:
                self._trouble(error)

    def _trouble(self, error: Exception) -> None:
        """Something in the screen failed: its details go to the log, a word to the user; what is recorded goes on."""
        if self.is_headless:
            raise error
        os.write(2, "".join(traceback.format_exception(error)).encode())
        if self.head is not None:
            self.head.desk.say("the screen failed to show something; its log has the details", alarming=True)

    async def _watch(self, client: StudioClient) -> None:
        attached = time.monotonic()
        await client.closed.wait()
        if client.goodbye or self._leaving or time.monotonic() - attached < AGAIN_SECONDS:
            self._leave(f"the studio has ended: {client.goodbye or 'it is gone; what was recorded is kept'}")
        else:
            await self._attach_again(client)

    async def _attach_again(self, lost: StudioClient) -> None:
        """The studio was killed: another one takes the song over, and is shown in the same view."""
        await lost.close()
        self._opening = (*self._opening[:2], None)
        await self._connect()

    def _leave(self, words: str) -> None:
        """The terminal's last answer is waited for, lest it appear at the shell's prompt."""
        self.last_words = self.last_words or words
        self._leaving = True
        if self._pace.waiting:
            self.set_timer(LAST_ANSWER_SECONDS, self.exit)
        else:
            self.exit()

    async def on_unmount(self) -> None:
        """Detach; the studio goes on."""
        self._connecting.cancel()
        if self._client is not None:
            self._watching.cancel()
            with contextlib.suppress(OSError, TimeoutError):
                await asyncio.wait_for(self._client.close(), 1.0)

    # ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────

    async def on_event(self, event: events.Event) -> None:
        """Keys go to the head before any binding of Textual's."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            self._key(event)
        elif isinstance(event, events.CursorPosition):
            self._pace.answered(time.monotonic())
            if self._leaving:
                self.exit()
        elif isinstance(event, events.Paste) and not event.is_forwarded:
            if self.head is not None:
                self.head.paste(event.text)
        else:
            await super().on_event(event)

    def _key(self, event: events.Key) -> None:
        key = pressed(event.key, event.character)
        if self.head is not None and not self._early:
            self._press(self.head, key)
        elif self.head is None and key in ("q", "ctrl+c", "escape"):
            self._leave("left while the song was opening; the studio goes on")
        else:
            self._early.append(key)
            self._changed()

    def _press(self, head: Head, key: str) -> None:
        try:
            head.press(key)
        except Exception as error:
            self._trouble(error)

    # ── drawing ──────────────────────────────────────────────────────────────────────────────────────────────

    def _resized(self, width: int, height: int) -> None:
        self._extent = (width, height)
        self._draw()

    def _changed(self) -> None:
        """Draw soon, once for all that changes until then."""
        if not self._draw_due:
            self._draw_due = True
            asyncio.get_running_loop().call_soon(self._draw_now)

    def _draw_now(self) -> None:
        self._draw_due = False
        if self._leaving:
            return
        if not self._keeps_up():
            self.set_timer(RETRY_SECONDS, self._changed)
            return
        try:
            self._draw()
        except Exception as error:
            self._trouble(error)

    def _draw(self) -> None:
        width, height = self._extent
        if self._picture is None:
            waiting = f" then: {' '.join(self._early)}" if self._early else ""
            opening = line_of([(f" opening {self._opening[0].name} ...{waiting}", Tone.DIM)], width)
            self.canvas.show([opening] + [blank(width)] * (height - 1), (0, 0))
            return
        lines, cursor = self._picture.draw(width, height)
        text = self.canvas.show(lines, cursor)
        if self._driver is None or self.is_headless:
            self.canvas.refresh()
        elif text:
            asks = self._can_ask and self._pace.ask_now(time.monotonic())
            self._driver.write(text + WHERE_IS_THE_CURSOR if asks else text)

    def _redraw(self) -> None:
        self.canvas.refresh()
        self.refresh(layout=True)

    def _keeps_up(self) -> bool:
        """Whether the terminal takes another frame now; the studio is asked for as many as it can take."""
        driver, now = self._driver, time.monotonic()
        if not isinstance(driver, TerminalDriver):
            return True
        self._pace.waited(driver.timed.slowest(now), now)
        if self.head is not None and self._client is not None:
            moving = self.head.desk.status.state in ("rolling", "recording")
            wanted = self._pace.present if moving else min(STILL_PER_SECOND, self._pace.present)
            if wanted != self._asked:
                self._asked = wanted
                self._client.subscribe(wanted, True, "tui")
        return driver.backlog <= 1 and self._pace.may_draw(now)
