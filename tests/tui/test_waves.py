import base64

from tui_studio.tui.view.waves import COARSE, Wave, decode, height, loudest_of


def pairs_of(values: list[int]) -> bytes:
    return b"".join(bytes([256 - value if value else 0, value]) for value in values)


def test_the_loudest_of_a_pair_counts_whatever_its_sign() -> None:
    assert loudest_of(bytes([0x80, 0, 0xFF, 3, 0, 127, 0xF0, 2])) == bytes([127, 3, 127, 16])
    assert decode(base64.b64encode(b"\x01\x02").decode()) == b"\x01\x02"


def test_a_wave_grows_and_knows_the_loudest_of_any_span() -> None:
    wave = Wave(256)
    values = [(at * 7) % 120 for at in range(3 * COARSE + 5)]
    for at in range(0, len(values), 9):
        wave.put(at, pairs_of(values[at : at + 9]))
    assert wave.frames == len(values) * 256
    for low, high in ((0, 1), (0, len(values)), (3, 2 * COARSE + 9), (COARSE, 2 * COARSE), (60, 70)):
        assert wave.loudest(low * 256, high * 256) == max(values[low:high])
    assert wave.loudest(len(values) * 256, len(values) * 256 + 5) == -1


def test_a_hole_is_silence_and_late_peaks_replace() -> None:
    wave = Wave(256)
    wave.put(4, pairs_of([9]))
    assert wave.loudest(0, 1024) == 0
    wave.put(1, pairs_of([5]))
    assert wave.loudest(0, 1024) == 5
    assert wave.frames == 5 * 256


def test_what_is_told_late_and_coarsely_is_known_too() -> None:
    wave = Wave(256)
    wave.put(20, pairs_of([9, 9]))
    assert wave.unknown == 20 * 256
    wave.put(0, pairs_of([5, 7, 3]), each=8)
    assert (wave.unknown, wave.rough) == (0, True)
    assert [wave.loudest(hop * 256, hop * 256 + 256) for hop in (0, 7, 8, 16)] == [5, 5, 7, 3]
    wave.put(22, pairs_of([11]))
    assert wave.loudest(22 * 256, 23 * 256) == 11


def test_heights() -> None:
    assert height(-1, 4) == 0
    assert height(0, 4) == 1
    assert height(127, 4) == 4
    assert height(127, 8) == 8
    rising = [height(value, 8) for value in range(128)]
    assert rising == sorted(rising)
