"""The inbox of the demo: what is older than a day was read by those it was for; this morning's notice of what falls due."""

from __future__ import annotations

from datetime import timedelta

from bihuan.web.access import scope
from bihuan.web.access.scope import SYSTEM
from bihuan.web.config import clock
from bihuan.web.demo.life.stage import Stage
from bihuan.web.inbox.due import tell_of_due
from bihuan.web.inbox.models import FOR_UNIT, Notice, NoticeRead
from bihuan.web.inbox.reading import sweep


def read_and_tell(stage: Stage) -> None:
    """Runs after the play, as `system`."""
    scope.apply(SYSTEM)
    old = Notice.objects.filter(at__lt=clock.now() - timedelta(days=1))
    readers: dict[int, list[int]] = {}
    for (unit, role), posts in stage.posts.items():
        if role in FOR_UNIT:
            readers.setdefault(unit, []).extend(post.person_id for post in posts)
    marks = [
        NoticeRead(notice_id=pk, person_id=person, at=at)
        for pk, unit, one, at in old.values_list("pk", "unit", "person", "at")
        for person in ([one] if one else readers.get(unit or 0, []))
    ]
    NoticeRead.objects.bulk_create(marks, ignore_conflicts=True)
    sweep()
    tell_of_due(clock.today())
