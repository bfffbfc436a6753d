"""View 1, Notebook: a line of titles, the page that is shown, its keys; beside it on a wide screen what belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from tui_studio.studio.wire import ActionInfo, ParamInfo
from tui_studio.tui.notebook.beside import beside_structure, beside_words
from tui_studio.tui.notebook.ideas import IdeasPage
from tui_studio.tui.notebook.openings import Openings
from tui_studio.tui.notebook.page import Page
from tui_studio.tui.notebook.plan import PlanPage
from tui_studio.tui.notebook.references import ReferencesPage
from tui_studio.tui.notebook.structure import StructurePage
from tui_studio.tui.notebook.words import WordsPage
from tui_studio.tui.notebook.writing_screen import WritingScreen
from tui_studio.tui.view.cells import Line, Run, Tone, blank, line_of, width_of

if TYPE_CHECKING:
    from tui_studio.tui.head import Head
    from tui_studio.tui.own_actions import Own

WIDE = 124
"""From this width on something stands beside the page."""
PAGE_WIDTH = 84


class NotebookView:
    """Five pages. The keys of `[keys.notebook]` are the same on all; a page says what it cannot do."""

    name = "notebook"
    title = "1 Notebook"
    keys = "notebook"

    def __init__(self, head: Head) -> None:
        self._head = head
        self.words = WordsPage(head)
        self.structure = StructurePage(head)
        self.ideas = IdeasPage(head)
        self._plan = PlanPage(head)
        self.pages: tuple[Page, ...] = (
            self.words,
            self.structure,
            self.ideas,
            self._plan,
            ReferencesPage(head),
        )
        self.page: Page = self.words
        self._openings = Openings(head, self)
        self.words.opened = lambda: head.open_screen(WritingScreen(head, self))

    @property
    def handlers(self) -> Mapping[str, Own]:
        """What keys ask of the page."""
        return {
            "notebook.page": lambda params: self._turn(int(params.get("by", "1"))),
            "notebook.move": lambda params: self._step(int(params.get("steps", "1"))),
            "notebook.column": lambda params: self._across(int(params.get("by", "1"))),
            "notebook.edit": lambda _params: self.page.edit(),
            "notebook.insert": lambda _params: self.page.insert(),
            "notebook.remove": lambda _params: self.page.remove(),
            "notebook.duplicate": lambda _params: self.page.duplicate(),
            "notebook.again": lambda _params: self.page.again(),
            "notebook.shift": lambda params: self.page.move(int(params.get("by", "1"))),
            "notebook.nudge": lambda params: self.page.nudge(int(params.get("by", "1"))),
            "notebook.change": lambda _params: self.page.change(),
            "notebook.become": lambda _params: self._become(),
            "notebook.play": lambda _params: self.page.play(),
            "notebook.lay": lambda _params: self._lay(),
            "notebook.tag": lambda _params: self._tag(),
            **self._openings.handlers,
        }

    def supply(self, info: ActionInfo, param: ParamInfo) -> str | None:
        """The section pointed at."""
        return self.section_here or None if param.kind == "section" else None

    def present(self, info: ActionInfo, param: ParamInfo) -> str | None:
        """Pages type their own texts."""
        return None

    def enter(self) -> None:
        """The page that was shown last."""

    def follow(self) -> None:
        """Keep to lines there are."""
        self.words.follow()

    def show(self, title: str) -> None:
        """The page of this title."""
        self.page = next(page for page in self.pages if page.title == title)

    def go_to(self, kind: str, place: str) -> None:
        """Point at something the search has found: `idea 3`, `chart line 12`, a section's or reference's name."""
        last = place.rpartition(" ")[2]
        number = int(last) if last.isdecimal() else 0
        if kind == "idea":
            self.show("Ideas")
            self.ideas.at = self.ideas.count() - number
        elif kind == "lyric":
            self.show("Words")
            self.words.at = number - 1
        elif kind == "reference":
            self.show("References")
        elif any(section.name == place for section in self._head.desk.song.notebook.sections):
            self.show("Structure")
            names = [section.name for section in self._head.desk.song.notebook.sections]
            self.structure.at = names.index(place)
        else:
            self._head.desk.say(f"{place}; 2 shows the tracks, 3 the takes")

    @property
    def section_here(self) -> str:
        """The name of the section that is pointed at on the page of the structure."""
        sections = self._head.desk.song.notebook.sections
        pointed = self.page is self.structure and self.structure.at < len(sections)
        return sections[self.structure.at].name if pointed else ""

    # ── drawing ──────────────────────────────────────────────────────────────────────────────────────────────

    def lines(self, width: int, height: int) -> list[Line]:
        """Titles, page, its keys."""
        inner = PAGE_WIDTH if width >= WIDE else width
        body = self.page.lines(inner, max(1, height - 2))
        if width >= WIDE:
            body = self._with_neighbour(body, width, inner)
        keys = line_of([(" " + self.page.keys, Tone.DIM)], width)
        return [self._titles(width), *body, keys][:height]

    def _titles(self, width: int) -> Line:
        runs: list[Run] = [(" ", Tone.PLAIN)]
        for page in self.pages:
            count = f" {page.count()}" if page.count() else ""
            text = f"[{page.title}{count}]" if page is self.page else f" {page.title}{count} "
            runs += [(text, Tone.PICKED if page is self.page else Tone.PLAIN), (" ", Tone.PLAIN)]
        hint = "Tab turns the page "
        used = sum(width_of(text) for text, _ in runs)
        if used + len(hint) <= width:
            runs += [(" " * (width - used - len(hint)), Tone.PLAIN), (hint, Tone.DIM)]
        return line_of(runs, width)

    def _with_neighbour(self, body: list[Line], width: int, inner: int) -> list[Line]:
        room = width - inner - 3
        drawn = (
            beside_words(self._head.desk, room)
            if self.page is self.words
            else beside_structure(self.words.song, self.words.chords, room)
        )
        drawn = (drawn + [blank(room)] * len(body))[: len(body)]
        bar = (" | " if self._head.desk.glyphs.kind == "ascii" else " │ ", Tone.DIM)
        return [(*line, bar, *other) for line, other in zip(body, drawn, strict=True)]

    def cursor(self, width: int, height: int) -> tuple[int, int]:
        """Where the page has it."""
        column, row = self.page.cursor(PAGE_WIDTH if width >= WIDE else width, max(1, height - 2))
        return column, row + 1

    def spoken(self) -> tuple[str, ...]:
        """As the page has it."""
        return self.page.spoken()

    # ── what keys do ─────────────────────────────────────────────────────────────────────────────────────────

    def _turn(self, by: int) -> None:
        at = (self.pages.index(self.page) + by) % len(self.pages)
        self.page = self.pages[at]

    def _step(self, steps: int) -> None:
        if self.page is self.words:
            self.words.step(steps)
            return
        for _ in range(abs(steps)):
            self.page.press("up" if steps < 0 else "down")

    def _across(self, by: int) -> None:
        if not self.page.press("left" if by < 0 else "right"):
            self._turn(by)

    def _become(self) -> None:
        self._on(self.ideas, self.ideas.become)

    def _tag(self) -> None:
        self._on(self.ideas, self.ideas.tag)

    def _on(self, page: Page, act: Callable[[], None]) -> None:
        if self.page is page:
            act()
        else:
            self._head.desk.say(f"that is for the page {page.title}; Tab turns the page")

    def _lay(self) -> None:
        if self.page is self._plan:
            self._plan.lay()
        else:
            self.structure.lay()
