"""The engine's keeper with clients that are none: what it does when a link or a step on it fails."""

import asyncio
import socket

import pytest

from tui_studio import paths
from tui_studio.errors import EngineError
from tui_studio.studio import engine_keeper
from tui_studio.studio.engine_keeper import EngineKeeper
from tui_studio.studio.heads import Heads


class Link:
    """An engine's client, as far as the keeper looks at it."""

    pid, alive = 1, True

    def __init__(self):
        self.gone = None
        self.closed = False

    async def close(self):
        self.closed = True


@pytest.fixture
async def kept(place, monkeypatch):
    """A keeper, the links it has made so far, and an event of every one that is ready."""
    links: list[Link] = []

    async def start_or_adopt(_folder, _child=None):
        assert all(link.closed for link in links), "an engine takes one studio at a time"
        links.append(Link())
        return links[-1]

    monkeypatch.setattr(engine_keeper.EngineClient, "start_or_adopt", start_or_adopt)
    keeper, ready = EngineKeeper(place.songs / "Song", Heads()), asyncio.Queue()
    keeper.on_ready = lambda: ready.put_nowait(None)
    yield keeper, links, ready
    await keeper.close(shutdown=False)


@pytest.mark.parametrize(
    "error", [EngineError("too late"), IndexError("tuple index"), OSError(30, "read-only")]
)
async def test_a_step_that_fails_once_is_told_and_tried_on_a_new_link(kept, error):
    keeper, links, ready = kept
    failing = [error]

    async def step(_client):
        if failing:
            raise failing.pop()

    keeper.on_up = [step]
    keeper.start()
    await asyncio.wait_for(ready.get(), 5)
    assert [link.closed for link in links] == [True, False]
    (notice,) = keeper._heads.recent
    assert (notice.level, str(error) in notice.text) == ("alarm", True)


async def test_a_fault_that_comes_every_time_is_given_up_and_says_what_to_do(kept):
    keeper, links, _ready = kept

    async def step(_client):
        raise IndexError("tuple index")

    keeper.on_up = [step]
    keeper.start()
    with pytest.raises(EngineError, match=r"device\.open"):
        await keeper.connected()
    assert len(links) == engine_keeper.MANY_DEATHS
    assert "device.open" in keeper._heads.recent[-1].text


@pytest.mark.parametrize("lives", [True, False])
async def test_a_link_that_breaks_is_a_death_only_when_nobody_listens(kept, lives):
    keeper, links, ready = kept
    told = []

    async def down():
        told.append("died")

    keeper.on_down, keeper.on_cut = down, lambda: told.append("cut")
    with socket.socket(socket.AF_UNIX) as listener:
        if lives:
            listener.bind(str(paths.engine_socket(keeper._folder)))
            listener.listen(1)
        keeper.start()
        await asyncio.wait_for(ready.get(), 5)
        links[0].gone()
        await asyncio.wait_for(ready.get(), 5)
    assert told == ["cut" if lives else "died"]
    assert len(keeper._deaths) == (0 if lives else 1)
