"""A line typed after `:`, done as the plain-text head would do it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from tui_studio.errors import BadInputError
from tui_studio.line import manual
from tui_studio.line.replies import failure_of, lines_of
from tui_studio.line.script import split_commands
from tui_studio.studio.wire import ActionInfo, Answer, Failure
from tui_studio.tui.asking import check

if TYPE_CHECKING:
    from tui_studio.tui.head import Head

WORDS = {
    "help": manual.OWN_WORDS["help"],
    "quit": "leave; the studio goes on, or ends if you say so",
}
"""The words of this line besides the actions."""
SENTENCE = 150
"""Letters of several answers that are told in one sentence; longer ones are shown below each other."""


class TypedLine:
    """The commands of a line, each begun when the one before is answered; what is refused, or not agreed to, ends it."""

    def __init__(self, head: Head, text: str) -> None:
        self._head = head
        self._left = split_commands(text)
        self._told: list[str] = []
        """Lines of the answers."""
        self._terse = True
        """Every answer was one line."""

    def go_on(self) -> None:
        """Do the next ones until one is to be waited for."""
        while self._left:
            command = self._left.pop(0)
            try:
                waits = self._begin(command)
            except BadInputError as error:
                self._refused(failure_of(error))
                return
            if waits:
                return
        self._head.talk.tell(["; ".join(self._told)] if self._in_one_sentence() else self._told)

    def _in_one_sentence(self) -> bool:
        return 0 < len("; ".join(self._told)) <= SENTENCE and self._terse

    def _begin(self, command: str) -> bool:
        """Begin one; whether an answer is to come. Raises BadInputError."""
        word, *rest = command.split(maxsplit=1)
        values = rest[0] if rest else ""
        if word in ("help", "?"):
            self._help(values.strip("\"' "))
            return False
        info = self._meant("head.leave" if word in ("quit", "exit") else word)
        if info is None:
            self._send(command)
        elif self._head.own.find(info.id) is not None:
            self._do(info.id, given(info, values))
            return False
        else:
            self._ask(info, f"{info.id} {values}".rstrip())
        return True

    def _do(self, action: str, values: dict[str, str]) -> None:
        """An action of this head; where that asks something, it has the last word. Raises BadInputError."""
        head = self._head
        head.do(action, values)
        if self._left and (head.question or head.editor is not None):
            raise BadInputError(f"{action} asks first", hint="answer it, then write the rest")

    def _help(self, name: str) -> None:
        actions = tuple(self._head.actions.values())
        answer = manual.answer(name, actions, brief=True, words=WORDS)
        if answer.error is not None:
            raise BadInputError(answer.error.message, hint=answer.error.hint)
        self._take(answer)

    def _take(self, answer: Answer) -> None:
        lines = lines_of(answer)
        self._told += lines
        self._terse = self._terse and len(lines) <= 1

    def _meant(self, word: str) -> ActionInfo | None:
        """The action of this word; a short one means what it does at the prompt. Raises BadInputError."""
        actions = self._head.actions
        return actions.get(word) or actions.get(manual.in_full(word, self._head.client.welcome.actions) or "")

    def _ask(self, info: ActionInfo, command: str) -> None:
        doing = self._head.doing
        if doing.reason_to_ask(info):
            agreed, declined = partial(self._send, command, confirmed=True), partial(self._declined, info)
            doing.confirm(info, agreed, declined)
        else:
            self._send(command, confirmed=doing.has_yes(info))

    def _send(self, command: str, *, confirmed: bool = False) -> None:
        self._head.talk.send_line(command, confirmed=confirmed, then=self._answered)

    def _answered(self, answer: Answer) -> None:
        if answer.error is not None:
            self._refused(answer.error)
            return
        self._take(answer)
        self.go_on()

    def _refused(self, failure: Failure) -> None:
        message, hint = _joined(self._before(), failure.message), _joined(failure.hint, self._not_done())
        self._head.show_answer(Answer(0, error=Failure(message, failure.where, hint)))

    def _declined(self, info: ActionInfo) -> None:
        self._head.desk.say(_joined(self._before(), f"{info.id} not done", self._not_done()))

    def _before(self) -> str:
        """What was answered before: for the same sentence, or shown where it is too long for it."""
        if self._in_one_sentence():
            return "; ".join(self._told)
        if self._told:
            self._head.show_lines(self._told)
        return ""

    def _not_done(self) -> str:
        return f"not done either: {', '.join(map(repr, self._left))}" if self._left else ""


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def given(info: ActionInfo, text: str) -> dict[str, str]:
    """The values written behind an action: by name, or without one in declared order. Raises BadInputError."""
    names = [param.name for param in info.params]
    found: dict[str, str] = {}
    for word in _words(text):
        name, equals, value = word.partition("=")
        if not equals:
            name, value = next((one for one in names if one not in found), ""), word
        if name not in names or name in found:
            raise BadInputError(f"'{word}' does not fit {info.id}", hint=f"write :{manual.usage(info)}")
        found[name] = value
    check(info, found)
    return found


def _words(text: str) -> Sequence[str]:
    """Without their quotation marks, where these come in pairs."""
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()
