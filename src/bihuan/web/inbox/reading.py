"""What a reader's notices are, how many are unread, what each says, and that it was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from bihuan.web import journal
from bihuan.web.access import Refused
from bihuan.web.access.roles import may
from bihuan.web.access.scope import Actor
from bihuan.web.campaigns.models import Answer, Campaign, Return
from bihuan.web.config import clock
from bihuan.web.config.parameters import amount
from bihuan.web.inbox.kinds import KINDS, Kind
from bihuan.web.inbox.models import FOR_UNIT, MailChoice, Notice, NoticeRead
from bihuan.web.journal.models import JournalLine
from bihuan.web.papers.models import IssuedPaper
from bihuan.web.problems.models import Problem, SweepAsk
from bihuan.web.quality import checks
from bihuan.web.quality.models import Finding


def of(actor: Actor) -> QuerySet[Any]:
    """Returns the reader's notices, each with whether it was `read`; the database shows no others."""
    held = {k.key for k in KINDS.values() if may(actor.role, k.verb)}
    mine = Notice.objects.filter(person=actor.person_id)
    if actor.role in FOR_UNIT:
        mine |= Notice.objects.filter(unit=actor.unit_id, kind__in=sorted(held))
    return mine.annotate(read=Exists(_reads(actor).filter(notice=OuterRef("pk"))))


def _reads(actor: Actor) -> QuerySet[NoticeRead]:
    return NoticeRead.objects.filter(person_id=actor.person_id)


def mark(actor: Actor, notices: QuerySet[Any]) -> int:
    """Marks the reader's unread ones among `notices` as read; returns how many. Twice is as good as once."""
    pks = list(notices.filter(read=False).values_list("pk", flat=True))
    now = clock.now()
    NoticeRead.objects.bulk_create(
        [NoticeRead(notice_id=pk, person_id=actor.person_id, at=now) for pk in pks], ignore_conflicts=True
    )
    return len(pks)


def open_one(actor: Actor, pk: int) -> str:
    """Marks one notice as read and returns where it leads; Refused when it is nobody's, or somebody else's."""
    found = of(actor).filter(pk=pk)
    notice = found.first()
    if notice is None:
        raise Refused("这条通知不是给您的，或者已经过期清掉了。请回到通知页看现有的。")
    mark(actor, found)
    return told([notice])[0].url


@dataclass(frozen=True)
class Told:
    """A notice as it is shown: its kind, what it is about, the sentence, the reason given, where it leads."""

    kind: Kind
    title: str
    number: str
    words: str
    note: str
    url: str


def told(notices: list[Notice]) -> list[Told]:
    """Returns what each notice says, under the reader's scope: one query for each sort of thing, whatever their number."""
    lines = JournalLine.objects.in_bulk([n.line_id for n in notices if n.line_id])
    things = _things(notices)
    return [_told(n, lines.get(n.line_id or 0), things.get((n.object_type, n.object_id))) for n in notices]


def _things(notices: list[Notice]) -> dict[tuple[str, int | None], Any]:
    """Objects by type and id, as far as the reader may see them."""
    sources: dict[str, QuerySet[Any]] = {
        "problems.problem": Problem.objects.all(),
        "problems.sweepask": SweepAsk.objects.select_related("unit"),
        "campaigns.campaign": Campaign.objects.all(),
        "campaigns.answer": Answer.objects.select_related("check_item", "campaign"),
        "papers.issuedpaper": IssuedPaper.objects.all(),
        "quality.finding": Finding.objects.all(),
        "campaigns.return": Return.objects.select_related("obligation", "campaign"),
    }
    found: dict[tuple[str, int | None], Any] = {}
    for kind, rows in sources.items():
        pks = {n.object_id for n in notices if n.object_type == kind}
        found |= {(kind, row.pk): row for row in rows.filter(pk__in=pks)} if pks else {}
    return found


def _told(notice: Notice, line: JournalLine | None, thing: Any) -> Told:
    kind = KINDS[notice.kind]
    words = _sentence(notice, line)
    note = str(line.data.get("note") or "") if line else ""
    title, number, url = _together(line) or _about(thing)
    return Told(kind, title or _instead(notice), number, words, note, url or _home(notice))


def _sentence(notice: Notice, line: JournalLine | None) -> str:
    if notice.data.get("words"):
        return str(notice.data["words"])
    if line is None:
        return ""
    return f"{line.who} {line.text}".strip()


def _together(line: JournalLine | None) -> tuple[str, str, str] | None:
    """Title and list, where one notice stands for all that happened within an hour."""
    exemptions = reverse("quality:exemptions")
    if line and line.code == "exemption.asked":
        return "有疑点申请豁免（一小时内的合成一条）", "", exemptions
    if line and line.code == "exemption.approved":
        return "申请的豁免批了（一小时内的合成一条）", "", f"{exemptions}?saved=in_force"
    return None


def _home(notice: Notice) -> str:
    """Where a notice leads that is about no one thing."""
    if notice.kind == "exemption_due":
        return reverse("quality:exemptions") + "?saved=in_force"
    return reverse("dashboard:today")


def _instead(notice: Notice) -> str:
    """The title where there is no object, or one the reader does not see any more."""
    if notice.object_type in ("", "accounts.person", "inbox.nudge"):
        return KINDS[notice.kind].label
    return "这件已不在您能看到的范围内"


def _about(thing: Any) -> tuple[str, str, str]:
    """Title, number, address."""
    if isinstance(thing, Problem):
        return thing.title, thing.number, thing.get_absolute_url()
    if isinstance(thing, SweepAsk):
        return thing.question[:60], f"举一反三 {thing.unit}", thing.get_absolute_url()
    if isinstance(thing, IssuedPaper):
        return thing.title, thing.number, thing.get_absolute_url()
    if isinstance(thing, Finding):
        return f"{thing.who}：{checks.label(thing.check_code)}", "", thing.get_absolute_url()
    if isinstance(thing, Campaign):
        return thing.title, thing.number, reverse("campaigns:detail", args=[thing.pk])
    if isinstance(thing, Answer):
        return thing.check_item.text[:60], thing.campaign.title, reverse("campaigns:answers")
    if isinstance(thing, Return):
        url = reverse("campaigns:return_sheet", args=[thing.pk])
        return thing.obligation.text[:60], thing.campaign.title, url
    return "", "", ""


def choose_mail(actor: Actor, address: str, on: bool) -> None:
    """Keeps the reader's own choice of the daily mail; the journal learns that it changed, not the address."""
    MailChoice.objects.update_or_create(
        person_id=actor.person_id, defaults={"address": address, "on": bool(on and address)}
    )
    journal.write(actor, "mail.chosen", None, what="每天一封" if on else "不要")


def sweep() -> int:
    """Deletes what was read longer ago than the days of the parameter; the journal keeps what happened. Runs as `system`."""
    before = clock.now() - timedelta(days=amount("notice_keep_days"))
    old = Notice.objects.filter(at__lt=before).filter(
        Exists(NoticeRead.objects.filter(notice=OuterRef("pk")))
    )
    return old.delete()[0]
