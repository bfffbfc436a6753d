"""Long work away from the studio's loop: in worker processes, with progress told to the heads and an end on request."""

from __future__ import annotations

import asyncio
import itertools
import os
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from tui_studio import paths
from tui_studio.errors import BadInputError, NotNowError
from tui_studio.studio.failures import failure_of
from tui_studio.studio.heads import Heads
from tui_studio.studio.jobs.desk import Desk
from tui_studio.studio.wire import Failure, JobProgress

P = ParamSpec("P")
T = TypeVar("T")

LOOK_SECONDS = 0.2
WORKERS = 2


@dataclass
class _Job:
    number: int
    title: str
    desk: Desk
    done: float = 0.0


class JobRunner:
    """See the module. The executor is made when the first job comes, since its workers import NumPy."""

    def __init__(self, heads: Heads, executor: Callable[[], Executor] | None = None) -> None:
        self._heads = heads
        self._make = executor or _worker_processes
        self._executor: Executor | None = None
        self._numbers = itertools.count(1)
        self._jobs: dict[int, _Job] = {}

    @property
    def running(self) -> list[dict[str, object]]:
        """The jobs under way."""
        return [
            {"job": job.number, "title": job.title, "done": round(job.done, 3)} for job in self._jobs.values()
        ]

    async def run(
        self, title: str, work: Callable[Concatenate[Desk, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """What `work` (a function of a module, whose arguments can be pickled) returns. Raises what it raises."""
        import shutil
        import tempfile

        folder = Path(tempfile.mkdtemp(prefix="job-", dir=paths.runtime()))
        job = _Job(next(self._numbers), title, Desk(folder))
        self._jobs[job.number] = job
        watching = asyncio.create_task(self._watch(job))
        try:
            result = await self._run(work, job, *args, **kwargs)
        except Exception as error:
            self._tell(job, job.done, failure_of(error))
            raise
        else:
            self._tell(job, 1.0)
            return result
        finally:
            watching.cancel()
            del self._jobs[job.number]
            shutil.rmtree(folder, ignore_errors=True)

    async def _run(self, work: Callable[..., T], job: _Job, *args: Any, **kwargs: Any) -> T:
        if self._executor is None:
            self._executor = self._make()
        try:
            future = self._executor.submit(work, job.desk, *args, **kwargs)
            return await asyncio.wrap_future(future)
        except BrokenExecutor as error:
            self._executor = None
            raise NotNowError(
                f"{job.title} was ended from outside", where=str(error), hint="try it again"
            ) from error

    def cancel(self, number: int | None) -> str:
        """Ask a job (or the only one) to end; its title. Raises BadInputError when there is none."""
        if number is None and len(self._jobs) == 1:
            number = next(iter(self._jobs))
        job = self._jobs.get(number or 0)
        if job is None:
            raise BadInputError("there is no such job", hint="job.list shows them")
        job.desk.cancel()
        return job.title

    def close(self) -> None:
        """Ask all jobs to end and do not wait for them."""
        for job in self._jobs.values():
            with suppress(OSError):
                job.desk.cancel()
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)

    async def _watch(self, job: _Job) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            self._tell(job, job.desk.read_progress())

    def _tell(self, job: _Job, done: float, error: Failure | None = None) -> None:
        job.done = done
        self._heads.send(JobProgress(job.number, job.title, done, error=error))


def _worker_processes() -> Executor:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    return ProcessPoolExecutor(
        WORKERS, mp_context=multiprocessing.get_context("spawn"), initializer=_end_with_the_studio
    )


def _end_with_the_studio() -> None:
    """A studio that is killed cannot end its workers: they watch for it. Called from: worker process."""
    import multiprocessing

    studio = multiprocessing.parent_process()

    def watch() -> None:
        if studio is not None:
            studio.join()
            os._exit(1)

    threading.Thread(target=watch, name="watching the studio", daemon=True).start()
