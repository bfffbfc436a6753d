"""From an action to its doing: what is missing is asked for, then a yes where one is due."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from tui_studio.errors import BadInputError
from tui_studio.studio.wire import ActionInfo, Answer, Failure
from tui_studio.tui.asking import Wish, advice, check, present_value, question, wish_for
from tui_studio.tui.talk import Then
from tui_studio.tui.view.editor import Editor

if TYPE_CHECKING:
    from tui_studio.tui.head import Head

LOCKED = "LOCKED"


class Doing:
    """A head's actions: its own, and those the studio is asked for."""

    def __init__(self, head: Head) -> None:
        self._head = head
        self._desk = head.desk
        self._agreed: set[str] = set()
        """Actions that were confirmed during this take."""

    def take_is_over(self) -> None:
        """In the next one everything is asked for anew."""
        self._agreed.clear()

    def do(self, action: str, given: Mapping[str, str] | None = None) -> None:
        """Do an action: ask for what is missing, then for a yes where one is due."""
        head = self._head
        self._complete(wish_for(head.actions[action], given or {}, self._desk, head.views.present.supply))

    def ask(self, action: str, params: Mapping[str, Any], then: Then | None = None) -> None:
        """Have an action done with values as they are, after a yes where one is due."""
        info, send = self._head.actions[action], self._head.send
        if self.reason_to_ask(info):
            self.confirm(info, lambda: send(action, params, confirmed=True, then=then))
        else:
            send(action, params, confirmed=action in self._agreed, then=then)

    def _complete(self, wish: Wish) -> None:
        if not wish.missing:
            self._confirm(wish)
        else:
            self._ask_for(wish)

    def _ask_for(self, wish: Wish) -> None:
        if wish.missing[0].kind == "track" and not self._desk.song.tracks:
            self._desk.say("there are no tracks yet; t adds one")
            return
        self._desk.say(advice(wish))
        begun = present_value(wish, self._desk, self._head.views.present.present)
        self._head.ask_text(Editor(question(wish), begun), partial(self._answered, wish))

    def _answered(self, wish: Wish, text: str) -> None:
        if not text and wish.missing[0].required:
            self._desk.say("nothing done")
        else:
            self._complete(wish.with_answer(text))

    def _confirm(self, wish: Wish) -> None:
        """Perform the wish, after a yes where one is due."""
        if self.reason_to_ask(wish.info):
            self.confirm(wish.info, lambda: self._perform(wish, confirmed=True))
        else:
            self._perform(wish, confirmed=wish.info.id in self._agreed)

    def _perform(self, wish: Wish, *, confirmed: bool) -> None:
        own = self._head.own.find(wish.info.id)
        if own is None:
            then = partial(self._came, wish)
            self._head.send(wish.info.id, wish.params, confirmed=confirmed, then=then)
            return
        try:
            check(wish.info, wish.params)
        except BadInputError as error:
            self._head.show_answer(Answer(0, error=Failure(error.message, error.where, error.hint)))
        else:
            own(wish.params)

    def _came(self, wish: Wish, answer: Answer) -> None:
        """Show it. Where one of several answers was refused, that one is asked for again, and the others stay."""
        head = self._head
        head.show_answer(answer)
        if answer.error is None or len(wish.asked) < 2 or head.question or head.editor is not None:
            return
        again = wish.without(answer.error.where)
        if again is not None:
            typed = again.begun[again.missing[0].name]
            head.ask_text(Editor(question(again), typed), partial(self._answered, again))

    def has_yes(self, info: ActionInfo) -> bool:
        """It was agreed to during this take."""
        return info.id in self._agreed

    def confirm(
        self, info: ActionInfo, agreed: Callable[[], None], declined: Callable[[], None] | None = None
    ) -> None:
        """Ask for a yes. What is not of the take is asked once in a take; what would end a locked one, every time.

        Without one `declined` is called; if there is none it is said that nothing was done.
        """

        def replied(key: str) -> None:
            if key not in ("y", "Y"):
                if declined is not None:
                    declined()
                else:
                    self._desk.say(f"not done: {info.help}")
                return
            if not self._desk.status.locked:
                self._agreed.add(info.id)
            agreed()

        reason = self.reason_to_ask(info)
        what = "end the take? y ends it" if reason == LOCKED else f"{info.help}? y does it"
        self._head.ask_key(f"{reason}: {what}, any other key does not", replied)

    def reason_to_ask(self, info: ActionInfo) -> str:
        """Why this action wants a yes now; empty when it does not."""
        status = self._desk.status
        if status.state != "recording" or info.while_recording == "never":
            return ""
        if status.locked and info.ends_take:
            return LOCKED
        return "" if info.id in self._agreed or info.while_recording == "free" else "recording"
