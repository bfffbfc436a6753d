"""Full disks, read-only folders, disks that lie: a clear word each, nothing half done."""

import contextlib
import errno
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.song.making import big_song
from tests.song.test_store import crash
from tui_studio.errors import SongError
from tui_studio.song import edits
from tui_studio.song.storage import SongStore

Breaker = Callable[[str, int, int], None]


@pytest.fixture
def store(tmp_path: Path) -> SongStore:
    store = SongStore.create(tmp_path / "song", "x", 48000)
    store.commit("add", edits.add_track(store.song, "Drums"))
    return store


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> Breaker:
    """`breaking("write", after, errno)`: the call of `os` fails from the so-manieth time on."""

    def arrange(name: str, after: int, code: int) -> None:
        real, count = getattr(os, name), 0

        def call(*args: object, **options: object) -> object:
            nonlocal count
            count += 1
            if count > after:
                raise OSError(code, os.strerror(code))
            return real(*args, **options)

        monkeypatch.setattr(os, name, call)

    return arrange


@pytest.mark.parametrize(
    ("call", "code", "words"),
    [
        ("write", errno.ENOSPC, "disk is full"),
        ("fsync", errno.EIO, "disk reports an error"),
        ("write", errno.EDQUOT, "quota"),
        ("lseek", errno.EIO, "error"),
    ],
)
def test_a_commit_that_fails_changes_nothing(
    store: SongStore, breaking: Breaker, monkeypatch: pytest.MonkeyPatch, call: str, code: int, words: str
) -> None:
    before, journal = store.song, (store.folder / "journal.jsonl").read_bytes()
    breaking(call, 0, code)
    with pytest.raises(SongError, match=words) as raised:
        store.commit("more", edits.add_track(store.song, "Bass"))
    assert raised.value.hint
    with pytest.raises(SongError):
        store.undo()
    assert store.song is before
    assert (store.can_undo, store.can_redo) == ("add", "")
    monkeypatch.undo()
    assert (store.folder / "journal.jsonl").read_bytes() == journal
    store.commit("more", edits.add_track(store.song, "Bass"))
    assert SongStore.open(crash(store)).song == store.song


def test_half_a_line_is_cut_off_before_the_next(store: SongStore, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    calls = iter([lambda descriptor, data: real(descriptor, bytes(data)[:40])])

    def write(descriptor: int, data: bytes) -> int:
        try:
            return next(calls)(descriptor, data)
        except StopIteration:
            raise OSError(errno.ENOSPC, "full") from None

    def stuck(_descriptor: int, _size: int) -> None:
        raise OSError(errno.EIO, "stuck")

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", write)
        patched.setattr(os, "ftruncate", stuck)
        with pytest.raises(SongError):
            store.commit("more", edits.add_track(store.song, "Bass"))
    store.commit("other", edits.add_track(store.song, "Keys"))
    again = SongStore.open(crash(store))
    assert [track.name for track in again.song.tracks] == ["Drums", "Keys"]
    assert again.notices == []


def test_half_a_line_and_a_crash(store: SongStore, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", _refuse)
        patched.setattr(os, "ftruncate", _refuse)
        patched.setattr(os, "write", lambda descriptor, data: real(descriptor, bytes(data)[:40]))
        with pytest.raises(SongError):
            store.commit("more", edits.add_track(store.song, "Bass"))
    before = store.song
    again = SongStore.open(crash(store))
    assert again.song in (before, edits.add_track(before, "Bass"))


def _refuse(*_args: object) -> None:
    raise OSError(errno.EIO, "no")


@pytest.mark.parametrize("after", range(6))
def test_a_song_that_cannot_be_made_leaves_nothing(tmp_path: Path, breaking: Breaker, after: int) -> None:
    breaking("write", after, errno.ENOSPC)
    folder = tmp_path / "new"
    if after >= 3:
        SongStore.create(folder, "x", 48000).close()
        return
    with pytest.raises(SongError, match="full"):
        SongStore.create(folder, "x", 48000)
    assert not folder.exists()


def test_a_checkpoint_that_fails_is_no_failed_edit(
    store: SongStore, breaking: Breaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_studio.song.storage.store.CHECKPOINT_EVERY", 1)
    breaking("write", 1, errno.ENOSPC)
    store.commit("more", edits.add_track(store.song, "Bass"))
    assert store.can_undo == "more"
    store.close()
    monkeypatch.undo()
    assert SongStore.open(store.folder).song == store.song
    assert not list(store.folder.glob("*.scratch"))


# ── real small filesystems ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mount a tmpfs with these options."""
    mounted: list[Path] = []

    def mount(options: str) -> Path:
        folder = tmp_path / f"disk{len(mounted)}"
        folder.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip(f"cannot mount: {done.stderr.decode().strip()}")
        mounted.append(folder)
        return folder

    yield mount
    for folder in mounted:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.mount
def test_a_disk_that_fills_up(small_disk: Callable[[str], Path]) -> None:
    disk = small_disk("size=128k")
    store = SongStore.create(disk / "song", "x", 48000)
    error = fill(store)
    assert "disk is full" in error.message
    last = store.song
    store.close()
    again = SongStore.open(disk / "song")
    assert again.song == last
    assert "disk is full" in again.notices[0]
    again.close()


def fill(store: SongStore) -> SongError:
    """Edit until the disk is full; the error that tells it. Every edit acknowledged before is in the song."""
    number = 0
    while True:
        wanted = edits.set_title(store.song, f"{number}" + "x" * 150)
        try:
            store.commit("title", wanted)
        except SongError as error:
            assert store.song.title != wanted.title
            return error
        assert store.song == wanted
        number += 1


@pytest.mark.mount
def test_no_inodes_left(small_disk: Callable[[str], Path]) -> None:
    disk = small_disk("size=1m,nr_inodes=6")
    with pytest.raises(SongError, match="no more files can be made") as raised:
        SongStore.create(disk / "song", "x", 48000)
    assert "inode table is full" in raised.value.message
    assert "remove files" in raised.value.hint
    assert list(disk.iterdir()) == []
    (disk / "ballast").write_bytes(bytes(1 << 10))
    with pytest.raises(SongError, match="inode table is full"):
        SongStore.create(disk / "song", "x", 48000)
    assert [path.name for path in disk.iterdir()] == ["ballast"]
    with pytest.raises(SongError, match="inode table is full"):
        SongStore.create(small_disk("size=1m,nr_inodes=1") / "song", "x", 48000)


@pytest.mark.mount
def test_no_inodes_for_the_checkpoint(small_disk: Callable[[str], Path]) -> None:
    disk = small_disk("size=1m,nr_inodes=12")
    store = SongStore.create(disk / "song", "x", 48000)
    with contextlib.suppress(OSError):
        for number in range(20):
            (disk / f"filler{number}").touch()
    store.commit("add", edits.add_track(store.song, "Drums"))
    with pytest.raises(SongError, match="inode table is full"):
        store.checkpoint()
    store.close()
    again = SongStore.open(disk / "song")
    assert again.song == store.song
    assert "full" in again.notices[0]
    again.close()
    (disk / "filler0").unlink()
    assert SongStore.open(disk / "song").notices == []


@pytest.mark.mount
def test_a_folder_that_cannot_be_written(small_disk: Callable[[str], Path]) -> None:
    disk = small_disk("size=1m")
    SongStore.create(disk / "song", "x", 48000).close()
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    with pytest.raises(SongError, match="cannot be written"):
        SongStore.open(disk / "song")
    with pytest.raises(SongError, match="cannot be written"):
        SongStore.create(disk / "other", "x", 48000)


def test_a_big_song_fits_the_journal(store: SongStore) -> None:
    big = big_song(4, 10)
    store.commit("grow", big)
    assert SongStore.open(crash(store)).song == store.song
