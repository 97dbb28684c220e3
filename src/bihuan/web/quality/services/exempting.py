"""Letting a finding pass for a time: one person asks with a reason, another decides, the day ends it by itself."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from bihuan.web import journal
from bihuan.web.access import Actor, Refused, require
from bihuan.web.config import clock
from bihuan.web.config.parameters import parameter
from bihuan.web.quality.models import Answer, Exemption, Finding
from bihuan.web.ui.words import cn_date

State = Exemption.State
SHORTEST = 4
LIMIT = 300


def longest(on: date | None = None) -> date:
    """Returns the last day that an exemption decided today may hold to."""
    day: date = parameter("exemption_days").after(on or clock.today())
    return day


@transaction.atomic
def ask_exemption(
    actor: Actor, finding: Finding | int, reason: str, *, answer: Answer | None = None
) -> Exemption:
    """Asks that the finding be let pass; Refused when it is asked already, exempt, or gone."""
    require(actor, "finding.answer")
    found = _locked(finding if isinstance(finding, int) else finding.pk)
    _reasoned(reason, "为什么可以豁免")
    if not found.there:
        raise Refused(f"这一条已经{found.get_state_display()}，不用豁免。")
    if found.exempt:
        raise Refused(f"这一条已经豁免到 {cn_date(found.exempt_until)}。")
    if found.exemptions.filter(state=State.ASKED).exists():
        raise Refused("这一条已经申请过豁免，正等县帮扶办批。")
    if found.exempt_until:
        # One that has run out is asked for anew: until it is decided, nobody is asked to look again.
        Finding.objects.filter(pk=found.pk).update(exempt_until=None)
    made = Exemption.objects.create(
        finding=found,
        answer=answer,
        reason=reason.strip(),
        asked_by_id=actor.person_id,
        asked_unit_id=actor.unit_id,
        asked_at=clock.now(),
    )
    journal.write(actor, "exemption.asked", found, check=found.check_code)
    return made


@transaction.atomic
def approve(actor: Actor, exemption: Exemption | int, until: date, words: str = "") -> Exemption:
    """Lets the finding pass up to the day, that day included."""
    work = _to_decide(actor, exemption)
    if until <= clock.today():
        raise Refused(f"豁免到 {until:%Y-%m-%d}，这天已经过去或就是今天，请定以后的日子。")
    if until > longest():
        raise Refused(
            f"豁免最长到 {longest():%Y-%m-%d}（{parameter('exemption_days').words}），到期会再出现，可以再批。"
        )
    work.until = until
    _decided(actor, work, State.APPROVED, words)
    Finding.objects.filter(pk=work.finding_id).update(exempt_until=until)
    journal.write(
        actor, "exemption.approved", work.finding, check=work.finding.check_code, until=until.isoformat()
    )
    return work


@transaction.atomic
def refuse(actor: Actor, exemption: Exemption | int, words: str) -> Exemption:
    """Does not let it pass; the finding waits for an answer again."""
    work = _to_decide(actor, exemption)
    _reasoned(words, "为什么不予豁免")
    _decided(actor, work, State.REFUSED, words)
    Finding.objects.filter(pk=work.finding_id, verdict=Finding.Verdict.RIGHT).update(verdict="")
    journal.write(actor, "exemption.refused", work.finding, check=work.finding.check_code, why=words.strip())
    return work


@transaction.atomic
def end(actor: Actor, exemption: Exemption | int, why: str) -> Exemption:
    """Ends an exemption in force before its day: the finding appears again, and waits for an answer."""
    require(actor, "exemption.decide")
    work = _one(exemption)
    if work.state != State.APPROVED or not work.finding.exempt:
        raise Refused(f"这项豁免现在是“{work.standing}”，没有可以结束的。")
    _reasoned(why, "为什么提前结束")
    work.state, work.ended_by_id, work.ended_at, work.ended_why = (
        State.ENDED,
        actor.person_id,
        clock.now(),
        why.strip(),
    )
    work.save()
    Finding.objects.filter(pk=work.finding_id).update(exempt_until=None, verdict="")
    journal.write(actor, "exemption.ended", work.finding, check=work.finding.check_code, why=why.strip())
    return work


def _to_decide(actor: Actor, exemption: Exemption | int) -> Exemption:
    require(actor, "exemption.decide")
    work = _one(exemption)
    if work.state != State.ASKED:
        raise Refused(f"这项申请已经是“{work.standing}”，不用再批。")
    if work.asked_by_id == actor.person_id:
        raise Refused("这是您自己申请的，要由另一位同志批。")
    return work


def _one(exemption: Exemption | int) -> Exemption:
    """The exemption and its finding, locked in the order that answering locks them."""
    pk = exemption if isinstance(exemption, int) else exemption.pk
    finding = _locked(Exemption.objects.values_list("finding_id", flat=True).get(pk=pk))
    work = Exemption.objects.select_for_update(no_key=True).get(pk=pk)
    work.finding = finding
    return work


def _locked(pk: int) -> Finding:
    return Finding.objects.select_for_update(no_key=True).get(pk=pk)


def _decided(actor: Actor, work: Exemption, state: str, words: str) -> None:
    work.state, work.words = state, words.strip()[:LIMIT]
    work.decided_by_id, work.decided_at = actor.person_id, clock.now()
    work.save()


def _reasoned(words: str, what: str) -> None:
    if not SHORTEST <= len(words.strip()) <= LIMIT:
        raise Refused(f"请写清楚{what}，{SHORTEST} 到 {LIMIT} 个字，现在 {len(words.strip())} 个。")
