"""Comps: choosing what plays where, and hearing takes on trial before."""

from __future__ import annotations

from typing import Annotated

from tui_studio.errors import NotNowError
from tui_studio.song import edits
from tui_studio.song.comp_rows import find_take
from tui_studio.song.model import Span, Take, TrackId
from tui_studio.song.spans import name_span
from tui_studio.studio.actions.comp_words import SpanWords, comp_data, the_track
from tui_studio.studio.auditions import Heard
from tui_studio.studio.params import ATake, ATrack, Param
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio


@action(
    "comp.choose",
    help="let a take play a line, a section, bars or a span",
    example='comp.choose Vox "line 3" 2',
)
async def choose(studio: Studio, track: ATrack, span: SpanWords, take: ATake) -> Done:
    """As far as the take reaches. Heard while the song rolls on."""
    chosen = find_take(the_track(studio.song, track), take, span.start, span.end)
    return await _choose(studio, track, span, chosen)


async def _choose(studio: Studio, track: TrackId, span: Span, take: Take) -> Done:
    words = f"{the_track(studio.song, track).name} {name_span(studio.song, span)}: take {take.number}"
    song = await studio.keeper.edit(words, lambda now: edits.choose_take(now, take.id, span.start, span.end))
    reached = take.start <= span.start and span.end <= take.start + take.frames
    text = words + ("" if reached else ", as far as it reaches")
    return Done(comp_data(song, the_track(song, track), span), text)


@action(
    "comp.clear", help="let no take play in a line, a section or a span", example='comp.clear Vox "line 3"'
)
async def clear(studio: Studio, track: ATrack, span: SpanWords) -> Done:
    """The takes stay."""
    words = name_span(studio.song, span)
    song = await studio.keeper.edit(
        f"clear {words}", lambda now: edits.clear_span(now, track, span.start, span.end)
    )
    found = the_track(song, track)
    return Done(comp_data(song, found, span), f"{found.name} {words}: nothing plays")


@action(
    "comp.audition",
    help="hear the next take of a span on trial, looped, as loud as what plays there",
    example='comp.audition Vox "line 3" step=1',
)
async def audition(
    studio: Studio,
    track: ATrack,
    span: SpanWords,
    step: Annotated[int, Param("signed", "1 the next take, -1 the one before")] = 1,
) -> Done:
    """Ask it again and again. comp.keep lets the take play there, comp.leave goes on with the comp; stopping ends it, too."""
    heard = await studio.auditions.step(track, span, step)
    name = the_track(studio.song, track).name
    text = f"{name} {name_span(studio.song, span)}: {_heard_words(heard)}"
    data = {
        "track": name,
        "take": heard.take.number,
        "of": list(heard.others),
        "plays": heard.plays,
        "match_db": round(heard.match_db, 1),
        "start": span.start,
        "end": span.end,
    }
    return Done(data, text)


def _heard_words(heard: Heard) -> str:
    words = f"take {heard.take.number}"
    if heard.plays:
        return f"{words}, which plays there"
    return f"{words} on trial, " + (
        f"{heard.match_db:+.1f} dB to match" if heard.match_db else "as loud as it is"
    )


@action("comp.keep", help="let the take that is heard on trial play in its span", example="comp.keep")
async def keep(studio: Studio) -> Done:
    """One change, at the take's own level. The song plays on."""
    heard = studio.auditions.heard
    if heard is None:
        raise NotNowError("no take is on trial", hint="comp.audition lets one be heard")
    await studio.auditions.leave()
    if heard.plays:
        found = the_track(studio.song, heard.track)
        return Done(
            comp_data(studio.song, found, heard.span),
            f"{found.name}: take {heard.take.number} plays there already",
        )
    return await _choose(studio, heard.track, heard.span, heard.take)


@action(
    "comp.leave",
    help="no take on trial any more: the comp is heard",
    example="comp.leave",
    while_recording="free",
)
async def leave(studio: Studio) -> Done:
    """The song plays on."""
    heard = studio.auditions.heard
    await studio.auditions.leave()
    return Done(None, "no take was on trial" if heard is None else "the comp is heard as it is")
