"""The chart as a page: everything escaped, nothing from elsewhere."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from tui_studio.song.chordpro import read_chart
from tui_studio.studio.chart_page import chart_page


class _Reader(HTMLParser):
    """Tags and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(page: str) -> _Reader:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader


KNOWN = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "div", "span", "pre"}
lines = st.one_of(
    st.sampled_from(
        ["{soc}", "{eoc: x}", "{sov: <b>}", "{eov}", "{chorus}", "{c: <i>&amp;}", "{sot}", "{eot}"]
    ),
    st.text(st.sampled_from("<>&\"'[]{}/ ab|")),
)


def test_the_title_is_the_charts_own_wherever_it_stands() -> None:
    page = read(chart_page(read_chart(["{artist: Me}", "{title: A <b> C}", "[Am]Words [*Rit.]more"]), "Song"))
    assert page.text.count("A <b> C") == 2
    assert "by Me" in page.text
    assert "Am" in page.text
    assert "Rit." in page.text
    assert "Song" in read(chart_page(read_chart([]), "Song")).text


@given(st.lists(lines, max_size=10))
def test_no_text_of_a_chart_becomes_a_tag(chart: list[str]) -> None:
    page = read(chart_page(read_chart(chart), "<script>x</script>"))
    assert page.tags <= KNOWN
    assert page.open == []
