"""Section names spoken with the click."""

import numpy as np
import pytest
import soundfile

from tests.studio.conftest import done, refused
from tui_studio.audio.speech import INSTALL_HERE, find_synthesiser
from tui_studio.studio.spoken import name_key, name_path, spoken_names

needs_voice = pytest.mark.skipif(
    not find_synthesiser(), reason=f"no speech synthesiser is installed: {INSTALL_HERE}"
)
BAR = 4 * 24_000


async def write_song(head):
    await done(head, "tempo.set 120; section.add Verse 2; section.add Chorus 2; section.add Bridge 1")
    await done(head, "track.add Vox 7; track.arm Vox")


async def test_a_name_begins_a_bar_before_its_section_or_as_much_earlier_as_it_needs(running, head):
    await write_song(head)
    folder = running.folder
    for name, frames in (("Verse", 1000), ("Chorus", 20_000), ("Bridge", BAR + 5000)):
        name_path(folder, name_key(name, 48_000), frames).touch()
    assert spoken_names(running.studio.song, folder) == ()
    await running.studio.keeper.edit("speak", _speaking)
    names = spoken_names(running.studio.song, folder)
    assert [(one.start, one.frames) for one in names] == [
        (-BAR, 1000),
        (BAR, 20_000),
        (3 * BAR - 5000, BAR + 5000),
    ]


def _speaking(song):
    from tui_studio.song import edits

    return edits.set_click(song, speak_sections=True)


@needs_voice
async def test_names_are_spoken_with_the_click_and_never_without_it(running, head, tmp_path):
    await write_song(head)
    told = await done(head, "click.set speak=on")
    assert told["speak_sections"] is True
    await running.studio.speaker.caught_up()
    files = sorted(path.name for path in (running.folder / "cache").glob("speech-*"))
    assert len(files) == 3
    spec = running.studio.reconciler.compiled()
    assert spec.click is not None
    assert [clip.start // BAR for clip in spec.click.sounds] == [-1, 1, 3]
    await done(head, f"mix.bounce path={tmp_path / 'a.wav'} start=1.1.000 end=6.1.000 click=on")
    await done(head, f"mix.bounce path={tmp_path / 'b.wav'} start=1.1.000 end=6.1.000")
    with_click, _ = soundfile.read(tmp_path / "a.wav", dtype="float32")
    without, _ = soundfile.read(tmp_path / "b.wav", dtype="float32")
    assert not np.any(without)
    between = with_click[BAR + 6000 : BAR + 20_000]
    assert np.abs(between).max() > 0.02
    assert np.abs(with_click[6000:20_000]).max() < 1e-4
    await done(head, "section.rename Bridge Middle")
    await running.studio.speaker.caught_up()
    assert len(list((running.folder / "cache").glob("speech-*"))) == 4
    await done(head, "click.set speak=off")
    assert running.studio.reconciler.compiled().click is None


async def test_without_a_synthesiser_it_is_refused_with_the_one_command(running, head, monkeypatch):
    async def none():
        return "", "sudo apt install espeak-ng"

    monkeypatch.setattr(running.studio.speaker, "voice", none)
    assert "no speech synthesiser" in await refused(head, "click.set speak=on")
    assert running.studio.song.click.speak_sections is False
