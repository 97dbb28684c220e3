"""Words to paste into a chat: whose answers are missing, since when, what to do. The system sends nothing itself."""

from __future__ import annotations

from bihuan.web import journal
from bihuan.web.access.scope import Actor
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import Answer, Campaign
from bihuan.web.campaigns.progress import Row
from bihuan.web.config import clock
from bihuan.web.inbox import nudges
from bihuan.web.ui.words import cn_date


def words(actor: Actor, campaign: Campaign, row: Row) -> str:
    """Returns a reminder that names the facts: unit, how many answers, since when."""
    who = f"{row.unit.contact.name}同志" if row.unit.contact else row.unit.short_name
    due = cn_date(row.late_due or campaign.answers_due)
    return (
        f"{who}：截至{cn_date(clock.now())}，{row.unit.short_name}在《{campaign.title}》里有 {row.tally.late} 项没有答复"
        f"（时限{due}，应答 {row.tally.total} 项）。请今天 17:30 前在“闭环”里逐项答复，没有问题的可以一并答。"
        f"{actor.unit_name} {actor.name}"
    )


def note(actor: Actor, campaign: Campaign, unit: Unit) -> None:
    """Writes into the journal that the reminder was copied."""
    count = Answer.objects.filter(
        campaign=campaign, unit=unit, state__in=Answer.WAITING, due_at__lt=clock.now()
    ).count()
    nudges.note(actor, unit, nudges.Counts(answers=count))
    journal.write(actor, "answer.reminded", campaign, unit=unit.short_name, count=count)
