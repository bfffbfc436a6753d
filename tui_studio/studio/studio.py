"""The studio: one open song and everything that serves it. Holds the parts together and decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tui_studio.studio.heads import Heads
from tui_studio.studio.options import StudioOptions
from tui_studio.studio.song_keeper import SongKeeper

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui_studio.song.model import Song
    from tui_studio.studio.auditions import Auditions
    from tui_studio.studio.certifying import Certifier
    from tui_studio.studio.devices import Devices
    from tui_studio.studio.engine_keeper import EngineKeeper
    from tui_studio.studio.guide_follower import GuideFollower
    from tui_studio.studio.jobs.runner import JobRunner
    from tui_studio.studio.master_outputs import MasterOutputs
    from tui_studio.studio.memos import Memos
    from tui_studio.studio.mixer import Mixer
    from tui_studio.studio.pedal import Pedal
    from tui_studio.studio.practice import Practice
    from tui_studio.studio.reconciler import Reconciler
    from tui_studio.studio.recording import Recording
    from tui_studio.studio.retaking import Retakes
    from tui_studio.studio.room import Room
    from tui_studio.studio.searching import SearchIndex
    from tui_studio.studio.speaking import Speaker
    from tui_studio.studio.status import StatusMaker
    from tui_studio.studio.taps import Taps
    from tui_studio.studio.transport import Transport
    from tui_studio.studio.troubles import Troubles


@dataclass
class Studio:
    """See the module. Built by `studio.assembly`."""

    folder: Path
    options: StudioOptions
    keeper: SongKeeper
    heads: Heads
    engine: EngineKeeper
    devices: Devices
    master_outputs: MasterOutputs
    reconciler: Reconciler
    mixer: Mixer
    transport: Transport
    recording: Recording
    room: Room
    status: StatusMaker
    jobs: JobRunner
    practice: Practice
    auditions: Auditions
    guides: GuideFollower
    speaker: Speaker
    retakes: Retakes
    pedal: Pedal
    memos: Memos
    certifier: Certifier
    troubles: Troubles
    search: SearchIndex
    taps: Taps
    end: Callable[[str], None]
    """Ask for the studio's end, for a reason that heads are told."""

    @property
    def song(self) -> Song:
        """The song as it is now."""
        return self.keeper.song
