"""What the Takes view does by itself, declared."""

from __future__ import annotations

from tui_studio.studio.wire import ActionInfo, ParamInfo

_STEPS = ParamInfo("steps", "signed", "how far, negative for back", required=False, default="1")
_BY = ParamInfo("by", "signed", "how many, negative for fewer or back", required=False, default="1")


def _own(action_id: str, words: str, *params: ParamInfo) -> ActionInfo:
    return ActionInfo(action_id, words, params, while_recording="free")


TAKES_ACTIONS: tuple[ActionInfo, ...] = (
    _own("view.takes", "the Takes view: comp, take list, clips"),
    _own("takes.move", "point at another line (or take, or clip)", _STEPS),
    _own("takes.column", "point at another take", _STEPS),
    _own("takes.sheet", "the comp on its lines, the take list, or the clips"),
    _own("takes.hidden", "show hidden takes, or do not"),
    _own("takes.closer", "zoom the waves in around the line"),
    _own("takes.wider", "zoom the waves out"),
    _own("takes.say", "say the line and the take pointed at in words"),
    _own("takes.hear", "play from the line pointed at, or stop"),
    _own("takes.loop", "play the line over and over, or no more"),
    _own("takes.next", "hear the next take of the line on trial, as loud as the comp", _BY),
    _own("takes.best", "the best takes of the line or section, as far as measurable"),
    _own("takes.rate", "give the take pointed at stars: one figure"),
    _own("takes.clean", "remove the files that no take and no clip plays, after a yes"),
    _own(
        "clips.nudge",
        "move the clip a little",
        ParamInfo("ms", "number", "milliseconds, negative for earlier"),
    ),
    _own("clips.snap", "to what moves and cuts of clips are drawn"),
    _own("clips.ripple", "whether later clips follow a move, a trim, a removal"),
    _own("clips.mark", "mark the clip for a group, on any tracks"),
    _own("clips.group", "make the marked clips a group"),
    _own("takes.stars", "a star more or fewer for the take pointed at", _BY),
)
