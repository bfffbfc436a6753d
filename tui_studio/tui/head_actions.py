"""What the full-screen head does by itself, declared like the studio's actions so that keys and help treat both alike."""

from __future__ import annotations

from tui_studio.studio.wire import ActionInfo, ParamInfo
from tui_studio.tui.notebook.declared import NOTEBOOK_ACTIONS
from tui_studio.tui.takes.actions import TAKES_ACTIONS


def _own(action_id: str, words: str, *params: ParamInfo) -> ActionInfo:
    return ActionInfo(action_id, words, params, while_recording="free")


_STEPS = ParamInfo("steps", "signed", "how far, negative for back", required=False, default="1")
_STEP = ParamInfo("by", "signed", "how many, negative for back")
_NUDGE = ParamInfo("by", "db", "decibels to add")

HEAD_ACTIONS: tuple[ActionInfo, ...] = (
    _own("head.help", "show all keys; then any key tells what it would do"),
    _own("head.line", "type an action as in the plain-text head"),
    _own("head.palette", "find an action by its words and do it"),
    _own("head.devices", "choose the sound card"),
    _own("head.soundcheck", "check inputs, disk, priority and latency before a take"),
    _own("head.notices", "the notices of late"),
    _own("head.leave", "leave; the studio goes on, or ends if you say so"),
    _own("head.redraw", "draw the whole screen again"),
    _own("view.back", "the view shown before"),
    _own("view.choose", "ask for a view by its figure"),
    _own("view.record", "the Record view"),
    _own("select.move", "point at another track", _STEPS),
    _own("select.first", "point at the first track"),
    _own("select.last", "point at the last track"),
    _own("select.toggle", "take the track into the selection, or out of it"),
    _own("select.all", "select all tracks, or none"),
    _own("select.none", "select only the track pointed at"),
    _own("timeline.closer", "zoom the timeline in"),
    _own("timeline.wider", "zoom the timeline out"),
    ActionInfo("bar.step", "move the playhead by bars", (_STEP,), while_recording="never"),
    ActionInfo(
        "marker.step", "move the playhead to the marker before or after", (_STEP,), while_recording="never"
    ),
    ActionInfo("fader.nudge", "move the fader of the selected tracks", (_NUDGE,), while_recording="free"),
    *NOTEBOOK_ACTIONS,
    *TAKES_ACTIONS,
)
