"""Drafts: begun with the words such papers usually have, changed, dropped."""

from __future__ import annotations

from typing import Any

from bihuan.documents.papers import KINDS
from bihuan.web import journal
from bihuan.web.access import Conflict, Refused, require
from bihuan.web.access.scope import Actor
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import Campaign
from bihuan.web.config import clock
from bihuan.web.papers.models import IssuedPaper, Paper

FIELDS = ("title", "addressee", "opening", "closing", "issuer", "number", "dated", "reply_by")
_TITLES = {
    "plan": "{campaign}工作方案",
    "summary": "{campaign}工作总结",
    "circular": "关于{campaign}办理情况的通报",
    "letter": "关于{campaign}发现问题的反馈函",
    "claim": "{campaign}问题认领单",
}
EVERYBODY = "各乡镇人民政府，县直有关单位"


def draft(actor: Actor, campaign: Campaign, kind: str, about: Unit | None = None) -> Paper:
    """Begins a paper of a kind; one that is written to a unit needs the unit. Refused says what is missing."""
    require(actor, "paper.draft")
    if kind not in KINDS:
        raise Refused("没有这种公文。请从列出的里面选。")
    if KINDS[kind].one_unit and about is None:
        raise Refused(f"{KINDS[kind].label}要写给一个单位，请选是哪个单位。")
    about = about if KINDS[kind].one_unit else None
    unit = Unit.objects.get(pk=actor.unit_id)
    made = Paper.objects.create(
        unit=unit, campaign=campaign, kind=kind, about=about, title=_title(kind, campaign),
        addressee="" if kind in ("plan", "summary", "claim") else about.name if about else EVERYBODY,
        opening=KINDS[kind].opening, closing=KINDS[kind].closing, issuer=unit.name,
        by_id=actor.person_id, at=clock.now(),
    )  # fmt: skip
    journal.write(actor, "paper.drafted", made, kind=KINDS[kind].label, title=made.title)
    return made


def _title(kind: str, campaign: Campaign) -> str:
    """The campaign's name without what its own paper was called."""
    name = campaign.title.strip("《》")
    for tail in ("实施方案", "工作方案", "行动方案", "方案"):
        if name.endswith(tail):
            name = name.removesuffix(tail)
            break
    return _TITLES[kind].format(campaign=name)[:120]


def change(actor: Actor, paper_id: int, version: int, given: dict[str, Any]) -> Paper:
    """Changes the words of a draft; Conflict when somebody else did since it was opened, Refused once it is issued."""
    require(actor, "paper.draft")
    paper = open_draft(paper_id, version)
    for name in FIELDS:
        if name in given:
            setattr(paper, name, given[name])
    paper.version += 1
    paper.save(update_fields=[*FIELDS, "version"])
    journal.write(actor, "paper.changed", paper, title=paper.title)
    return paper


def drop(actor: Actor, paper_id: int) -> Paper:
    """Takes a draft off the list; called again it changes nothing."""
    require(actor, "paper.draft")
    paper = Paper.objects.select_for_update(no_key=True).get(pk=paper_id)
    if paper.state == Paper.State.ISSUED:
        raise Refused("这份已经签发，不能撤掉。有错请另发一份更正。")
    if paper.state == Paper.State.DRAFT:
        paper.state = Paper.State.DROPPED
        paper.save(update_fields=["state"])
        journal.write(actor, "paper.dropped", paper, title=paper.title)
    return paper


def open_draft(paper_id: int, version: int) -> Paper:
    """The draft, locked, as it was when it was opened."""
    rows = Paper.objects.select_for_update(of=("self",), no_key=True).select_related(
        "campaign", "about", "unit", "corrects"
    )
    paper = rows.get(pk=paper_id)
    if paper.state != Paper.State.DRAFT:
        done = "已经签发，不能再改。有错请另发一份更正" if paper.state == Paper.State.ISSUED else "已经不发了"
        raise Refused(f"《{paper.title}》{done}。")
    if paper.version != version:
        raise Conflict("这份稿子刚被别人改过，您的没有存上。请看看新的，再改。")
    return paper


def corrected(issued: IssuedPaper) -> bool:
    """Whether another paper corrects this one already."""
    return IssuedPaper.objects.filter(corrects=issued).exists()
