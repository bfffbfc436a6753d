"""Ideas: what was jotted down or spoken, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tui_studio.song.notebook import Idea
from tui_studio.tui.notebook.page import ListPage
from tui_studio.tui.view.cells import Run, Tone

USES = {"s": "section", "l": "line", "t": "track"}


class IdeasPage(ListPage):
    """What becomes of an idea is the page's own change."""

    title = "Ideas"
    kind = "idea"
    empty = "no ideas yet: n jots one down from any view, N starts and stops a voice memo"

    @property
    def keys(self) -> str:
        """Under the page."""
        return "n jot  N memo  Enter change  t tags  f make it a section, line or track  y hear  D remove"

    def count(self) -> int:
        """Ideas."""
        return len(self.song.notebook.ideas)

    def shown(self) -> list[tuple[int, Idea]]:
        """Ideas with the numbers they are called by, the newest first."""
        return list(enumerate(self.song.notebook.ideas, 1))[::-1]

    def entries(self) -> Sequence[Sequence[Run]]:
        """Date, words, tags, what became of it."""
        return [_entry(number, idea) for number, idea in self.shown()]

    def spoken(self) -> tuple[str, ...]:
        """The words first."""
        found = self.here(self.shown())
        if found is None:
            return ()
        runs = _entry(*found)
        return (", ".join(text.strip() for text, _ in (*runs[1:], runs[0])),)

    def insert(self) -> None:
        """Jot one down."""
        self.type(" idea: ", "", self._jotted)

    def _jotted(self, text: str) -> None:
        if text:
            self.at = 0
            self.ask("idea.add", {"text": text})

    def edit(self) -> None:
        """Other words."""
        found = self.here(self.shown())
        if found is None:
            self.insert()
            return
        number, idea = found
        self.type(
            " idea: ",
            idea.text.replace("\n", " "),
            lambda text: self.ask("idea.edit", {"idea": str(number), "text": text}),
        )

    def duplicate(self) -> None:
        """Ideas are not doubled; their tags are typed here."""
        self.tag()

    def tag(self) -> None:
        """Type its tags."""
        found = self.here(self.shown())
        if found is not None:
            number, idea = found
            self.type(
                " tags, with commas between: ",
                ", ".join(idea.tags),
                lambda text: self.ask("idea.tag", {"idea": str(number), "tags": text}),
            )

    def remove(self) -> None:
        """Take it away; undo brings it back."""
        found = self.here(self.shown())
        if found is not None:
            self.ask("idea.remove", {"idea": str(found[0])})

    def change(self) -> None:
        """Type its tags."""
        self.tag()

    def become(self) -> None:
        """A section, a line of the words or a track."""
        found = self.here(self.shown())
        if found is None:
            return

        def replied(key: str) -> None:
            if key in USES:
                self.ask("idea.use", {"idea": str(found[0]), "use": USES[key]})
            else:
                self.head.desk.say("nothing done")

        self.head.ask_key("the idea becomes: s a section, l a line of the words, t a track", replied)

    def play(self) -> None:
        """Hear the memo."""
        found = self.here(self.shown())
        if found is not None and found[1].audio:
            self.ask("memo.play", {"idea": str(found[0])})
        else:
            self.head.desk.say("this idea has no memo to hear")


def _entry(number: int, idea: Idea) -> list[Run]:
    runs: list[Run] = [(f"{number:3d}  {when(idea.created)}  ", Tone.DIM)]
    if idea.audio and "memo" not in idea.text:
        runs.append(("memo  ", Tone.LIT))
    runs.append((idea.text.split("\n")[0] or "", Tone.PLAIN))
    if idea.tags:
        runs.append(("  " + " ".join(f"#{tag}" for tag in idea.tags), Tone.KEY))
    if idea.used_as:
        runs.append((f"  became a {idea.used_as.split(' ')[0]}", Tone.DIM))
    return runs


def when(created: str) -> str:
    """`22 Nov 16:40`."""
    try:
        moment = datetime.fromisoformat(created)
    except ValueError:
        return created[:12]
    return f"{moment:%d %b %H:%M}"
