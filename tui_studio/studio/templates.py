"""Templates of songs: those we bring, and the user's own beside their settings."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec

from tui_studio import paths
from tui_studio.errors import BadInputError, ConfigError
from tui_studio.song.template import Template


def template_files() -> dict[str, Path]:
    """The files by name; the user's own win."""
    folders = (paths.config_data() / "templates", paths.user_config() / "templates")
    return {
        file.stem: file for folder in folders if folder.is_dir() for file in sorted(folder.glob("*.toml"))
    }


def load_template(name: str) -> Template:
    """The template of this name. Raises BadInputError, ConfigError."""
    files = template_files()
    file = files.get(name.casefold()) or files.get(name)
    if file is None:
        raise BadInputError(f"there is no template '{name}'", hint="one of " + ", ".join(sorted(files)))
    try:
        return msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), Template)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError, OSError) as error:
        raise ConfigError(
            "the template cannot be used", where=f"{file}: {error}", hint="compare it with one of ours"
        ) from error
