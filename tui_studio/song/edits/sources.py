"""A file that is new in the song folder, as the song knows it."""

from __future__ import annotations

from typing import Protocol

from tui_studio.song.model import Source, SourceId
from tui_studio.units import Frames


class NewFile(Protocol):
    """What is known of the file; `path` is relative to the song folder, with forward slashes."""

    @property
    def path(self) -> str: ...  # noqa: D102 - the class says it

    @property
    def channels(self) -> int: ...  # noqa: D102

    @property
    def frames(self) -> int: ...  # noqa: D102

    @property
    def rate(self) -> int: ...  # noqa: D102

    @property
    def sample_format(self) -> str: ...  # noqa: D102

    @property
    def origin(self) -> str: ...  # noqa: D102


def made_source(new: NewFile, source_id: int) -> Source:
    """The source of this id."""
    return Source(
        id=SourceId(source_id),
        path=new.path,
        channels=new.channels,
        frames=Frames(new.frames),
        rate=new.rate,
        sample_format=new.sample_format,
        origin=new.origin,
    )
