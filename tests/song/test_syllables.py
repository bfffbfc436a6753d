"""Syllables of words and lines."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_studio.song.syllables import count_syllables

WORDS = """morning2 comes1 quiet2 grey1 coffee2 cold1 away2 still1 hear1 the1 slamming2 door1 nobody3 waits1 here1
anymore3 table2 wanted2 loved1 loves1 wishes2 going2 radio3 video3 create2 creation3 usual3 station2 beautiful3
amazing3 grace1 sweet1 saved1 wretch1 me1 once1 believe2 hour1 dangerous3 little2 people2 whole1 while1 smiled1 eyes1
yesterday3 yellow2 flying2 crying2 tonight2 being2 seeing2 played1 faces2 places2 changes2 judge1 bridges2 needed2
broken2 ocean2 million2 curious3 simple2 single2 alone2 summer2 fire1 desire2 higher2 power2 flower2 lonely2 lovely2
names1 remember3 together3 sometimes2 something2 someone2 everything3 everybody4 every2 raining2 guitar2 piano3 violin3
rhythm2 idea3 real1 really2 area3 poem2 quietly3 toes1 goes1 does1 blue1 queen1 question2 tongue1 vague1 couldn't2
didn't2 isn't2 don't1 i'm1 you're1 house's2 night's1 lion2 settled2 clothes1 movement2 careless2 she1 free1 i1 a1"""


@pytest.mark.parametrize("entry", WORDS.split())
def test_words_of_songs(entry: str) -> None:
    word, count = entry[:-1], int(entry[-1])
    assert count_syllables(word) == count


@pytest.mark.parametrize(
    ("line", "language", "count"),
    [
        ("Amazing grace, how sweet the sound", "en", 8),
        ("A-ma-zing Grace", "en", 4),
        ("", "en", 0),
        ("… 1234 — !", "en", 0),
        ("Straße über naïve", "de", 7),
        ("été", "fr", 2),
        ("さくら きょう", "ja", 5),
        ("사랑해", "ko", 3),
        ("Подмосковные вечера", "ru", 8),
        ("I couldn’t", "en", 3),
    ],
)
def test_lines(line: str, language: str, count: int) -> None:
    assert count_syllables(line, language) == count


@given(st.text(max_size=60))
def test_any_text_has_a_count(text: str) -> None:
    words = len(re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", text))
    assert count_syllables(text) >= 0
    if words == 0:
        assert count_syllables(text) == 0
