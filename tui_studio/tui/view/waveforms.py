"""The waveforms of one head: those of takes and clips, of takes that grow, and the lane each track shows them on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tui_studio.song.model import SourceId, Track, TrackId
from tui_studio.studio.wire import Growth
from tui_studio.tui.view.lanes import Growing, Lane, sources_on, stretches
from tui_studio.tui.view.timeline import Window
from tui_studio.tui.view.waves import Wave, decode


@dataclass
class Waveforms:
    """What is known of the song's waves. What changes is drawn anew with the next `lane`."""

    waves: dict[SourceId, Wave] = field(default_factory=dict)
    growing: dict[TrackId, Growing] = field(default_factory=dict)
    """The takes being recorded."""
    lost: set[SourceId] = field(default_factory=set)
    """Sources whose file is missing: what plays them is silent."""
    lanes: dict[TrackId, Lane[Track]] = field(default_factory=dict)

    def lane(self, track: Track, window: Window, steps: int) -> Lane[Track]:
        """The track's waveform in a window, as it is now; `steps` are the heights a cell can show."""
        lane = self.lanes.setdefault(track.id, Lane(stretches))
        lane.update(track, window, self.waves, self.growing.get(track.id), steps)
        return lane

    def keep(self, source: SourceId, wave: Wave) -> None:
        """The wave of a source has come."""
        self.waves[source] = wave
        self.lost.discard(source)
        for lane in self.lanes.values():
            if lane.track is not None and source in sources_on(lane.track):
                lane.forget()

    def grow(self, growth: Growth) -> None:
        """More of the takes being recorded."""
        for number, text in growth.peaks.items():
            track = TrackId(number)
            grown = self.growing.get(track)
            if grown is None or (grown.pass_id, grown.round) != (growth.pass_id, growth.round):
                wave = Wave(growth.hop)
                grown = self.growing[track] = Growing(growth.pass_id, growth.round, growth.start, wave)
                self._forget(track)
            elif growth.each > 1:
                self._forget(track)
            grown.wave.put(growth.first_hop, decode(text), each=growth.each)

    def follow(self, tracks: Iterable[Track]) -> None:
        """The song has changed: the waves of takes that were watched growing are theirs now, lanes of tracks that are gone go."""
        there = {track.id: track for track in tracks}
        for track in there.values():
            self._adopt(track)
        for gone in self.lanes.keys() - there.keys():
            del self.lanes[gone]

    def _adopt(self, track: Track) -> None:
        grown = self.growing.get(track.id)
        kept = [take for take in track.takes if take.pass_id == grown.pass_id] if grown else []
        if grown is None or not kept:
            return
        last_one = len(kept) == grown.round and kept[-1].start == grown.start
        if last_one and not (grown.wave.unknown or grown.wave.rough):
            self.waves.setdefault(kept[-1].source, grown.wave)
        del self.growing[track.id]
        self._forget(track.id)

    def _forget(self, track: TrackId) -> None:
        if track in self.lanes:
            self.lanes[track].forget()
