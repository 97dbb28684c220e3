"""A county in which something has happened: a campaign, a plan under review, one nobody can read, problems in every state."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.duties import returns
from bihuan.web.campaigns.duties.sheets import editing, opening, reading, scans
from bihuan.web.campaigns.duties.sheets.editing import Words
from bihuan.web.campaigns.models import Answer, Campaign, CheckItem, Return, ReturnTerms
from bihuan.web.campaigns.services import answers
from bihuan.web.campaigns.services.answers import Said
from bihuan.web.config import clock
from bihuan.web.dashboard.figures.reading import Figures
from bihuan.web.dashboard.models import Ranking
from bihuan.web.dashboard.overview import ranking
from bihuan.web.jobs.models import JobRun
from bihuan.web.papers import services as paper_services
from bihuan.web.problems import services
from bihuan.web.problems.models import Evidence, Problem, SweepAsk
from bihuan.web.problems.services import Shot, packs
from tests.signed import acting, post_of
from tests.web.access.stage import letter
from tests.web.campaigns import kit
from tests.web.campaigns.duties import papers
from tests.web.inspection.batch import Batch
from tests.web.interfaces.callers import caller
from tests.web.problems.steps import LIUXI, SONGWAN, Steps, photo
from tests.web.quality import filled as quality
from tests.web.registry import filled as registry

PAPER = kit.DOCUMENT.replace(
    "2027年1—6月，每月4日前，将排查情况报", "12月15日前，各乡镇将工作方案报"
).replace("9号", "11号")


def fill() -> dict[str, Any]:
    """Fills the database Django points at; returns the numbers that addresses need, by name."""
    with acting("office") as actor:
        campaign = papers.published(actor)
        reviewed = kit.uploaded(actor, kit.DOCUMENT.replace("排查", "摸排"), "摸排.txt")
        broken = kit.uploaded(actor, "不是文档", "坏.docx")
        ready = kit.reviewed(actor, kit.uploaded(actor, kit.DOCUMENT, "待发布.txt"))
        run = JobRun.objects.order_by("pk").first()
    numbers: dict[str, Any] = {
        "campaign": campaign.pk,
        "reviewed": reviewed.pk,
        "broken": broken.pk,
        "ready": ready.pk,
    }
    numbers |= (
        _answers(campaign)
        | _returns(campaign)
        | _problems()
        | _draws()
        | {"person": post_of("township")[0].pk}
    )
    numbers["ranking"] = _ranking()
    numbers |= registry.fill() | quality.fill()
    numbers["unit"] = Unit.objects.get(name="柳溪镇").pk
    numbers |= {"system": caller(acting, "县大数据平台", "县帮扶办", "office").system.pk}
    return numbers | {"run": run.pk if run else 0} | _papers(campaign)


def _papers(campaign: Campaign) -> dict[str, int]:
    """A summary and a plan in draft, a letter that was issued, and a template of the office's own."""
    made = letter(campaign)
    with acting("office") as actor:
        draft = paper_services.draft(actor, campaign, "summary")
    numbers = {name: made[name] for name in ("issued_paper", "paper_scan", "paper_template", "return_form")}
    return numbers | {"paper": draft.pk, "paper_plan": made["paper"]}


def _ranking() -> int:
    """One published ranking; townships with too few problems are in it without a place."""
    rows = [
        (unit.pk, unit.short_name, Figures(Counter({"found": 6, "closed": n})))
        for n, unit in enumerate(Unit.objects.filter(kind="township"))
    ]
    with acting("office") as actor:
        rule = ranking.formula()
        made = Ranking.objects.create(
            unit_id=actor.unit_id, audience=[pk for pk, _, _ in rows], on=clock.today(), by_id=actor.person_id, at=clock.now(),
            rows=[asdict(row) for row in ranking.ranked(rows, rule)], formula={**asdict(rule), "words": rule.words},
        )  # fmt: skip
        return made.pk


def _answers(campaign: Campaign) -> dict[str, int]:
    with acting("township") as actor:
        first, second, *_ = Answer.objects.filter(unit=actor.unit_id).order_by("check_item__order")
        villages = list(
            Unit.objects.filter(kind="village", chain__contains=[actor.unit_id]).values_list("pk", flat=True)
        )
        answers.forward(actor, [first.pk], villages, clock.now() + timedelta(days=3))
        answers.say(actor, second.pk, Said("found", "两户住在危房里。", "搬出来", "正在搬", ("on_site",)))
        file = answers.attach(actor, second.pk, photo(), "土坯房.jpg")
        item = CheckItem.objects.filter(campaign=campaign).earliest("order")
    with acting("village") as actor:
        own = Answer.objects.get(unit=actor.unit_id)
    return {"answer": first.pk, "item": item.pk, "village_answer": own.pk, "answer_file": file.pk}


def _returns(campaign: Campaign) -> dict[str, Any]:
    """A return that is being filled, one that waits to be judged, one that is corrected, the merged one, and one that is a paper."""
    with acting("office") as actor:
        monthly = ReturnTerms.objects.get(
            obligation__campaign=campaign, obligation__rule="monthly"
        ).obligation_id
        returns.ask_for_earlier(actor, monthly)
        rows = Return.objects.filter(obligation=monthly)
        first = rows.order_by("due")[0]
        units = ("柳溪镇", "望岭乡", "县住建局")
        own, other, department = (rows.get(due=first.due, unit__name=u) for u in units)
    with acting("township_outsider") as actor:
        returns.hand_in(actor, other.pk, "已盖章", "唐立群")
    with acting("office") as actor:
        returns.accept(actor, [other.pk])
        merged = returns.merge(actor, monthly, first.due)
        paper = kit.published(actor, kit.uploaded(actor, PAPER, "报方案.txt")).returns.get(
            unit__name="柳溪镇"
        )
    with acting("township_outsider") as actor:
        returns.correct(actor, other.pk, "第 2 项数错了")
    with acting("department") as actor:
        returns.hand_in(actor, department.pk)
    with acting("township") as actor:
        line = reading.sheet(own, opening.draft_of(own)).lines[1]
        editing.edit(actor, own.pk, line.key, Words("两户住在危房里，已搬一户。", "搬出来", "正在搬"))
        scan = scans.attach(actor, own.pk, photo("#777777"), "盖章.jpg")
    return {
        "return": own.pk, "return_row": line.key, "handed_in": department.pk, "corrected": other.pk, "merged": merged.pk,
        "return_paper": paper.pk, "return_scan": scan.pk,
    }  # fmt: skip


def _draws() -> dict[str, int]:
    """One draw with something to look at, and one whose frame is only frozen."""
    batch = Batch(acting)
    batch.closed("柳溪镇", 2)
    drawn = batch.drawn(percent=100)
    batch.closed("望岭乡", 2)
    frozen = batch.made(percent=50)
    with acting("office"):
        item = drawn.items.order_by("pk")[0]
    return {"draw": drawn.pk, "drawn": item.pk, "frozen": frozen.pk}


def _problems() -> dict[str, int]:
    steps = Steps(acting)
    made: dict[str, Problem] = {
        "raised": steps.raised(title="桥头村路灯坏了六盏", area_code=LIUXI + 2),
        "assigned": steps.assigned(title="两户的危房鉴定没有做", severity="severe"),
        "worked": steps.worked(title="饮水管道冬天冻裂"),
        "submitted": steps.submitted(title="公益岗位两人没有到岗", sweep_asked=False),
        "closed": steps.closed(title="台账和系统对不上"),
        "returned": steps.submitted(title="帮扶手册漏填"),
        "late": steps.worked(title="合作医疗一户没有参保", discovered_on=clock.today() - timedelta(days=30)),
    }
    with acting("office") as actor:
        township = Unit.objects.get(name="柳溪镇")
        services.ask_sweep(actor, made["raised"], [township], "有没有路灯坏了没有修的", clock.today())
        sweep = SweepAsk.objects.get(problem=made["raised"])
    with acting("inspector") as actor:
        services.return_problem(actor, made["returned"], "put_right", "照片看不清，请重拍。")
    with acting("township") as actor:
        services.request_extension(
            actor, made["worked"], clock.today() + timedelta(days=40), "天冷不能开挖，等开春。"
        )
    with acting("leader") as actor:
        services.instruct(actor, Problem.objects.get(pk=made["late"].pk), "请柳溪镇本周办结。")
    with acting("office") as actor:
        services.refer(
            actor, made["late"], Unit.objects.get(name="县纪委监委"), "两次整改仍没有参保，请一并查。"
        )
        evidence = Evidence.objects.filter(problem=made["closed"]).earliest("pk")
    with acting("assessor") as actor:
        pack = packs.ask_for_pack(actor, "佐证材料", "一件问题", [made["closed"].pk])
        packs.make_pack(actor, pack.pk, lambda done, total, note: None)
    with acting("village") as actor:
        spot: dict[str, Any] = {
            "title": "水龙头漏水",
            "area_code": SONGWAN,
            "done": "换了水龙头",
            "accepted_by": "户主",
        }
        shots = {"before": Shot(photo(), "前.jpg"), "after": Shot(photo("#333333"), "后.jpg")}
        made["spot"] = services.on_the_spot(actor, **spot, **shots, signed="孟庆友")
    return {name: problem.pk for name, problem in made.items()} | {
        "evidence": evidence.pk,
        "pack": pack.pk,
        "sweep": sweep.pk,
    }
