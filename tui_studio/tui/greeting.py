"""What is told first: the most important of what happened of late, or how to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_studio.studio.wire import Notice

if TYPE_CHECKING:
    from tui_studio.tui.head import Head

LEVELS = ("info", "warning", "alarm")
TAKEN_OVER = "the studio was gone, a new one has taken the song over"


def recall(head: Head) -> list[Notice]:
    """What happened of late, oldest first, the refused key map before it; from now on it can be looked up."""
    refused = [Notice(head.refusal, "warning")] if head.refusal else []
    of_late = [Notice(head.talk.spelled(one.text), one.level) for one in head.client.welcome.latest]
    for one in (*refused, *of_late):
        head.desk.saying.remember(one.text, alarming=one.level != "info")
    return [*refused, *of_late]


def greet(head: Head, words: str = "") -> None:
    """The first sentence. `words`: what must be said before it."""
    notices = recall(head)
    if not notices:
        head.desk.say(words or f"{head.desk.song.title}: ? shows the keys", alarming=bool(words))
        return
    main = max(reversed(notices), key=lambda one: LEVELS.index(one.level))
    alarming = main.level != "info"
    text = "; ".join(filter(None, (words, main.text if alarming or not words else "")))
    head.desk.saying.say(text, alarming=alarming or bool(words), others=[one.text for one in notices])


def take_over(head: Head, before: Head) -> None:
    """Go on where the head before was, whose studio was killed: in its view, with what it was told."""
    head.desk.saying.past.extend(before.desk.saying.past)
    head.views.show(before.views.present.name)
    greet(head, TAKEN_OVER)
