"""Two draws of what townships verified: one done, with a failure and its batch; one the inspectors are busy with."""

from __future__ import annotations

from datetime import timedelta

from bihuan.web.access import Actor
from bihuan.web.config import clock
from bihuan.web.demo.life.campaign import Acts
from bihuan.web.demo.life.stage import Stage
from bihuan.web.inspection import services
from bihuan.web.inspection.frames import Terms
from bihuan.web.inspection.models import DrawItem
from bihuan.web.inspection.todo import waiting
from bihuan.web.problems import services as problems
from bihuan.web.problems.models import Problem

SEEN = ("到户看过，和记的一样。", "问过户主，已经修好。", "现场看过，还好用。")
WRONG = "到户看过，又坏了，户主说只管了三天。"
MOST = 30


def plan_draws(stage: Stage, acts: Acts) -> None:
    """The first draw is of the oldest closings and has come to its end, the second of the newer ones and goes on."""
    Draws(stage, acts, 16, span=(60, 18), busy=14, looked_at=None, fails="柳溪镇").plan()
    Draws(stage, acts, 2, span=(17, 3), busy=1, looked_at=3, fails="").plan()


class Draws:
    """One draw: made `made` days ago of closings in a span of days, looked at from `busy` days ago."""

    def __init__(
        self,
        stage: Stage,
        acts: Acts,
        made: int,
        *,
        span: tuple[int, int],
        busy: int,
        looked_at: int | None,
        fails: str,
    ) -> None:
        self.stage, self.acts, self.made, self.span, self.busy = stage, acts, made, span, busy
        self.looked_at, self.fails = looked_at, fails
        self.pk, self.done = 0, 0

    def plan(self) -> None:
        """The office makes it and draws an hour later; the inspectors go out some days after."""
        self.stage.plan(self.stage.at(self.made, 8, 40), self.acts.office, self._make)

    def _make(self, actor: Actor) -> None:
        day = self.acts.today
        first, last = (day - timedelta(days=days) for days in self.span)
        terms = Terms(
            title=f"{last.month}月抽验" if self.fails else f"{day.month}月第二次抽验",
            closed_from=first,
            closed_to=last,
            due=clock.today() + timedelta(days=9),
            percent=20,
            at_least=1,
        )
        self.pk = services.make_draw(actor, terms).pk
        self.stage.plan(self.stage.at(self.made, 9, 30), self.acts.office, self._draw)

    def _draw(self, actor: Actor) -> None:
        services.reveal(actor, self.pk)
        for number in range(MOST if self.looked_at is None else self.looked_at):
            team = self.stage.unit(("督查一组", "督查二组", "督查三组")[number // 4 % 3])
            post = self.stage.post(team, "inspector", number)
            moment = self.stage.at(self.busy, 9, 0) + timedelta(minutes=25 * number)
            self.stage.plan(moment, post, self._look)

    def _look(self, actor: Actor) -> None:
        item = waiting().filter(draw=self.pk).first()
        if item is None:
            return
        self.done += 1
        if item.stratum == self.fails:
            self._fail(actor, item)
            return
        services.record(actor, item.pk, DrawItem.State.PASSED, SEEN[self.done % len(SEEN)])

    def _fail(self, actor: Actor, item: DrawItem) -> None:
        services.record(actor, item.pk, DrawItem.State.FAILED, WRONG, gate_kind="put_right")
        again = self.stage.post(self.stage.unit("督查三组"), "inspector", 1)
        self.stage.plan(self.stage.at(self.busy - 6, 10, 20), again, self._verify_again)
        lead = Problem.objects.get(pk=item.problem_id).lead_unit_id
        village = self.stage.post(next(unit for unit in self.stage.units if unit.pk == lead))
        self.stage.plan(self.stage.at(self.busy - 4, 16, 5), village, lambda a: self._mended(a, item))
        self.stage.plan(self.stage.at(self.busy - 5, 11, 0), again, lambda a: self._pass(a, item.problem_id))

    def _mended(self, actor: Actor, item: DrawItem) -> None:
        problems.submit(
            actor,
            item.problem_id,
            achieved="重新修过，雨天看过。",
            accepted_by="户主",
            late="头一次没有修牢，等材料重做。",
        )

    def _pass(self, actor: Actor, pk: int) -> None:
        problems.pass_all(actor, pk, "雨天到户看过，属实。")

    def _verify_again(self, actor: Actor) -> None:
        """All of the batch but the last one are verified again."""
        for problem in list(Problem.objects.filter(state="recheck").order_by("pk"))[:-1]:
            problems.pass_all(actor, problem, "到户逐件看过，属实。")
