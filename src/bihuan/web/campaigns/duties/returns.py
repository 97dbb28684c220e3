"""Returns: a unit hands in; the office accepts or sends back, decides who owes it, and asks for what was due before publishing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bihuan import days
from bihuan.web import journal
from bihuan.web.access import Refused, may, require
from bihuan.web.access.scope import Actor
from bihuan.web.campaigns.duties import making, schedule, who
from bihuan.web.campaigns.models import Campaign, Return, ReturnTerms
from bihuan.web.campaigns.models.duties import LEVELS
from bihuan.web.config import clock
from bihuan.web.inbox import nudges
from bihuan.web.journal import services as journal_services
from bihuan.web.journal.models import JournalLine
from bihuan.web.ui.words import cn_date

State = Return.State
# A return that was sent back is due again so many working days later.
AGAIN_DAYS = 3


def hand_in(actor: Actor, return_id: int, note: str = "") -> Return:
    """Notes that the unit handed it in; called again it changes nothing. The office may note a paper copy, and must say so."""
    row = _locked([return_id])[0]
    if row.state in (State.HANDED_IN, State.ACCEPTED):
        return row
    _check_running(row.campaign)
    if row.state == State.WITHDRAWN:
        raise Refused(f"{row.unit.short_name}不用报这一份。")
    if who.stands_for(actor, row.unit) or not may(actor.role, "campaign.publish"):
        who.require_doing(actor, row.unit)
    elif not note.strip():
        raise Refused("替单位登记，请写明怎么交来的，比如“纸质件，11月4日送到”。")
    row.state, row.note, row.handed_in_by_id = State.HANDED_IN, note.strip(), actor.person_id
    row.handed_in_at = clock.now()
    row.first_handed_in_at = row.first_handed_in_at or row.handed_in_at
    row.save(update_fields=["state", "note", "handed_in_by", "handed_in_at", "first_handed_in_at"])
    journal.write(actor, "return.handed_in", row, unit=row.unit.short_name, due=cn_date(row.due))
    return row


def accept(actor: Actor, return_ids: Sequence[int]) -> int:
    """Accepts and freezes those that wait for review; others are left as they are. Returns how many."""
    require(actor, "campaign.publish")
    rows = [row for row in _locked(return_ids) if row.state == State.HANDED_IN]
    for row in rows:
        row.state, row.judged_by_id, row.judged_at = State.ACCEPTED, actor.person_id, clock.now()
    Return.objects.bulk_update(rows, ["state", "judged_by", "judged_at"])
    JournalLine.objects.bulk_create(
        journal_services.line(
            actor, "return.accepted", row, {"unit": row.unit.short_name, "due": cn_date(row.due)}
        )
        for row in rows
    )
    return len(rows)


def send_back(actor: Actor, return_id: int, reason: str, again_due: date | None = None) -> Return:
    """Sends a return back with the reason and a new date, three working days from today unless given."""
    require(actor, "campaign.publish")
    row = _locked([return_id])[0]
    if row.state == State.ACCEPTED:
        raise Refused("这一份已经收下并冻结，不能退回。要更正，请让单位在下一期说明。")
    if row.state != State.HANDED_IN:
        raise Refused(f"{row.unit.short_name}还没有交来，没有可以退回的。")
    if not reason.strip():
        raise Refused("请写明退回的原因，单位照着改。")
    due = again_due or days.add_working_days(clock.today(), AGAIN_DAYS)
    if due < clock.today():
        raise Refused("重报的日子已经过去了。请定在今天或以后。")
    row.state, row.reason, row.again_due = State.RETURNED, reason.strip(), due
    row.judged_by_id, row.judged_at = actor.person_id, clock.now()
    row.save(update_fields=["state", "reason", "again_due", "judged_by", "judged_at"])
    journal.write(actor, "return.sent_back", row, unit=row.unit.short_name, due=cn_date(due))
    return row


def decide_level(actor: Actor, obligation_id: int, level: str) -> int:
    """Says who owes the obligation's returns. Those handed in stay; the others follow. Returns how many were added."""
    terms = _terms(actor, obligation_id)
    if level not in LEVELS or level == "named":
        raise Refused("请从列出的里面选由谁报。")
    terms.level, terms.named, terms.decided = level, [], True
    terms.save(update_fields=["level", "named", "decided"])
    owing = who.Owing(terms.obligation.campaign)
    ids = [unit.pk for unit in owing.units(level)]
    rows = Return.objects.filter(obligation=terms.obligation)
    rows.filter(state=State.WAITING).exclude(unit__in=ids).update(state=State.WITHDRAWN)
    rows.filter(state=State.WITHDRAWN, unit__in=ids).update(state=State.WAITING)
    added = making.make_returns(owing, clock.today())
    journal.write(actor, "return.level", terms.obligation.campaign, level=LEVELS[level], units=len(ids))
    return added


def ask_for_earlier(actor: Actor, obligation_id: int) -> int:
    """Asks also for those the paper dates before publishing. Returns how many were added."""
    terms = _terms(actor, obligation_id)
    obligation, today = terms.obligation, clock.today()
    earlier = schedule.passed(obligation, obligation.campaign, terms.since, today)
    if not earlier:
        raise Refused("发布以前没有要报的了。")
    terms.since, terms.decided = earlier[0].on, True
    terms.save(update_fields=["since", "decided"])
    added = making.make_returns(who.Owing(obligation.campaign), today)
    journal.write(actor, "return.earlier", obligation.campaign, count=len(earlier))
    return added


def note_reminder(actor: Actor, row: Return) -> None:
    """Writes into the journal that a reminder was copied."""
    nudges.note(actor, row.unit, nudges.Counts(returns=1))
    journal.write(actor, "return.reminded", row, unit=row.unit.short_name, due=cn_date(row.due))


def _locked(return_ids: Sequence[int]) -> list[Return]:
    """The returns locked in a fixed order."""
    ids = sorted(set(return_ids))
    rows = (
        Return.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=ids)
        .select_related("unit", "campaign", "obligation")
        .order_by("pk")
    )
    found = list(rows)
    if len(found) != len(ids):
        raise Refused("选的报送不在您能办的范围内。请刷新页面重新选。")
    return found


def _terms(actor: Actor, obligation_id: int) -> ReturnTerms:
    require(actor, "campaign.publish")
    rows = ReturnTerms.objects.select_for_update(of=("self",), no_key=True)
    terms = (
        rows.select_related("obligation__campaign__plan").filter(obligation=obligation_id).order_by().first()
    )
    if terms is None:
        raise Refused("这条报送要求不按日子收，或不归您定。")
    _check_running(terms.obligation.campaign)
    return terms


def _check_running(campaign: Campaign) -> None:
    if campaign.state != Campaign.State.RUNNING:
        raise Refused(f"“{campaign.title}”已经结束，不再收报送。")
