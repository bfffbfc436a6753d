"""The certificate, fact by fact."""

import msgspec

from tests.song.making import RATE, certificate, gap, new_take, record, song_with
from tui_studio.song import edits
from tui_studio.song.certificate_words import certificate_facts, packed
from tui_studio.song.model import FLATTENED, Gap, Take
from tui_studio.units import Frames

DIGEST = "0123456789abcdef" * 4


def take_with(**known: object) -> Take:
    """A take from 0:10 on."""
    song = song_with("Overheads")
    made = new_take(1, "audio/o.wav", 10 * RATE, 480_000, certificate=certificate(**known))
    return edits.add_pass(song, [made], pass_id=7).tracks[0].takes[0]


def lines(take: Take) -> list[str]:
    return [fact.text for fact in certificate_facts(take, RATE)]


def test_everything_the_engine_knows_is_told_with_its_unit() -> None:
    take = take_with(
        inputs=(3, 4),
        overs=(0, 2),
        first_over=24_000,
        peak_db=-0.1,
        gaps=(gap(48_000, 128), Gap(Frames(96_000), 0, "device")),
        xruns=(240_000,),
        longest_stall_ms=12.34,
        checksum=f"sha256:{DIGEST}",
    )
    assert lines(take) == [
        "GAPS: 2, the first at 0:11.000",
        "xruns without a gap: 1 at 0:15.000",
        "overs on input 3: 0",
        "overs on input 4: 2",
        "first over: at 0:10.500",
        "peak: -0.1 dB",
        "device: UMC1820 (ALSA)",
        "rate: 48000 Hz",
        "block: 128 frames",
        "latency used: 312 frames (6.5 ms), measured",
        "longest disk stall: 12.3 ms",
        "started: 2026-11-22 15:40:12+01:00",
        "ended: stopped",
        f"checksum: {DIGEST}",
        "GAP 1: at 0:11.000, 128 frames (2.7 ms) missing, xrun",
        "GAP 2: at 0:12.000, some frames missing, device",
        "xrun 1: at 0:15.000",
    ]
    assert max(map(len, lines(take))) <= 80


def test_only_what_is_wrong_is_loud() -> None:
    levels = {fact.word: fact.level for fact in certificate_facts(take_with(overs=(0,)), RATE)}
    assert set(levels.values()) == {"info"}
    bad = take_with(gaps=(gap(1, 2),), overs=(1,), closed="disk full", pace=70)
    loud = {fact.word: fact.level for fact in certificate_facts(bad, RATE) if fact.level != "info"}
    assert loud == {
        "GAPS": "alarm",
        "overs on input 1": "warning",
        "played at": "warning",
        "ended": "warning",
        "GAP 1": "alarm",
    }


def test_latency_that_was_not_measured_says_so() -> None:
    assert "latency used: 64 frames (1.3 ms), reported, not measured" in lines(
        take_with(latency_frames=64, latency_measured=False)
    )


def test_what_came_from_no_device_tells_of_none() -> None:
    words = "\n".join(
        lines(take_with(device="", host_api="", block=0, inputs=(), checksum="", closed=FLATTENED))
    )
    assert "device" not in words
    assert "latency" not in words
    assert "checksum: none" in words
    bare = record(song_with("A")).tracks[0].takes[0]
    assert lines(msgspec.structs.replace(bare, certificate=None)) == [
        "certificate: none, nothing is known of this take"
    ]


def test_facts_share_lines_and_none_is_broken() -> None:
    facts = certificate_facts(take_with(overs=(0,), checksum=f"sha256:{DIGEST}"), RATE)
    rows = packed(facts, 78)
    assert tuple(fact for row in rows for fact in row) == facts
    assert all(len("  ".join(fact.text for fact in row)) <= 78 for row in rows)
    assert len(rows) < len(facts) // 2
