"""The soundcheck."""

from __future__ import annotations

import msgspec

from tui_studio.studio.registry import Done, action
from tui_studio.studio.soundcheck import Finding, soundcheck
from tui_studio.studio.studio import Studio


@action(
    "soundcheck.run", help="look whether everything is ready to record", while_recording="never", waits=True
)
async def run(studio: Studio) -> Done:
    """Device, rate, priority, inputs, disk, room, latency, dropouts; with advice."""
    findings = await soundcheck(studio)
    ready = not any(finding.level == "bad" for finding in findings)
    text = "\n".join(map(_sentence, findings))
    data = {"ready": ready, "findings": [msgspec.to_builtins(finding) for finding in findings]}
    return Done(data, f"{text}\n{'ready to record' if ready else 'not ready yet'}")


def _sentence(finding: Finding) -> str:
    words = f"{finding.name}: {finding.text}"
    mark = {"good": "ok", "warning": "note", "bad": "NOT OK"}[finding.level]
    return f"{mark}  {words}" + (f"; {finding.advice}" if finding.advice else "")
