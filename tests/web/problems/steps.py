"""A problem brought to a stage, by the people who would do it. Every step is a service called under that person's scope."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

from PIL import Image
from pypdfium2 import PdfDocument

from bihuan.web.access.scope import SYSTEM, Actor
from bihuan.web.access.scope import acting as scoped
from bihuan.web.areas.models import Unit
from bihuan.web.config import clock
from bihuan.web.problems import services
from bihuan.web.problems.models import Gate, Measure, Problem

Acting = Callable[[str], AbstractContextManager[Actor]]
SONGWAN, LIUXI, WANGLING, COUNTY = 990101_101003, 990101_101000, 990101_102000, 990101_000000


def photo(colour: str = "#7d9498", size: tuple[int, int] = (64, 48)) -> BytesIO:
    """A small JPEG."""
    made = BytesIO()
    Image.new("RGB", size, colour).save(made, "JPEG")
    made.seek(0)
    return made


def paper() -> BytesIO:
    """A PDF of one page."""
    document, made = PdfDocument.new(), BytesIO()
    document.new_page(200, 200)
    document.save(made)
    made.seek(0)
    return made


def unit(name: str) -> Unit:
    return Unit.objects.get(name=name)


def fresh(problem: Problem) -> Problem:
    """The problem as it stands, whoever may see it."""
    with scoped(SYSTEM):
        return Problem.objects.get(pk=problem.pk)


@dataclass
class Steps:
    """The usual way of a problem: raised by the office, led by `lead`'s unit, verified by an inspector."""

    acting: Acting
    lead: str = "township"
    lead_unit: str = "柳溪镇"

    def raised(self, by: str = "office", **given: Any) -> Problem:
        with self.acting(by) as actor:
            return services.raise_problem(
                actor, **{"title": "12户管道老化，供水时断时续", "area_code": LIUXI, **given}
            )

    def assigned(self, **given: Any) -> Problem:
        problem = self.raised(**given)
        with self.acting("office") as actor:
            return services.assign(
                actor,
                problem,
                unit(self.lead_unit),
                due=clock.today() + timedelta(days=10),
                target="24小时供水，水质合格",
                lead_official="副镇长 唐立群",
            )

    def acknowledged(self, **given: Any) -> Problem:
        problem = self.assigned(**given)
        with self.acting(self.lead) as actor:
            return services.acknowledge(actor, problem)

    def worked(self, **given: Any) -> Problem:
        """Cause stated, one measure planned, proven and done."""
        problem = self.acknowledged(**given)
        with self.acting(self.lead) as actor:
            services.state_cause(actor, problem, "主管道建成二十年，没有更换过")
            services.plan_measures(actor, problem, ["更换主管1.2公里"])
            measure = Measure.objects.get(problem=problem, round=problem.rounds)
            services.add_evidence(
                actor, problem, photo(), "主管.jpg", measure_id=measure.pk, caption="主管换好"
            )
            return services.finish_measure(actor, problem, measure.pk)

    def submitted(self, **given: Any) -> Problem:
        problem = self.worked(**given)
        said = {"achieved": "12户全部通水", "accepted_by": "村民代表 谢长福"}
        with self.acting(self.lead) as actor:
            if problem.profile == "standing":
                measure = Measure.objects.get(problem=problem, round=problem.rounds)
                services.add_evidence(actor, problem, paper(), "管护办法.pdf", measure_id=measure.pk)
                said["mechanism"] = "水管员每周巡管，乡镇每月抽查"
            return services.submit(actor, problem, **said)

    def closed(self, verifier: str = "inspector", **given: Any) -> Problem:
        problem = self.submitted(**given)
        with self.acting(verifier) as actor:
            asked = Gate.objects.filter(problem=problem, round=problem.rounds).values_list("kind", flat=True)
            for kind in asked.order_by("pk"):
                problem = services.pass_gate(actor, problem, kind, "现场看过，属实")
        return problem
