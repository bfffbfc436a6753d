"""Keys of the clips that the studio has no single action for: nudging, marking for a group, snap and ripple."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tui_studio.song.model import Clip

if TYPE_CHECKING:
    from tui_studio.tui.head import Head
    from tui_studio.tui.own_actions import Own
    from tui_studio.tui.takes.view import TakesView

SNAPS = ("", "bar", "beat", "1/16", "section", "marker", "clip", "transient")
"""To what times are drawn; empty for nothing."""


class ClipKeys:
    """What holds for the edits to come: snap, ripple, marked clips."""

    def __init__(self, head: Head, view: TakesView) -> None:
        self._head = head
        self._view = view
        self.snap = ""
        self.ripple = False
        self.marked: set[int] = set()
        """Ids of clips that `group` takes, on any tracks."""

    @property
    def handlers(self) -> Mapping[str, Own]:
        """By action id."""
        return {
            "clips.nudge": lambda params: self._nudge(float(params["ms"])),
            "clips.snap": lambda _params: self._next_snap(),
            "clips.ripple": lambda _params: self._toggle_ripple(),
            "clips.mark": lambda _params: self._mark(),
            "clips.group": lambda _params: self._group(),
        }

    @property
    def words(self) -> str:
        """For the heading."""
        marked = f", {len(self.marked)} marked" if self.marked else ""
        return f"snap {self.snap or 'off'}, ripple {_on(self.ripple)}{marked}"

    def _nudge(self, milliseconds: float) -> None:
        clip = self._clip()
        if clip is not None:
            song = self._head.desk.song
            at = max(0, clip.start + round(milliseconds * song.rate / 1000))
            self._head.do("clip.move", {"clip": str(clip.id), "at": f"{at}f", "ripple": _on(self.ripple)})

    def _next_snap(self) -> None:
        self.snap = SNAPS[(SNAPS.index(self.snap) + 1) % len(SNAPS)]
        self._head.desk.say(f"moves and cuts snap to: {self.snap or 'nothing'}")

    def _toggle_ripple(self) -> None:
        self.ripple = not self.ripple
        self._head.desk.say(f"later clips {'follow' if self.ripple else 'stay'} (ripple {_on(self.ripple)})")

    def _mark(self) -> None:
        clip = self._clip()
        if clip is not None:
            self.marked ^= {clip.id}
            self._head.desk.say(f"{len(self.marked)} clips marked; G groups them, on any tracks")

    def _group(self) -> None:
        song = self._head.desk.song
        known = {clip.id for track in song.tracks for clip in track.clips}
        marked = sorted(self.marked & known)
        if len(marked) < 2:
            self._head.desk.say("v marks a clip; a group needs two at least")
            return
        self.marked.clear()
        self._head.do("clip.group", {"clips": ",".join(map(str, marked))})

    def _clip(self) -> Clip | None:
        scene = self._view.scene
        clip = scene.clip if scene else None
        if clip is None:
            self._head.desk.say("there is no clip on this track; i imports a sound file")
        return clip


def _on(switch: bool) -> str:
    return "on" if switch else "off"
