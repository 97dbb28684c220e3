"""The demo county's checks: last year's data and this month's, a few answers, a request to decide, one let pass, problems of groups."""

from __future__ import annotations

from datetime import timedelta

from bihuan.web.access import scope
from bihuan.web.access.scope import SYSTEM, Actor
from bihuan.web.config import clock
from bihuan.web.demo.registry import CLERK, OFFICE, acting_as
from bihuan.web.quality.models import Exemption, Finding, Run
from bihuan.web.quality.services import exempting, grouping, running
from bihuan.web.quality.services.answering import Said, answer
from bihuan.web.registry.models import Batch

TOWNSHIP = "何敏"
GROUPS = 3
# What the township said of the first findings that wait: verdict, what was looked at, the reason.
ANSWERS = (
    ("will", "打电话问过户主", "等户口本拿来再改"),
    ("mended", "入户看过，系统里已改", ""),
    ("right", "入户核过", "户口本和身份证都是这样，没有错"),
    ("open", "人在外地", "下月回来再核"),
    ("right", "查过原始表", "采集时就是这样，村里证明过"),
)


def there() -> bool:
    """Whether the checks were run."""
    with scope.acting(SYSTEM):
        return Run.objects.exists()


def build_quality() -> int:
    """Runs the checks as of last year's import and of today, and lets people answer; returns how many findings stand."""
    with scope.acting(SYSTEM):
        first = Batch.objects.order_by("as_of").values_list("as_of", flat=True).first()
    with acting_as(CLERK, "clerk") as actor:
        if first and first < clock.today():
            running.carry_out(actor, as_of=first)
        run = running.carry_out(actor, as_of=clock.today())
    with acting_as(TOWNSHIP, "township") as actor:
        _answered(actor)
    with acting_as(OFFICE, "office") as actor:
        _decided(actor)
        groups = [group.key for group in grouping.groups() if group.count > 1][:GROUPS]
        if groups:
            grouping.raise_groups(actor, groups, clock.today() + timedelta(days=20))
    return run.found


def _answered(actor: Actor) -> None:
    waiting = Finding.objects.to_answer().order_by("severity", "area_code", "household_no", "pk")
    for (verdict, looked, note), finding in zip(ANSWERS, waiting[: len(ANSWERS)], strict=False):
        answer(actor, finding, Said(verdict, actor.name, clock.today(), looked, note))


def _decided(actor: Actor) -> None:
    """One request is granted, the other still waits."""
    first = Exemption.objects.filter(state=Exemption.State.ASKED).order_by("pk").first()
    if first is not None:
        exempting.approve(actor, first, clock.today() + timedelta(days=180), "看过材料，同意")
