"""What the notebook's keys do, declared like the studio's actions."""

from __future__ import annotations

from tui_studio.studio.wire import ActionInfo, ParamInfo

_BY = ParamInfo("by", "signed", "how many, negative for back", required=False, default="1")
_STEPS = ParamInfo("steps", "signed", "how far, negative for back", required=False, default="1")


def _own(action_id: str, words: str, *params: ParamInfo) -> ActionInfo:
    return ActionInfo(action_id, words, params, while_recording="free")


NOTEBOOK_ACTIONS: tuple[ActionInfo, ...] = (
    _own("view.notebook", "the Notebook view: ideas, words, structure, plan, references"),
    _own("notebook.page", "turn the page of the notebook", _BY),
    _own("notebook.move", "point at another line of the page", _STEPS),
    _own("notebook.column", "to the next cell, or page", _BY),
    _own("notebook.edit", "write the line, or type the cell, that is pointed at"),
    _own("notebook.insert", "a new part, section, idea, planned track or reference"),
    _own("notebook.remove", "take away what is pointed at; undo brings it back"),
    _own("notebook.duplicate", "what is pointed at once more, right behind it"),
    _own("notebook.again", "the section pointed at once more, at the song's end"),
    _own("notebook.shift", "put what is pointed at further up or down", _BY),
    _own(
        "notebook.nudge",
        "bars or tempo of a section, key of the words, state in the plan",
        _BY,
    ),
    _own("notebook.change", "how chords are shown; gliding tempo; state in the plan; tags"),
    _own("notebook.become", "make a section, a line of the words or a track of the idea"),
    _own("notebook.tag", "type the tags of the idea pointed at"),
    _own("notebook.play", "the playhead to what is pointed at; hear a memo"),
    _own("notebook.lay", "lay the words on the timeline; in the plan, lay a template"),
    _own("prompter.open", "the teleprompter: the words in big letters, at the playhead"),
    _own("rehearsal.open", "rehearse: repeat a section or lines, slower or in another key"),
    _own("tuner.open", "the tuner"),
    _own("tap.open", "tap the tempo"),
    _own("click.open", "how the click sounds, counts in and speaks"),
    _own("search.open", "find words in the ideas, lyrics and notes of all songs"),
)
