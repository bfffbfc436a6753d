"""What keys do: from a key to an action, its questions, and the studio's answer. No terminal here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Protocol

from tui_studio.errors import ConfigError, TuiStudioError
from tui_studio.song.model import Song
from tui_studio.studio.wire import (
    ActionInfo,
    Answer,
    Failure,
    Goodbye,
    Growth,
    JobProgress,
    Message,
    Notice,
    SongChanged,
    Status,
    Welcome,
)
from tui_studio.tui import keymap as keymaps
from tui_studio.tui.asking import Wish, advice, present_value, question, wish_for
from tui_studio.tui.head_actions import HEAD_ACTIONS
from tui_studio.tui.keymap import Keymap
from tui_studio.tui.keys import shown
from tui_studio.tui.overviews import Overviews
from tui_studio.tui.own_actions import OwnActions
from tui_studio.tui.view.cells import Line
from tui_studio.tui.view.desk import Desk
from tui_studio.tui.view.editor import Editor
from tui_studio.tui.view.words import with_keys
from tui_studio.tui.views import Views
from tui_studio.units import format_time


class Client(Protocol):
    """The part of the studio's client that the head needs."""

    @property
    def song(self) -> Song:
        """The song as it is now."""
        ...

    @property
    def welcome(self) -> Welcome:
        """What the studio said first."""
        ...

    async def ask(self, action: str, /, *, confirmed: bool = False, **params: Any) -> Answer:
        """Do an action."""
        ...

    async def line(self, text: str, *, confirmed: bool = False) -> Answer:
        """Do what a line says."""
        ...


class Screen(Protocol):
    """Something that takes the place of the view: help, a chooser."""

    title: str
    hint: str
    """Its keys in words."""

    def press(self, key: str) -> bool:
        """Take a key; False leaves it to the key map."""
        ...

    def paste(self, text: str) -> None:
        """Take text that came at once."""
        ...

    def lines(self, width: int, height: int) -> list[Line]:
        """Exactly `height` lines."""
        ...

    def cursor(self, width: int, height: int) -> tuple[int, int]:
        """Column and line of what has the focus."""
        ...


class Head:
    """One head's keys, questions and sentences. `changed` is called when something is to be drawn anew."""

    def __init__(
        self, client: Client, desk: Desk, changed: Callable[[], None], leave: Callable[[str], None]
    ) -> None:
        self.client = client
        self.desk = desk
        self.changed = changed
        self.redraw: Callable[[], None] = changed
        """Draws everything, changed or not."""
        self.leave = leave
        """Called with the last words."""
        self.screen: Screen | None = None
        self.editor: Editor | None = None
        self.question = ""
        """A question that waits for one key."""
        self.actions: dict[str, ActionInfo] = {
            one.id: one for one in (*client.welcome.actions, *HEAD_ACTIONS)
        }
        self.keymap = self._load_keymap()
        self.views = Views(self)
        self.own = OwnActions(self)
        self.overviews = Overviews(self)
        self._entered: Callable[[str], None] = lambda _text: None
        self._replied: Callable[[str], None] = lambda _key: None
        self.closing = False
        """This head has asked the studio to end."""
        self._met = False
        """A status has come."""
        self._agreed: set[str] = set()
        """Actions that were confirmed during this take."""
        self._tasks: set[asyncio.Task[None]] = set()

    def greet(self) -> None:
        """The first sentence: what happened of late, or how to begin."""
        if self.desk.sentence:
            return
        notices = self.client.welcome.notices
        self.desk.say(notices[-1] if notices else f"{self.desk.song.title}: ? shows the keys")
        self.overviews.look()

    def _load_keymap(self) -> Keymap:
        try:
            return keymaps.load(self.actions.values())
        except ConfigError as error:
            self.desk.say(f"the key map is not used: {error}", alarming=True)
            return keymaps.read(keymaps.shipped_file(), self.actions)

    # ── from the studio ──────────────────────────────────────────────────────────────────────────────────────

    def hear(self, message: Message) -> None:
        """Take a message of the studio."""
        match message:
            case Status():
                self._status(message)
            case Growth():
                self.desk.take_growth(message)
            case SongChanged():
                faders = len(self.desk.moving)
                self.desk.take_song(self.client.song)
                self.views.follow()
                if len(self.desk.moving) == faders:  # else it is a fader come to rest, which was told already
                    self.desk.say(message.label)
                self.overviews.look()
            case Notice():
                self.desk.say(self.spelled(message.text), alarming=message.level != "info")
            case JobProgress():
                self._job(message)
            case Goodbye():
                closed = f"{self.desk.song.title} is closed"
                self.leave(closed if self.closing else f"the studio has ended: {message.reason}")
            case _:
                pass
        self.changed()

    def _status(self, status: Status) -> None:
        note = status.device_note
        arrived, self._met = not self._met, True
        if arrived and status.state in ("recording", "rolling"):
            self.desk.say(self._under_way(status))
        elif note and note != self.desk.status.device_note:
            lacking = status.state in ("no device", "no engine") and not self.desk.starting
            self.desk.say(note, alarming=lacking)
        self.desk.take_status(status)
        if status.state != "recording":
            self._agreed.clear()

    def _under_way(self, status: Status) -> str:
        """What goes on already when the head comes to it."""
        if status.state == "rolling":
            return f"it rolls{', rehearsing ' + status.practice if status.practice else ''}; g says where"
        names = ", ".join(track.name for track in self.desk.song.tracks if track.armed)
        since = format_time(max(0, status.record_start), status.rate or self.desk.song.rate)
        return f"recording {names} since {since}; r stops and keeps"

    def _job(self, job: JobProgress) -> None:
        if job.error is not None:
            self.desk.say(f"{job.title} failed: {job.error.message}", alarming=True)
        elif job.done >= 1.0:
            self.desk.say(f"{job.title} done{': ' + job.text if job.text else ''}")
        else:
            self.desk.say(f"{job.title}: {job.done * 100:.0f} % {job.text}".rstrip())

    # ── from the keyboard ────────────────────────────────────────────────────────────────────────────────────

    def press(self, key: str) -> None:
        """One key, by the name `keys.pressed` gives it."""
        if self.question:
            self._reply(key)
        elif self.editor is not None:
            self._edit(key)
        elif self.screen is None or not self.screen.press(key):
            self._bound(key)
        self.changed()

    def paste(self, text: str) -> None:
        """Text that came at once: into the line being typed, or to the screen; else a sound file dropped on a view of tracks."""
        if self.question:
            return
        if self.editor is not None:
            self.editor.insert(text)
        elif self.screen is not None:
            self.screen.paste(text)
        elif self.views.present.name in ("record", "takes"):
            from tui_studio.tui.dropping import import_dropped

            import_dropped(self, text)
        self.changed()

    @property
    def keys(self) -> Keymap:
        """The keys that work now. During a take those of the take do, whatever view is shown."""
        if self.desk.status.state == "recording":
            return self.keymap
        return self.keymap.within(self.views.present.keys)

    def _bound(self, key: str) -> None:
        """Under a screen the view is not seen: its own keys do nothing to it."""
        keys = self.keys if self.screen is None else self.keymap
        binding = keys.bindings.get(key)
        if binding is None:
            self.desk.say(f"{key} does nothing here; ? shows the keys")
        else:
            self.do(binding.action, binding.params)

    def _reply(self, key: str) -> None:
        self.question, replied = "", self._replied
        replied(key)

    def ask_key(self, text: str, replied: Callable[[str], None]) -> None:
        """Ask something that one key answers."""
        self.question, self._replied = text, replied

    def ask_text(self, editor: Editor, entered: Callable[[str], None]) -> None:
        """Have a line typed; Escape drops it."""
        self.editor, self._entered = editor, entered

    def _edit(self, key: str) -> None:
        assert self.editor is not None
        if key == "enter":
            text, self.editor = self.editor.text.strip(), None
            self._entered(text)
        elif key in ("escape", "ctrl+c"):
            self.editor = None
            self.desk.say("nothing done")
        else:
            self.editor.press(key)

    # ── screens ──────────────────────────────────────────────────────────────────────────────────────────────

    def open_screen(self, screen: Screen) -> None:
        """Show it in place of the view."""
        self.screen = screen

    def close_screen(self) -> None:
        """Back to the view."""
        self.screen = None

    # ── doing ────────────────────────────────────────────────────────────────────────────────────────────────

    def do(self, action: str, given: Mapping[str, str] | None = None) -> None:
        """Do an action: ask for what is missing, then for a yes where one is due."""
        info = self.actions[action]
        self._complete(wish_for(info, given or {}, self.desk, self.views.present.supply))

    def _complete(self, wish: Wish) -> None:
        if not wish.missing:
            self._confirm(wish)
            return
        if wish.missing[0].kind == "track" and not self.desk.song.tracks:
            self.desk.say("there are no tracks yet; t adds one")
            return
        self.desk.say(advice(wish))
        self.ask_text(
            Editor(question(wish), present_value(wish, self.desk, self.views.present.present)),
            lambda text: self._answered(wish, text),
        )

    def _answered(self, wish: Wish, text: str) -> None:
        if not text and wish.missing[0].required:
            self.desk.say("nothing done")
        else:
            self._complete(wish.with_answer(text))

    def _confirm(self, wish: Wish) -> None:
        """Perform the wish, after a yes where one is due."""
        if self.reason_to_ask(wish.info):
            self.confirm(wish.info, lambda: self._perform(wish, confirmed=True))
        else:
            self._perform(wish, confirmed=wish.info.id in self._agreed)

    def confirm(self, info: ActionInfo, agreed: Callable[[], None]) -> None:
        """Ask for a yes. What is not of the take is asked once in a take; what would end a locked one, every time."""

        def replied(key: str) -> None:
            if key not in ("y", "Y"):
                self.desk.say(f"{info.id} not done")
                return
            if not self.desk.status.locked:
                self._agreed.add(info.id)
            agreed()

        reason = self.reason_to_ask(info)
        what = "end the take? y ends it" if reason == LOCKED else f"{info.help}? y does it"
        self.ask_key(f"{reason}: {what}, any other key does not", replied)

    def reason_to_ask(self, info: ActionInfo) -> str:
        """Why this action wants a yes now; empty when it does not."""
        status = self.desk.status
        if status.state != "recording" or info.while_recording == "never":
            return ""
        if status.locked and info.id in ENDS_TAKE:
            return LOCKED
        return "" if info.id in self._agreed or _of_the_take(info) else "recording"

    def _perform(self, wish: Wish, *, confirmed: bool) -> None:
        own = self.own.find(wish.info.id)
        if own is not None:
            own(wish.params)
        else:
            self.send(wish.info.id, wish.params, confirmed=confirmed)

    def send(
        self,
        action: str,
        params: Mapping[str, Any] | None = None,
        *,
        confirmed: bool = False,
        then: Callable[[Answer], None] | None = None,
    ) -> None:
        """Ask the studio; `then` gets the answer, else its sentence is shown."""
        self.start(
            self._send(
                self.client.ask(action, confirmed=confirmed, **(params or {})), then or self.show_answer
            )
        )

    def ask(
        self, action: str, params: Mapping[str, Any], then: Callable[[Answer], None] | None = None
    ) -> None:
        """Have an action done with values as they are, after a yes where one is due."""
        info = self.actions[action]
        if self.reason_to_ask(info):
            self.confirm(info, lambda: self.send(action, params, confirmed=True, then=then))
        else:
            self.send(action, params, confirmed=action in self._agreed, then=then)

    def send_line(self, text: str, *, confirmed: bool = False) -> None:
        """Ask the studio to do what a line says."""
        self.start(self._send(self.client.line(text, confirmed=confirmed), self.show_answer))

    async def _send(self, asking: Coroutine[Any, Any, Answer], then: Callable[[Answer], None]) -> None:
        try:
            answer = await asking
        except TuiStudioError as error:
            answer = Answer(0, error=Failure(error.message, error.where, error.hint))
        then(answer)
        if answer.action == "track.add" and answer.error is None:
            self.desk.point(len(self.desk.song.tracks) - 1)
        self.changed()

    def show_answer(self, answer: Answer) -> None:
        """The studio's sentence, or what went wrong, where, and what to do."""
        if answer.error is not None:
            error = answer.error
            parts = "; ".join(part for part in (error.message, error.where, error.hint) if part)
            self.desk.say(self.spelled(parts), alarming=True)
        elif answer.text:
            self.desk.say(self.spelled(answer.text))

    def spelled(self, text: str) -> str:
        """A sentence of the studio with keys for the actions it names."""
        plain = self.desk.glyphs.kind == "ascii"
        return with_keys(text, self.actions, self.keys.keys_of, lambda key: shown(key, plain=plain))

    async def answered(self) -> None:
        """Returns when the studio has answered what it was asked, or takes its time."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=ANSWER_SECONDS)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run beside everything else; kept until it is done."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


ANSWER_SECONDS = 10.0
LOCKED = "LOCKED"
ENDS_TAKE = frozenset(
    [
        "transport.stop",
        "transport.toggle",
        "transport.record_toggle",
        "transport.punch_out",
        "pedal.press",
        "pedal.hold",
        "studio.quit",
    ]
)
"""What ends a take: while locked it wants a yes."""


def _of_the_take(info: ActionInfo) -> bool:
    """Keys of the take work while it is recorded; what only does it no harm asks once all the same."""
    return info.while_recording == "free" and not info.id.startswith(
        ("strip.", "fader.", "track.", "song.", "clip.")
    )
