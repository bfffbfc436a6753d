"""What the studio is told unasked, and what is told again until it has been taken into the song."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from pathlib import Path

from tui_studio.engine.ledger import remove_ledger
from tui_studio.engine.protocol import (
    Event,
    MemoClosed,
    PassClosed,
    PassProgress,
    PassReport,
    Trouble,
)
from tui_studio.engine.shared import Head, Shared

log = logging.getLogger(__name__)


class News:
    """Words to the studio. Called from: any thread."""

    def __init__(self, send: Callable[[object], None], shared: Shared) -> None:
        self._send = send
        self._shared = shared

    def tell(self, event: Event) -> None:
        """Tell the studio, if there is one."""
        self._send(event)

    def trouble(self, kind: str, text: str, frames: int = 0, position: int | None = None) -> None:
        """Tell the player of trouble: at song frame `position`, else where the playhead is now."""
        _, playhead, clock = self._shared.motion()
        log.warning("%s: %s", kind, text)
        self.tell(Trouble(kind, clock, playhead if position is None else position, frames, text))


class Recorded:
    """The `CaptureEvents` of the engine: what was recorded is remembered, with its ledger, until a studio has it.

    Called from: command thread, but what `CaptureEvents` says.
    """

    def __init__(
        self,
        news: News,
        shared: Shared,
        later: Callable[[Callable[[], None]], None],
        stop: Callable[[], None],
    ) -> None:
        """`later` has something done by the command thread, `stop` asks the transport to."""
        self._news = news
        self._shared = shared
        self._later = later
        self._stop = stop
        self._passes: dict[int, tuple[PassReport, Path]] = {}
        self._memos: dict[str, tuple[PassReport, Path]] = {}

    def hand_over(self, report: PassReport, ledger: Path) -> None:
        """Tell the studio of a pass that is whole, and every other one that comes until one says `ForgetPass`."""
        self._passes[report.pass_id] = (report, ledger)
        self._news.tell(PassClosed(report))

    def forget(self, pass_id: int) -> None:
        """The pass is in the song."""
        _, ledger = self._passes.pop(pass_id, (None, None))
        if ledger is not None:
            remove_ledger(ledger)

    def forget_memo(self, path: str) -> None:
        """The memo is in the song."""
        _, ledger = self._memos.pop(path, (None, None))
        if ledger is not None:
            remove_ledger(ledger)

    @property
    def passes(self) -> Collection[int]:
        """Those that no studio has taken in."""
        return self._passes

    def again(self) -> list[Event]:
        """What a studio that comes has to be told."""
        reports: list[Event] = [PassClosed(report) for report, _ in self._passes.values()]
        return reports + [MemoClosed(report) for report, _ in self._memos.values()]

    # ── CaptureEvents ───────────────────────────────────────────────────────────────────────────────────────

    def pass_closed(self, report: PassReport, ledger: Path) -> None:
        """See `CaptureEvents`."""
        self._later(lambda: self.hand_over(report, ledger))

    def memo_closed(self, report: PassReport, ledger: Path) -> None:
        """See `CaptureEvents`."""

        def do() -> None:
            for take in (take for takes in report.rounds for take in takes):
                self._memos[take.path] = (report, ledger)
            if not report.rounds:
                remove_ledger(ledger)
            self._news.tell(MemoClosed(report))

        self._later(do)

    def memo_failed(self, text: str) -> None:
        """See `CaptureEvents`."""
        self._news.trouble("memo", f"{text}; the memo was ended, and what was recorded of it is kept")

    def pass_progress(self, progress: PassProgress) -> None:
        """See `CaptureEvents`."""
        self._news.tell(progress)

    def pass_failed(self, reason: str, text: str) -> None:
        """See `CaptureEvents`."""
        self._news.trouble(reason, f"{text}; recording was stopped, and what was recorded is kept")
        self._later(self._stop)

    def pass_flawed(self, text: str) -> None:
        """See `CaptureEvents`."""
        self._news.trouble("disk failed", f"{text}; the certificates of its takes say what is doubtful")

    def folder_gone(self, folder: Path, reason: str) -> None:
        """See `CaptureEvents`."""
        text = f"recording goes on into a folder that was moved or removed ({reason}); stop, and put it back: {folder}"
        self._news.trouble("folder gone", text)

    def frames_dropped(self, frames: int, position: int | None) -> None:
        """See `CaptureEvents`."""
        head, what = self._shared.head, "memo" if position is None else "take"
        head[Head.LAST_DROP_POSITION] = self._shared.motion()[1] if position is None else position
        head[Head.DROPPED] += frames
        text = f"the disk stalled for too long: {frames} frames of the {what} are missing"
        self._news.trouble("drop", text, frames, position)
