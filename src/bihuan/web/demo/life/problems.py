"""Plays the cases: each step through the service a person would use, on the day it happened."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache, partial

from bihuan.web.access import Actor
from bihuan.web.accounts.models import Grant
from bihuan.web.campaigns.models import CheckItem
from bihuan.web.config import clock
from bihuan.web.demo.life.campaign import Acts
from bihuan.web.demo.life.cast import Case
from bihuan.web.demo.life.paper import rule
from bihuan.web.demo.life.pictures import picture
from bihuan.web.demo.life.plots import DELAYS, GROUNDS, RETURNS
from bihuan.web.demo.life.stage import Stage
from bihuan.web.problems import services
from bihuan.web.problems.models import Measure, Problem

GATES = tuple(GROUNDS)
TWICE = 24  # one case in so many shows a photo that its neighbour showed before
SOURCES = {
    "inspection": "inspection",
    "audit": "inspection",
    "office": "self",
    "township": "self",
    "complaint": "complaint",
}


@lru_cache(maxsize=64)
def shot(number: int, mended: bool) -> bytes:
    """The picture of a place."""
    return picture(number, "云溪县", mended)


class Story:
    """One case on the stage. Its steps are planned in order; each finds the problem that the first one registered."""

    def __init__(self, stage: Stage, acts: Acts, case: Case) -> None:
        self.stage, self.acts, self.case = stage, acts, case
        self.lead, self.town = stage.unit(case.lead_name), stage.unit(case.township)
        self.village = stage.village(case.township, case.village_name)
        self.problem: Problem | None = None
        self.moment = stage.at(case.start, 9 + case.number % 8, case.number * 17 % 60)
        self.checker = self._checker()

    def _checker(self) -> Grant:
        """Inspectors verify three in four, the office's deputy the rest."""
        stage, n = self.stage, self.case.number
        if n % 4 == 0:
            return stage.post(stage.unit("县帮扶办"), "office", 1)
        return stage.post(stage.unit(("督查一组", "督查二组", "督查三组")[n % 3]), "inspector", n // 3)

    def plan(self) -> None:
        """Plans every step up to the case's end."""
        case, end = self.case, self.case.end
        self._raise()
        if end == "raised":
            return
        self._assign()
        if end == "assigned":
            return
        self._begin()
        if case.over_and_done:
            self._finish()
            self._verify(GATES, case.over)
            self._after()
        elif end.startswith("waiting") or end == "returned":
            self._finish()
            self._verify(GATES[: int(end[-1])] if end.startswith("waiting") else GATES[:1], None)
            if end == "returned":
                self._return()
        else:
            self._partly(end)

    # 1. found, registered, dispatched

    def _raise(self) -> None:
        post = self._finder()
        self.stage.plan(self.moment, post, self._registered)
        if self.case.number % 3 == 1 and not self.case.over_and_done:
            self._next(post, self._before_photo, minutes=12)

    def _finder(self) -> Grant:
        stage, case = self.stage, self.case
        match case.finder:
            case "inspection":
                return stage.post(
                    stage.unit(("督查二组", "督查三组", "督查一组")[case.number % 3]),
                    "inspector",
                    case.number,
                )
            case "audit":
                return stage.post(stage.unit("县审计局"), "department")
            case "township":
                return stage.post(self.town, "township", case.number)
            case _:
                return self.acts.office

    def _registered(self, actor: Actor) -> None:
        case, plot = self.case, self.case.plot
        campaign = self.acts.campaign
        county = case.end == "routine" and case.lead_name != case.township
        self.problem = services.raise_problem(
            actor,
            title=case.title,
            area_code=self.lead.area.code if county else self.village.area.code,
            text=f"{case.say(plot.title)}。{plot.cause}",
            source=SOURCES[case.finder],
            severity="severe" if plot.severe else "normal",
            severity_reason=f"{plot.cause}影响基本生活。" if plot.severe else "",
            tags=["入冬前办结"] if case.number % 7 == 0 else ["资金项目"] if plot.check == 11 else [],
            higher_level=case.finder == "audit" and case.number % 3 == 0,
            profile_key="standing" if case.end == "routine" else "data" if case.by_data else "",
            target=case.say(plot.target),
            deadline_kind="standing" if case.end == "routine" else "dated",
            deadline="长期坚持" if case.end == "routine" else "",
            campaign=campaign,
            check_item=CheckItem.objects.filter(campaign=campaign, no=str(plot.check)).first(),
            sweep_asked=case.number % 11 == 0,
        )

    def _before_photo(self, actor: Actor) -> None:
        services.add_evidence(actor, self.pk, self._file(False), "整改前.jpg", caption="发现时")

    def _assign(self) -> None:
        self._next(self.acts.office, self._assigned, days=1, hour=10)

    def _assigned(self, actor: Actor) -> None:
        case = self.case
        assist = (
            [self.stage.unit(case.plot.assist)]
            if case.plot.assist and case.plot.assist != case.lead_name
            else []
        )
        services.assign(actor, self.pk, self.lead, assist, due=self._due(), lead_official=self._official())

    def _due(self) -> date | None:
        """The first deadline; where time was given since, ten days before the present one."""
        if self.case.end == "routine":
            return None
        day = self.acts.today + timedelta(days=self.case.due - (10 if self.case.end == "extended" else 0))
        return max(day, clock.today() + timedelta(days=2))

    def _official(self) -> str:
        held = self.stage.posts.get((self.lead.pk, "village_leader"))
        return f"{held[0].person.post} {held[0].person.name}" if held else ""

    # 2. signed for, cause, measures

    def _begin(self) -> None:
        self._next(self._worker, lambda actor: services.acknowledge(actor, self.pk), days=1, hour=9)
        self._next(self._worker, self._caused, days=1, hour=11)
        if self._by_village:
            self._next(self._worker, self._forwarded, minutes=25)
            self._next(
                self.stage.post(self.village), lambda actor: services.acknowledge(actor, self.pk), minutes=95
            )
        self._next(self._worker, self._measures_planned, minutes=30)
        if (
            self.case.plot.assist
            and self.case.plot.assist != self.case.lead_name
            and self.case.number % 3 == 0
        ):
            helper = self.stage.post(self.stage.unit(self.case.plot.assist))
            self._next(helper, lambda actor: services.acknowledge(actor, self.pk), minutes=40)

    @property
    def _worker(self) -> Grant:
        return self.stage.post(self.lead)

    @property
    def _by_village(self) -> bool:
        """Townships pass one in four of the open ones down to the village."""
        passed_down = self.case.end == "forwarded" or (
            self.case.number % 4 == 0 and not self.case.over_and_done
        )
        return self.lead.kind == "township" and passed_down

    def _caused(self, actor: Actor) -> None:
        swept = "已查本辖区同类情况，没有发现其他的。" if self.case.number % 11 == 0 else ""
        services.state_cause(actor, self.pk, self.case.plot.cause, swept)

    def _forwarded(self, actor: Actor) -> None:
        services.forward(actor, self.pk, [self.village], note="请先做前期工作，做完报镇里。")

    def _measures_planned(self, actor: Actor) -> None:
        texts = [self.case.say(text) for text in self.case.measures]
        if self._by_village:
            services.plan_measures(actor, self.pk, texts[:1], unit=self.village)
            texts = texts[1:]
        if texts:
            services.plan_measures(actor, self.pk, texts)

    # 3. done in part, or all

    def _partly(self, end: str) -> None:
        """One measure done (`half`), none (`begun`, `forwarded`), or time asked for."""
        if end == "half":
            self._do(0)
        if end in ("asked_time", "extended"):
            asked = self.case.due - (10 if end == "extended" else 0)
            self._next(self._worker, self._asked, at=self.stage.at(max(1, 3 - asked), 15, 20))
        if end == "extended":
            self._next(
                self.acts.office,
                lambda actor: services.decide_extension(actor, self.pk, True, "同意，抓紧办。"),
                hours=2,
            )

    def _asked(self, actor: Actor) -> None:
        problem = Problem.objects.get(pk=self.pk)
        to = (
            max(problem.due + timedelta(days=10), self.acts.today + timedelta(days=5))
            if problem.due
            else self.acts.today
        )
        services.request_extension(actor, self.pk, to, self._delay)

    @property
    def _delay(self) -> str:
        """Why it takes longer."""
        return DELAYS[self.case.number % len(DELAYS)]

    def _do(self, place: int) -> None:
        """Finishes the measure at `place` with a picture, by whoever has it."""
        post = self.stage.post(self.village) if self._by_village and place == 0 else self._worker
        self._next(post, lambda actor: self._done(actor, place), days=self._gap, hour=16)

    @property
    def _gap(self) -> int:
        """Days between steps: what is still open had its last step one to four days ago, not weeks."""
        if self.case.over_and_done:
            return 2
        steps = 1 if self.case.end == "half" else len(self.case.measures) + 1
        return max(1, (self.case.start - 3 - self.case.number % 4) // steps)

    def _done(self, actor: Actor, place: int) -> None:
        measure = Measure.objects.filter(problem_id=self.pk).order_by("no")[place]
        if not self.case.by_data:
            self._proved(actor, measure, place)
        if self._routine:
            self._ruled(actor, measure)
        services.finish_measure(actor, self.pk, measure.pk)

    @property
    def _routine(self) -> bool:
        return self.case.end == "routine"

    def _ruled(self, actor: Actor, measure: Measure) -> None:
        """The paper that makes it routine."""
        data = io.BytesIO(rule(measure.text, self.case.plot.target))
        services.add_evidence(
            actor, self.pk, data, "办法.docx", measure_id=measure.pk, caption=measure.text[:20]
        )

    def _proved(self, actor: Actor, measure: Measure, place: int) -> None:
        name = f"整改后{place + 1}.jpg"
        services.add_evidence(
            actor,
            self.pk,
            self._file(True, place),
            name,
            measure_id=measure.pk,
            caption=measure.text[:20],
            source=f"{actor.unit_name}拍照页",
        )

    def _finish(self) -> None:
        for place in range(len(self.case.measures)):
            self._do(place)
        if self._by_village:
            self._next(
                self.stage.post(self.village),
                lambda actor: services.submit(actor, self.pk, note="已办好，请镇里看。", late=self._delay),
                minutes=20,
            )
        if self.case.over_and_done:
            self._next(self._worker, self._submitted, hours=2)
        else:
            self._next(self._worker, self._submitted, days=self._gap, hour=11)

    def _submitted(self, actor: Actor) -> None:
        plot, say = self.case.plot, self.case.say
        said = (say(plot.achieved), say(plot.accepted))
        mechanism = (
            f"{self.case.measures[0]}：经办人按月核对，乡镇和部门按季抽查，记录备查。"
            if self._routine
            else ""
        )
        services.submit(
            actor, self.pk, achieved=said[0], accepted_by=said[1], mechanism=mechanism, late=self._delay
        )

    # 4. verified, returned, closed, looked back at

    def _verify(self, gates: tuple[str, ...], over: int | None) -> None:
        """Passes the gates; the last on the day `over` days ago, where it is to close."""
        if self.case.by_data and over is not None:
            self._next(self.checker, self._passed_at_once, at=self.stage.at(over, 15, 30))
            return
        for place, kind in enumerate(gates):
            at = self.stage.at(over, 15, 30 + place) if over is not None else None
            self._next(self.checker, partial(self._passed, kind), minutes=25, at=at)

    def _passed_at_once(self, actor: Actor) -> None:
        services.pass_all(actor, self.pk, "本月比对已不再出现，核对一致。")

    def _passed(self, kind: str, actor: Actor) -> None:
        if kind == "accepted" and self.case.number % 6 == 0:
            services.gate_not_applicable(actor, self.pk, kind, "更正账目，不改变任何农户的权益。")
        else:
            services.pass_gate(actor, self.pk, kind, GROUNDS[kind])

    def _return(self) -> None:
        reason = RETURNS[self.case.number % len(RETURNS)]
        self._next(
            self.checker,
            lambda actor: services.return_problem(actor, self.pk, "put_right", reason),
            minutes=50,
        )

    def _after(self) -> None:
        if self.case.end == "held":
            self._next(self.checker, self._held, at=self.stage.at(max(0, self.case.over - 31), 10, 5))
        if self.case.end == "reopened":
            self._next(self.checker, self._found_again, at=self.stage.at(max(1, self.case.over - 30), 10, 5))

    def _held(self, actor: Actor) -> None:
        services.record_look_back(actor, self.pk, "holds", "到现场看过，没有反弹。")

    def _found_again(self, actor: Actor) -> None:
        due = self.acts.today + timedelta(days=self.case.due)
        services.record_look_back(actor, self.pk, "found_again", "同样的问题又出现，涉及2户。", due=due)

    # the clock and the hands

    @property
    def pk(self) -> int:
        """The id of the problem, once it is registered."""
        assert self.problem is not None
        return self.problem.pk

    def _file(self, mended: bool, place: int = 0) -> io.BytesIO:
        number = self.case.number - (self.case.number % TWICE == TWICE - 1)
        return io.BytesIO(shot(number * 10 + place, mended))

    def _next(
        self,
        post: Grant,
        deed: Callable[[Actor], object],
        *,
        days: int = 0,
        hour: int | None = None,
        hours: int = 0,
        minutes: int = 0,
        at: datetime | None = None,
    ) -> None:
        """Plans the next step of this story: some time after the last one, never before it."""
        moment = self.moment + timedelta(days=days, hours=hours, minutes=minutes)
        if hour is not None:
            local = moment.astimezone(clock.ZONE)
            moment = max(
                local.replace(hour=hour, minute=self.case.number * 7 % 60), self.moment + timedelta(minutes=3)
            )
        self.moment = max(at, self.moment + timedelta(minutes=2)) if at else moment
        self.stage.plan(self.moment, post, deed)
