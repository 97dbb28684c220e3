"""Who is told of what: one table from the journal's codes to those concerned. Nothing else emits notices of events.

Every change writes a journal line; `hear` is called with it in the same transaction, so a change that is undone tells nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.db.models.functions import Greatest

from bihuan.web.access.scope import Actor
from bihuan.web.accounts.models import Person
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import Answer, Campaign, Return
from bihuan.web.config import clock
from bihuan.web.inbox.models import Notice
from bihuan.web.journal.models import JournalLine
from bihuan.web.papers.models import IssuedPaper
from bihuan.web.problems.models import Assignment, Extension, Problem, SweepAsk
from bihuan.web.quality.models import Exemption, Finding

WORKING = ("issued", "acknowledged", "working", "forwarded", "returned", "submitted")


@dataclass(frozen=True)
class To:
    """One receiver: a unit or a person. `key` is given where the same thing may be told again by another line."""

    unit: int | None = None
    person: int | None = None
    key: str = ""


Who = Callable[[Any, JournalLine], Iterable[To]]


def _issued(problem: Problem, _line: JournalLine) -> Iterable[To]:
    """Units with a part they have not signed for; each part is told once."""
    parts = Assignment.objects.filter(problem=problem, round=problem.rounds, state="issued")
    return [To(unit=unit, key=f"part:{pk}") for pk, unit in parts.values_list("pk", "unit")]


def _withdrawn(problem: Problem, _line: JournalLine) -> Iterable[To]:
    parts = Assignment.objects.filter(problem=problem, round=problem.rounds, state="withdrawn")
    return [To(unit=unit, key=f"part:{pk}:withdrawn") for pk, unit in parts.values_list("pk", "unit")]


def _returned(problem: Problem, line: JournalLine) -> Iterable[To]:
    """Units whose part was just sent back; the line before told of the others."""
    parts = Assignment.objects.filter(problem=problem, round=problem.rounds, state="returned")
    return [
        To(unit=unit, key=f"part:{pk}:returned:{moved.isoformat()}")
        for pk, unit, moved in parts.values_list("pk", "unit", "moved_at")
    ]


def _lead(problem: Problem, _line: JournalLine) -> Iterable[To]:
    return [To(unit=problem.lead_unit_id)] if problem.lead_unit_id else []


def _concerned(problem: Problem, _line: JournalLine) -> Iterable[To]:
    """All units with a part, for what changes the work of each of them."""
    parts = Assignment.objects.filter(problem=problem, round=problem.rounds, state__in=WORKING)
    units = set(parts.values_list("unit", flat=True)) or {problem.waiting_unit_id or 0}
    return [To(unit=unit) for unit in sorted(units - {0})]


def _ended(problem: Problem, _line: JournalLine) -> Iterable[To]:
    """The unit that put it right, and whoever registered it."""
    raised = [To(person=problem.raised_by_id)] if problem.raised_by_id else []
    return [*_lead(problem, _line), *raised]


def _waited_for(problem: Problem, _line: JournalLine) -> Iterable[To]:
    """The unit whose turn it is. Where any county verifier may act nobody in particular is told: it stands on their first screens."""
    return [To(unit=problem.waiting_unit_id)] if problem.waiting_unit_id else []


def _asker(problem: Problem, _line: JournalLine) -> Iterable[To]:
    """Whoever asked for the extension decided last."""
    asked = Extension.objects.filter(problem=problem).exclude(decided_at=None).order_by("-decided_at").first()
    return [To(person=asked.asked_by_id)] if asked else []


def _decider(problem: Problem, _line: JournalLine) -> Iterable[To]:
    """The unit that gave out the part for which more time is asked."""
    asked = Extension.objects.filter(problem=problem, state="asked").exclude(part=None)
    last = asked.select_related("part").order_by("-pk").first()
    return [To(unit=last.part.issued_unit_id)] if last and last.part else []


def _reminded(problem: Problem, line: JournalLine) -> Iterable[To]:
    """The unit reminded, once a day by the same office, whatever the number of its problems."""
    unit = problem.waiting_unit_id or problem.lead_unit_id
    return [reminder_to(unit, line.unit_id)] if unit else []


def reminder_to(unit: int, by: int | None) -> To:
    """One notice of being reminded a day and office."""
    return To(unit=unit, key=f"reminded:{unit}:{by}:{clock.today().isoformat()}")


def _villages(answer: Answer, _line: JournalLine) -> Iterable[To]:
    """Villages asked by their township: one notice an hour at most, however many items were passed on together."""
    units = Answer.objects.filter(parent=answer).values_list("unit", flat=True)
    return [To(unit=unit, key=f"asked:{unit}:{answer.campaign_id}:{_hour()}") for unit in units]


def _asked(campaign: Campaign, _line: JournalLine) -> Iterable[To]:
    answers = Answer.objects.filter(campaign=campaign).order_by().values_list("unit", flat=True)
    returns = Return.objects.filter(campaign=campaign).order_by().values_list("unit", flat=True)
    return [To(unit=unit, key=f"campaign:{campaign.pk}:{unit}") for unit in sorted({*answers, *returns})]


def _answering(answer: Answer, _line: JournalLine) -> Iterable[To]:
    return [To(unit=answer.unit_id)]


def _asked_again(campaign: Campaign, _line: JournalLine) -> Iterable[To]:
    """Whoever has an answer to give in the period that opened, once a campaign and period."""
    rows = Answer.objects.filter(campaign=campaign, period=F("check_item__period"), state=Answer.State.OPEN)
    opened = campaign.answers_due.date().isoformat()
    units = sorted(set(rows.order_by().values_list("unit", flat=True)))
    return [To(unit=unit, key=f"period:{campaign.pk}:{unit}:{opened}") for unit in units]


def _owing(row: Return, _line: JournalLine) -> Iterable[To]:
    return [To(unit=row.unit_id)]


def _owing_once(row: Return, line: JournalLine) -> Iterable[To]:
    return [reminder_to(row.unit_id, line.unit_id)]


def _swept(ask: SweepAsk, _line: JournalLine) -> Iterable[To]:
    return [To(unit=ask.unit_id)]


def _swept_once(ask: SweepAsk, line: JournalLine) -> Iterable[To]:
    """The unit that has not answered, once a day and question by the same office."""
    return [To(unit=ask.unit_id, key=f"sweep:{ask.pk}:reminded:{line.unit_id}:{clock.today().isoformat()}")]


def _sweeper(ask: SweepAsk, _line: JournalLine) -> Iterable[To]:
    """The unit that asked: of every answer that found something, of the others once a day and problem."""
    none = f"sweep:{ask.problem_id}:none:{ask.asked_unit_id}:{clock.today().isoformat()}"
    return [To(unit=ask.asked_unit_id, key=none if ask.state == SweepAsk.State.NONE else "")]


def _corrected(ask: SweepAsk, _line: JournalLine) -> Iterable[To]:
    """The unit that asked: of every correction, whichever way it goes."""
    return [To(unit=ask.asked_unit_id)]


def _addressed(paper: IssuedPaper, _line: JournalLine) -> Iterable[To]:
    """The units a circular names, or a letter is written to; what goes to everybody is read on the campaign's page."""
    named = paper.about_id is not None or paper.kind == "circular"
    return [To(unit=unit) for unit in paper.audience] if named else []


def _office(_finding: Finding, line: JournalLine) -> Iterable[To]:
    """The county's office, which decides: once an hour for each unit that asks, however many findings its sheet holds to be right."""
    units = Unit.objects.filter(kind=Unit.Kind.OFFICE, closed_on=None).values_list("pk", flat=True)
    return [To(unit=unit, key=f"exempt:{unit}:asked:{line.unit_id}:{_hour()}") for unit in units]


def _let_pass(finding: Finding, line: JournalLine) -> Iterable[To]:
    """Whoever asked, once an hour for each who decides: dozens are let pass at a press."""
    return [
        To(person=to.person, key=f"exempt:{to.person}:approved:{line.person_id}:{_hour()}")
        for to in _wanted(finding, line)
    ]


def _wanted(finding: Finding, _line: JournalLine) -> Iterable[To]:
    """Whoever asked for the exemption decided, or ended, last."""
    rows = Exemption.objects.filter(finding=finding).exclude(decided_at=None)
    last = rows.order_by(Greatest("decided_at", "ended_at").desc()).first()
    return [To(person=last.asked_by_id)] if last else []


def _hour() -> str:
    return clock.now().strftime("%Y%m%d%H")


def _successor(_leaver: Person, line: JournalLine) -> Iterable[To]:
    found = Person.objects.filter(pk=line.data.get("successor_id") or 0)
    return [To(person=pk) for pk in found.values_list("pk", flat=True)]


# journal code -> (kind of notice, who is told)
TOLD: dict[str, tuple[str, Who]] = {
    "problem.assigned": ("assigned", _issued),
    "problem.forwarded": ("assigned", _issued),
    "problem.withdrawn": ("withdrawn", _withdrawn),
    "problem.submitted": ("handed_in", _waited_for),
    "problem.spot_submitted": ("handed_in", _waited_for),
    "problem.part_submitted": ("handed_in", _lead),
    "problem.returned": ("returned", _returned),
    "problem.part_returned": ("returned", _returned),
    "problem.extension_asked": ("extension_asked", _waited_for),
    "problem.extension_approved": ("extension", _asker),
    "problem.extension_refused": ("extension", _asker),
    "problem.part_extension_asked": ("extension_asked", _decider),
    "problem.part_extension_approved": ("extension", _asker),
    "problem.part_extension_refused": ("extension", _asker),
    "problem.event_happened": ("event", _concerned),
    "problem.closed": ("closed", _ended),
    "problem.closed_for_good": ("closed", _ended),
    "problem.made_routine": ("closed", _ended),
    "problem.found_again": ("reopened", _issued),
    "problem.check_failed": ("reopened", _issued),
    "problem.found_by_run": ("reopened", _issued),
    "problem.sample_failed": ("returned", _returned),
    "problem.instructed": ("instructed", _concerned),
    "sweep.asked": ("sweep_asked", _swept),
    "sweep.withdrawn": ("sweep_withdrawn", _swept),
    "sweep.reminded": ("reminded", _swept_once),
    "sweep.answered": ("sweep_answered", _sweeper),
    "sweep.corrected": ("sweep_corrected", _corrected),
    "problem.reminded": ("reminded", _reminded),
    "campaign.published": ("campaign", _asked),
    "campaign.period_opened": ("answer", _asked_again),
    "answer.forwarded": ("answer", _villages),
    "answer.sent_back": ("answer", _answering),
    "return.sent_back": ("return", _owing),
    "return.correction": ("correction", _owing),
    "return.reminded": ("reminded", _owing_once),
    "paper.issued": ("paper", _addressed),
    "people.handed_over": ("handed_over", _successor),
    "exemption.asked": ("exemption_asked", _office),
    "exemption.approved": ("exemption", _let_pass),
    "exemption.refused": ("exemption", _wanted),
    "exemption.ended": ("exemption", _wanted),
}


def hear(actor: Actor | None, obj: Any, line: JournalLine) -> None:
    """Tells those concerned of one journal line; never the actor's own unit, or the actor, of what they did themselves."""
    told = TOLD.get(line.code)
    if told is None or obj is None:
        return
    kind, who = told
    tell(kind, [to for to in who(obj, line) if not _own(actor, to)], obj, line.pk)


def tell(
    kind: str, receivers: Iterable[To], obj: Any = None, line_id: int | None = None, **data: Any
) -> None:
    """Adds a notice for each receiver in one statement; those told already are left alone."""
    what = {"object_type": obj._meta.label_lower, "object_id": obj.pk} if obj is not None else {}
    now = clock.now()
    # Written without reading back: the sender may not see what others are told.
    Notice.objects.bulk_create(
        [
            Notice(
                unit_id=to.unit,
                person_id=to.person,
                kind=kind,
                line_id=line_id,
                data=data,
                key=to.key or f"line:{line_id}:{to.unit}:{to.person}",
                at=now,
                **what,
            )
            for to in receivers
        ],
        ignore_conflicts=True,
    )


def _own(actor: Actor | None, to: To) -> bool:
    if actor is None:
        return False
    return to.unit == actor.unit_id if to.unit else to.person == actor.person_id
