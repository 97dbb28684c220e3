"""Returns: a unit hands in; the office accepts or sends back, decides who owes it, and asks for what was due before publishing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from bihuan import days
from bihuan.web import journal
from bihuan.web.access import Refused, may, require
from bihuan.web.access.scope import Actor
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.duties import making, schedule, who
from bihuan.web.campaigns.duties.sheets import opening, versions
from bihuan.web.campaigns.duties.sheets.base import check_may_write, check_open, check_running, locked
from bihuan.web.campaigns.models import Return, ReturnTerms, ReturnVersion
from bihuan.web.campaigns.models.duties import CARRIES, LEVELS
from bihuan.web.config import clock
from bihuan.web.inbox import nudges
from bihuan.web.ui.words import cn_date

State = Return.State
# A return that was sent back is due again so many working days later.
AGAIN_DAYS = 3


def hand_in(actor: Actor, return_id: int, note: str = "", signed: str = "") -> Return:
    """Hands in the draft, signed by `signed` (else the actor) and locked; called again it changes nothing.

    The office may note a paper copy, and must say so. The merged return is the office's own: it is frozen at once.
    """
    row = locked([return_id])[0]
    if row.to_judge or (row.state == State.ACCEPTED and not row.correction):
        return row
    check_open(row)
    if row.merged or who.stands_for(actor, row.unit) or not may(actor.role, "campaign.publish"):
        check_may_write(actor, row)
    elif not note.strip():
        raise Refused("替单位登记，请写明怎么交来的，比如“纸质件，11月4日送到”。")
    version = versions.submit(actor, row, signed, note)
    if row.correction:
        row.correction = Return.Correction.SUBMITTED
        row.save(update_fields=["correction"])
    else:
        _handed_in(actor, row, note.strip())
    journal.write(actor, "return.handed_in", row, unit=row.unit.short_name, due=cn_date(row.due))
    if row.merged:
        _judge(actor, [(row, version)])
    return row


def _handed_in(actor: Actor, row: Return, note: str) -> None:
    row.state, row.note, row.handed_in_by_id = State.HANDED_IN, note, actor.person_id
    row.handed_in_at = clock.now()
    row.first_handed_in_at = row.first_handed_in_at or row.handed_in_at
    row.save(update_fields=["state", "note", "handed_in_by", "handed_in_at", "first_handed_in_at"])


def accept(actor: Actor, return_ids: Sequence[int]) -> int:
    """Accepts and freezes those that wait for review; others are left as they are. Returns how many."""
    require(actor, "campaign.publish")
    rows = {row.pk: row for row in locked(return_ids) if row.to_judge}
    waiting = ReturnVersion.objects.filter(of__in=rows, state=ReturnVersion.State.SUBMITTED).order_by("of")
    _judge(actor, [(rows[version.of_id], version) for version in waiting])
    return len(rows)


def _judge(actor: Actor, pairs: Sequence[tuple[Return, ReturnVersion]]) -> None:
    """Freezes each version and accepts its return; of a correction the return stays accepted as it was."""
    now = clock.now()
    for row, version in pairs:
        versions.freeze(actor, version)
        if not row.correction:
            row.state, row.judged_by_id, row.judged_at = State.ACCEPTED, actor.person_id, now
        row.correction = ""
    Return.objects.bulk_update(
        [row for row, _version in pairs], ["state", "judged_by", "judged_at", "correction"]
    )
    journal.write_many(
        actor, "return.accepted",
        [(row, {"unit": row.unit.short_name, "due": cn_date(row.due)}) for row, _version in pairs],
    )  # fmt: skip


def send_back(actor: Actor, return_id: int, reason: str, again_due: date | None = None) -> Return:
    """Sends a return back with the reason and a new date, three working days from today unless given."""
    return send_all_back(actor, [return_id], reason, again_due)[0]


@transaction.atomic
def send_all_back(
    actor: Actor, return_ids: Sequence[int], reason: str, again_due: date | None = None
) -> list[Return]:
    """Sends several back for one reason: all or none. A correction that goes back leaves its return accepted."""
    require(actor, "campaign.publish")
    rows = locked(return_ids)
    due = _check_back(rows, reason, again_due)
    for row in rows:
        version = ReturnVersion.objects.get(of=row, state=ReturnVersion.State.SUBMITTED)
        versions.send_back(actor, version, reason.strip())
        _went_back(actor, row, reason.strip(), due)
    said = [(row, {"unit": row.unit.short_name, "due": cn_date(due)}) for row in rows]
    journal.write_many(actor, "return.sent_back", said)
    return rows


def _went_back(actor: Actor, row: Return, reason: str, due: date) -> None:
    if row.correction:
        row.correction = Return.Correction.DRAFT
        row.save(update_fields=["correction"])
        return
    row.state, row.reason, row.again_due = State.RETURNED, reason, due
    row.judged_by_id, row.judged_at = actor.person_id, clock.now()
    row.save(update_fields=["state", "reason", "again_due", "judged_by", "judged_at"])


def _check_back(rows: Sequence[Return], reason: str, again_due: date | None) -> date:
    for row in rows:
        if row.state == State.ACCEPTED and not row.correction:
            raise Refused(
                f"{row.unit.short_name}的这一份已经收下并冻结，不能退回。要更正，请开一稿更正，写明为什么。"
            )
        if not row.to_judge:
            raise Refused(f"{row.unit.short_name}还没有交来，没有可以退回的。")
    if not reason.strip():
        raise Refused("请写明退回的原因，单位照着改。")
    due = again_due or days.add_working_days(clock.today(), AGAIN_DAYS)
    if due < clock.today():
        raise Refused("重报的日子已经过去了。请定在今天或以后。")
    return due


@transaction.atomic
def correct(actor: Actor, return_id: int, why: str) -> Return:
    """Opens a correction of a frozen return: the unit's, or the office asks for it. What is frozen stays as it is."""
    row = locked([return_id])[0]
    check_running(row.campaign)
    if not may(actor.role, "campaign.publish"):
        check_may_write(actor, row)
    if row.correction:
        raise Refused(f"这一份已经在更正（{row.get_correction_display()}），不用再开一稿。")
    if row.state != State.ACCEPTED:
        raise Refused("这一份还没有冻结，不用更正，直接改就行。")
    if len(why.strip()) < 2:
        raise Refused("请写明为什么更正，比如“第 12 项户数数错了”。")
    versions.correct(row, why.strip())
    row.correction = Return.Correction.DRAFT
    row.save(update_fields=["correction"])
    journal.write(
        actor, "return.correction", row, unit=row.unit.short_name, due=cn_date(row.due), why=why.strip()
    )
    return row


@transaction.atomic
def drop_correction(actor: Actor, return_id: int) -> Return:
    """Gives up a correction that was not handed in; what is frozen goes on to hold."""
    row = locked([return_id])[0]
    if not may(actor.role, "campaign.publish"):
        check_may_write(actor, row)
    if row.correction != Return.Correction.DRAFT:
        raise Refused("没有正在写的更正。已经交来的更正，请办公室退回或收下。")
    versions.drop(opening.draft_of(row))
    row.correction = ""
    row.save(update_fields=["correction"])
    journal.write(actor, "return.correction_dropped", row, unit=row.unit.short_name, due=cn_date(row.due))
    return row


@transaction.atomic
def merge(actor: Actor, obligation_id: int, due: date) -> Return:
    """Opens the office's return of that day, in which all units' returns are put together; there once, it is the same one again."""
    terms = _terms(actor, obligation_id)
    campaign = terms.obligation.campaign
    if not Return.objects.filter(obligation=obligation_id, due=due, merged=False).exists():
        raise Refused(f"{cn_date(due)}没有要收的报送，没有可以汇总的。")
    unit = Unit.objects.select_related("area").get(pk=campaign.unit_id)
    row, made = Return.objects.get_or_create(
        obligation=terms.obligation, unit=unit, due=due, merged=True,
        defaults={"campaign": campaign, "area_code": unit.area.code, "units": [unit.pk], "remind_on": due},
    )  # fmt: skip
    if made:
        opening.draft_of(row)
        journal.write(actor, "return.merged", row, unit=unit.short_name, due=cn_date(due))
    return row


def decide_carries(actor: Actor, obligation_id: int, carries: str) -> str:
    """Says what the obligation's returns hold from now on; what was handed in stays. Returns its words."""
    terms = _terms(actor, obligation_id)
    if carries not in CARRIES:
        raise Refused("请从列出的里面选里面填什么。")
    terms.carries, terms.decided = carries, True
    terms.save(update_fields=["carries", "decided"])
    journal.write(actor, "return.carries", terms.obligation.campaign, carries=CARRIES[carries])
    return CARRIES[carries]


def decide_level(actor: Actor, obligation_id: int, level: str) -> int:
    """Says who owes the obligation's returns. Those handed in stay; the others follow. Returns how many were added."""
    terms = _terms(actor, obligation_id)
    if level not in LEVELS or level == "named":
        raise Refused("请从列出的里面选由谁报。")
    terms.level, terms.named, terms.decided = level, [], True
    terms.save(update_fields=["level", "named", "decided"])
    owing = who.Owing(terms.obligation.campaign)
    ids = [unit.pk for unit in owing.units(level)]
    rows = Return.objects.filter(obligation=terms.obligation, merged=False)
    rows.filter(state=State.WAITING).exclude(unit__in=ids).update(state=State.WITHDRAWN)
    rows.filter(state=State.WITHDRAWN, unit__in=ids).update(state=State.WAITING)
    added = _made(owing)
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
    added = _made(who.Owing(obligation.campaign))
    journal.write(actor, "return.earlier", obligation.campaign, count=len(earlier))
    return added


def _made(owing: who.Owing) -> int:
    """Makes the returns that are owed now and opens those whose period has begun; returns how many were made."""
    added = making.make_returns(owing, clock.today())
    opening.open_begun(owing.campaign, clock.today())
    return added


def note_reminder(actor: Actor, row: Return) -> None:
    """Writes into the journal that a reminder was copied."""
    nudges.note(actor, row.unit, nudges.Counts(returns=1))
    journal.write(actor, "return.reminded", row, unit=row.unit.short_name, due=cn_date(row.due))


def _terms(actor: Actor, obligation_id: int) -> ReturnTerms:
    require(actor, "campaign.publish")
    rows = ReturnTerms.objects.select_for_update(of=("self",), no_key=True)
    terms = (
        rows.select_related("obligation__campaign__plan").filter(obligation=obligation_id).order_by().first()
    )
    if terms is None:
        raise Refused("这条报送要求不按日子收，或不归您定。")
    check_running(terms.obligation.campaign)
    return terms
