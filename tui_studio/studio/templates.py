"""Templates of songs: those we bring, and the user's own beside their settings."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import msgspec

from tui_studio import paths
from tui_studio.errors import BadInputError, ConfigError
from tui_studio.song.names import safe_file_name
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
    file = files.get(name.casefold()) or files.get(name) or files.get(_stem(name))
    if file is None:
        raise BadInputError(f"there is no template '{name}'", hint="one of " + ", ".join(sorted(files)))
    try:
        return msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), Template)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError, OSError) as error:
        raise ConfigError(
            "the template cannot be used", where=f"{file}: {error}", hint="compare it with one of ours"
        ) from error


def save_template(name: str, template: Template, *, replace: bool = False) -> Path:
    """Write a template of the user's own; its file.

    Raises BadInputError when there is one and it is not to be replaced, ConfigError.
    """
    folder = paths.user_config() / "templates"
    file = folder / f"{_stem(name)}.toml"
    if file.exists() and not replace:
        raise BadInputError(
            f"there is a template '{file.stem}'", where=str(file), hint="replace=on, or another name"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(_toml(template), encoding="utf-8")
    except OSError as error:
        raise ConfigError(
            "the template cannot be written",
            where=f"{file}: {error.strerror}",
            hint="check the disk and who owns the folder",
        ) from error
    return file


def _stem(name: str) -> str:
    return safe_file_name(name, "template").casefold()


def _toml(template: Template) -> str:
    lines = [f"title = {_text(template.title)}", f"help = {_text(template.help)}"]
    lines += [f"tempo_bpm = {float(template.tempo_bpm)}", f"beats_per_bar = {template.beats_per_bar}"]
    lines += [f"beat_unit = {template.beat_unit}", "", "plan = ["]
    lines += [
        f"  {{ name = {_text(one.name)}, part = {_text(one.part)}, inputs = {list(one.inputs)} }},"
        for one in template.plan
    ]
    lines += ["]", "", "sections = ["]
    lines += [f"  {{ name = {_text(one.name)}, bars = {one.bars} }}," for one in template.sections]
    return "\n".join([*lines, "]", ""])


def _text(text: str) -> str:
    """As TOML has it, whose strings are those of JSON but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
