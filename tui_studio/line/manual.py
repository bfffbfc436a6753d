"""Help and the manual's table, made from the actions as the studio declares them."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from itertools import groupby

import msgspec

from tui_studio.errors import BadInputError
from tui_studio.studio.wire import ActionInfo, Answer, Failure, ParamInfo

OWN_WORDS = {
    "help": "what can be done; help ACTION: how; help GROUP: all that begin so",
    "watch": "tell what happens, line by line, until Enter (or: watch SECONDS)",
    "quit": "leave; the studio goes on if it was running before, records or plays",
}
"""The words of the plain-text head itself, besides the actions. The `:` line of the screen has others."""

SHORT = {
    "g": "status.say",
    "say": "status.say",
    "undo": "edit.undo",
    "redo": "edit.redo",
    "keep": "capture.keep",
}
"""Words of the prompt besides the last parts of the actions' ids."""

_DURING = {
    "free": "may be done while recording",
    "ask": "while recording it wants a yes: answer the question, or add confirm=on",
    "never": "not while recording",
}


def answer(
    name: str, actions: Sequence[ActionInfo], *, brief: bool, words: Mapping[str, str] = OWN_WORDS
) -> Answer:
    """What `help NAME` answers. Without a name everything: `brief` for one who reads or hears it."""
    if name == "--markdown":
        return Answer(0, "help", {"markdown": markdown(actions)}, markdown(actions))
    if not name:
        lines = groups(actions, words) if brief else overview(actions, words)
    else:
        lines = overview(actions, words) if name == "all" else about(name, actions, words)
    if not lines:
        near = nearest(name, actions, words)
        hint = f"did you mean {near}?" if near else "help alone lists everything"
        return Answer(0, "help", error=Failure(f"there is no '{name}'", hint=hint))
    known = {action.id: action for action in actions}
    begun = "" if name == "all" else name
    shown = [known[name]] if name in known else [one for one in actions if one.id.startswith(begun)]
    return Answer(0, "help", {"actions": msgspec.to_builtins(shown)}, "\n".join(lines))


def usage(action: ActionInfo) -> str:
    """`track.add name=TEXT [inputs=INPUTS]`."""
    return " ".join([action.id, *(_parameter(param) for param in action.params)])


def _parameter(param: ParamInfo) -> str:
    value = "|".join(param.choices) if param.choices else param.kind.upper()
    return f"{param.name}={value}" if param.required else f"[{param.name}={value}]"


def groups(actions: Sequence[ActionInfo], words: Mapping[str, str] = OWN_WORDS) -> list[str]:
    """One short line for each word of the head, and for each group of actions with what there is in it."""
    lines = [f"{word}: {text}" for word, text in words.items()]
    by_group = groupby(sorted(one.id for one in actions), key=lambda name: name.split(".")[0])
    lines += [
        f"{group}: {', '.join(name.partition('.')[2] or name for name in names)}" for group, names in by_group
    ]
    return [*lines, "help GROUP tells more of a group, help all everything"]


def overview(actions: Sequence[ActionInfo], words: Mapping[str, str] = OWN_WORDS) -> list[str]:
    """One line for each word of the head and for each action."""
    lines = [f"{word}: {text}" for word, text in words.items()]
    return lines + [f"{usage(action)}: {action.help}" for action in actions]


def about(name: str, actions: Sequence[ActionInfo], words: Mapping[str, str] = OWN_WORDS) -> list[str]:
    """Help on one action or word, or on all actions that begin with `name`; empty for an unknown name."""
    if name in words:
        return [f"{name}: {words[name]}"]
    for action in actions:
        if action.id == name:
            return _page(action)
    return [f"{usage(action)}: {action.help}" for action in actions if action.id.startswith(name)]


def _page(action: ActionInfo) -> list[str]:
    lines = [f"{action.id}: {action.help}", f"write: {usage(action)}"]
    lines += [_parameter_line(param) for param in action.params]
    lines += [f"example: {action.example}"] if _has_example(action) else []
    return [*lines, _DURING.get(action.while_recording, action.while_recording)]


def _parameter_line(param: ParamInfo) -> str:
    choices = f"; one of {', '.join(param.choices)}" if param.choices else ""
    absent = f"; {param.default} if left out" if param.default else "; may be left out"
    return f"{param.name} ({param.kind}): {param.help}{choices}{'' if param.required else absent}"


def nearest(name: str, actions: Sequence[ActionInfo], words: Mapping[str, str] = OWN_WORDS) -> str:
    """The known word most like `name`, or empty."""
    known = [action.id for action in actions] + list(words)
    ends = [word for word in known if word.split(".")[-1] == name]
    return (ends or difflib.get_close_matches(name, known, 1, 0.5) or [""])[0]


def in_full(word: str, actions: Sequence[ActionInfo]) -> str | None:
    """The action meant by a short word at the prompt: `record`, `stop`, `arm`; those of the transport first. None for no action.

    Raises BadInputError when it may mean several.
    """
    known = [action.id for action in actions]
    if word in known:
        return word
    if word in SHORT:
        return SHORT[word] if SHORT[word] in known else None
    meant = [name for name in known if name.partition(".")[2] == word]
    meant = [name for name in meant if name.startswith("transport.")] or meant
    if len(meant) > 1:
        raise BadInputError(
            f"'{word}' may mean several things", hint=f"write one of {', '.join(sorted(meant))}"
        )
    return meant[0] if meant else None


def markdown(actions: Sequence[ActionInfo]) -> str:
    """The tables of all actions for the manual, one per group."""
    parts = []
    for group, members in groupby(
        sorted(actions, key=lambda one: one.id), key=lambda one: one.id.split(".")[0]
    ):
        rows = [
            f"| `{_escaped(usage(one))}` | {_escaped(_sentence(one))} | {_mark(one)} |" for one in members
        ]
        head = [f"### {group}", "", "| write | what it does | while recording |", "|---|---|---|"]
        parts.append("\n".join([*head, *rows]))
    return "\n\n".join(parts) + "\n"


def _sentence(action: ActionInfo) -> str:
    return action.help + (f"<br>Example: `{action.example}`" if _has_example(action) else "")


def _has_example(action: ActionInfo) -> bool:
    return action.example not in ("", action.id)


def _mark(action: ActionInfo) -> str:
    return {"free": "yes", "ask": "asks", "never": "no"}.get(action.while_recording, action.while_recording)


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")
