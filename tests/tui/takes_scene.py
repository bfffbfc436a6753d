"""A song with words, sections and takes, for tests of the Takes view."""

from __future__ import annotations

from tests.tui.scene import CATALOGUE, NAMES, certificate
from tui_studio.song.model import (
    Comp,
    CompId,
    Gap,
    PassId,
    Segment,
    Song,
    Source,
    SourceId,
    Take,
    TakeId,
    Track,
    TrackId,
)
from tui_studio.song.notebook import ChartLine, ChartLineId, Notebook, Section, SectionId
from tui_studio.studio.wire import ActionInfo, ParamInfo

CHART = (
    "{start_of_verse: Verse 1}",
    "[Am]Morning comes in [F]quiet grey",
    "[C]Coffee's cold and [G]far away",
    "[Am]I still hear the [F]slamming door",
    "[C]Nobody waits here [G]anymore",
    "{end_of_verse}",
    "{start_of_chorus}",
    "[F]Hold on, [C]hold on to me",
    "[G]Hold on, [Am]let it be",
    "{end_of_chorus}",
)
BAR = 96_000
"""At 120 BPM in 4/4."""
TAKE_PARAMS = (
    ParamInfo("track", "track", "a track"),
    ParamInfo("span", "span", "where"),
    ParamInfo("take", "take", "which"),
)
TAKES_CATALOGUE = (
    *CATALOGUE,
    ActionInfo("comp.choose", "let a take play in a span", TAKE_PARAMS, while_recording="free"),
    ActionInfo(
        "take.rate",
        "stars",
        (TAKE_PARAMS[0], TAKE_PARAMS[2], ParamInfo("stars", "count", "")),
        while_recording="free",
    ),
    ActionInfo("take.hide", "hide", (TAKE_PARAMS[0], TAKE_PARAMS[2]), while_recording="free"),
    ActionInfo("transport.play", "roll", while_recording="free"),
    ActionInfo(
        "loop.set",
        "loop",
        (ParamInfo("start", "time", ""), ParamInfo("end", "time", "")),
        while_recording="ask",
    ),
    ActionInfo("loop.toggle", "loop on and off", while_recording="free"),
)


def notebook() -> Notebook:
    """A verse of four lines in eight bars, a chorus of two in four, an outro of four bars without words."""
    chart = tuple(ChartLine(ChartLineId(1000 + at), text) for at, text in enumerate(CHART))
    sections = (
        Section(SectionId(1100), "Verse 1", 8, chart_part=ChartLineId(1000)),
        Section(SectionId(1101), "Chorus", 4, chart_part=ChartLineId(1006)),
        Section(SectionId(1102), "Outro", 4),
    )
    return Notebook(chart=chart, sections=sections)


def take_of(number: int, *, bars: tuple[int, int] = (0, 12), **changes: object) -> Take:
    """A take over these bars, from 0."""
    start, end = bars
    known = {name: changes.pop(name, ()) for name in ("gaps", "xruns")}
    return Take(
        TakeId(500 + number),
        number,
        PassId(700 + number),
        SourceId(600 + number),
        start * BAR,
        (end - start) * BAR,
        certificate(**known, peak_db=-3.2),
        **changes,
    )


def comped() -> Track:
    """Four takes: 4 plays line 1, 2 lines 2 and 3, 4 line 4, 1 the chorus; take 3 has a gap in line 2."""
    takes = (
        take_of(1, rating=3, xruns=(5 * BAR,)),
        take_of(2, rating=4),
        take_of(3, bars=(0, 8), gaps=(Gap(2 * BAR + 100, 64, "xrun"),)),
        take_of(4, rating=5, name="the loud one"),
    )
    spans = ((4, 0, 2), (2, 2, 6), (4, 6, 8), (1, 8, 12))
    segments = tuple(Segment(TakeId(500 + number), low * BAR, high * BAR) for number, low, high in spans)
    comp = Comp(CompId(800), "A", segments)
    return Track(TrackId(1), "Lead vox", (7,), takes=takes, comps=(comp,), active_comp=comp.id)


def comp_song(*tracks: Track, words: bool = True) -> Song:
    """The song of these tracks, else of the comped one and an empty one."""
    tracks = tracks or (comped(), Track(TrackId(2), NAMES[3], (5,)))
    sources = {
        take.source: Source(
            take.source, f"audio/{take.source}.wav", 1, take.frames, 48000, "pcm24", "recorded"
        )
        for track in tracks
        for take in track.takes
    }
    plan = notebook() if words else Notebook()
    return Song("u", "Quiet grey", tracks=tracks, sources=tuple(sources.values()), notebook=plan)
