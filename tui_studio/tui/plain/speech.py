"""What is told, and when: one sentence for one thing that happened, however many parts of the program tell it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tui_studio.tui.view.sentence import Sentence

TOGETHER = 0.06
"""Seconds within which sentences are told together, the same one once."""
PATIENCE = 0.4
"""How long an event waits for the answer that tells the same, and how long it stays told by one."""


def warned(text: str, *, alarming: bool) -> str:
    """The sentence, called a warning where it is one."""
    return f"warning: {text}" if alarming else text


@dataclass
class SpokenSentence(Sentence):
    """Remembers every sentence until it is told."""

    spoken: list[tuple[str, bool]] = field(default_factory=list)

    def say(self, text: str, *, alarming: bool = False, others: Iterable[str] = ()) -> None:
        """As the screen's sentence, though the same may be said twice."""
        super().say(text, alarming=alarming, others=others)
        if text:
            self.spoken.append((text, alarming))

    def mention(self, text: str) -> None:
        """Nothing loses its place here."""
        self.say(text)


@dataclass
class Speech:
    """Sentences are told soon; events, which mostly come with an answer that says the same, only where none comes."""

    clock: Callable[[], float]
    _sentences: list[tuple[float, str, bool]] = field(default_factory=list)
    _events: list[tuple[float, str]] = field(default_factory=list)
    _told_at: float = -1e9
    _answered: bool = False
    """Something of what waits is an answer."""

    def sentence(self, text: str, *, alarming: bool = False, unasked: bool = False) -> None:
        """Tell this. What is alarming, or `unasked`, does not stand for the event that it comes with."""
        self._sentences.append((self.clock(), text, alarming))
        self._answered |= not (alarming or unasked)

    def event(self, text: str) -> None:
        """Tell this unless a sentence does."""
        if text and self.clock() - self._told_at > PATIENCE:
            self._events.append((self.clock(), text))

    @property
    def next_at(self) -> float | None:
        """When `due` is to be asked again; None for never."""
        times = [at + TOGETHER for at, _, _ in self._sentences[:1]]
        times += [at + PATIENCE for at, _ in self._events[:1]]
        return min(times, default=None)

    def due(self) -> list[str]:
        """What is to be told now, in order."""
        now = self.clock()
        told: list[str] = []
        if self._sentences and now >= self._sentences[0][0] + TOGETHER:
            told = [warned(text, alarming=alarming) for text, alarming in self._whole()]
            self._sentences = []
            if self._answered:
                self._answered, self._events, self._told_at = False, [], now
        waiting = [(at, text) for at, text in self._events if now < at + PATIENCE]
        told += [text for at, text in self._events if now >= at + PATIENCE]
        self._events = waiting
        return list(dict.fromkeys(told))

    def _whole(self) -> list[tuple[str, bool]]:
        """Without the warnings that are part of another one."""
        said = [(text, alarming) for _, text, alarming in self._sentences]
        warnings = [text for text, alarming in said if alarming]
        parts = {text for text in warnings for other in warnings if text != other and text in other}
        return [(text, alarming) for text, alarming in said if text not in parts]
