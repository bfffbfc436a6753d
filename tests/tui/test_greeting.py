"""What is told first."""

import msgspec
import pytest

from tests.tui.scene import Scene, Studio
from tui_studio.studio.wire import Welcome
from tui_studio.tui.greeting import TAKEN_OVER, greet, recall, take_over

KEPT = "a recording was interrupted: 8 takes kept of Kick, 0:31 long"


@pytest.fixture
def told(monkeypatch):
    """Notices with their levels, as the studio welcomes with them."""

    def welcome(*notices: tuple[str, str]) -> None:
        texts, levels = zip(*notices, strict=True)
        plain = Studio.welcome.fget

        def with_notices(self: Studio) -> Welcome:
            return msgspec.structs.replace(plain(self), notices=texts, levels=levels)

        monkeypatch.setattr(Studio, "welcome", property(with_notices))

    return welcome


def test_without_anything_to_tell_the_keys_are_named() -> None:
    scene = Scene()
    greet(scene.head)
    assert (scene.desk.sentence, scene.desk.saying.alarming) == ("Quiet grey: ? shows the keys", False)


def test_the_most_important_is_shown_and_the_others_can_be_seen(told) -> None:
    told((KEPT, "warning"), ("virtual: 8 inputs", "info"), ("the disk is nearly full", "info"))
    scene = Scene()
    greet(scene.head)
    assert (scene.desk.sentence, scene.desk.saying.alarming) == (KEPT, True)
    assert "(2 more: @)" in "".join(scene.screen()[-3:])
    assert [one.text for one in scene.desk.saying.past] == [
        KEPT,
        "virtual: 8 inputs",
        "the disk is nearly full",
    ]


def test_of_equals_the_latest_is_shown(told) -> None:
    told(("one", "info"), ("two", "info"))
    scene = Scene()
    greet(scene.head)
    assert (scene.desk.sentence, scene.desk.saying.alarming) == ("two", False)


def test_a_new_studio_tells_what_it_found(told) -> None:
    before = Scene()
    before.desk.saying.notice("the device is gone", alarming=True)
    before.head.do("view.notebook")
    told((KEPT, "warning"), ("virtual: 8 inputs", "info"))
    scene = Scene()
    take_over(scene.head, before.head)
    assert (scene.desk.sentence, scene.desk.saying.alarming) == (f"{TAKEN_OVER}; {KEPT}", True)
    assert scene.head.views.present.name == "notebook"
    assert [one.text for one in scene.desk.saying.past] == ["the device is gone", KEPT, "virtual: 8 inputs"]


def test_what_is_told_before_all_else_hides_none_of_the_rest(told) -> None:
    told(("virtual: 8 inputs", "info"))
    scene = Scene()
    greet(scene.head, TAKEN_OVER)
    assert (scene.desk.sentence, scene.desk.saying.hidden) == (TAKEN_OVER, 1)


def test_a_refused_key_map_is_among_it(place, told) -> None:
    own = place.root / "config" / "keymap.toml"
    own.write_text('[keys]\n"a" = "track.arm"\n"a" = "transport.stop"\n')
    told((KEPT, "warning"))
    scene = Scene()
    first, second = recall(scene.head)
    assert "key 'a' is bound twice, to track.arm and to transport.stop" in first.text
    assert (first.level, second.text) == ("warning", KEPT)
