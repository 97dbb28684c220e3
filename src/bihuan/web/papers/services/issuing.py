"""Issuing: the files, the data and who reads it are frozen at once. A correction is another issue that names what it corrects."""

from __future__ import annotations

from datetime import date
from typing import Any, BinaryIO

from bihuan.documents.papers import KINDS
from bihuan.web import journal
from bihuan.web.access import Refused, require
from bihuan.web.access.scope import Actor
from bihuan.web.config import clock, files
from bihuan.web.papers.gather import gathered, named_units
from bihuan.web.papers.models import IssuedPaper, Paper, PaperScan
from bihuan.web.papers.services.drafting import corrected, draft, open_draft
from bihuan.web.papers.services.making import written
from bihuan.web.papers.services.templates import in_force
from bihuan.web.problems import files as evidence

SCANS_MOST = 10


def issue(actor: Actor, paper_id: int, version: int) -> IssuedPaper:
    """Issues a draft; Refused says what is still missing, and nothing is half issued."""
    require(actor, "paper.issue")
    paper = open_draft(paper_id, version)
    data = gathered(paper)
    dated = _check(paper, data)
    template = in_force(paper.unit_id, paper.kind)
    made = IssuedPaper.objects.create(
        draft=paper, unit=paper.unit, campaign=paper.campaign, kind=paper.kind, about=paper.about, title=paper.title,
        number=paper.number, dated=dated, issuer=paper.issuer, template=template, data=data, corrects=paper.corrects,
        sha256=files.store(written(paper, data, template)), public_sha256=files.store(written(paper, data, template, public=True)),
        audience=named_units(paper, data) or paper.campaign.audience,
        issued_by_id=actor.person_id, issued_at=clock.now(),
    )  # fmt: skip
    paper.state = Paper.State.ISSUED
    paper.save(update_fields=["state"])
    journal.write(
        actor, "paper.issued", made, kind=KINDS[made.kind].label, title=made.title, number=made.number
    )
    if paper.corrects:
        journal.write(
            actor, "paper.corrected", paper.corrects, title=paper.corrects.title, number=made.number
        )
    return made


def _check(paper: Paper, data: dict[str, Any]) -> date:
    """Refused with what is missing; else the paper's day."""
    missing = [words for words, value in (("发文字号", paper.number), ("成文日期", paper.dated)) if not value]
    if missing or paper.dated is None:
        raise Refused(f"还没有填{'、'.join(missing)}，不能签发。")
    if paper.kind == "circular" and not data["units"]:
        raise Refused("现在没有单位逾期，没有可以通报的。")
    if paper.kind == "letter" and not data["problems"]:
        raise Refused(f"{data['unit']}没有督查发现、还没销号的问题，没有可以反馈的。")
    if IssuedPaper.objects.filter(unit=paper.unit_id, number=paper.number).exists():
        raise Refused(f"发文字号“{paper.number}”已经用过。请换一个。")
    if paper.corrects and corrected(paper.corrects):
        raise Refused("那一份已经有更正了。请更正最新的一份。")
    return paper.dated


def correct(actor: Actor, issued_id: int) -> Paper:
    """Begins a draft that will correct an issued paper, with its words; the issued one stays as it is."""
    require(actor, "paper.draft")
    issued = IssuedPaper.objects.select_related("campaign", "about", "draft").get(pk=issued_id)
    if corrected(issued):
        raise Refused("这一份已经有更正了。请更正最新的一份。")
    waiting = Paper.objects.filter(corrects=issued, state=Paper.State.DRAFT).first()
    if waiting is not None:
        return waiting
    made = draft(actor, issued.campaign, issued.kind, issued.about)
    for name in ("title", "addressee", "opening", "closing", "issuer", "reply_by"):
        setattr(made, name, getattr(issued.draft, name))
    made.corrects = issued
    made.save()
    return made


def scan(actor: Actor, issued_id: int, file: BinaryIO, name: str) -> PaperScan:
    """Attaches a scan with the stamp; the same bytes twice are one. Refused says why a file is not taken."""
    require(actor, "paper.issue")
    issued = IssuedPaper.objects.get(pk=issued_id)
    if issued.scans.count() >= SCANS_MOST:
        raise Refused(f"一份公文最多附 {SCANS_MOST} 个盖章件，已经满了。")
    kept = evidence.taken(file, name)
    held = issued.scans.filter(sha256=kept.sha256).first()
    if held is not None:
        return held
    made = PaperScan.objects.create(
        paper=issued, sha256=kept.sha256, name=kept.name, size=kept.size, media_type=kept.media_type,
        by_id=actor.person_id, at=clock.now(),
    )  # fmt: skip
    journal.write(actor, "paper.scanned", issued, name=made.name)
    return made
