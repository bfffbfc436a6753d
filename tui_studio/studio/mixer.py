"""Faders, pans and trims: heard at once, kept in the song when the movement ends."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from tui_studio.errors import TuiStudioError
from tui_studio.song.model import Song, TrackId
from tui_studio.studio.controls.declared import CONTROLS, Control
from tui_studio.studio.heads import Heads
from tui_studio.studio.reconciler import Reconciler
from tui_studio.studio.song_keeper import SongKeeper

log = logging.getLogger(__name__)

REST_SECONDS = 0.6
"""A movement has ended when nothing moved for so long."""


@dataclass(frozen=True)
class _Movement:
    control: Control
    track: TrackId
    value: float


class Mixer:
    """See the module."""

    def __init__(self, keeper: SongKeeper, reconciler: Reconciler, heads: Heads) -> None:
        self._keeper = keeper
        self._reconciler = reconciler
        self._heads = heads
        self._moving: dict[tuple[str, TrackId], _Movement] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        keeper.before_edit = self.settle
        reconciler.on_written = self._stay

    async def set(self, name: str, track: TrackId, value: float, *, moving: bool) -> None:
        """Set a control (`fader`, `pan`, `trim`) in display values; with `moving` it is kept when the movement ends."""
        control = CONTROLS[name]
        change = control.edit(
            self._keeper.song, track, value
        )  # refuses what does not fit, before it is heard
        if change == self._keeper.song and (name, track) not in self._moving:
            return
        self._moving[name, track] = movement = _Movement(control, track, value)
        self._write(movement)
        if moving:
            self._rest_later()
        else:
            await self.settle()

    def value(self, name: str, track: TrackId) -> float | None:
        """What a control is being moved to; None when it rests."""
        movement = self._moving.get((name, track))
        return movement.value if movement else None

    def _stay(self) -> None:
        """What is being moved stays where it is, whatever the song says until it is kept."""
        for movement in self._moving.values():
            self._write(movement)

    def _write(self, movement: _Movement) -> None:
        self._reconciler.write(
            movement.track, movement.control.field, movement.control.to_gain(movement.value)
        )

    async def settle(self) -> None:
        """Keep every movement, one entry of the history each."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while self._moving:
            _, movement = self._moving.popitem()
            await self._keeper.edit_now(_label(movement, self._keeper.song), _change(movement))

    def _rest_later(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(REST_SECONDS, self._rest)

    def _rest(self) -> None:
        task = asyncio.create_task(self._settle_told())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _settle_told(self) -> None:
        try:
            await self.settle()
        except TuiStudioError as error:
            self._heads.notice(f"a change of the mix was not kept: {error}", "warning")


def _change(movement: _Movement) -> Callable[[Song], Song]:
    return lambda song: movement.control.edit(song, movement.track, movement.value)


def _label(movement: _Movement, song: Song) -> str:
    name = next((track.name for track in song.tracks if track.id == movement.track), "Master")
    return f"{movement.control.name} of {name} {movement.control.words(movement.value)}"
