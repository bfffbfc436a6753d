"""Views are made when they are wanted, and are what was said of them before."""

import pytest

from tests.tui.scene import Scene
from tui_studio.tui.views import KINDS


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_a_view_is_what_is_known_of_it_before_it_is_made(kind):
    view = Scene().head.views.named(kind.name)
    assert (view.name, view.title) == (kind.name, kind.title)
    assert set(view.handlers) <= {each.id for each in kind.actions}


async def test_what_a_view_does_is_found_before_it_is_shown():
    head = Scene().head
    assert head.own.find("takes.sheet") is not None
    assert head.own.find("notebook.page") is not None
    assert head.own.find("track.add") is None
    assert head.views.named("takes") is head.views.named("takes")
    assert head.views.present.name == "record"
