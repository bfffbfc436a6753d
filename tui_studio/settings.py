"""What the user may set, read from `config/defaults.toml` and over it from the user's `config.toml`.

`defaults.toml` is the full, documented list; here are only names and types. Who reads what:

| section     | reader                                                                            |
|-------------|-----------------------------------------------------------------------------------|
| `audio`     | studio, when it opens the device and makes a song; options of the command line win |
| `capture`   | studio, in the device spec                                                         |
| `recording` | studio, before and while it records                                                |
| `pedal`     | studio, for the MIDI foot switch                                                   |
| `tui`       | the full-screen head                                                               |
| `line`      | the plain-text head                                                                |
| `songs`     | the command line, through `Settings.songs_folder`                                  |
"""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from tui_studio import paths
from tui_studio.errors import ConfigError

Count = Annotated[int, msgspec.Meta(ge=0)]


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the sections of the file."""


class Audio(Section, frozen=True):
    """The sound card. Empty names and zeros leave the choice to the machine."""

    device: str
    host_api: str
    output_device: str
    rate: Annotated[int, msgspec.Meta(ge=0, le=192_000)]
    block: Annotated[int, msgspec.Meta(ge=0, le=2048)]
    inputs: Count
    outputs: Count
    sample_format: Literal["pcm24", "float32"]


class Capture(Section, frozen=True):
    """Retrospective capture."""

    retrospective_seconds: Annotated[float, msgspec.Meta(ge=30, le=3600)]


class Recording(Section, frozen=True):
    """Room on the disk."""

    reserve_megabytes: Annotated[int, msgspec.Meta(ge=1, le=100_000)]


class Pedal(Section, frozen=True):
    """The MIDI foot switch."""

    press: str
    hold: str
    hold_seconds: Annotated[float, msgspec.Meta(ge=0.2, le=5)]


class Tui(Section, frozen=True):
    """The full-screen head."""

    glyphs: Literal["auto", "braille", "block", "ascii"]
    frames_per_second: Annotated[int, msgspec.Meta(ge=1, le=60)]
    colour: Literal["auto", "never", "8"]


class Line(Section, frozen=True):
    """The plain-text head."""

    history_size: Count


class Songs(Section, frozen=True):
    """Where songs are."""

    folder: str


class Settings(Section, frozen=True):
    """All settings, every one with a value."""

    audio: Audio
    capture: Capture
    recording: Recording
    pedal: Pedal
    tui: Tui
    line: Line
    songs: Songs

    @property
    def songs_folder(self) -> Path:
        """The folder in which songs named without a path are looked for and made: absolute, or in the home folder."""
        if not self.songs.folder:
            return paths.user_songs()
        try:
            return Path.home() / Path(self.songs.folder).expanduser()
        except RuntimeError as error:
            raise ConfigError(
                f"'songs.folder' names the home of nobody known here: {_shown(self.songs.folder)}",
                where=str(user_file()),
                hint="write the whole path",
            ) from error


def user_file() -> Path:
    """The user's settings file; need not exist."""
    return paths.user_config() / "config.toml"


def load(file: Path | None = None) -> Settings:
    """The settings: the shipped defaults, and over them those of `file` (the user's own where None) if there.

    Raises ConfigError for a file that is not TOML (names the line), an unknown key (names the nearest known
    one) and a value that does not fit (says what was expected).
    """
    shipped = paths.config_data() / "defaults.toml"
    values = _checked(_read(shipped), shipped)
    own = user_file() if file is None else file
    if _is_there(own):
        for name, section in _checked(_read(own), own).items():
            values[name] |= section
    return msgspec.convert(values, Settings)


def defaults() -> Settings:
    """The settings as shipped, whatever the user has set."""
    shipped = paths.config_data() / "defaults.toml"
    return msgspec.convert(_checked(_read(shipped), shipped), Settings)


def _is_there(file: Path) -> bool:
    """Whether there is such a file; one that may not be looked at is read, to say so."""
    try:
        return file.exists()
    except OSError:
        return True


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r" \(at (line \d+).*\)$", str(error))
        line = found.group(1) if found else "the last line"
        raise ConfigError(
            f"the settings are not TOML: {str(error).partition(' (at ')[0].lower()}",
            where=f"{file}, {line}",
            hint="write key = value, texts in quotation marks",
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ConfigError(
            f"the settings cannot be read: {reason.lower()}",
            where=str(file),
            hint="look at its owner and mode, or take it away",
        ) from error


def _checked(values: dict[str, Any], file: Path) -> dict[str, dict[str, Any]]:
    """The values of a file, each known and of the right type."""
    sections = get_type_hints(Settings)
    for name, section in values.items():
        if name not in sections:
            raise _unknown(name, _known_names(sections, name), file)
        if not isinstance(section, dict):
            raise ConfigError(
                f"'{name}' is a section", where=str(file), hint=f"write [{name}] on a line of its own"
            )
        known = get_type_hints(sections[name], include_extras=True)
        for key, value in section.items():
            if key not in known:
                raise _unknown(f"{name}.{key}", [f"{name}.{other}" for other in known], file)
            _check_value(f"{name}.{key}", value, known[key], file)
    return values


def _known_names(sections: dict[str, Any], name: str) -> list[str]:
    """Sections, and, for a key that lost its section, the places where such a key is known."""
    homes = [f"{section}.{name}" for section, kind in sections.items() if name in get_type_hints(kind)]
    return homes or list(sections)


def _unknown(key: str, known: list[str], file: Path) -> ConfigError:
    near = known if len(known) == 1 else difflib.get_close_matches(key, known, 1, 0.5)
    hint = f"did you mean '{near[0]}'?" if near else f"known here: {', '.join(known)}"
    return ConfigError(f"unknown setting '{key}'", where=str(file), hint=hint)


def _check_value(key: str, value: Any, kind: Any, file: Path) -> None:
    try:
        msgspec.convert(value, kind, strict=True)
    except msgspec.ValidationError as error:
        raise ConfigError(
            f"'{key}' is {_shown(value)}", where=str(file), hint=f"write {_expected(kind)}"
        ) from error


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _expected(kind: Any) -> str:
    """What fits, in words."""
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(f'"{choice}"' for choice in get_args(kind))
    base, *limits = get_args(kind) if get_origin(kind) is Annotated else (kind,)
    words = {
        int: "a whole number",
        float: "a number",
        str: 'text in "quotation marks"',
        bool: "true or false",
    }
    return words[base] + "".join(_bounds(limit) for limit in limits)


def _bounds(limit: msgspec.Meta) -> str:
    if limit.ge is not None and limit.le is not None:
        return f" from {limit.ge:g} to {limit.le:g}"
    return f", {limit.ge:g} or more" if limit.ge is not None else ""
