"""Passes that are not in the song yet, and whoever waits for them."""

from __future__ import annotations

import asyncio

from tui_studio.errors import EngineError, TuiStudioError

CLOSE_SECONDS = 60.0
"""How long a stop waits for the files of its pass; a stalling disk may take long."""


class Closings:
    """A future for each pass: the sentence that tells what became of it, or why it is not in the song."""

    def __init__(self) -> None:
        self._awaited: dict[int, asyncio.Future[str]] = {}

    @property
    def passes(self) -> frozenset[int]:
        """The numbers of all that are expected."""
        return frozenset(self._awaited)

    def expect(self, pass_id: int) -> asyncio.Future[str]:
        """What to wait for until this pass is settled."""
        return self._awaited.setdefault(pass_id, asyncio.get_running_loop().create_future())

    def forget(self, pass_id: int) -> None:
        """There will be no such pass; nobody waits for it."""
        self._awaited.pop(pass_id, None)

    def settle(self, pass_id: int, text: str, error: TuiStudioError | None = None) -> None:
        """Tell whoever waits for the pass; nothing happens when it is not expected."""
        future = self._awaited.pop(pass_id, None)
        if future is None or future.done():
            return
        if error is None:
            future.set_result(text)
        else:
            future.set_exception(error)
            future.exception()  # somebody may wait for it, nobody has to

    async def settled(self, closing: asyncio.Future[str]) -> str:
        """Wait until the pass is whole and its takes are in the song; the sentence that tells it."""
        try:
            return await asyncio.wait_for(asyncio.shield(closing), CLOSE_SECONDS)
        except TimeoutError:
            raise EngineError(
                "the takes are not whole yet",
                hint="the disk is slow; they come when it has written them",
            ) from None
