"""How what goes wrong is told."""

import errno

from tui_studio.errors import NotNowError
from tui_studio.studio.failures import failure_of
from tui_studio.studio.wire import Failure


def test_errors_for_the_user_are_told_as_they_are() -> None:
    error = NotNowError("no track is armed", where="here", hint="track.arm arms one")
    assert failure_of(error, "mix.bounce") == Failure("no track is armed", "here", "track.arm arms one")


def test_what_the_system_refuses_is_told_with_its_place() -> None:
    told = failure_of(OSError(errno.ENOSPC, "No space left on device", "/songs/x.wav"))
    assert (told.message, told.where) == ("the system says: no space left on device", "/songs/x.wav")
    assert told.hint


def test_a_fault_of_the_program_is_called_one_and_never_without_words() -> None:
    told = failure_of(KeyError())
    assert (told.message, told.hint) == ("KeyError", "this is a fault of the program; see its log")
    assert failure_of(ValueError("odd"), "mix.bounce").message == "mix.bounce failed: odd"
