"""One object of each kind for the table of addresses: committed once, every request on it taken back."""

from __future__ import annotations

from dataclasses import asdict
from io import BytesIO
from typing import Any

from django.db import transaction
from django.test import Client

from bihuan.documents.forms import Mapping
from bihuan.documents.papers import shipped
from bihuan.web.access.roles import ROLES
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.duties.sheets import scans
from bihuan.web.campaigns.models import (
    Answer,
    Campaign,
    CheckItem,
    Duty,
    DutyCount,
    PlanItem,
    ReportObligation,
    Return,
)
from bihuan.web.campaigns.services import answers
from bihuan.web.config import clock
from bihuan.web.dashboard.models import Ranking
from bihuan.web.dashboard.overview import ranking
from bihuan.web.dashboard.overview.ranking import Formula
from bihuan.web.inbox.models import Notice
from bihuan.web.inspection.models import DrawItem
from bihuan.web.jobs import enqueue
from bihuan.web.papers import services as papers
from bihuan.web.papers.services import forms
from bihuan.web.problems import services
from bihuan.web.problems.models import Evidence, SweepAsk
from bihuan.web.problems.services import packs
from tests import signed
from tests.documents.superior import excel_form
from tests.web.campaigns import kit
from tests.web.inspection.batch import Batch
from tests.web.interfaces.callers import caller
from tests.web.jobs import work
from tests.web.problems.steps import Steps, photo
from tests.web.quality import filled as quality
from tests.web.registry import filled as registry

DUTY = "各村每月走访不少于2次。\n"


class Stage:
    """Ids of the objects, and a client for each role (and `visitor`)."""

    def __init__(self) -> None:
        self.ids = made()
        self.clients = {"visitor": Client(), **{key: signed.client(key) for key in ROLES}}
        self.keys = {
            role: client.cookies["sessionid"].value for role, client in self.clients.items() if client.cookies
        } | {"visitor": ""}
        for client in self.clients.values():
            client.raise_request_exception = False

    def ask(self, role: str, method: str, address: str, data: dict[str, Any]) -> Any:
        """The answer; what the request changed is taken back, and a session it ended goes on."""
        client = self.clients[role]
        client.cookies.clear()
        if self.keys[role]:
            client.cookies["sessionid"] = self.keys[role]
        with transaction.atomic():
            answer = getattr(client, method)(address, data)
            if answer.streaming:
                b"".join(answer.streaming_content)  # to its end, so that the file behind it is closed
            transaction.set_rollback(True)
        return answer


def _first(model: type[Any], **where: Any) -> int:
    return int(model.objects.using("owner").filter(**where).order_by("pk")[0].pk)


def letter(campaign: Campaign) -> dict[str, Any]:
    """A draft, a letter issued to 柳溪镇 with its scan, and a template of the office's own."""
    Steps(signed.acting).assigned(campaign=campaign, source="inspection")
    with signed.acting("office") as actor:
        liuxi = Unit.objects.get(name="柳溪镇")
        draft, to_issue = (
            papers.draft(actor, campaign, "plan"),
            papers.draft(actor, campaign, "letter", liuxi),
        )
        to_issue = papers.change(
            actor, to_issue.pk, 1, {"number": "云乡振〔2026〕1号", "dated": clock.today()}
        )
        issued = papers.issue(actor, to_issue.pk, to_issue.version)
        scan = papers.scan(actor, issued.pk, photo("#abcdef"), "盖章.jpg")
        form = forms.take_form(actor, campaign, BytesIO(excel_form()), "附件2.xlsx")
        forms.map_form(actor, form.pk, 1, Mapping.from_data(form.mapping))
        own = papers.take(actor, "letter", BytesIO(shipped("letter")), "反馈函.docx")
    return {
        "paper": draft.pk, "issued_paper": issued.pk, "paper_scan": scan.pk, "paper_kind": "letter", "paper_template": own.pk,
        "return_form": form.pk,
    }  # fmt: skip


def _ranking() -> int:
    """A ranking published to both townships."""
    rule = Formula(dict.fromkeys(ranking.PARTS, 25), dict.fromkeys(ranking.PARTS, "县里定"), 5)
    with signed.acting("office") as actor:
        towns = list(Unit.objects.filter(kind="township").values_list("pk", flat=True))
        made = Ranking.objects.create(
            unit_id=actor.unit_id, audience=towns, on=clock.today(), rows=[], formula=asdict(rule),
            by_id=actor.person_id, at=clock.now(),
        )  # fmt: skip
        return made.pk


def made() -> dict[str, Any]:
    """A draft plan of the office, a campaign for every township, an answer and a problem of 柳溪镇, a run of its clerk."""
    with signed.acting("office") as actor:
        draft = kit.uploaded(actor)
        campaign = kit.published(
            actor, kit.uploaded(actor, kit.DOCUMENT.replace("排查工作", "整改工作") + DUTY)
        )
    with signed.acting("township") as actor:
        answered = answers.attach(actor, _first(Answer, unit__name="柳溪镇"), photo(), "台账.jpg")
        owed = _first(Return, campaign_id=campaign.pk, unit__name="柳溪镇")
        scan = scans.attach(actor, owed, photo("#654321"), "盖章.jpg")
    problem = Steps(signed.acting).worked()
    with signed.acting("office") as actor:
        services.add_evidence(actor, problem, photo("#123456"), "门前.jpg", caption="门前")
    batch = Batch(signed.acting)
    batch.closed()
    draw = batch.drawn()
    with signed.acting("office") as actor:
        other = Steps(signed.acting).raised(area_code=990101_000000)
        services.ask_sweep(actor, other, [Unit.objects.get(name="柳溪镇")], "有没有同样的情况", clock.today())
    with signed.acting("township") as actor:
        run = enqueue(actor, work.notes)
        pack = packs.ask_for_pack(actor, "佐证材料", "一件问题", [problem.pk])
        packs.make_pack(actor, pack.pk, lambda done, total, note: None)
        person = signed.post_of("village")
    papers_made = letter(campaign)
    system = caller(signed.acting, "县大数据平台", "县帮扶办", "office")
    return {
        **papers_made,
        **registry.fill(),
        **quality.fill(),
        "ranking": _ranking(),
        "plan": draft.pk,
        "item": _first(PlanItem, plan_id=draft.pk),
        "plan_of_campaign": campaign.plan_id,
        "campaign": campaign.pk,
        "check_item": _first(CheckItem, campaign_id=campaign.pk),
        "obligation": _first(ReportObligation, campaign_id=campaign.pk),
        "return": owed,
        "return_scan": scan.pk,
        "xlsx": "xlsx",
        "duty": _first(Duty, campaign_id=campaign.pk),
        "counter": _first(DutyCount, duty__campaign_id=campaign.pk, unit__name="松湾村"),
        "answer": _first(Answer, unit__name="柳溪镇"),
        "answer_file": answered.pk,
        "problem": problem.pk,
        "evidence": _first(Evidence, caption="门前"),
        "draw": draw.pk,
        "drawn": _first(DrawItem, draw_id=draw.pk),
        "run": run.pk,
        "notice": _first(Notice, unit__name="柳溪镇"),
        "pack": pack.pk,
        "person": person[0].pk,
        "grant": person[1].pk,
        "sweep": _first(SweepAsk, unit__name="柳溪镇"),
        "township_unit": _first(Unit, name="柳溪镇"),
        "system": system.system.pk,
        "token_of_system": system.token.pk,
    }
