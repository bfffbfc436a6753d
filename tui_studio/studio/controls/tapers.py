"""Where a value lies on the travel of a fader or a knob."""

from __future__ import annotations

from bisect import bisect_right

from tui_studio.units import FADER_MAX_DB, SILENCE_DB

FADER_POINTS = (
    (0.00, SILENCE_DB),
    (0.03, -70.0),
    (0.10, -50.0),
    (0.20, -38.0),
    (0.30, -28.0),
    (0.40, -19.0),
    (0.50, -12.0),
    (0.65, -5.0),
    (0.78, 0.0),
    (1.00, FADER_MAX_DB),
)
"""Position and dB: fine around 0 dB, where mixing is done, coarse towards silence, as on a desk."""


def fader_to_position(db: float) -> float:
    """0 … 1 of the travel for a level in dB."""
    return _between([(level, position) for position, level in FADER_POINTS], db)


def position_to_fader(position: float) -> float:
    """The level in dB at 0 … 1 of the travel; exactly silence at 0."""
    return _between(list(FADER_POINTS), position)


def _between(points: list[tuple[float, float]], at: float) -> float:
    """Piecewise linear, held at both ends."""
    if at <= points[0][0]:
        return points[0][1]
    if at >= points[-1][0]:
        return points[-1][1]
    right = bisect_right(points, at, key=lambda point: point[0])
    (x0, y0), (x1, y1) = points[right - 1], points[right]
    return y0 + (y1 - y0) * (at - x0) / (x1 - x0)
