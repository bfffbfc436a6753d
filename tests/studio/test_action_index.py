"""What the actions declare is remembered: a studio that starts imports no module of theirs, and knows them all the same."""

import json
import subprocess
import sys

from tui_studio import paths
from tui_studio.studio import action_index

PROGRAM = """
import json, sys
import tui_studio.studio.actions, tui_studio.surfaces
from tui_studio.studio import action_index, registry
action_index.recall()
def loaded():
    return sorted(name.rpartition(".")[2] for name in sys.modules if name.startswith("tui_studio.studio.actions."))
at_first = loaded()
registry.find("marker.add")
one = loaded()
ids = [info.id for info in registry.infos()]
helps = [info.help for info in registry.infos()]
same = helps == [each.info.help for each in registry.actions()]
print(json.dumps([at_first, one, ids, same]))
"""


def start(place):
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_the_second_start_imports_what_is_asked_for_only(place):
    everything, _, ids, _ = start(place)
    assert {"marker", "comp", "transport"} <= set(everything)
    at_first, one, again, same = start(place)
    assert at_first == []
    assert "marker" in one, one
    assert "comp" not in one
    assert again == ids
    assert {"tempo.export", "transport.record"} <= set(ids)
    assert same


def test_a_damaged_index_is_made_anew(place):
    _, _, ids, _ = start(place)
    file = paths.user_cache() / "actions.json"
    whole = file.read_bytes()
    for damaged in (whole[: len(whole) // 2], whole.replace(b"marker", b"mark\xff\xfe", 1)):
        file.write_bytes(damaged)
        _, _, again, same = start(place)
        assert again == ids
        assert same
        assert file.read_bytes() == whole


def test_an_index_of_other_sources_is_not_believed(place):
    start(place)
    file = paths.user_cache() / "actions.json"
    index = json.loads(file.read_bytes())
    index["sources"] = "others"
    index["known"] = {"none.such": ["tui_studio.studio.actions.marker", index["known"]["marker.add"][1]]}
    file.write_text(json.dumps(index))
    _, _, ids, same = start(place)
    assert "none.such" not in ids
    assert same


def test_without_sources_to_look_at_the_modules_say_it(place, monkeypatch):
    def none():
        raise NotADirectoryError

    monkeypatch.setattr(action_index, "_sources", none)
    action_index.recall()
    assert not (paths.user_cache() / "actions.json").exists()
