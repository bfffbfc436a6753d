import pytest

import tui_studio.studio.actions
import tui_studio.surfaces.actions  # noqa: F401 - both declare the actions
from tui_studio.studio import registry
from tui_studio.studio.grammar import parse_line
from tui_studio.studio.registry import action
from tui_studio.studio.wire import ParamInfo

KINDS = {
    "text", "track", "take", "time", "db", "number", "count", "inputs", "choice", "switch", "path", "seconds",
    "span", "section", "lines", "metre", "signed", "words", "pan",
}  # fmt: skip
PROMISED = """
song.info track.add(name,inputs) track.arm(track) track.disarm(track) track.monitor(track,mode) track.list
transport.record transport.play transport.stop transport.locate(to) transport.status wait(seconds) take.list(track)
capture.keep(seconds) clip.import(track,path,at) strip.fader(track,db) strip.pan(track,pan) strip.mute(track)
strip.solo(track) latency.calibrate(output,input) device.list device.open(name,inputs,outputs,rate,block) edit.undo
edit.redo soundcheck.run mix.bounce(path) studio.quit
"""


@pytest.mark.parametrize("words", PROMISED.split())
def test_promised_ids_and_keys_hold(words):
    name, _, params = words.rstrip(")").partition("(")
    declared = [each.name for each in registry.find(name).params]
    wanted = params.split(",") if params else []
    assert declared[: len(wanted)] == wanted


@pytest.mark.parametrize("each", registry.actions(), ids=lambda each: each.info.id)
def test_every_action_is_fit_to_be_shown(each):
    info = each.info
    assert 0 < len(info.help) <= 100
    assert not info.help.endswith(".")
    assert info.help[0].islower()
    assert info.while_recording in {"free", "ask", "never"}
    assert all(isinstance(param, ParamInfo) and param.kind in KINDS and param.help for param in info.params)
    (call,) = parse_line(info.example)
    assert call.action == info.id
    required = {param.name for param in info.params if param.required}
    assert required <= set(call.params), "the example can be typed as it stands"


def test_heads_are_told_what_ends_a_take():
    ending = {info.id for info in registry.infos() if info.ends_take}
    assert ending == {
        "transport.stop", "transport.toggle", "transport.record_toggle", "transport.punch_out", "studio.quit",
        "pedal.press", "pedal.hold", "retake.again", "retake.stop",
    }  # fmt: skip


def test_declared_twice_is_refused():
    async def handler(studio): ...

    with pytest.raises(ValueError, match="twice"):
        action("song.info", help="again")(handler)
