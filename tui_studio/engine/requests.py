"""What the studio asks for, one handler per request. Called from: command thread.

Handlers answer at once, or give back a condition that is looked at until it holds, or run as an errand in
a thread of their own when they take long.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tui_studio.engine import protocol
from tui_studio.engine.calibration import calibrate
from tui_studio.engine.click import check_click, check_lead
from tui_studio.engine.clip_changes import spec_of
from tui_studio.engine.disk import check_room
from tui_studio.engine.keep import keep
from tui_studio.engine.memo import read_input, start_memo
from tui_studio.engine.open_pass import bytes_per_second
from tui_studio.engine.protocol import (
    AnyRequest,
    DeviceInfo,
    EngineStatus,
    LeadSpec,
    Reply,
    TakeFile,
)
from tui_studio.engine.replies import Replies, Until
from tui_studio.engine.rig import Rig
from tui_studio.engine.rt.contract import Command, TransportState
from tui_studio.engine.shared import Head
from tui_studio.errors import EngineError, NotNowError

if TYPE_CHECKING:
    from tui_studio.engine.engine import Engine


class Requests:
    """See the module."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.replies = Replies(self._send)
        self._calibrating = False
        self.keeping: set[int] = set()
        """Passes of which takes are being made by `Keep`."""
        self._leads = 0
        """How many rolls were asked for: the number of the last lead."""
        self._handlers: dict[type, Callable[[int, Any], Any]] = {
            protocol.OpenDevice: self._open_device,
            protocol.ListDevices: self._list_devices,
            protocol.ApplySpec: self._apply_spec,
            protocol.Roll: self._roll,
            protocol.Record: self._record,
            protocol.Rehearse: self._rehearse,
            protocol.PunchOut: self._punch_out,
            protocol.Stop: self._stop,
            protocol.Locate: self._locate,
            protocol.Keep: self._keep,
            protocol.ForgetPass: self._forget_pass,
            protocol.MemoStart: self._memo_start,
            protocol.MemoStop: self._memo_stop,
            protocol.ForgetMemo: self._forget_memo,
            protocol.ReadInput: self._read_input,
            protocol.LookBack: self._look_back,
            protocol.Calibrate: self._calibrate,
            protocol.ClearCounters: self._clear_counters,
            protocol.Status: self._status,
            protocol.Shutdown: self._shutdown,
        }

    def take(self, number: int, request: AnyRequest) -> None:
        """Handle a request and reply to it, now or later."""
        self.replies.answer(number, lambda: self._handlers[type(request)](number, request))

    def _send(self, reply: Reply) -> None:
        self._engine.server.send(reply)

    # ── device ──────────────────────────────────────────────────────────────────────────────────────────────

    def _open_device(self, _number: int, request: protocol.OpenDevice) -> DeviceInfo:
        self._refuse_while_recording("the device cannot be changed while recording")
        if self._engine.capture.memo is not None:
            raise NotNowError("the device cannot be changed while a memo is recorded", hint="stop it first")
        self._refuse_while_calibrating()
        return self._engine.open_device(request.device)

    def _list_devices(self, number: int, _request: protocol.ListDevices) -> object:
        return self.replies.errand(number, self._engine.sound.process().list_devices)

    def _calibrate(self, number: int, request: protocol.Calibrate) -> object:
        rig = self._rig()
        self._refuse_while_calibrating()
        if self._engine.state != TransportState.STOPPED:
            raise NotNowError("the latency is measured while the transport is stopped", hint="stop first")
        _check_channel("output", request.output, rig.info.outputs, rig.info.name)
        _check_channel("input", request.input, rig.info.inputs, rig.info.name)
        self._calibrating = True

        def measure() -> protocol.CalibrationReport:
            try:
                return calibrate(rig, self._engine.impulses, request.output, request.input)
            finally:
                self._calibrating = False

        self._hurry()
        return self.replies.errand(number, measure)

    # ── transport ───────────────────────────────────────────────────────────────────────────────────────────

    def _apply_spec(self, _number: int, request: protocol.ApplySpec) -> None:
        check_click(request.spec)
        self._engine.apply(spec_of(request, self._engine.spec))

    def _roll(self, _number: int, request: protocol.Roll) -> Until:
        rig = self._rig()
        self._refuse_while_calibrating()
        self._set_terms(rig, request.lead, request.frames)
        rig.command(Command.ROLL)
        self._hurry()
        done = self._blocks_later(2)
        return Until(lambda: self._engine.state != TransportState.STOPPED or done(), _DOES_NOT_ROLL)

    def _stop(self, _number: int, _request: protocol.Stop) -> Until:
        rig = self._rig()
        stopped = self._engine.state == TransportState.STOPPED
        rig.command(Command.STOP)
        self._hurry()
        done = self._blocks_later(2 if stopped else 1)
        return Until(
            lambda: done() and self._engine.state in _AT_REST,
            "the transport does not stop",
        )

    def _locate(self, _number: int, request: protocol.Locate) -> Until | None:
        self._refuse_while_recording("the playhead cannot be moved while recording")
        position = max(0, request.position)
        rig = self._engine.rig
        if rig is None:
            self._engine.shared.head[Head.POSITION] = position
            return None
        rig.command(Command.LOCATE, position)
        self._hurry()
        done = self._blocks_later(2)
        return Until(
            lambda: done() and self._engine.state not in _ON_THE_WAY,
            "the playhead does not arrive: the disk is very slow",
        )

    # ── recording ───────────────────────────────────────────────────────────────────────────────────────────

    def _record(self, _number: int, request: protocol.Record) -> Until:
        rig = self._rig()
        self._refuse_while_recording("a pass is being recorded already")
        self._refuse_while_calibrating()
        self._check_files(request.files, rig)
        check_lead(request.lead)
        check_room(request, bytes_per_second(request.files, rig.info.rate))
        self._engine.capture.open(request, rig.info, rig.capture, self._expected_start())
        self._set_terms(rig, request.lead, request.post_roll)
        rig.command(Command.RECORD, request.pass_id)
        self._hurry()
        done = self._blocks_later(2)
        return Until(lambda: self._engine.state == TransportState.RECORDING or done(), _DOES_NOT_ROLL)

    def _rehearse(self, _number: int, request: protocol.Rehearse) -> Until:
        rig = self._rig()
        self._refuse_while_recording("a pass is being recorded")
        self._refuse_while_calibrating()
        self._set_terms(rig, request.lead, request.post_roll)
        rig.command(Command.REHEARSE)
        self._hurry()
        done = self._blocks_later(2)
        return Until(lambda: self._engine.state != TransportState.STOPPED or done(), _DOES_NOT_ROLL)

    def _set_terms(self, rig: Rig, lead: LeadSpec | None, stop_after: int) -> None:
        """What the next command to roll does besides. Raises EngineError for a lead that cannot be played."""
        check_lead(lead)
        frames = lead.frames if lead is not None else 0
        self._leads += 1
        if lead is not None and self._engine.butler is not None:
            self._engine.butler.set_lead(self._leads, lead)
        rig.command(Command.TERMS, self._leads, frames, max(-1, stop_after))

    def _punch_out(self, _number: int, _request: protocol.PunchOut) -> None:
        self._rig().command(Command.PUNCH_OUT)
        self._hurry()

    def _keep(self, number: int, request: protocol.Keep) -> object:
        rig, butler = self._rig(), self._engine.butler
        assert butler is not None
        if self.keeping:
            hint = "they come when the disk has written them; then keep again"
            raise NotNowError("takes of what was played are being made already", hint=hint)
        self._check_files(request.files, rig)
        spans, playhead = butler.motion.spans(), self._engine.position
        taken = self._engine.capture.taken

        def make() -> None:
            report = None
            try:
                report = keep(
                    request, rig.info, rig.capture, spans, butler.xruns, taken=taken, playhead=playhead
                )
            finally:
                self._engine.later(lambda: self._kept(request, report))

        self.keeping.add(request.pass_id)
        return self.replies.errand(number, make)

    def _kept(self, request: protocol.Keep, report: protocol.PassReport | None) -> None:
        self.keeping.discard(request.pass_id)
        if report is not None:
            self._engine.recorded.hand_over(report, Path(request.ledger))

    def _forget_pass(self, _number: int, request: protocol.ForgetPass) -> None:
        self._engine.recorded.forget(request.pass_id)

    def _memo_start(self, _number: int, request: protocol.MemoStart) -> None:
        rig = self._rig()
        if not request.inputs:
            raise EngineError(
                "a memo needs an input", where=request.path, hint="name one: memo.start input=1"
            )
        for each in request.inputs:
            _check_channel("input", each, rig.info.inputs, rig.info.name)
        start_memo(self._engine, rig, request)

    def _memo_stop(self, _number: int, _request: protocol.MemoStop) -> None:
        if self._engine.capture.memo is None:
            raise NotNowError("no memo is being recorded", hint="start one")
        self._engine.capture.end_memo()

    def _forget_memo(self, _number: int, request: protocol.ForgetMemo) -> None:
        self._engine.recorded.forget_memo(request.path)

    def _read_input(self, _number: int, request: protocol.ReadInput) -> bytes:
        rig = self._rig()
        _check_channel("input", request.input, rig.info.inputs, rig.info.name)
        return read_input(rig, request)

    def _look_back(self, _number: int, _request: protocol.LookBack) -> protocol.PassProgress | None:
        return self._engine.capture.past()

    def _expected_start(self) -> int:
        """Where the first take will begin if all goes as it looks now; the truth comes with RECORD_IN."""
        position, punch = self._engine.position, self._engine.spec.punch
        return max(position, punch.start) if punch and position < punch.end else position

    # ── the rest ────────────────────────────────────────────────────────────────────────────────────────────

    def _clear_counters(self, _number: int, _request: protocol.ClearCounters) -> None:
        self._engine.shared.head[Head.CLEAR_REQUESTS] += 1

    def _status(self, _number: int, _request: protocol.Status) -> EngineStatus:
        engine = self._engine
        state, position, clock = engine.shared.motion()
        return EngineStatus(
            pid=os.getpid(),
            device=engine.rig.info if engine.rig else None,
            state=state,
            position=position,
            clock=clock,
            spec_serial=int(engine.shared.head[Head.SPEC_SERIAL]),
            open_pass=engine.capture.open_pass,
            memo=engine.capture.memo or "",
            device_lost=engine.lost.info.name if engine.lost else "",
        )

    def _shutdown(self, _number: int, _request: protocol.Shutdown) -> None:
        self._engine.end()

    # ── conditions ──────────────────────────────────────────────────────────────────────────────────────────

    def _rig(self) -> Rig:
        if self._engine.rig is None:
            lost = self._engine.lost
            if lost is not None:
                raise EngineError(
                    "the device is gone",
                    where=lost.info.name,
                    hint="it is opened again as soon as it is back",
                )
            raise EngineError("no device is open", hint="open one: device.open")
        return self._engine.rig

    def _refuse_while_recording(self, message: str) -> None:
        if self._engine.capture.open_pass is not None:
            raise NotNowError(message, hint="stop first")

    def _refuse_while_calibrating(self) -> None:
        if self._calibrating:
            raise NotNowError("the latency is being measured", hint="wait a second")

    def _check_files(self, files: tuple[TakeFile, ...], rig: Rig) -> None:
        if not files:
            raise EngineError("no track is armed", hint="arm a track that has an input")
        for file in files:
            if not file.inputs:
                raise EngineError("a track to record has no input", where=file.path, hint="give it one")
            for each in file.inputs:
                _check_channel("input", each, rig.info.inputs, rig.info.name)

    def _blocks_later(self, blocks: int) -> Callable[[], bool]:
        """True once the callback ran through that many blocks from now on."""
        head = self._engine.shared.head
        then = int(head[Head.HEARTBEAT]) + blocks
        return lambda: int(head[Head.HEARTBEAT]) >= then

    def _hurry(self) -> None:
        if self._engine.butler is not None:
            self._engine.butler.hurry()


_DOES_NOT_ROLL: Final = "the transport does not roll"
_AT_REST: Final = {TransportState.STOPPED, TransportState.LOCATING}
_ON_THE_WAY: Final = {TransportState.LOCATING, TransportState.STOPPING}


def _check_channel(kind: str, channel: int, there: int, device: str) -> None:
    if not 0 <= channel < there:
        raise EngineError(
            f"there is no {kind} {channel + 1}",
            where=device,
            hint=f"the device has {there} {kind}s",
        )
