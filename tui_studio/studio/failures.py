"""What goes wrong while something is done, as the heads are told it."""

from __future__ import annotations

from tui_studio.errors import TuiStudioError
from tui_studio.studio.wire import Failure


def failure_of(error: Exception, doing: str = "") -> Failure:
    """Errors for the user as they are; others in the system's words, or as a fault of the program. `doing` failed with it."""
    if isinstance(error, TuiStudioError):
        return Failure(error.message, error.where, error.hint)
    if isinstance(error, OSError):
        return _of_the_system(error)
    what = str(error) or type(error).__name__
    words = f"{doing} failed: {what}" if doing else what
    return Failure(words, hint="this is a fault of the program; see its log")


def _of_the_system(error: OSError) -> Failure:
    """What the system refused, in its own words."""
    what = (error.strerror or str(error)).lower()
    where = str(error.filename) if error.filename else ""
    return Failure(
        f"the system says: {what}", where, "look at the name, the disk and its rights; the log has more"
    )
