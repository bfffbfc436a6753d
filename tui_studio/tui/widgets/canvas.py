"""The screen as lines of cells. Of what changes only the changed cells are written, without a layout or a compositor pass:
a frame of meters costs a fraction of a millisecond.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.console import Console
from textual import events
from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.widget import Widget

from tui_studio.tui.view.cells import Line, blank, changed
from tui_studio.tui.widgets.tones import strip_of, styles


class Canvas(Widget):
    """Fills the screen. `show` gives it lines; `resized` is called with the new width and height."""

    DEFAULT_CSS = "Canvas { width: 1fr; height: 1fr; }"

    def __init__(self, *, colour: bool, resized: Callable[[int, int], None]) -> None:
        super().__init__()
        self._colour = colour
        self._resized = resized
        self._lines: list[Line] = []
        self._codes: dict[int, tuple[str, str]] = {}
        self._painted = False
        """Textual has drawn the whole of it once, so that single cells may be written."""

    @property
    def shown(self) -> Sequence[Line]:
        """The lines as they are on the screen."""
        return self._lines

    def on_resize(self, event: events.Resize) -> None:
        """Ask for lines of the new size and have all of it drawn."""
        self._painted = False
        self._resized(event.size.width, event.size.height)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line, for Textual."""
        return strip_of(self._lines[y] if y < len(self._lines) else blank(self.size.width), self._colour)

    def render_lines(self, crop: Region) -> list[Strip]:
        """As they are: there are no borders, and a cache would not know of cells written past it."""
        self._painted = True
        return [self.render_line(y).crop(crop.x, crop.right) for y in range(crop.y, crop.bottom)]

    def show(self, lines: Sequence[Line], cursor: tuple[int, int]) -> str:
        """Take over new lines; what must be written to the terminal for it."""
        written: list[str] = []
        if self._painted and len(lines) == len(self._lines):
            for y, (old, new) in enumerate(zip(self._lines, lines, strict=True)):
                for x, part in changed(old, new) if old is not new else ():
                    written.append(f"\x1b[{y + 1};{x + 1}H{self._coloured(part)}")
        self._lines = list(lines)
        place = Offset(*cursor)
        moved = place != self.app.cursor_position
        self.app.cursor_position = place
        if self._painted and (written or moved):
            written.append(f"\x1b[{place.y + 1};{place.x + 1}H")
        return "".join(written)

    def _coloured(self, part: Line) -> str:
        return "".join(
            before + text + after for text, tone in part for before, after in (self._code(int(tone)),)
        )

    def _code(self, tone: int) -> tuple[str, str]:
        if tone not in self._codes:
            console: Console = self.app.console
            style = styles(self._colour)[_TONES[tone]]
            before, _, after = style.render("\0", color_system=console._color_system).partition("\0")
            self._codes[tone] = (before, after)
        return self._codes[tone]


_TONES = {int(tone): tone for tone in styles(True)}
