"""Ardour without its screen: a session of the material, exported or played by its headless tools.

Its Lua shell makes tracks with faders but cannot import files; those are written into the session file.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path
from xml.etree import ElementTree as ET

import soundfile

from bench.material import SECONDS
from tests.rig.mix import RATE, fader_and_pan

NAME = "bench"
STARTING_SECONDS = 40


def tool(kind: str) -> str | None:
    """The program of this kind (`lua`, `export`), whatever the version installed."""
    names = (f"ardour{version}-{kind}" for version in range(12, 6, -1))
    return next((found for name in names if (found := shutil.which(name))), None)


def session(folder: Path, paths: list[Path]) -> Path | None:
    """A session that plays the files with the faders of the others; None where there is no Ardour."""
    lua = tool("lua")
    if lua is None:
        return None
    shutil.rmtree(folder, ignore_errors=True)
    script = folder.with_suffix(".lua")
    script.write_text(_make_tracks(folder, len(paths)))
    done = subprocess.run(
        [lua, script], capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL
    )
    if "made" not in done.stdout:
        raise RuntimeError(f"Ardour made no session: {done.stdout[-300:]} {done.stderr[-300:]}")
    _add_audio(folder, paths)
    return folder


def _make_tracks(folder: Path, count: int) -> str:
    gains = ", ".join(f"{10 ** (fader_and_pan(number)[0] / 20):.6f}" for number in range(count))
    return f"""
AudioEngine:set_backend("None (Dummy)", "", "")
s = create_session("{folder}", "{NAME}", {RATE})
gains = {{ {gains} }}
at = 1
for t in s:new_audio_track(2, 2, nil, {count}, "P", ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, true):iter() do
  t:gain_control():set_value(gains[at], PBD.GroupControlDisposition.NoGroup)
  at = at + 1
end
s:save_state("", false, false, false, false, false)
close_session()
print("made")
quit()
"""


def _add_audio(folder: Path, paths: list[Path]) -> None:
    file = folder / f"{NAME}.ardour"
    tree = ET.parse(file)
    root = tree.getroot()
    sources, playlists = root.find("Sources"), root.find("Playlists")
    assert sources is not None
    assert playlists is not None
    (inside,) = (folder / "interchange").iterdir()  # Ardour refuses a session with two of them
    audio = inside / "audiofiles"
    audio.mkdir(exist_ok=True)
    tempo_map = root.find("TempoMap")
    assert tempo_map is not None
    length = f"a{int(SECONDS * int(tempo_map.attrib['superclocks-per-second']))}"
    number = 100_000
    for playlist, path in zip(playlists.findall("Playlist"), paths, strict=True):
        os.link(path, audio / path.name)
        for channel in (0, 1):
            ET.SubElement(sources, "Source", {
                "name": path.name, "take-id": "", "type": "audio", "flags": "", "id": str(number + channel),
                "channel": str(channel), "origin": "", "gain": "1",
            })  # fmt: skip
        ET.SubElement(playlist, "Region", {
            "name": path.stem, "type": "audio", "id": str(number + 2), "channels": "2", "start": "a0",
            "length": f"{length}@a0", "position": "a0", "layering-index": "0", "muted": "0", "opaque": "1",
            "default-fade-in": "0", "default-fade-out": "0", "fade-in-active": "0", "fade-out-active": "0",
            "scale-amplitude": "1", "envelope-active": "0", "whole-file": "0",
            "source-0": str(number), "source-1": str(number + 1),
            "master-source-0": str(number), "master-source-1": str(number + 1),
        })  # fmt: skip
        number += 10
    root.set("id-counter", str(number + 10))
    _set_range(root, length)
    tree.write(file)


def _set_range(root: ET.Element, length: str) -> None:
    locations = root.find("Locations")
    assert locations is not None
    ET.SubElement(locations, "Location", {
        "id": "99000", "name": "session", "start": "a0", "end": length, "flags": "IsSessionRange", "locked": "0",
        "timestamp": "0",
    })  # fmt: skip


def export(folder: Path, out: Path) -> float:
    """Wall seconds of an export to a 24-bit file, the session's loading included.

    Ardour 7.3 may crash on its way out; what counts is the file. Raises RuntimeError when that is not whole.
    """
    program = tool("export")
    assert program is not None
    started = time.monotonic()
    command = [program, "-b", "24", "-s", str(RATE), "-o", str(out), str(folder), NAME]
    done = subprocess.run(command, check=False, capture_output=True, timeout=120, stdin=subprocess.DEVNULL)
    seconds = time.monotonic() - started
    if not out.exists() or soundfile.info(out).frames < int(SECONDS * RATE):
        raise RuntimeError(f"no whole export: {done.stderr.decode(errors='replace')[-300:]}")
    return seconds


def playing(folder: Path, paths: list[Path]) -> subprocess.Popen[bytes] | None:
    """A process that plays the session through JACK until it is killed; None where there is no Ardour.

    Returns once it plays. Raises RuntimeError when it never does.
    """
    lua = tool("lua")
    made = session(folder, paths)
    if lua is None or made is None:
        return None
    script, told = folder / "play.lua", folder / "told"
    script.write_text(f"""
AudioEngine:set_backend("JACK", "", "")
s = load_session("{made}", "{NAME}")
s:request_roll(ARDOUR.TransportRequestSource.TRS_UI)
while true do
  ARDOUR.LuaAPI.usleep(200000)
  print("at", s:transport_sample())
end
""")
    with told.open("wb") as out:
        process = subprocess.Popen(
            ["stdbuf", "-oL", lua, str(script)], stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )
    end = time.monotonic() + STARTING_SECONDS
    while position(folder) == 0:
        if process.poll() is not None or time.monotonic() > end:
            process.kill()
            raise RuntimeError(f"Ardour does not play: {told.read_text(errors='replace')[-300:]}")
        time.sleep(0.2)
    return process


def position(folder: Path) -> int:
    """The frame up to which the process of `playing` has come."""
    lines = (folder / "told").read_text(errors="replace").splitlines()
    places = [words[1] for words in map(str.split, lines) if len(words) == 2 and words[0] == "at"]
    return int(float(places[-1])) if places else 0
