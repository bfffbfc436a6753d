"""What the butler passes on of what the callback announces."""

from tests.engine.stepping import Stepped, track
from tui_studio.engine.butler import Butler
from tui_studio.engine.protocol import EngineSpec
from tui_studio.engine.xrun_log import Xrun


def test_xruns_are_remembered_and_all_that_came_in_is_heard_of():
    spec = EngineSpec(1, (track(1, inputs=(0,), armed=True),))
    rig = Stepped(spec)
    heard = []
    butler = Butler(rig.rig, rig.shared, rig.capture, heard.append, heard.append)
    before = rig.rig.capture.written
    rig.process(lost=512)
    butler.start(spec, 0)
    rig.rig.close()
    butler.end()
    assert butler.xruns.xruns() == [Xrun(before, 512, rig.LOST)]
    assert butler.xruns.knows(rig.rig.capture.written, 0)
    assert [row[1] for row in heard if row[3] == 512] == [before]
    rig.close()
