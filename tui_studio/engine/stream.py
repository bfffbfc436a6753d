"""What goes into a playback ring: the tracks, the click under them, and the lead before them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from tui_studio.engine.click import Beats, ClickRenderer
from tui_studio.engine.clips import ClipRenderer, LaneBook
from tui_studio.engine.plan import Lead, ring_rows
from tui_studio.engine.protocol import ClickWhen, EngineSpec, LeadSpec, TrackSpec
from tui_studio.engine.ring import Block, PlaybackRing
from tui_studio.errors import AudioFileError

AFTER_COUNT_SECONDS: Final = 0.005
"""The tracks come in over this after a count-in, except at the song's start."""

Report = Callable[[AudioFileError], None]


class StreamRenderer:
    """Renders the rows of a plan's ring piece by piece, in the order of the stream. Called from: butler, bounce."""

    def __init__(
        self, spec: EngineSpec, rate: int, report: Report | None = None, lanes: LaneBook | None = None
    ) -> None:
        """`report` is called once for each file that cannot be read; `lanes` are kept from one spec to the next."""
        self.rows: Final = ring_rows(spec)
        self._clips: Final = ClipRenderer(spec.tracks, report, lanes)
        steps = np.arange(1, int(AFTER_COUNT_SECONDS * rate)) / (AFTER_COUNT_SECONDS * rate)
        self._rise: Final = (np.sin(steps * (np.pi / 2.0)) ** 2).astype(np.float32)
        self._click: ClickRenderer | None = None
        self._sounds: ClipRenderer | None = None
        self._song_beats: Beats | None = None
        self._lead_beats: Beats | None = None
        if spec.click is None:
            return
        self._click = ClickRenderer(spec.click, rate)
        if spec.click.when != ClickWhen.NEVER:
            self._song_beats = self._click.song
            if spec.click.sounds:
                self._sounds = ClipRenderer([TrackSpec(-1, 0, 1, clips=spec.click.sounds)], report)

    def lead_in(self, lead: Lead, spec: LeadSpec) -> None:
        """The stream begins with this lead, or in it."""
        self._lead_beats = Beats(spec.beats, spec.accents, lead.end - spec.frames)

    def begin(self, position: int) -> None:
        """The stream begins at this position, among what sounds there."""
        if self._click is not None and self._song_beats is not None:
            self._click.begin(position)

    def render_next(self, ring: PlaybackRing, out: Block) -> None:
        """Fill `out` with the frames that come next in this ring; they hold no bound, see `straight`."""
        position, offset = ring.position_of(ring.written), ring.written
        if offset < ring.count_in:
            out.fill(0.0)
            self._render_click(out, position, counting=True)
            return
        self.render(out, position)
        since = offset - ring.count_in
        if ring.count_in and since < len(self._rise) and ring.position_of(ring.count_in):
            gains = self._rise[since : since + out.shape[1]]
            out[: self.rows - (self._click is not None), : len(gains)] *= gains

    def render(self, out: Block, position: int) -> None:
        """Fill `out` with what plays at [position, position + n), out of any lead."""
        if self._click is None:
            self._clips.render(out, position)
        else:
            self._clips.render(out[:-1], position)
            self._render_click(out, position, counting=False)

    def close(self) -> None:
        """Let go of all files. Idempotent."""
        self._clips.close()
        if self._sounds is not None:
            self._sounds.close()

    def _render_click(self, out: Block, position: int, *, counting: bool) -> None:
        if self._click is None:
            return
        self._click.render(out[-1], position, self._lead_beats if counting else self._song_beats)
        if self._sounds is not None:
            spoken = np.zeros((1, out.shape[1]), np.float32)
            self._sounds.render(spoken, position)
            out[-1] += spoken[0]


def straight(ring: PlaybackRing, frames: int) -> int:
    """How many of the next `frames` to be written go on without a bound of the lead or of the loop."""
    offset = ring.written
    if offset < ring.lead:
        return min(frames, (ring.count_in if offset < ring.count_in else ring.lead) - offset)
    position = ring.position_of(offset)
    if ring.loop is not None and position < ring.loop[1]:
        return min(frames, ring.loop[1] - position)
    return frames
