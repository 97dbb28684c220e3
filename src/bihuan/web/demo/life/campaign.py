"""The campaign: uploaded, read, reviewed and published by the county office, then answered by townships and departments."""

from __future__ import annotations

import io
import uuid
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from functools import partial

from bihuan.web.access import Actor
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import Answer, Campaign, Plan, PlanItem
from bihuan.web.campaigns.services import answers, publish, reading, review, upload
from bihuan.web.config import clock
from bihuan.web.demo.life.cast import Case
from bihuan.web.demo.life.paper import Terms, docx, next_plan_for, plan_for
from bihuan.web.demo.life.stage import Stage

LOOK_BACK_DAYS = 30
FORWARDING = "柳溪镇"  # the township that has asked its villages and waits for the last of them
FORWARDED = ("23", "27", "33")
STILL_OPEN = {
    FORWARDING: ("4", "36"),
    "白沙镇": ("10", "18", "34"),
    "南浦镇": ("26", "28"),
    "东岭乡": ("13",),
}
SILENT = ("县残联",)
NONE_FOUND = "对照排查，没有发现问题。"


class Acts:
    """Plans the campaign's steps; `campaign` is there once they are played up to the publishing."""

    def __init__(self, stage: Stage, cases: list[Case]) -> None:
        self.stage, self.cases = stage, cases
        self.today = stage.now.astimezone(clock.ZONE).date()
        self.office = stage.post(stage.unit("县帮扶办"))
        self.campaign: Campaign | None = None
        self.plan: Plan | None = None

    def plan_publishing(self) -> None:
        """Nine weeks ago: the office uploads the paper, reviews it item by item, publishes it."""
        terms = plan_for(self.today)
        self.stage.plan(self.stage.at(64, 15, 10), self.office, lambda actor: self._read(actor, terms))
        self.stage.plan(self.stage.at(64, 16, 20), self.office, lambda actor: self._review(actor, None))
        self.stage.plan(self.stage.at(63, 9, 0), self.office, lambda actor: self._publish(actor, terms))

    def plan_next_paper(self) -> None:
        """This morning: the next paper has come in; a third of its items are reviewed."""
        terms = next_plan_for(self.today)
        moment = min(self.stage.at(0, 8, 55), self.stage.now - timedelta(minutes=40))
        self.stage.plan(moment, self.office, lambda actor: self._read(actor, terms))
        later = moment + timedelta(minutes=20)
        self.stage.plan(later, self.office, lambda actor: self._review(actor, 14))

    def _read(self, actor: Actor, terms: Terms) -> None:
        data = docx(terms)
        self.plan = upload.upload(actor, f"{terms.title}.docx", io.BytesIO(data), len(data), uuid.uuid4())
        self.plan = reading.read(actor, self.plan.pk, lambda done, total, note: None)

    def _review(self, actor: Actor, most: int | None) -> None:
        """Confirms the items, the surest ones in one go unless only `most` are to be done."""
        assert self.plan is not None
        if most is None:
            review.confirm_all(actor, self.plan.pk, 0.9)
        pending = self.plan.items.filter(state=PlanItem.State.PENDING).exclude(kind=PlanItem.Kind.MEASURE)
        for item in list(pending.order_by("order")[: most or 100]):
            review.confirm(actor, self.plan.pk, item.pk, item.version)

    def _publish(self, actor: Actor, terms: Terms) -> None:
        assert self.plan is not None
        due = self.stage.at(0, 17, 30)
        due = due.replace(hour=17, minute=30, second=0, microsecond=0) + timedelta(days=1)
        self.campaign = publish.publish(
            actor,
            self.plan.pk,
            publish.Terms(
                title=terms.title.removesuffix("工作方案"),
                number=terms.number,
                gates=["found_out", "put_right", "up_to_standard", "accepted"],
                profile="general",
                lookback_days=LOOK_BACK_DAYS,
                lookback_severe=True,
                answers_due=due,
            ),
        )

    def plan_answers(self) -> None:
        """Each unit answers on a day of its own before the last return; one township waits for its villages."""
        units = [
            *self.stage.townships(),
            *(u for u in self.stage.units if u.kind in ("department", "office")),
        ]
        for place, unit in enumerate(units):
            if unit.short_name in SILENT:
                continue
            post = self.stage.post(unit)
            self.stage.plan(
                self.stage.at(30 + place * 7 % 32, 10 + place % 7, place * 13 % 60),
                post,
                partial(self._answer, unit),
            )
        self._plan_forwarding()

    def _answer(self, unit: Unit, actor: Actor) -> None:
        """One answer for all items where nothing was found; one each where the county's problems say otherwise."""
        left = (*STILL_OPEN.get(unit.short_name, ()), *(FORWARDED if unit.short_name == FORWARDING else ()))
        rows = Answer.objects.filter(
            campaign=self.campaign, unit=unit, state=Answer.State.OPEN
        ).select_related("check_item")
        open_rows = [row for row in rows if row.check_item.no not in left]
        found: dict[str, list[Case]] = defaultdict(list)
        for case in self.cases:
            if case.lead_name == unit.short_name:
                found[str(case.plot.check)].append(case)
        clear = [row.pk for row in open_rows if row.check_item.no not in found]
        if clear:
            answers.say_all(
                actor, clear, answers.Said(Answer.State.NONE_FOUND, NONE_FOUND, looked=("on_site", "record"))
            )
        for row in open_rows:
            if row.check_item.no in found:
                answers.say(actor, row.pk, self._said(found[row.check_item.no]))

    def _said(self, cases: list[Case]) -> answers.Said:
        titles = "；".join(f"{case.village_name}{case.title}" for case in cases)
        measures = "；".join(dict.fromkeys(step for case in cases for step in case.measures))
        return answers.Said(
            Answer.State.FOUND,
            f"{titles}。",
            f"{measures}。",
            "已登记，按时限整改。",
            ("on_site", "asked"),
            Decimal(len(cases)),
            "处",
        )

    def _plan_forwarding(self) -> None:
        """The township asks all its villages; most have answered, the rest are to be reminded."""
        stage, town = self.stage, self.stage.unit(FORWARDING)
        villages = stage.villages_of(FORWARDING)
        stage.plan(stage.at(3, 9, 20), stage.post(town), lambda actor: self._forward(actor, villages))
        for place, village in enumerate(villages):
            post = stage.post(village)
            stage.plan(
                stage.at(1 + place % 2, 14, place * 5),
                post,
                partial(self._village_answers, place),
            )

    def _forward(self, actor: Actor, villages: list[Unit]) -> None:
        own = Answer.objects.filter(
            campaign=self.campaign, unit_id=actor.unit_id, check_item__no__in=FORWARDED
        )
        due = self.campaign.answers_due - timedelta(hours=2, minutes=30)  # type: ignore[union-attr]
        answers.forward(actor, list(own.values_list("pk", flat=True)), [v.pk for v in villages], due)

    def _village_answers(self, place: int, actor: Actor) -> None:
        """The first villages of the list still owe one to three answers."""
        rows = Answer.objects.filter(campaign=self.campaign, unit_id=actor.unit_id).order_by(
            "check_item__order"
        )
        mine = list(rows.values_list("pk", flat=True))[max(0, 3 - place) :]
        if mine:
            answers.say_all(
                actor, mine, answers.Said(Answer.State.NONE_FOUND, NONE_FOUND, looked=("on_site", "record"))
            )
