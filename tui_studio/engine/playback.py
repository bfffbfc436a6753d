"""The playback side of the butler: makes render plans and keeps their rings full.

A change of what plays, of the loop or of the place makes a new plan with a ring of its own, begun at the
playhead and handed to the callback once it is half a second ahead; the callback goes on in it where it is
by then. A change of anything else makes a plan that shares the ring, so that arming a track does not
render its sound again.
"""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from tui_studio.engine.clips import LaneBook
from tui_studio.engine.plan import Lead, RenderPlan, build_plan, ring_rows
from tui_studio.engine.plans import Plans
from tui_studio.engine.protocol import EngineSpec, LeadSpec
from tui_studio.engine.ring import PlaybackRing, RingSpace
from tui_studio.engine.rt.contract import TransportState
from tui_studio.engine.stream import StreamRenderer, straight
from tui_studio.errors import AudioFileError

READ_AHEAD_SECONDS: Final = 5.0
PREFILL_SECONDS: Final = 0.5
ROW_STEP: Final = 8
SPARE_RINGS: Final = 2
CHUNK: Final = 8192
"""Frames rendered at a time while somebody waits for a plan."""
CALM_CHUNK: Final = 2 * CHUNK
"""Frames rendered at a time otherwise."""
CALM_ROOM: Final = 2 * CALM_CHUNK
"""A ring that plays is filled up once so many frames of it were played: seldom, and much at a time, is cheaper."""

_plan_numbers: Final = itertools.count(1)
"""Over all devices that this engine opens."""

log = logging.getLogger(__name__)


class RingSpaces:
    """Space of rings that are not used any more, kept for the next: touching new memory is what takes long."""

    def __init__(self, plans: Plans, capacity: int) -> None:
        self._plans = plans
        self._capacity = capacity
        self._spare: list[RingSpace] = []

    def take(self, rows: int) -> RingSpace:
        """Room for a ring of so many rows, and for some more."""
        for index, space in enumerate(self._spare):
            if space.memory.shape[0] >= rows:
                space.clear()
                return self._spare.pop(index)
        return self._plans.make_space((rows + ROW_STEP) // ROW_STEP * ROW_STEP, self._capacity)

    def give(self, space: RingSpace) -> None:
        """Nobody reads this any more."""
        self._spare.insert(0, space)
        for old in self._spare[SPARE_RINGS:]:
            self._plans.drop_space(old)
        del self._spare[SPARE_RINGS:]


@dataclass(eq=False)
class Stream:
    """A ring and what fills it; plans that differ in nothing heard from the tape share one."""

    ring: PlaybackRing
    renderer: StreamRenderer
    heard: tuple[Any, ...]
    """What decides its content."""
    space: RingSpace
    lead: Lead | None = None
    filling_up: bool = False


@dataclass(eq=False)
class Feed:
    """A plan, and the stream that it plays."""

    plan: RenderPlan
    stream: Stream
    handed_over: bool = False


class Playback:
    """Feeds one callback with plans. Called from: butler, but for `set_spec`."""

    def __init__(
        self,
        plans: Plans,
        motion: Callable[[], tuple[int, int, int]],
        report: Callable[[AudioFileError], None],
    ) -> None:
        """`motion` tells (state, position, clock); `report` hears of files that cannot be played."""
        self._plans = plans
        self._motion = motion
        self._report = report
        self._lock = threading.Lock()
        self._spec = EngineSpec(0)
        self._lanes = LaneBook()
        self._leads: dict[int, LeadSpec] = {}
        self._start = 0
        self._feeds: list[Feed] = []
        """In the order they were made; the last is the one that is wanted."""
        self._prefill = int(plans.rate * PREFILL_SECONDS)
        self._capacity = int(plans.rate * READ_AHEAD_SECONDS)
        self._spaces = RingSpaces(plans, self._capacity)

    def set_spec(self, spec: EngineSpec, start: int | None = None) -> None:
        """What should be running; `start` is where the playhead is before anything ran. Called from: any
        thread.
        """
        with self._lock:
            self._spec = spec
            self._start = self._start if start is None else start

    def set_lead(self, number: int, lead: LeadSpec) -> None:
        """A lead that the callback may ask for by this number; numbers rise. Called from: command thread."""
        with self._lock:
            self._leads = {**{each: self._leads[each] for each in list(self._leads)[-1:]}, number: lead}

    def need_plan(self, position: int, lead_number: int = 0) -> None:
        """The callback waits for a plan that starts at `position`, in the lead of that number (0: in none)."""
        with self._lock:
            spec, asked = self._spec, self._leads.get(lead_number)
        lead = self._lead_of(lead_number)
        if lead is None and asked is not None:
            lead = Lead(lead_number, position + asked.frames, asked.pre_roll)
        self._feeds.append(self._new_feed(spec, position, lead))

    def pace(self) -> tuple[int, int]:
        """Percent of the song's tempo at which what sounds is heard, and the song position it counts from."""
        plan = self._plans.plan
        spec = plan.spec if isinstance(plan, RenderPlan) else None
        return (100, 0) if spec is None or spec.loop is None else (spec.pace, spec.loop.start)

    def adopted(self, number: int) -> None:
        """The callback has changed over to the plan of this number: let go of those before it."""
        for index, feed in enumerate(self._feeds):
            if feed.plan.number == number:
                self._drop(self._feeds[:index])
                break

    def step(self) -> bool:
        """Make what is wanted, fill what is short. True when there is more to do at once."""
        self._follow_spec()
        wanted = self._feeds[-1]
        if wanted.handed_over:
            more = [self._fill_up(stream) for stream in self._live_streams()]
            return any(more)
        for stream in self._live_streams()[:-1]:
            self._fill(stream, self._prefill)
        due = self._due(wanted.stream.ring)
        if self._fill(wanted.stream, due):
            return True
        wanted.handed_over = True
        self._plans.pending_plan = wanted.plan
        return False

    def close(self) -> None:
        """Let go of everything; the callback does not run any more."""
        self._drop(self._feeds)

    def _follow_spec(self) -> None:
        with self._lock:
            spec, start = self._spec, self._start
        if not self._feeds:
            self._feeds.append(self._new_feed(spec, start))
        last = self._feeds[-1]
        if last.plan.spec is spec or self._plans.pending_plan is last.plan:
            return  # nothing new, or the one before is about to be adopted
        if not last.handed_over and len(self._feeds) > 1:
            self._drop([last])
            last = self._feeds[-1]
        if _heard(spec) == last.stream.heard:
            self._feeds.append(Feed(self._plan(spec, 0, ring=last.stream.ring), last.stream))
        else:
            self._feeds.append(self._new_feed(spec, self._playhead(last), self._lead_now(last)))

    def _playhead(self, last: Feed) -> int:
        if self._plans.plan is None:
            return last.stream.ring.start
        _, position, _ = self._motion()
        return position

    def _lead_now(self, last: Feed) -> Lead | None:
        """The lead in which, or before which, the playhead is."""
        waiting = self._motion()[0] == TransportState.LOCATING
        ring = last.stream.ring if waiting else self._sounding_ring()
        return self._lead_of(ring.lead_number) if ring is not None and ring.lead_left else None

    def _lead_of(self, number: int) -> Lead | None:
        leads = (feed.stream.lead for feed in self._feeds)
        return next((lead for lead in leads if lead is not None and lead.number == number), None)

    def _new_feed(self, spec: EngineSpec, start: int, lead: Lead | None = None) -> Feed:
        space = self._spaces.take(ring_rows(spec))
        plan = self._plan(spec, start, lead=lead, space=space)
        renderer = StreamRenderer(spec, self._plans.rate, self._report, self._lanes)
        if lead is not None:
            with self._lock:
                asked = self._leads.get(lead.number)
            if asked is not None:
                renderer.lead_in(lead, asked)
        elif self._motion()[0] in _ROLLS:
            renderer.begin(start)
        return Feed(plan, Stream(plan.ring, renderer, _heard(spec), space, lead))

    def _plan(
        self,
        spec: EngineSpec,
        start: int,
        *,
        lead: Lead | None = None,
        ring: PlaybackRing | None = None,
        space: RingSpace | None = None,
    ) -> RenderPlan:
        plans = self._plans
        plan = build_plan(
            spec,
            start=start,
            capacity=self._capacity,
            max_block=plans.max_block,
            device_inputs=plans.inputs,
            outputs=plans.outputs,
            lead=lead,
            ring=ring,
            space=space,
        )
        plan.number = next(_plan_numbers)
        return plan

    def _due(self, ring: PlaybackRing) -> int:
        """How many frames must lie ready from the ring's start for the callback to go over to it in peace."""
        if ring is self._sounding_ring():
            return 0
        if self._plans.plan is None:
            return self._prefill
        _, position, _ = self._motion()
        sounding = self._sounding_ring()
        leading = ring.lead_number if sounding is not None and sounding.lead_left else 0
        return max(0, ring.offset_of(position, leading)) + self._prefill

    def _sounding_ring(self) -> PlaybackRing | None:
        plan = self._plans.plan
        return None if plan is None else plan.ring

    def _fill_up(self, stream: Stream) -> bool:
        """Fill the ring by and by, if there is much room in it. True when more is due at once."""
        if stream.filling_up or stream.ring.room >= CALM_ROOM:
            stream.filling_up = self._fill(stream, stream.ring.capacity, CALM_CHUNK)
        return stream.filling_up

    def _fill(self, stream: Stream, ahead: int, chunk: int = CHUNK) -> bool:
        """Render one chunk if fewer than `ahead` frames lie ready. True when another is due."""
        ring = stream.ring
        if not stream.renderer.rows:
            return False
        skipped = ring.skip()
        if skipped:
            log.warning("the tape starved by %d frames", skipped)
        if ring.room < chunk or ring.filled >= ahead:
            return False
        place = ring.place(straight(ring, chunk))
        stream.renderer.render_next(ring, place)
        ring.wrote(place.shape[1])
        return ring.room >= chunk and ring.filled < ahead

    def _live_streams(self) -> list[Stream]:
        """The stream that sounds and the wanted one, in this order, each once."""
        sounding = [feed.stream for feed in self._feeds if feed.plan is self._plans.plan]
        wanted = self._feeds[-1].stream
        return [*(stream for stream in sounding if stream is not wanted), wanted]

    def _drop(self, feeds: list[Feed]) -> None:
        self._feeds = [feed for feed in self._feeds if feed not in feeds]
        self._plans.drop_plans([feed.plan for feed in feeds])
        kept = {id(feed.stream) for feed in self._feeds}
        for stream in {id(feed.stream): feed.stream for feed in feeds}.values():
            if id(stream) not in kept:
                stream.renderer.close()
                self._spaces.give(stream.space)


def _heard(spec: EngineSpec) -> tuple[Any, ...]:
    """What decides the content of a playback ring."""
    tracks = tuple((track.track, track.slot, track.channels, track.clips) for track in spec.tracks)
    return (spec.loop, tracks, spec.click)


_ROLLS: Final = {TransportState.ROLLING, TransportState.RECORDING}
