"""A page of the notebook: what all pages have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from tui_studio.song.model import Song
from tui_studio.studio.wire import Answer
from tui_studio.tui.screens.listing import Listing
from tui_studio.tui.view.cells import Line
from tui_studio.tui.view.editor import Editor

if TYPE_CHECKING:
    from tui_studio.tui.head import Head

Then = Callable[[Answer], None]
Entry = TypeVar("Entry")


class Asking:
    """What a page asks: the studio for deeds, the user for words."""

    def __init__(self, head: Head) -> None:
        self.head = head

    def can(self, action: str) -> bool:
        """Whether the studio has the action; says so when it has not."""
        there = action in self.head.actions
        if not there:
            self.head.desk.say(f"this studio has no {action}", alarming=True)
        return there

    def ask(self, action: str, params: Mapping[str, Any], then: Then | None = None) -> None:
        """Have it done, after a yes where one is due. Unlike those of the key map, values are taken as they are."""
        if self.can(action):
            self.head.ask(action, params, then)

    def type(self, label: str, text: str, entered: Callable[[str], None], *, over: bool = False) -> None:
        """Have a line typed below; nothing happens when it is dropped. With `over` typing begins anew."""
        self.head.ask_text(Editor(label, text, over=over and bool(text)), entered)


class Page(Asking):
    """What the notebook's keys ask of the page that is shown; a page does what it can and says what it cannot."""

    title = ""
    kind = "entry"
    """What stands on it, in one word."""

    @property
    def song(self) -> Song:
        """The song as it is now."""
        return self.head.desk.song

    @property
    def writing(self) -> bool:
        """A text is being typed on the page itself, so that all keys are its own."""
        return False

    @property
    def keys(self) -> str:
        """The keys of the page in words, for the line below it."""
        return ""

    def count(self) -> int:
        """How many entries the page has, for the line of titles."""
        return 0

    def press(self, key: str) -> bool:
        """Take a key; False leaves it to the key map."""
        return False

    def paste(self, text: str) -> None:
        """Take text that came at once."""

    def lines(self, width: int, height: int) -> list[Line]:
        """Exactly `height` lines."""
        raise NotImplementedError

    def cursor(self, width: int, height: int) -> tuple[int, int]:
        """Column and line of what has the focus."""
        return 0, 0

    def spoken(self) -> tuple[str, ...]:
        """What has the focus, in words; empty for the row as it is drawn."""
        return ()

    # ── what keys do ─────────────────────────────────────────────────────────────────────────────────────────

    def edit(self) -> None:
        """Change what the cursor stands on."""
        self._cannot("nothing to change")

    def insert(self) -> None:
        """A new entry."""
        self._cannot("nothing to insert")

    def remove(self) -> None:
        """Take away what the cursor stands on."""
        self._cannot("nothing to remove")

    def duplicate(self) -> None:
        """What the cursor stands on once more, right behind it."""
        self._cannot("nothing to double")

    def again(self) -> None:
        """What the cursor stands on once more, at the end of the song."""
        self._cannot("nothing comes again")

    def move(self, by: int) -> None:
        """Put what the cursor stands on further up or down."""
        self._cannot("nothing moves")

    def nudge(self, by: int) -> None:
        """A little more, or less."""
        self._cannot("nothing to nudge")

    def change(self) -> None:
        """The page's own: how chords are shown, how far a track is, what becomes of an idea."""
        self._cannot("nothing to change")

    def play(self) -> None:
        """Hear what the cursor stands on, or go there."""
        self._cannot("nothing to play")

    def _cannot(self, words: str) -> None:
        self.head.desk.say(f"{words} on the page {self.title}")


class ListPage(Page, Listing):
    """A page that is a list."""

    def __init__(self, head: Head) -> None:
        Listing.__init__(self, head)

    def press(self, key: str) -> bool:
        """Arrows move."""
        if key in ("escape", "enter"):
            return False
        return Listing.press(self, key)

    def lines(self, width: int, height: int) -> list[Line]:
        """Heading, then the entries around the one pointed at."""
        return Listing.lines(self, width, height)

    def cursor(self, width: int, height: int) -> tuple[int, int]:
        """On the entry pointed at."""
        return Listing.cursor(self, width, height)

    def here(self, entries: Sequence[Entry]) -> Entry | None:
        """The entry pointed at."""
        return entries[self.at] if 0 <= self.at < len(entries) else None
