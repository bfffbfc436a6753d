"""The head's own sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from tui_studio.studio.wire import ActionInfo
from tui_studio.tui.keymap import Binding

DURING = {
    "free": "",
    "ask": "; asks first while recording",
    "never": "; not while recording",
}


def what_it_does(key: str, binding: Binding | None, info: ActionInfo | None) -> str:
    """What a key would do."""
    if binding is None or info is None:
        return f"{key} does nothing here"
    given = " ".join(f"{name}={value}" for name, value in binding.params.items())
    return (
        f"{key}: {info.help} ({info.id}{' ' + given if given else ''}){DURING.get(info.while_recording, '')}"
    )


_ACTION = re.compile(r"(?<![\w.(=/:'\"])([a-z]+\.[a-z_]+)(?= [a-z])")
_ALSO = {
    "transport.stop": "transport.toggle",
    "transport.play": "transport.toggle",
    "transport.record": "transport.record_toggle",
    "track.arm": "track.toggle_arm",
    "memo.start": "memo.toggle",
    "memo.stop": "memo.toggle",
}
"""Actions without a key, and the one with a key that does the same where this is advised."""


def with_keys(
    text: str, known: Collection[str], keys_of: Callable[[str], Sequence[str]], shown: Callable[[str], str]
) -> str:
    """Advice that names an action, as in `edit.undo brings it back`, with its key, or as it is typed after `:`."""

    def key(found: re.Match[str]) -> str:
        action = found[1]
        if action not in known:
            return action
        keys = keys_of(action) or keys_of(_ALSO.get(action, action))
        return shown(keys[0]) if keys else ":" + action

    return _ACTION.sub(key, text)
