"""The screens that lie over the view: closing one leads back to what it lay over."""

from __future__ import annotations

from tui_studio.tui.seams import Screen


class OpenScreens:
    """One above the other; only the uppermost is shown and gets keys."""

    def __init__(self) -> None:
        self._screens: list[Screen] = []

    @property
    def top(self) -> Screen | None:
        """The one that is shown; None where the view is."""
        return self._screens[-1] if self._screens else None

    def __contains__(self, screen: Screen) -> bool:
        """It is shown, or will be again when those above it are closed."""
        return any(one is screen for one in self._screens)

    def open(self, screen: Screen) -> None:
        """Show it over the others. Of each kind there is one: an older one of its kind is closed, wherever it lies."""
        self._screens = [one for one in self._screens if type(one) is not type(screen)]
        self._screens.append(screen)

    def close(self, screen: Screen) -> None:
        """Close it, wherever it lies; one that is not open any more stays closed."""
        self._screens = [one for one in self._screens if one is not screen]

    def close_all(self) -> None:
        """Back to the view."""
        self._screens = []
