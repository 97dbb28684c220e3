"""What a run's badge says: queued until a worker takes it up, running from then on, afterwards how it ended."""

from __future__ import annotations

import pytest

from bihuan.web.config import clock
from bihuan.web.jobs.models import JobProgress, JobRun
from bihuan.web.ui.badges import badge


@pytest.mark.parametrize(
    ("state", "begun", "word"),
    [
        ("waiting", None, "排队中"),
        ("waiting", False, "排队中"),
        ("waiting", True, "正在办"),
        ("done", True, "已完成"),
        ("failed", True, "没有办成"),
        ("cancelled", False, "已取消"),
    ],
)
def test_a_run_says_where_it_is(state: str, begun: bool | None, word: str) -> None:
    run = JobRun(state=state)
    if begun is not None:
        JobProgress(run=run, started_at=clock.now() if begun else None)
    assert badge(run.standing).word == word
