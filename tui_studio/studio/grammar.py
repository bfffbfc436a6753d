"""The line grammar: `track.add name="Lead vox" inputs=1,2; transport.record`.

An action id, then values: `name=value`, or in declared order without names. Single and double quotes keep spaces (an
apostrophe inside a word is one), a backslash keeps the next character, `;` begins the next action, `#` instead of an action, or
with a space behind it, begins a comment. What takes a line of words (`idea.add`) needs no quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tui_studio.errors import BadInputError
from tui_studio.studio import registry

LONGEST_LINE = 100_000


@dataclass
class Call:
    """An action and its parameters, as texts or JSON values."""

    action: str
    params: dict[str, object] = field(default_factory=dict)
    confirmed: bool = False
    """`confirm=on` was written: the user was asked, for actions that want it while recording."""


@dataclass
class _Word:
    text: str = ""
    key: str = ""
    quoted: bool = False

    @property
    def empty(self) -> bool:
        return not (self.text or self.key or self.quoted)


_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def parse_line(line: str) -> list[Call]:
    """The calls in a line, none for an empty one. Raises BadInputError."""
    if len(line) > LONGEST_LINE:
        raise BadInputError("the line is too long", hint=f"write at most {LONGEST_LINE} characters")
    return [_call(words) for words in _sentences(line)]


def split(line: str) -> list[str]:
    """The pieces of a line between its `;`, each a line of its own, as they were written."""
    pieces, start, quote, skip = [], 0, "", False
    for at, character in enumerate(line):
        if skip:
            skip = False
        elif character == "\\" and quote != "'":
            skip = True
        elif quote:
            quote = "" if character == quote else quote
        elif character in "'\"" and not _is_apostrophe(character, line[:at]):
            quote = character
        elif character == ";":
            pieces.append(line[start:at])
            start = at + 1
    pieces.append(line[start:])
    return [piece.strip() for piece in pieces if piece.strip()]


def _call(words: list[_Word]) -> Call:
    first, *rest = words
    if first.key:
        raise BadInputError(
            f"'{first.key}={first.text}' is not an action", hint="write the action's id first"
        )
    action = registry.find(first.text, rest[0].text if rest else "")
    call = Call(action.info.id)
    loose: list[str] = []
    for word in rest:
        if word.key == "confirm" and word.text in {"on", "yes"} and not _own_confirm(action):
            call.confirmed = True
        elif not word.key and (loose or _takes_words(action, call)):
            loose.append(word.text)
        else:
            name = action.param(word.key).name if word.key else _next_name(action, call)
            if name in call.params:
                raise BadInputError(
                    f"{name} is given twice", where=action.info.id, hint=registry.usage(action)
                )
            call.params[name] = word.text
    _spread(action, call, loose)
    return call


def _own_confirm(action: registry.Action) -> bool:
    """Whether the yes is a parameter of the action itself, wanted while nothing records, too."""
    return any(one.name == "confirm" for one in action.params)


def _takes_words(action: registry.Action, call: Call) -> bool:
    """Whether the next value without a name is that of a parameter that takes all words."""
    following = next((one for one in action.params if one.name not in call.params), None)
    return following is not None and following.param.rest


def _spread(action: registry.Action, call: Call, loose: list[str]) -> None:
    """The words without a name: the last ones for what is needed behind, all others for the parameter that takes them."""
    if not loose:
        return
    names = [declared.name for declared in action.params]
    open_one = next(one for one in action.params if one.param.rest)
    behind = action.params[names.index(open_one.name) + 1 :]
    needed = [one.name for one in behind if one.required and one.name not in call.params]
    own = max(1, len(loose) - len(needed))
    call.params[open_one.name] = " ".join(loose[:own])
    call.params.update(zip(needed, loose[own:], strict=False))


def _next_name(action: registry.Action, call: Call) -> str:
    free = [declared.name for declared in action.params if declared.name not in call.params]
    if not free:
        raise BadInputError(
            f"too many values for {action.info.id}", hint=registry.usage(action) + "; quote what has spaces"
        )
    return free[0]


def _sentences(line: str) -> Iterator[list[_Word]]:
    words: list[_Word] = []
    for word in _words(line):
        if word is not None:
            words.append(word)
        elif words:
            yield words
            words = []
    if words:
        yield words


def _is_apostrophe(character: str, before: str) -> bool:
    """As in `don't`."""
    return character == "'" and before[-1:].isalnum()


def _words(line: str) -> Iterator[_Word | None]:
    """The words of a line, None between actions."""
    word = _Word()
    quote, begun = "", False
    characters = iter(enumerate(line))
    for at, character in characters:
        if character == "\\" and quote != "'":
            word.text += next(characters, (at, "\\"))[1]
        elif quote:
            quote, word.text = ("", word.text) if character == quote else (quote, word.text + character)
        elif character in "'\"" and not _is_apostrophe(character, word.text):
            quote, word.quoted = character, True
        elif character == "#" and word.empty and (not begun or line[at + 1 : at + 2].strip() == ""):
            break
        elif character.isspace() or character == ";":
            if not word.empty:
                yield word
            begun = character != ";" and (begun or not word.empty)
            word = _Word()
            if character == ";":
                yield None
        elif character == "=" and not word.key and not word.quoted and _KEY.fullmatch(word.text):
            word = _Word(key=word.text)
        else:
            word.text += character
    if quote:
        raise BadInputError(
            f"a {quote} is not closed", hint="close it, or write it with a backslash before it"
        )
    if not word.empty:
        yield word
