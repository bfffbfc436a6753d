"""The tempo one taps."""

from __future__ import annotations

REST_SECONDS = 2.0
"""After this long a tap begins anew."""
REMEMBERED = 9


class Taps:
    """Times of the last taps."""

    def __init__(self) -> None:
        self._times: list[float] = []

    @property
    def count(self) -> int:
        """Taps since the last rest."""
        return len(self._times)

    def tap(self, now: float) -> float | None:
        """A tap at `now` seconds; the tempo in beats a minute, None after the first."""
        if self._times and now - self._times[-1] > REST_SECONDS:
            self._times.clear()
        self._times = [*self._times[1 - REMEMBERED :], now]
        if len(self._times) < 2:
            return None
        from statistics import median

        steps = [after - before for before, after in zip(self._times, self._times[1:], strict=False)]
        middle = median(steps)
        steady = [step for step in steps if 0.8 * middle <= step <= 1.25 * middle]
        return 60.0 * len(steady) / max(1e-3, sum(steady))
