"""What has the focus, in words: where one is, and the item itself."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Protocol, runtime_checkable

from tui_studio.song.model import Monitor, Track
from tui_studio.tui.head import Head
from tui_studio.tui.notebook.notebook_view import NotebookView
from tui_studio.tui.notebook.writing_screen import WritingScreen
from tui_studio.tui.screens.listing import Listing
from tui_studio.tui.view.cells import Line, Tone, text_of
from tui_studio.tui.view.desk import Desk
from tui_studio.tui.view.editor import Editor
from tui_studio.tui.view.track_rows import inputs_text
from tui_studio.units import format_db, format_pan

EXTENT = (100, 24)
"""For drawings of which only the words are used."""
MOST_LINES = 4
"""Of a drawing without anything to point at."""


@runtime_checkable
class Spoken(Protocol):
    """A view, page or screen that has words of its own for what it points at."""

    def spoken(self) -> tuple[str, ...]:
        """The item in parts, each a few words: the parts that have changed are told first. Empty: as it is drawn."""
        ...


@dataclass(frozen=True)
class Focus:
    """Where one is, and the item with the focus."""

    place: str
    """View, page, screen."""
    hint: str
    """The keys of the place, where it has its own."""
    parts: tuple[str, ...]
    """The item. Empty while a text is typed."""
    editor: Editor | None = None
    """The text that is typed."""
    question: str = ""
    """What one key answers."""
    heading: tuple[str, ...] = field(default=(), compare=False)
    """What stands above a list, told when one comes to it."""


def focus_of(head: Head) -> Focus:
    """What has the focus now."""
    place, hint = _place(head)
    focus = Focus(place, hint, (), heading=_heading(head))
    if head.question:
        return replace(focus, question=head.question)
    editor = head.editor or _written(head)
    if editor is not None:
        return replace(focus, editor=editor)
    return replace(focus, parts=_parts(head))


def _heading(head: Head) -> tuple[str, ...]:
    lines = head.screen.heading if isinstance(head.screen, Listing) else ()
    return tuple(line for line in lines if line)


def _written(head: Head) -> Editor | None:
    """The line of the chart that is being written."""
    view = head.views.present
    if isinstance(head.screen, WritingScreen) and isinstance(view, NotebookView) and view.words.writer:
        return view.words.writer.editor
    return None


def _place(head: Head) -> tuple[str, str]:
    view = head.views.present
    if head.screen is not None:
        return head.screen.title, head.screen.hint
    if isinstance(view, NotebookView):
        return f"{view.title[2:]}, {view.page.title}", view.page.keys
    track = head.desk.selection.pointed
    if view.name == "takes" and track is not None:
        return f"{view.title[2:]} of {track.name}", ""
    return view.title[2:], ""


def _parts(head: Head) -> tuple[str, ...]:
    shown = head.screen or head.views.present
    spoken = shown.spoken() if isinstance(shown, Spoken) else ()
    if spoken:
        return spoken
    if head.screen is None and head.views.present.name == "record":
        return (track_words(head.desk),)
    return _drawn(shown.lines(*EXTENT), shown.cursor(*EXTENT)[1])


def _drawn(lines: list[Line], row: int) -> tuple[str, ...]:
    """The row with the cursor, the cell that is picked in it first; without one what there is to read."""
    line = lines[row] if row < len(lines) else ()
    words = _words(text_of(line))
    if not words:
        told = [text for text in map(_words, map(text_of, lines)) if text]
        return tuple(told[:MOST_LINES])
    picked = _words("".join(text for text, tone in line if tone == Tone.PICKED))
    return (words,) if picked in ("", words) else (picked, words)


def _words(text: str) -> str:
    """Without the marks and the spaces that only align."""
    return " ".join(text.removeprefix(">").split())


# ── the Record view ──────────────────────────────────────────────────────────────────────────────────────────


def track_words(desk: Desk) -> str:
    """`2 Snare, armed, input 2, 4 takes`: the name first, then what is on, then the rest."""
    track = desk.selection.pointed
    if track is None:
        return "no tracks yet: t adds one, a arms it, r records"
    parts = [f"{desk.selection.cursor + 1} {track.name}"]
    parts += ["selected"] if track.id in desk.selection.selected else []
    parts += ["being recorded"] if track.id in desk.status.recorded else []
    parts += _switches(track)
    parts.append(f"input {inputs_text(track)}" if track.inputs else "no input")
    parts += _levels(desk, track)
    return ", ".join([*parts, _takes(track)])


def _switches(track: Track) -> list[str]:
    strip = track.strip
    words = [word for word, on in (("armed", track.armed), ("muted", strip.mute), ("solo", strip.solo)) if on]
    return words + ([] if track.monitor == Monitor.AUTO else [f"monitor {track.monitor.value}"])


def _levels(desk: Desk, track: Track) -> list[str]:
    """Fader and pan where they are not at rest."""
    fader, pan = desk.fader_of(track), track.strip.pan
    return ([f"fader {format_db(fader)} dB"] if fader else []) + ([f"pan {format_pan(pan)}"] if pan else [])


def _takes(track: Track) -> str:
    takes = [take for take in track.takes if not take.hidden]
    if not takes:
        return "no takes"
    known = takes[-1].certificate
    gap = ", a gap in the last" if known is not None and known.gaps else ""
    return f"{len(takes)} take{'s' * (len(takes) != 1)}{gap}"
