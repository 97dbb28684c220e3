"""A job run: what somebody asked the machine to do, how far it is, and what came of it."""

from __future__ import annotations

from django.db import models

from bihuan.web.access.models import IdentityModel
from bihuan.web.jobs import files


class JobRun(IdentityModel):
    """One request for long work. Its effects and its end are written in one transaction."""

    class State(models.TextChoices):
        WAITING = "waiting", "排队中"
        DONE = "done", "已完成"
        FAILED = "failed", "没有办成"
        CANCELLED = "cancelled", "已取消"

    name = models.CharField("任务", max_length=60)
    title = models.CharField("名称", max_length=120)
    arguments = models.JSONField(default=dict)
    person_id = models.BigIntegerField()
    grant_id = models.BigIntegerField()
    request_id = models.CharField(max_length=64, blank=True)
    state = models.CharField("状态", max_length=12, choices=State, default=State.WAITING)
    result = models.JSONField(default=dict)
    message = models.TextField("说明", blank=True)
    created_at = models.DateTimeField("提交")
    ended_at = models.DateTimeField("结束", null=True)

    class Meta:
        ordering = ("-id",)

    class Access:
        own = "person_id"
        read_roles = ("administrator",)

    @property
    def ended(self) -> bool:
        return self.state != self.State.WAITING

    @property
    def file_is_there(self) -> bool:
        """Whether it made a file that is still kept."""
        return self.state == self.State.DONE and "file" in self.result and files.place(self.pk).is_file()

    @property
    def standing(self) -> str:
        """The key of the badge: a waiting run that a worker has taken up is running."""
        if self.ended:
            return self.state
        progress = getattr(self, "progress", None)  # written with the run, on a connection of its own
        return "running" if progress and progress.started_at else "queued"


class JobProgress(IdentityModel):
    """How far a run is: written on a connection of its own, so that the page sees it before the run's transaction ends."""

    run = models.OneToOneField(JobRun, models.PROTECT, primary_key=True, related_name="progress")
    person_id = models.BigIntegerField()
    started_at = models.DateTimeField(null=True)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    cancel = models.BooleanField(default=False)

    class Access:
        own = "person_id"
        read_roles = ("administrator",)

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0
