"""The registry of actions: each is declared once, by its handler's signature, and everything else comes from that.

The modules that declare them are many and a studio starts often: what they declared last time is remembered (`action_index`),
and a module is imported when one of its actions is first wanted.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from tui_studio.errors import BadInputError
from tui_studio.studio.params import Param
from tui_studio.studio.wire import ActionInfo, ParamInfo

WhileRecording = Literal["free", "ask", "never"]


@dataclass(frozen=True)
class Done:
    """What a handler gives back: data for programs and the sentence for people."""

    result: Any = None
    text: str = ""


Handler = Callable[..., Awaitable[Done]]


@dataclass(frozen=True)
class Declared:
    """One parameter of an action as the handler declares it."""

    name: str
    param: Param
    required: bool
    default: Any


@dataclass(frozen=True)
class Action:
    """A named discrete command."""

    info: ActionInfo
    handler: Handler
    params: tuple[Declared, ...]
    waits: bool
    """It takes its time: what the same head asks next does not wait for it."""

    def param(self, name: str) -> Declared:
        """The parameter of this name. Raises BadInputError naming the nearest."""
        found = next(
            (one for one in self.params if name and name in (one.name, *one.param.alias.split())), None
        )
        if found is None:
            raise BadInputError(
                f"{self.info.id} has no parameter '{name}'",
                hint=_nearest(name, [declared.name for declared in self.params]) or usage(self),
            )
        return found


_actions: dict[str, Action] = {}
_modules: dict[str, None] = {}
"""Those that declare actions and are not imported yet, in order."""
_known: dict[str, tuple[str, ActionInfo]] = {}


def action(
    action_id: str,
    *,
    help: str,  # noqa: A002 - the word of the declaration
    example: str = "",
    while_recording: WhileRecording = "ask",
    waits: bool = False,
    ends_take: bool = False,
) -> Callable[[Handler], Handler]:
    """Declare the decorated coroutine function as an action.

    Its first parameter is the studio; the others are `Annotated[type, Param(…)]`.
    """

    def declare(handler: Handler) -> Handler:
        if action_id in _actions:
            raise ValueError(f"action {action_id} is declared twice")
        params = _declared(handler)
        info = ActionInfo(
            action_id, help, tuple(map(_info, params)), example or action_id, while_recording, ends_take
        )
        _actions[action_id] = Action(info, handler, params, waits)
        return handler

    return declare


def declared_in(*modules: str) -> None:
    """These modules, or all those of these packages, declare actions."""
    _modules.update(dict.fromkeys(modules))


def remember(known: Mapping[str, tuple[str, ActionInfo]]) -> None:
    """What the modules declare, by id: the module that does, and what it says. It is trusted."""
    _known.update(known)


def declare_next() -> bool:
    """Import one more of the modules; False when all are."""
    name = next(iter(_modules), "")
    if not name:
        return False
    module = import_module(name)
    del _modules[name]
    if hasattr(module, "__path__"):
        import pkgutil

        declared_in(*(f"{name}.{each.name}" for each in pkgutil.iter_modules(module.__path__)))
    return True


def actions() -> tuple[Action, ...]:
    """All actions, sorted by id."""
    while declare_next():
        pass
    return tuple(_actions[name] for name in sorted(_actions))


def infos() -> tuple[ActionInfo, ...]:
    """What is declared of all actions, sorted by id."""
    if not _known:
        actions()
    found = {name: info for name, (_, info) in _known.items()} | {
        one.info.id: one.info for one in _actions.values()
    }
    return tuple(found[name] for name in sorted(found))


def find(action_id: str, behind: str = "") -> Action:
    """The action of this id. Raises BadInputError naming the nearest; `behind`: the next word, in case the dot was left out."""
    if action_id not in _actions and action_id in _known:
        import_module(_known[action_id][0])
    while action_id not in _actions and not _known and declare_next():
        pass
    found = _actions.get(action_id)
    if found is None:
        hint = _nearest(action_id, list({**_known, **_actions}), behind)
        raise BadInputError(f"there is no action '{action_id}'", hint=hint or "help lists them all")
    return found


def usage(found: Action) -> str:
    """How the action is written: `track.add name [inputs]`."""
    words = [declared.name if declared.required else f"[{declared.name}]" for declared in found.params]
    return "write " + " ".join([found.info.id, *words])


def _nearest(word: str, known: list[str], behind: str = "") -> str:
    if f"{word}.{behind}" in known:
        return f"did you mean {word}.{behind}?"
    if any(name.startswith(word + ".") for name in known):
        return f"help {word} lists the actions that begin so"
    ends = sorted(
        (name for name in known if name.endswith("." + word)),
        key=lambda name: not name.startswith("transport."),
    )
    from difflib import get_close_matches

    near = ends or get_close_matches(word, known, 1, 0.5)
    return f"did you mean {near[0]}?" if near else ""


def _declared(handler: Handler) -> tuple[Declared, ...]:
    hints = get_type_hints(handler, include_extras=True)
    signature = list(inspect.signature(handler).parameters.values())[1:]
    return tuple(
        Declared(item.name, _param(hints[item.name]), item.default is item.empty, item.default)
        for item in signature
    )


def _param(hint: Any) -> Param:
    if get_origin(hint) is not Annotated:
        inner = [part for part in get_args(hint) if get_origin(part) is Annotated]
        hint = inner[0]
    found: Param = [part for part in hint.__metadata__ if isinstance(part, Param)][-1]
    return found


def _info(declared: Declared) -> ParamInfo:
    param = declared.param
    default = "" if declared.required or declared.default is None else _text(declared.default)
    return ParamInfo(
        declared.name, param.kind, param.help, declared.required, default, param.choices, param.many
    )


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
