"""One head: what it shows, and where a key goes. No terminal here."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tui_studio.errors import ConfigError
from tui_studio.studio.wire import ActionInfo, Message
from tui_studio.tui import keymap as keymaps
from tui_studio.tui.doing import Doing
from tui_studio.tui.head_actions import HEAD_ACTIONS
from tui_studio.tui.keymap import UNDER_A_SCREEN, Keymap
from tui_studio.tui.news import News
from tui_studio.tui.open_screens import OpenScreens
from tui_studio.tui.overviews import Overviews
from tui_studio.tui.own_actions import OwnActions
from tui_studio.tui.seams import Client, Screen
from tui_studio.tui.talk import Talk
from tui_studio.tui.view.desk import Desk
from tui_studio.tui.view.editor import Editor
from tui_studio.tui.views import Views

AGAIN_SECONDS = 5.0
"""A studio that is killed sooner than this after it was attached to is not started again."""


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
        self.show_lines: Callable[[Sequence[str]], None] = self._open_answer
        """Shows an answer of several lines."""
        self.leave = leave
        """Called with the last words."""
        self.closing = False
        """This head has asked the studio to end."""
        self.screens = OpenScreens()
        self.editor: Editor | None = None
        self.question = ""
        """A question that waits for one key."""
        self._entered: Callable[[str], None] = lambda _text: None
        self._replied: Callable[[str], None] = lambda _key: None
        self.actions: dict[str, ActionInfo] = {
            one.id: one for one in (*client.welcome.actions, *HEAD_ACTIONS)
        }
        self.refusal = ""
        """Why the user's key map is not used."""
        self.keymap = self._load_keymap()
        self.talk = Talk(self)
        self.send, self.show_answer = self.talk.send, self.talk.show_answer
        self.doing = Doing(self)
        self.do, self.ask = self.doing.do, self.doing.ask
        self.views = Views(self)
        self.own = OwnActions(self)
        self.overviews = Overviews(self)
        self._news = News(self)

    def _load_keymap(self) -> Keymap:
        try:
            return keymaps.load(self.actions.values())
        except ConfigError as error:
            self.refusal = f"the key map is not used: {error}"
            return keymaps.read(keymaps.shipped_file(), self.actions, lenient=True)

    def hear(self, message: Message) -> None:
        """Take a message of the studio."""
        self._news.take(message)
        self.changed()

    # ── from the keyboard ────────────────────────────────────────────────────────────────────────────────────

    def press(self, key: str) -> None:
        """One key, by the name `keys.pressed` gives it."""
        self.desk.saying.seen()
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

    @property
    def keys_here(self) -> Keymap:
        """As `keys`; under a screen, where the view is not seen, those that do not mean what is pointed at in it."""
        return self.keys if self.screen is None else self.keymap.within(UNDER_A_SCREEN)

    def _bound(self, key: str) -> None:
        binding = self.keys_here.bindings.get(key)
        if binding is None:
            self.desk.say(f"{key} does nothing here; ? shows the keys")
        else:
            self.do(binding.action, binding.params)

    # ── questions and screens ────────────────────────────────────────────────────────────────────────────────

    def ask_key(self, text: str, replied: Callable[[str], None]) -> None:
        """Ask something that one key answers."""
        self.question, self._replied = text, replied

    def _reply(self, key: str) -> None:
        self.question, replied = "", self._replied
        replied(key)

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

    @property
    def screen(self) -> Screen | None:
        """What is shown in place of the view."""
        return self.screens.top

    def open_screen(self, screen: Screen) -> None:
        """Show it over what is shown now."""
        self.screens.open(screen)

    def _open_answer(self, lines: Sequence[str]) -> None:
        from tui_studio.tui.screens.answer import AnswerScreen

        if not self.desk.saying.stands:
            self.desk.say("")
        self.open_screen(AnswerScreen(self, lines))

    def close_screen(self, screen: Screen) -> None:
        """Back to what it lies over."""
        self.screens.close(screen)
