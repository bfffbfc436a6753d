"""References: records to compare with, as links or audio files."""

from __future__ import annotations

from collections.abc import Sequence

from tui_studio.tui.notebook.page import ListPage
from tui_studio.tui.view.cells import Run, Tone, fit


class ReferencesPage(ListPage):
    """Links and files."""

    title = "References"
    kind = "reference"
    empty = "no references yet: i adds a link or an audio file"

    @property
    def keys(self) -> str:
        """Under the page."""
        return "i link or audio file  y hear the file  D remove"

    def count(self) -> int:
        """References."""
        return len(self.song.notebook.references)

    def entries(self) -> Sequence[Sequence[Run]]:
        """Title, where it is, what to listen for."""
        return [
            [
                (f"{number:3d} ", Tone.DIM),
                (fit(one.title, 28), Tone.STRONG),
                (f" {one.target if one.target != one.title else ''} ", Tone.PLAIN),
                (one.note.split("\n")[0], Tone.DIM),
            ]
            for number, one in enumerate(self.song.notebook.references, 1)
        ]

    def insert(self) -> None:
        """Where it is, a title, what to listen for."""
        self.type(" link or audio file: ", "", self._targeted)

    def edit(self) -> None:
        """A new one where there is none."""
        if not self.count():
            self.insert()
        else:
            one = self.song.notebook.references[self.at]
            self.head.desk.say(": ".join(part for part in (one.title, one.target, one.note) if part))

    def _targeted(self, target: str) -> None:
        if target:
            self.type(" its title (Enter leaves it out): ", "", lambda title: self._titled(target, title))

    def _titled(self, target: str, title: str) -> None:
        def noted(note: str) -> None:
            self.ask("reference.add", {"target": target, "title": title, "note": note})

        self.type(" what to listen for (Enter leaves it out): ", "", noted)

    def play(self) -> None:
        """Hear the audio file."""
        if self.count():
            self.ask("reference.play", {"reference": str(self.at + 1)})

    def remove(self) -> None:
        """Take it away; undo brings it back."""
        if self.count():
            self.ask("reference.remove", {"reference": str(self.at + 1)})
