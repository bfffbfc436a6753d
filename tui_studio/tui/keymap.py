"""The key map: TOML that binds keys to action ids, checked against the actions there are.

```toml
[keys]                                  # hold everywhere
"space" = "transport.toggle"
"t" = "track.add name=? inputs=?"       # `?` is asked for
"[" = "loop.start at=here"              # `here` is the playhead
"k" = ""                                # a user's map takes a shipped key away

[keys.takes]                            # hold in one view, over the others
"tab" = "takes.next"

[labels]                                # one short word for the key line
"transport.toggle" = "roll"

[labels.rolling]                        # while it rolls, or is recording
"transport.toggle" = "stop"

[shown]                                 # which actions the key line shows, in this order
stopped = ["transport.toggle"]

[shown.takes]                           # in one view
stopped = ["takes.next"]
```
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tui_studio import paths
from tui_studio.errors import ConfigError
from tui_studio.studio.wire import ActionInfo
from tui_studio.tui.keymap_lines import Entry, entries, written_twice
from tui_studio.tui.keys import canonical

ASKED = "?"
HERE = "here"
POINTED = "pointed"
"""What the view points at: a take, a line, a clip."""
STATES = ("stopped", "rolling", "recording")
UNDER_A_SCREEN = "screen"
"""Holds while a screen lies over a view, whichever they are."""
VIEWS = ("notebook", "record", "takes", "clips", "mix", "master", "release", UNDER_A_SCREEN)
"""Views, parts of views, and what else has keys of its own."""
_SECTIONS = ("keys", "labels", "shown")


@dataclass(frozen=True)
class Binding:
    """What a key does: an action and the parameters the key map gives it."""

    key: str
    action: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Keymap:
    """Checked bindings by key, words for the key line, and what it shows in each state."""

    bindings: Mapping[str, Binding] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    """By action, or by state and action: `rolling transport.toggle`."""
    shown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    views: Mapping[str, Keymap] = field(default_factory=dict)
    """What holds only in one view, by its name."""
    _merged: dict[str, Keymap] = field(default_factory=dict, compare=False)

    def within(self, view: str) -> Keymap:
        """What holds in a view: its own laid over what holds everywhere, and named first."""
        if view not in self._merged:
            own = self.views.get(view)
            merged = own.over(self) if own else self
            first = (
                {key: merged.bindings[key] for key in own.bindings if key in merged.bindings} if own else {}
            )
            self._merged[view] = replace(merged, bindings={**first, **merged.bindings}) if own else self
        return self._merged[view]

    def word(self, action: str, state: str) -> str:
        """The one short word for an action, in a state where it has one of its own."""
        return self.labels.get(f"{state} {action}") or self.labels.get(action) or action.rpartition(".")[2]

    def keys_of(self, action: str) -> tuple[str, ...]:
        """The keys bound to an action, first bound first."""
        return tuple(key for key, binding in self.bindings.items() if binding.action == action)

    def over(self, shipped: Keymap) -> Keymap:
        """This map laid over the shipped one; an empty action takes a key away."""
        bindings = {**shipped.bindings, **self.bindings}
        return Keymap(
            {key: binding for key, binding in bindings.items() if binding.action},
            {**shipped.labels, **self.labels},
            {**shipped.shown, **self.shown},
            {
                name: self.views.get(name, Keymap()).laid_over(shipped.views.get(name, Keymap()))
                for name in {**shipped.views, **self.views}
            },
        )

    def laid_over(self, shipped: Keymap) -> Keymap:
        """As `over`, but what takes a key away is kept: it takes it away in the view."""
        return Keymap({**shipped.bindings, **self.bindings}, {}, {**shipped.shown, **self.shown})


def shipped_file() -> Path:
    """The key map that comes with the program."""
    return paths.config_data() / "keymaps" / "default.toml"


def user_file() -> Path:
    """The user's own; need not exist."""
    return paths.user_config() / "keymap.toml"


def load(actions: Iterable[ActionInfo], user: Path | None = None) -> Keymap:
    """The shipped map with the user's over it.

    Raises ConfigError naming file, line and key for anything unknown and for a key that is bound twice.
    """
    known = {action.id: action for action in actions}
    shipped = read(shipped_file(), known, lenient=True)
    own = user_file() if user is None else user
    return read(own, known).over(shipped) if own.exists() else shipped


def read(file: Path, known: Mapping[str, ActionInfo], *, lenient: bool = False) -> Keymap:
    """One checked file. Raises ConfigError. `lenient` leaves out keys of unknown actions: a studio may be older than its head."""
    try:
        text = file.read_text(encoding="utf-8")
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        twice = written_twice(text)
        if twice is not None:
            raise _twice(file, *twice) from error
        raise ConfigError(
            f"the key map is not TOML: {error}", where=str(file), hint="mend that line, or take the file away"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"the key map cannot be read: {error}", where=str(file), hint="check who owns it, or take it away"
        ) from error
    return _Reading(file, text, known, lenient).keymap(values)


def _twice(file: Path, first: Entry, second: Entry) -> ConfigError:
    """Two lines give one key something to do."""
    both = f"to {first.value or 'nothing'} and to {second.value or 'nothing'}"
    alike = f"'{second.key}' and '{first.key}' are one key for a terminal"
    hint = "leave one of the lines out" if first.key == second.key else alike
    lines = f"lines {first.line} and {second.line} in " if first.line and second.line else ""
    where = f"{file}, {lines}[{first.section}]"
    return ConfigError(f"key '{second.key}' is bound twice, {both}", where=where, hint=hint)


class _Reading:
    """One file being checked; knows where in it things stand."""

    def __init__(self, file: Path, text: str, known: Mapping[str, ActionInfo], lenient: bool) -> None:
        self._file = file
        self._text = text
        self._known = known
        self._lenient = lenient

    def keymap(self, values: dict[str, Any]) -> Keymap:
        for section, content in values.items():
            if section not in _SECTIONS or not isinstance(content, dict):
                raise self._error(f"unknown section '{section}'", section, _known(section, _SECTIONS))
        labels = self._labels(values.get("labels", {}))
        shown: dict[str, Any] = values.get("shown", {})
        keys, own_keys = self._parted(values.get("keys", {}))
        shown, own_shown = self._parted(shown)
        views = {
            name: Keymap(
                self._bindings(own_keys.get(name, {}), f"keys.{name}"),
                {},
                self._shown(own_shown.get(name, {})),
            )
            for name in {**own_keys, **own_shown}
        }
        return Keymap(self._bindings(keys, "keys"), labels, self._shown(shown), views)

    def _labels(self, content: dict[str, Any], state: str = "") -> dict[str, str]:
        labels: dict[str, str] = {}
        for name, word in content.items():
            if isinstance(word, dict) and not state:
                if name not in STATES:
                    raise self._error(f"unknown state '{name}'", name, _known(name, STATES))
                labels.update(self._labels(word, name + " "))
                continue
            self._check_known(name, name)
            if not isinstance(word, str):
                raise self._error(f"the label of '{name}' is not a text", name, 'write "arm"')
            labels[state + name] = word
        return labels

    def _parted(self, content: dict[str, Any]) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
        """What holds everywhere, and by view what holds in it."""
        own = {name: value for name, value in content.items() if isinstance(value, dict)}
        for name in own:
            if name not in VIEWS:
                raise self._error(f"there is no view '{name}'", name, _known(name, VIEWS))
        return {name: value for name, value in content.items() if name not in own}, own

    def _bindings(self, content: dict[str, Any], section: str) -> dict[str, Binding]:
        bindings: dict[str, Binding] = {}
        written: dict[str, str] = {}
        for text, does in content.items():
            key = canonical(text)
            if key is None:
                raise self._error(
                    f"there is no key '{text}'", text, "write a, A, ?, space, f1, ctrl+z, shift+left"
                )
            if key in bindings:
                one, other = (self._entry(section, name, content[name]) for name in (written[key], text))
                raise _twice(self._file, one, other)
            if not isinstance(does, str):
                raise self._error(f"key '{text}' is bound to no text", text, 'write "track.arm"')
            if self._lenient and does.split()[:1] and does.split()[0] not in self._known:
                continue
            bindings[key], written[key] = self._binding(text, key, does), text
        return bindings

    def _binding(self, text: str, key: str, does: str) -> Binding:
        if not does.strip():
            return Binding(key, "")
        action, *words = does.split()
        self._check_known(action, text)
        names = [param.name for param in self._known[action].params]
        params: dict[str, str] = {}
        for word in words:
            name, equals, value = word.partition("=")
            if not equals:
                raise self._error(
                    f"'{word}' is not name=value", text, f"as in {action} {names[0] if names else ''}=..."
                )
            if name not in names:
                raise self._error(f"{action} has no parameter '{name}'", text, _known(name, names))
            params[name] = value
        return Binding(key, action, params)

    def _shown(self, content: dict[str, Any]) -> dict[str, tuple[str, ...]]:
        for state, actions in content.items():
            if state not in STATES:
                raise self._error(f"unknown state '{state}'", state, _known(state, STATES))
            if not isinstance(actions, list):
                raise self._error(f"'{state}' is not a list of actions", state, 'write ["track.arm"]')
            for action in actions:
                self._check_known(str(action), state)
        return {state: tuple(actions) for state, actions in content.items()}

    def _check_known(self, action: str, key: str) -> None:
        if action not in self._known and not self._lenient:
            raise self._error(
                f"unknown action '{action}'", key, _nearest(action, self._known) or "help lists the actions"
            )

    def _entry(self, section: str, key: str, value: object) -> Entry:
        found = (one for one in entries(self._text) if (one.section, one.key) == (section, key))
        return next(found, Entry(section, key, value, 0))

    def _error(self, message: str, key: str, hint: str) -> ConfigError:
        return ConfigError(message, where=f"{self._file}, {self._place(key)}", hint=hint)

    def _place(self, key: str) -> str:
        pattern = re.compile(rf"^\s*\[?\s*[\"']?{re.escape(key)}[\"']?\s*[\]=]")
        quoted = re.compile(
            rf"^\s*\"{re.escape(key.replace(chr(92), chr(92) * 2).replace(chr(34), chr(92) + chr(34)))}\"\s*="
        )
        for number, line in enumerate(self._text.splitlines(), 1):
            if pattern.match(line) or quoted.match(line):
                return f"line {number}, key '{key}'"
        return f"key '{key}'"


def _known(word: str, known: Iterable[str]) -> str:
    """The nearest of them, or all."""
    names = list(known)
    return _nearest(word, names) or (f"known here: {', '.join(names)}" if names else "it takes none")


def _nearest(word: str, known: Iterable[str]) -> str:
    names = list(known)
    near = (
        difflib.get_close_matches(word, names, 1, 0.5)
        or [name for name in names if name.endswith("." + word)][:1]
    )
    return f"did you mean '{near[0]}'?" if near else ""
