"""The sentence line: what just happened, and what is not to be missed of what the studio told unasked."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

STANDS_SECONDS = 8.0
"""So long an alarming sentence stands against what nobody asked for, unless a key is pressed."""
REPEATED_SECONDS = 5.0
"""An answer that says what was told alarmingly so shortly before says nothing new."""
REMEMBERED = 100


@dataclass(frozen=True)
class Told:
    """A notice, or another sentence that may be looked up."""

    text: str
    alarming: bool = False


@dataclass
class Sentence:
    """What stands there. `clock` gives seconds."""

    clock: Callable[[], float]
    text: str = ""
    alarming: bool = False
    """It is a warning."""
    hidden: int = 0
    """So many others can be looked up that had this place, or might have had."""
    past: deque[Told] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    """Notices, oldest first."""
    _said_at: float = 0.0
    _seen: bool = True
    """A key was pressed since it was said."""
    _alarms: dict[str, float] = field(default_factory=dict)
    """When alarming notices came."""

    def say(self, text: str, *, alarming: bool = False, others: int = 0) -> None:
        """What just happened, in place of what stands there. `others` were not said for its sake."""
        if alarming and self._unread:
            others += self.hidden + (self.text not in text)
        self.text, self.alarming, self.hidden = text, alarming, others
        self._said_at, self._seen = self.clock(), False

    @property
    def stands(self) -> bool:
        """An alarming sentence that nobody can be taken to have read."""
        return self._unread and self.clock() - self._said_at < STANDS_SECONDS

    def seen(self) -> None:
        """A key was pressed: what stands there was read."""
        self._seen = True

    def remember(self, text: str, *, alarming: bool) -> None:
        """A notice has come."""
        self.past.append(Told(text, alarming))
        if alarming:
            self._alarms = {**self._fresh(), text: self.clock()}

    def alarm_in(self, text: str) -> str:
        """The alarming notice of just now that an answer repeats; empty when it repeats none."""
        alarms = self._fresh()
        return text if text in alarms else next((alarm for alarm in alarms if alarm in text), "")

    def told(self, text: str) -> bool:
        """An alarming notice of just now says it, too."""
        return any(text in alarm for alarm in self._fresh())

    @property
    def _unread(self) -> bool:
        return self.alarming and not self._seen

    def _fresh(self) -> dict[str, float]:
        since = self.clock() - REPEATED_SECONDS
        return {text: at for text, at in self._alarms.items() if at >= since}
