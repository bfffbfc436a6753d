"""What no linter knows of the house: who loads what, how real-time code is written, what a wheel holds."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "tui_studio"
REAL_TIME = sorted((PACKAGE / "engine" / "rt").glob("*.py"))

HEAVY = {
    "textual",
    "rich",
    "sounddevice",
    "soundfile",
    "numpy",
    "pedalboard",
    "av",
    "mido",
    "rtmidi",
    "scipy",
}

LOADS = {
    "tui_studio.cli": set(),
    "tui_studio.settings": set(),
    "tui_studio.song": set(),
    "tui_studio.song.model": set(),
    "tui_studio.song.storage": set(),
    "tui_studio.studio.wire": set(),
    "tui_studio.studio.client": set(),
    "tui_studio.line": set(),
    "tui_studio.line.head": set(),
    "tui_studio.engine.protocol": set(),
    "tui_studio.engine.client": {"numpy"},
    "tui_studio.studio.server": {"numpy", "soundfile"},
    "tui_studio.engine.rt.callback": {"numpy"},
    "tui_studio.engine.engine": {"numpy"},
    "tui_studio.engine.sound.process": {"numpy"},
    "tui_studio.tui.app": {"textual", "rich"},
}
"""What importing a module may load of the heavy libraries; everything else of `HEAVY` it must not."""


def modules() -> list[str]:
    """The modules of `LOADS` that the house has."""
    return [name for name in LOADS if _exists(name)]


def _exists(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


@pytest.mark.parametrize("module", modules())
def test_a_module_loads_only_the_libraries_it_owns(module):
    program = (
        f"import sys, json, {module}; print(json.dumps(sorted({{m.partition('.')[0] for m in sys.modules}})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    loaded = set(json.loads(done.stdout)) & HEAVY
    assert loaded <= LOADS[module]


def test_nothing_is_said_when_nothing_is_wrong():
    """Importing the command line costs no output: a script reads what follows."""
    done = subprocess.run(
        [sys.executable, "-c", "import tui_studio.cli"], capture_output=True, check=True, cwd=ROOT
    )
    assert done.stdout + done.stderr == b""


# ── real-time code: marked by place (engine/rt), and by `_rt` where the callback runs it ────────────────────

MAY_IMPORT = {
    "__future__",
    "collections.abc",
    "dataclasses",
    "enum",
    "math",
    "numpy",
    "numpy.typing",
    "time",
    "typing",
    "tui_studio.engine.backends.base",
    "tui_studio.engine.plan",
    "tui_studio.engine.protocol",
    "tui_studio.engine.ring",
    "tui_studio.engine.shared",
    "tui_studio.units",
}
MAY_IMPORT_BELOW = ("tui_studio.engine.rt", "tui_studio.audio.dsp")
FORBIDDEN_CALLS = {
    "print", "open", "input", "sleep", "getLogger", "debug", "info", "warning", "error", "exception",
    "format", "join", "eval", "exec", "put", "get_nowait",
    "Lock", "RLock", "Condition", "Event", "Semaphore", "acquire",
}  # fmt: skip
ALLOCATES = {
    "zeros", "ones", "empty", "full", "array", "asarray", "concatenate", "stack", "vstack", "hstack", "tile",
    "repeat", "copy", "astype", "zeros_like", "empty_like", "arange", "linspace", "where", "nonzero",
    "flatnonzero", "list", "dict", "set", "sorted",
}  # fmt: skip
FORBIDDEN_SYNTAX = (
    ast.With, ast.AsyncWith, ast.Raise, ast.Assert, ast.Global, ast.JoinedStr, ast.Import, ast.ImportFrom,
    ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp, ast.List, ast.Dict, ast.Set,
    ast.Await, ast.Yield, ast.YieldFrom, ast.Lambda, ast.FunctionDef,
)  # fmt: skip


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def _functions(tree: ast.AST) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def _called(node: ast.AST) -> set[str]:
    calls = (call.func for call in ast.walk(node) if isinstance(call, ast.Call))
    return {
        f.attr if isinstance(f, ast.Attribute) else f.id
        for f in calls
        if isinstance(f, ast.Attribute | ast.Name)
    }


def real_time_functions() -> list[tuple[str, ast.FunctionDef]]:
    """The `_rt` functions of engine/rt and of the rings, and every function of engine/rt that they call."""
    places = [*REAL_TIME, PACKAGE / "engine" / "ring.py"]
    found = {(path, name): node for path in places for name, node in _functions(_tree(path)).items()}
    waiting = [key for key in found if key[1].endswith("_rt")]
    reached: dict[tuple[Path, str], ast.FunctionDef] = {}
    while waiting:
        key = waiting.pop()
        if key in reached:
            continue
        reached[key] = found[key]
        called = _called(found[key])
        waiting += [other for other in found if other[1] in called and other[1] != "__init__"]
    return sorted(
        ((f"{path.relative_to(PACKAGE)}:{name}", node) for (path, name), node in reached.items()), key=_first
    )


def _first(pair: tuple[str, ast.FunctionDef]) -> str:
    return pair[0]


def _name_of(value: object) -> str:
    return value if isinstance(value, str) else ""


def _violations(function: ast.FunctionDef) -> list[str]:
    inside = [node for statement in function.body for node in ast.walk(statement)]
    found = [
        f"line {node.lineno}: {type(node).__name__}" for node in inside if isinstance(node, FORBIDDEN_SYNTAX)
    ]
    found += [
        f"line {node.lineno}: while without an end"
        for node in inside
        if isinstance(node, ast.While) and isinstance(node.test, ast.Constant)
    ]
    return found + [f"calls {name}" for name in sorted(_called(function) & (FORBIDDEN_CALLS | ALLOCATES))]


@pytest.mark.parametrize(("name", "function"), real_time_functions(), ids=_name_of)
def test_what_the_callback_runs_never_waits_logs_raises_or_allocates(name, function):
    assert _violations(function) == []


@pytest.mark.parametrize("path", REAL_TIME, ids=lambda path: path.name)
def test_real_time_code_imports_arrays_only(path):
    names = set()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    assert not {name for name in names - MAY_IMPORT if not name.startswith(MAY_IMPORT_BELOW)}


# ── files ────────────────────────────────────────────


WITHOUT_ADVICE = {
    "the overview was cancelled",
    "a lead cannot be shorter than its pre-roll",
    "the change does not fit the clips",
    "an engine of this song is running already",
    "the memo lies outside of the song folder",
    "a change is not understood",
    "a change does not fit the song",
    "a line of the journal is not understood",
    "not the next step",
    "a change was missed",
}
"""Errors no user meets: they are caught and told in other words, or only a fault of the program makes them."""


def _user_errors() -> set[str]:
    """The names of TuiStudioError and all below it."""
    classes = [
        node
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ClassDef)
    ]
    names, before = {"TuiStudioError"}, 0
    while before != len(names):
        before = len(names)
        names |= {one.name for one in classes if {ast.unparse(base) for base in one.bases} & names}
    return names


def test_errors_say_what_to_do_next() -> None:
    """Whoever finds no advice for an error that no user meets names it above."""
    errors = _user_errors()
    lacking = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in errors
        and not any(keyword.arg in ("hint", None) for keyword in node.keywords)
    ]
    assert len(errors) > 8
    assert [one for one in lacking if not any(words in one for words in WITHOUT_ADVICE)] == []
    assert [words for words in WITHOUT_ADVICE if not any(words in one for one in lacking)] == []


def test_file_sizes_are_reported(record_property, capsys):
    """Not a limit: a list to look at. The largest files, and how many are over 350 lines."""
    lines = {path: len(path.read_text().splitlines()) for path in PACKAGE.rglob("*.py")}
    large = sorted(((count, path) for path, count in lines.items() if count > 350), reverse=True)
    record_property("files", len(lines))
    with capsys.disabled():
        for count, path in large:
            print(f"\n  {path.relative_to(ROOT)}: {count} lines", end="")
    assert lines


def test_no_machine_is_named():
    """No registry, proxy or home of one machine in what others will run."""
    suspicious = re.compile(r"/home/|/root/|--index-url|--find-links|\bproxy\b|https?://\d", re.IGNORECASE)
    files = [ROOT / "Makefile", ROOT / "pyproject.toml", ROOT / ".ci" / "run", *(ROOT / "scripts").iterdir()]
    found = [
        f"{path.name}: {line}"
        for path in files
        for line in path.read_text().splitlines()
        if suspicious.search(line)
    ]
    assert found == []


@pytest.mark.slow
def test_a_wheel_holds_the_program_and_its_data(tmp_path):
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--wheel-dir",
        str(tmp_path),
        str(ROOT),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=110)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    data = {path.relative_to(ROOT) for path in (ROOT / "config").rglob("*") if path.is_file()}
    assert {f"tui_studio/{path.as_posix()}" for path in data} <= names
    assert "tui_studio/config/defaults.toml" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "bench/"))]


def test_what_make_runs_can_be_run() -> None:
    scripts = [*(ROOT / "scripts").iterdir(), ROOT / ".ci" / "run"]
    assert [one.name for one in scripts if not os.access(one, os.X_OK)] == []
