"""The errors a user may see: what went wrong, where, and what to do next."""

from __future__ import annotations


class TuiStudioError(Exception):
    """Base of every error that is told to the user.

    `message` says what is wrong, `where` names the file, key, track or position it is in, `hint` says what
    to do next. All three are plain sentences without a trailing stop.
    """

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        return "; ".join(part for part in (self.message, self.where, self.hint) if part)


class BadInputError(TuiStudioError):
    """A value, name or line given by the user does not fit."""


class ConfigError(TuiStudioError):
    """A configuration file is malformed, or has an unknown key."""


class SongError(TuiStudioError):
    """A song folder cannot be opened, read or written."""


class SongLockedError(SongError):
    """Another studio has the song open."""


class NewerSongError(SongError):
    """The song was written by a newer tui_studio, in a way this one does not understand."""


class AudioFileError(TuiStudioError):
    """An audio file cannot be read or written."""


class EngineError(TuiStudioError):
    """The engine refused a request, or is gone."""


class DeviceError(EngineError):
    """The sound card cannot be found, opened or used as asked."""


class DeviceMissingError(DeviceError):
    """The very device that is waited for is not there."""


class RateRefusedError(DeviceError):
    """The device does not run at the rate that is asked for; at another one it may."""


class NotNowError(TuiStudioError):
    """The action exists but cannot be done in the present state (for example while recording)."""
