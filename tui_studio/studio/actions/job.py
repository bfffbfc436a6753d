"""Long work that is under way."""

from __future__ import annotations

from typing import Annotated

from tui_studio.studio.params import Param
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio


@action("job.list", help="long work under way", while_recording="free")
async def list_(studio: Studio) -> Done:
    """With how much is done, 0 to 1."""
    jobs = studio.jobs.running
    text = "\n".join(f"{job['job']} {job['title']}, {float(str(job['done'])):.0%}" for job in jobs)
    return Done(jobs, text or "no jobs")


@action("job.cancel", help="give up a job", example="job.cancel 1", while_recording="free")
async def cancel(
    studio: Studio,
    job: Annotated[int, Param("count", "its number; not needed when there is one")] | None = None,
) -> Done:
    """What it has made until then is removed."""
    title = studio.jobs.cancel(job)
    return Done({"title": title}, f"{title}: being cancelled")
