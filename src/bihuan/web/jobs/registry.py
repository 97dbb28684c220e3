"""Declared jobs and timers. Nothing here touches the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from bihuan.web.access.scope import Actor


class JobError(Exception):
    """The job cannot be done, and the message says to people why and what to do."""


class Cancelled(Exception):
    """Somebody pressed cancel; everything the job did is undone."""


class Running(Protocol):
    """What a job's function is given."""

    run_id: int
    actor: Actor

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Tells the page how far it is."""

    def check_cancelled(self) -> None:
        """Raises Cancelled when somebody pressed cancel."""


Work = Callable[..., dict[str, Any]]


@dataclass(frozen=True)
class Job:
    """A declared job: its name in the queue, its Chinese title, its function(run, **arguments) -> result."""

    name: str
    title: str
    work: Work


JOBS: dict[str, Job] = {}
TIMERS: dict[str, tuple[str, Callable[[], None]]] = {}


def job(title: str) -> Callable[[Work], Job]:
    """Declares a job. The result is a dict; its `url` and `message` keys are shown when it is done."""

    def declare(work: Work) -> Job:
        declared = Job(f"{work.__module__}.{work.__name__}", title, work)
        JOBS[declared.name] = declared
        return declared

    return declare


def timer(cron: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Runs the function by the clock (five cron fields, UTC as the queue counts), as `system`, in one transaction."""

    def declare(work: Callable[[], None]) -> Callable[[], None]:
        TIMERS[f"{work.__module__}.{work.__name__}"] = (cron, work)
        return work

    return declare
