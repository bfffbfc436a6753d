"""Builds a studio of its parts, and takes it apart in order."""

from __future__ import annotations

import logging
import subprocess
from collections.abc import Callable
from pathlib import Path

from tui_studio import paths
from tui_studio.engine.protocol import (
    DeviceLost,
    DeviceOpened,
    DeviceRefused,
    Event,
    MemoClosed,
    PassClosed,
    PassProgress,
    TransportMoved,
    Trouble,
)
from tui_studio.song.model import Song
from tui_studio.song.storage import SongStore
from tui_studio.studio.auditions import Auditions
from tui_studio.studio.certifying import Certifier
from tui_studio.studio.devices import Devices
from tui_studio.studio.engine_keeper import EngineKeeper
from tui_studio.studio.guide_follower import GuideFollower
from tui_studio.studio.heads import Heads
from tui_studio.studio.jobs.runner import JobRunner
from tui_studio.studio.master_outputs import MasterOutputs
from tui_studio.studio.memos import Memos
from tui_studio.studio.mixer import Mixer
from tui_studio.studio.options import StudioOptions
from tui_studio.studio.pedal import Pedal
from tui_studio.studio.practice import Practice
from tui_studio.studio.reconciler import Reconciler
from tui_studio.studio.recording import Recording
from tui_studio.studio.retaking import Retakes
from tui_studio.studio.room import Room
from tui_studio.studio.searching import SearchIndex
from tui_studio.studio.song_keeper import SongKeeper
from tui_studio.studio.speaking import Speaker
from tui_studio.studio.status import StatusMaker
from tui_studio.studio.studio import Studio
from tui_studio.studio.taps import Taps
from tui_studio.studio.transport import Transport
from tui_studio.studio.troubles import Troubles

log = logging.getLogger(__name__)


def assemble(store: SongStore, options: StudioOptions, end: Callable[[str], None]) -> Studio:
    """A studio for the open song, at rest. Called from: the event loop."""
    folder: Path = store.folder
    heads = Heads()
    keeper = SongKeeper(store, heads)
    engine = EngineKeeper(folder, heads)
    devices = Devices(engine, keeper, heads, options)
    master_outputs = MasterOutputs(devices, heads)
    reconciler = Reconciler(engine, keeper.song, heads, folder, master_outputs.from_zero)
    room = Room(folder, options.reserve_bytes)
    recording = Recording(
        folder=folder, keeper=keeper, engine=engine, devices=devices, room=room, heads=heads
    )
    transport = Transport(engine, reconciler, recording, devices, keeper)
    jobs = JobRunner(heads)
    practice = Practice(
        folder=folder,
        keeper=keeper,
        engine=engine,
        devices=devices,
        reconciler=reconciler,
        transport=transport,
        jobs=jobs,
    )
    retakes = Retakes(
        keeper=keeper,
        engine=engine,
        reconciler=reconciler,
        transport=transport,
        recording=recording,
        heads=heads,
    )
    memos = Memos(folder=folder, keeper=keeper, engine=engine, room=room, heads=heads)
    return Studio(
        folder=folder,
        options=options,
        keeper=keeper,
        heads=heads,
        engine=engine,
        devices=devices,
        master_outputs=master_outputs,
        reconciler=reconciler,
        mixer=Mixer(keeper, reconciler, heads),
        transport=transport,
        recording=recording,
        room=room,
        status=StatusMaker(
            keeper=keeper,
            transport=transport,
            reconciler=reconciler,
            devices=devices,
            room=room,
            heads=heads,
        ),
        jobs=jobs,
        practice=practice,
        auditions=Auditions(folder, keeper, practice),
        speaker=Speaker(folder=folder, keeper=keeper, jobs=jobs, heads=heads, reconciler=reconciler),
        guides=GuideFollower(
            folder=folder,
            keeper=keeper,
            jobs=jobs,
            heads=heads,
            recording=lambda: transport.recording,
            renewed=reconciler.look_again,
        ),
        retakes=retakes,
        pedal=Pedal(transport, retakes, keeper),
        memos=memos,
        certifier=Certifier(keeper, lambda: transport.moving or bool(memos.recording)),
        troubles=Troubles(heads, keeper, transport),
        search=SearchIndex(
            Path(options.songs) if options.songs else paths.user_songs(),
            paths.user_cache(),
            folder,
            lambda: keeper.song,
        ),
        taps=Taps(),
        end=end,
    )


async def wake(studio: Studio, child: subprocess.Popen[bytes] | None = None) -> None:
    """Connect the parts and start the engine (or wait for the `child` that is starting); returns before it is up."""
    engine = studio.engine
    engine.on_up = [
        studio.recording.connected,
        studio.devices.open_at_start,
        studio.reconciler.connected,
        studio.transport.connected,
        studio.memos.connected,
    ]
    studio.transport.by_hand = lambda: _taken_over(studio)
    studio.status.besides = lambda: {
        "practice": studio.practice.going,
        "retake": studio.retakes.doing,
        "memo": bool(studio.memos.recording),
    }
    engine.on_event = lambda event: _hear(studio, event)
    engine.on_ready = lambda: _ready(studio)
    engine.on_down = lambda: _engine_died(studio)
    engine.on_cut = lambda: _engine_cut(studio)
    studio.keeper.on_change = lambda old, new: _follow(studio, old, new)
    studio.keeper.on_heard = studio.reconciler.heard_ahead
    engine.start(child)
    studio.room.start()
    studio.guides.song_changed(None, studio.song)
    studio.speaker.song_changed(None, studio.song)


async def rest(studio: Studio) -> None:
    """Finish the open pass, write the song down, end the engine, let go of the folder.

    A new song that never had a device and in which nothing was done leaves no folder behind.
    """
    if studio.pedal.surface is not None:
        await studio.pedal.surface.close()
    await _taken_over(studio)
    await studio.recording.finish(studio.transport)
    await studio.mixer.settle()
    studio.certifier.close()
    studio.guides.close()
    studio.speaker.close()
    studio.jobs.close()
    studio.search.close()
    studio.room.stop()
    await studio.engine.close(shutdown=True)
    await studio.keeper.close(forget_unused=studio.devices.current is None)


async def _taken_over(studio: Studio) -> None:
    await studio.retakes.end()
    await studio.practice.end()


def _follow(studio: Studio, old: Song, new: Song) -> None:
    studio.status.song_changed(old)
    studio.reconciler.song_changed(new)
    studio.auditions.song_changed(old, new)
    studio.search.song_changed(old, new)
    studio.guides.song_changed(old, new)
    studio.speaker.song_changed(old, new)


def _ready(studio: Studio) -> None:
    studio.status.push()
    studio.recording.ready()
    studio.certifier.look()


async def _engine_died(studio: Studio) -> None:
    studio.heads.notice("the engine stopped unexpectedly; it is being restarted", "alarm")
    studio.practice.engine_died()
    await studio.recording.engine_died()
    await studio.memos.engine_died()


def _engine_cut(studio: Studio) -> None:
    studio.heads.notice("the link to the engine broke; the engine lives and is taken over again", "warning")
    studio.practice.engine_died()


def _hear(studio: Studio, event: Event) -> None:
    match event:
        case PassClosed():
            studio.recording.pass_closed(event)
        case PassProgress():
            studio.recording.progress(event)
        case DeviceOpened():
            studio.devices.opened(event)
            studio.master_outputs.device_opened()
            studio.reconciler.look_again()
            if studio.pedal.surface is not None:
                studio.pedal.surface.renew()
        case DeviceLost():
            studio.devices.gone(event)
        case DeviceRefused():
            studio.devices.refused(event)
        case MemoClosed():
            studio.memos.closed(event)
        case TransportMoved():
            studio.practice.moved(event)
            studio.guides.transport_moved()
            studio.status.push()
        case Trouble():
            studio.troubles.tell(event)
        case _:
            pass
