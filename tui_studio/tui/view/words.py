"""The head's own sentences."""

from __future__ import annotations

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
