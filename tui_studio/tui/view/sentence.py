"""The sentence line: what just happened, and what is not to be missed of what the studio told unasked."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
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
    past: deque[Told] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    """Notices, oldest first."""
    _hidden: tuple[str, ...] = ()
    """Each once: what can be looked up and had this place, or might have had. None is part of `text`."""
    _said_at: float = 0.0
    _seen: bool = True
    """A key was pressed since it was said."""
    _alarms: dict[str, float] = field(default_factory=dict)
    """When alarming notices came."""

    @property
    def hidden(self) -> int:
        """How many others can be looked up that nobody can be taken to have read."""
        return len(self._hidden)

    @property
    def stands(self) -> bool:
        """An alarming sentence that nobody can be taken to have read."""
        return self._unread and self.clock() - self._said_at < STANDS_SECONDS

    # ── what is told ─────────────────────────────────────────────────────────────────────────────────────────

    def say(self, text: str, *, alarming: bool = False, others: Iterable[str] = ()) -> None:
        """What just happened, in place of what stands there. `others`, which are remembered, were not said for its sake."""
        if self.stands or (alarming and self._unread):
            others = (*self._hidden, self.text, *others)
            self._keep_for_looking_up(self.text, unless_in=text)
        self.text, self.alarming, self._hidden = text, alarming, ()
        self._said_at, self._seen = self.clock(), False
        self._hide(*others)

    def mention(self, text: str) -> None:
        """As `say`, of what nobody asked for here: it takes no place from an alarming sentence that may not have been read."""
        if not self.stands:
            self.say(text)

    def notice(self, text: str, *, alarming: bool) -> None:
        """Something is told unasked; it can be looked up later."""
        if alarming:
            self.say(text, alarming=True)
        else:
            if self.stands:
                self._hide(text)
            self.mention(text)
        self.remember(text, alarming=alarming)

    def answer(self, text: str, *, alarming: bool = False) -> None:
        """The sentence of an answer. One that repeats an alarming notice of just now alarms too; the same is not said again."""
        alarm = self._alarm_in(text)
        if text != alarm and not (alarming and self.told(text)):
            self.say(text, alarming=alarming or bool(alarm))

    def remember(self, text: str, *, alarming: bool) -> None:
        """It can be looked up from now on."""
        self.past.append(Told(text, alarming))
        if alarming:
            self._alarms = {**self._fresh(), text: self.clock()}

    # ── who has read it ──────────────────────────────────────────────────────────────────────────────────────

    def seen(self) -> None:
        """A key was pressed: what stands there was read."""
        self._seen = True

    def looked_up(self) -> None:
        """What was hidden is listed."""
        self._hidden = ()

    def told(self, text: str) -> bool:
        """An alarming notice of just now says it, too."""
        return any(text in alarm for alarm in self._fresh())

    def _hide(self, *texts: str) -> None:
        """They are not shown; what is part of what is shown is."""
        self._hidden = tuple(dict.fromkeys(text for text in (*self._hidden, *texts) if text not in self.text))

    def _keep_for_looking_up(self, text: str, *, unless_in: str) -> None:
        """An alarming sentence that was no notice loses its place before it was read."""
        if text not in unless_in and text not in (one.text for one in self.past):
            self.past.append(Told(text, self.alarming))

    def _alarm_in(self, text: str) -> str:
        """The alarming notice of just now that an answer repeats; empty when it repeats none."""
        alarms = self._fresh()
        return text if text in alarms else next((alarm for alarm in alarms if alarm in text), "")

    @property
    def _unread(self) -> bool:
        return self.alarming and not self._seen

    def _fresh(self) -> dict[str, float]:
        since = self.clock() - REPEATED_SECONDS
        return {text: at for text, at in self._alarms.items() if at >= since}
