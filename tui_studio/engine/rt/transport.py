"""The transport: integers only.

It says how far the next span of a block goes and announces what happens at its frame.
"""

from __future__ import annotations

from typing import Final

from tui_studio.engine.ring import NumberRing, PlaybackRing
from tui_studio.engine.rt.contract import Announcement, Command, TransportState
from tui_studio.engine.rt.tape import Hearing

NONE: Final = -1
FOREVER: Final = 1 << 60

# Plain numbers: looking up a member of an enumeration takes longer than what is done with it.
STOPPED: Final = int(TransportState.STOPPED)
ROLLING: Final = int(TransportState.ROLLING)
RECORDING: Final = int(TransportState.RECORDING)
LOCATING: Final = int(TransportState.LOCATING)
STOPPING: Final = int(TransportState.STOPPING)
_HEAR_STOPPED: Final = int(Hearing.STOPPED)
_HEAR_ROLLING: Final = int(Hearing.ROLLING)
_HEAR_RECORDING: Final = int(Hearing.RECORDING)


class Transport:
    """State machine driven by commands and by the passing of frames. Called from: callback.

    `clock` is always that of the frame at which something happens. In STOPPING (a few milliseconds)
    commands wait in their ring; in LOCATING they change what will happen once a plan is there.
    """

    def __init__(self, commands: NumberRing, announcements: NumberRing, fade: int) -> None:
        self._commands: Final = commands
        self._announcements: Final = announcements
        self._fade: Final = fade
        """Frames of the declick; 0 for none."""
        self.state = STOPPED
        """A `TransportState`, as a number."""
        self.position = 0
        """Of the next frame; where a locate goes to while LOCATING."""
        self.ring: PlaybackRing | None = None
        self.punch: tuple[int, int] | None = None
        self.pass_id = NONE
        self.punched_in = False
        self.record_start = NONE
        self.fade_at = fade
        """Frames of the fade-in or, while STOPPING, of the fade-out that are over."""
        self.rehearsing = False
        self.impulse_output = NONE
        self._terms_lead = 0
        self._terms_frames = 0
        self._terms_stop = NONE
        self._awaited_lead = 0
        self._lead_to = 0
        """Where a locate, or the lead that is waited for, leads to."""
        self._stop_in = NONE
        """Frames until it stops by itself, the lead not counted."""
        self._post_roll = NONE
        self._resume = False
        self._locate_to = NONE
        self._held = _HEAR_STOPPED
        self._fade_from = 0
        """Where the fade-out began: there it rests, so that what is recorded next goes on where the take ended."""
        self._faded = 0
        """Frames that went by since."""

    @property
    def moving(self) -> bool:
        """The tape runs (while it is fading out, too)."""
        return self.state not in (STOPPED, LOCATING)

    @property
    def will_move(self) -> bool:
        """The tape runs, or will as soon as there is a plan."""
        return self.moving or (self.state == LOCATING and self._resume)

    @property
    def open(self) -> bool:
        """A pass or a rehearsal is under way."""
        return self.rehearsing or self.pass_id != NONE

    @property
    def lead_left(self) -> int:
        """Frames of the lead still to come, also while the lead is waited for."""
        if self.state == LOCATING and self._awaited_lead:
            return self._lead_to - self.position
        return 0 if self.ring is None or not self.moving else self.ring.lead_left

    @property
    def leading(self) -> int:
        """The number of the lead in which, or before which, the playhead is; 0 when in none."""
        if self.state == LOCATING:
            return self._awaited_lead
        return self.ring.lead_number if self.ring is not None and self.ring.lead_left else 0

    @property
    def fading_out(self) -> bool:
        """On the way to a stop or a locate."""
        return self.state == STOPPING

    @property
    def fading_in(self) -> bool:
        """Not yet at full level."""
        return self.fade_at < self._fade and not self.fading_out

    @property
    def hearing(self) -> int:
        """What decides between input and tape at the next frame, as a `Hearing`."""
        if self.fading_out:
            return self._held
        if self.moving:
            if self.ring is not None and self.ring.read < self.ring.count_in:
                return _HEAR_STOPPED
            return _HEAR_RECORDING if self.punched_in else _HEAR_ROLLING
        return _HEAR_ROLLING if self.will_move and not self._awaited_lead else _HEAR_STOPPED

    def drain_rt(self, clock: int) -> None:
        """Do the commands that have come in and can be done now."""
        while not self.fading_out:
            row = self._commands.pop()
            if row is None:
                return
            self._command_rt(row, clock)

    def adopt_rt(self, ring: PlaybackRing, punch: tuple[int, int] | None, offset: int, clock: int) -> None:
        """Go on in this ring from stream frame `offset`."""
        ring.read = offset
        self.ring = ring
        self.punch = punch
        self.position = ring.position_of(offset)
        if self.state == LOCATING:
            self.state = STOPPED
            if self._resume:
                self._start_rt(clock)

    def span_rt(self, clock: int, left: int) -> int:
        """Punch in or out if this is the frame; return how many frames (1 … left) nothing else happens."""
        ring = self.ring
        if ring is None or not self.moving:
            return left
        leading = ring.lead_left > 0
        if not (leading or self.fading_out):
            if self.open:
                self._punch_rt(clock, self.position)
            if self._stop_in == 0:
                self._stop_rt(clock)
        if self.fading_out:
            left = min(left, self._fade - self.fade_at)
        if leading:
            return min(left, (ring.count_in if ring.read < ring.count_in else ring.lead) - ring.read)
        return self._within_rt(ring, left)

    def steady_frames_rt(self) -> int:
        """For how many frames nothing happens unless something is asked for; 0 when something does."""
        if self.impulse_output != NONE:
            return 0
        if self.state == STOPPED:
            return FOREVER
        ring = self.ring
        if ring is None or self.state not in (ROLLING, RECORDING) or ring.lead_left:
            return 0
        if self.fade_at < self._fade or self._stop_in == 0:
            return 0
        if self.open and self._inside(self.position) != self.punched_in:
            return 0
        return self._within_rt(ring, FOREVER)

    def go_on_rt(self, frames: int) -> None:
        """As `advance_rt`, for fewer frames than `steady_frames_rt` told."""
        ring = self.ring
        if ring is not None and self.state != STOPPED:
            ring.read += frames
            self.position += frames
            if self._stop_in > 0:
                self._stop_in -= frames

    def _inside(self, position: int) -> bool:
        return self.punch is None or self.punch[0] <= position < self.punch[1]

    def _within_rt(self, ring: PlaybackRing, left: int) -> int:
        """At most `left`, and not past the next bound."""
        position = self.position
        if self.open:
            left = _until(position, self.punch, left)
        if self._stop_in > 0:
            left = min(left, self._stop_in)
        if ring.loop is not None and position < ring.loop[1]:
            left = min(left, ring.loop[1] - position)
        return left

    def advance_rt(self, clock: int, frames: int) -> None:
        """`frames` have gone by since `clock`; they were no more than the last span."""
        ring = self.ring
        if ring is None or not self.moving:
            return
        before = self.position
        leading = ring.lead_left > 0
        ring.read += frames
        self.position = ring.position_of(ring.read)
        if self.fade_at < self._fade:
            self.fade_at = min(self._fade, self.fade_at + frames)
        self._faded += frames
        if self._stop_in > 0 and not leading:
            self._stop_in -= frames
        if ring.loop is not None and not leading and before < ring.loop[1] <= before + frames:
            self._wrapped_rt(clock + frames, ring.loop[1])
        if self.fading_out and self.fade_at >= self._fade:
            self._rest_rt(clock + frames)

    def say_rt(self, kind: int, clock: int, position: int, first: int = 0, second: int = 0) -> None:
        """Announce a fact."""
        self._announcements.push_rt(kind, clock, position, first, second, 0)

    def _command_rt(self, row: tuple[int, ...], clock: int) -> None:
        kind, argument = row[:2]
        if kind == Command.ROLL:
            self._roll_rt(clock)
            self._stop_in = self._terms_stop
            self._forget_terms_rt()
        elif kind == Command.STOP:
            self._stop_rt(clock)
        elif kind == Command.LOCATE:
            self._locate_rt(max(0, argument), clock)
        elif kind in (Command.RECORD, Command.REHEARSE):
            self._end_pass_rt(clock)
            self.pass_id = argument if kind == Command.RECORD else NONE
            self.rehearsing = kind == Command.REHEARSE
            self._roll_rt(clock)
            self._stop_in = NONE
            self._post_roll = self._terms_stop
            self._forget_terms_rt()
        elif kind == Command.PUNCH_OUT:
            self._punch_out_rt(clock)
        elif kind == Command.TERMS:
            self._terms_lead, self._terms_frames, self._terms_stop = row[1:4]
        elif kind == Command.CALIBRATE and self.state == STOPPED:
            self.impulse_output = argument

    def _roll_rt(self, clock: int) -> None:
        if self._terms_lead and self._terms_frames > 0 and not self.moving:
            self._await_rt(self._goal, clock, self._terms_lead, self._terms_frames)
        elif self.state == STOPPED:
            if self.ring is None:
                self._await_rt(self.position, clock)
            else:
                self._start_rt(clock)
        self._resume = True
        if self.pass_id != NONE and self.state == ROLLING:
            self.state = RECORDING

    @property
    def _goal(self) -> int:
        """Where the playhead is, or is led."""
        return self._lead_to if self.state == LOCATING else self.position

    def _forget_terms_rt(self) -> None:
        self._terms_lead = self._terms_frames = 0
        self._terms_stop = NONE

    def _start_rt(self, clock: int) -> None:
        self.state = ROLLING if self.pass_id == NONE else RECORDING
        counted = self.ring is not None and self.ring.read < self.ring.count_in
        self.fade_at = 0 if self.position and not counted else self._fade
        self.say_rt(Announcement.ROLLED, clock, self.position)

    def _stop_rt(self, clock: int) -> None:
        self._resume = False
        held = self.hearing
        self._stop_in = NONE
        self._end_pass_rt(clock)
        if self.state == LOCATING and self._awaited_lead:
            self._await_rt(self._lead_to, clock)
        if self.moving:
            self._held = held
            self._fade_out_rt(clock)

    def _fade_out_rt(self, clock: int) -> None:
        self.fade_at = self._fade - self.fade_at
        self._fade_from = self.position
        self._faded = 0
        self.state = STOPPING
        if self.fade_at >= self._fade:
            self._rest_rt(clock)

    def _locate_rt(self, position: int, clock: int) -> None:
        if self.pass_id != NONE:
            return
        if self.moving:
            self._stop_in = NONE
            self._locate_to = position
            self._held = _HEAR_ROLLING
            self._resume = True
            self._fade_out_rt(clock)
        else:
            self._resume = self._resume and self.state == LOCATING
            self._await_rt(position, clock)

    def _rest_rt(self, clock: int) -> None:
        if self._locate_to != NONE:
            self._await_rt(self._locate_to, clock)
            self._locate_to = NONE
        elif not self._step_back_rt():
            self._await_rt(self._fade_from, clock)
        elif self.ring is not None and self.ring.lead_left:
            self._await_rt(self.ring.origin, clock)
        else:
            self.state = STOPPED
            self.say_rt(Announcement.STOPPED, clock, self.position)

    def _step_back_rt(self) -> bool:
        """Go back to where the fade-out began; False when the ring, adopted since, has nothing from there on.

        What a ring played last stays in it for longer than a fade takes.
        """
        ring, position = self.ring, self._fade_from
        if ring is None or not self._faded:
            return True
        offset = ring.read - self._faded
        if offset < 0 or ring.position_of(offset) != position:
            return False
        ring.read = offset
        self.position = position
        return True

    def _await_rt(self, position: int, clock: int, lead: int = 0, frames: int = 0) -> None:
        self.state = LOCATING
        self.punched_in = False
        self.position = position - frames
        self._lead_to = position
        self._awaited_lead = lead
        self.say_rt(Announcement.NEED_PLAN, clock, self.position, lead)

    def _punch_rt(self, clock: int, position: int) -> None:
        inside = self._inside(position)
        out = self.punched_in and not inside
        if self.pass_id == NONE:
            self.punched_in = inside
        elif inside and not self.punched_in:
            self.record_start = position if self.record_start == NONE else self.record_start
            self.say_rt(Announcement.RECORD_IN, clock, position, self.pass_id)
            self.punched_in = True
        elif out:
            self._round_over_rt(clock, position)
        if out and self._post_roll != NONE:
            self._punch_out_rt(clock)

    def _wrapped_rt(self, clock: int, end: int) -> None:
        out = self.punched_in and self.punch is not None and self.punch[1] == end
        self._round_over_rt(clock, end)
        self.say_rt(Announcement.WRAPPED, clock, self.position)
        if out and self._post_roll != NONE:
            self._punch_out_rt(clock)

    def _round_over_rt(self, clock: int, position: int) -> None:
        if self.punched_in and self.pass_id != NONE:
            self.say_rt(Announcement.RECORD_OUT, clock, position, self.pass_id, 0)
        self.punched_in = False

    def _punch_out_rt(self, clock: int) -> None:
        if self.open:
            self._end_pass_rt(clock)
            self._stop_in = self._post_roll

    def _end_pass_rt(self, clock: int) -> None:
        self.rehearsing = False
        if self.pass_id == NONE:
            self.punched_in = False
            return
        self.say_rt(Announcement.RECORD_OUT, clock, self.position, self.pass_id, 1)
        self.pass_id = NONE
        self.punched_in = False
        self.record_start = NONE
        if self.state == RECORDING:
            self.state = ROLLING


def _until(position: int, span: tuple[int, int] | None, left: int) -> int:
    """Frames from `position` to the next bound of the span, at most `left`."""
    if span is None or position >= span[1]:
        return left
    return min(left, (span[0] if position < span[0] else span[1]) - position)
