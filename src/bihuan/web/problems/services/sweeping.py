"""The sweep (举一反三): asking other units whether they have the same, and answering."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from bihuan.web import journal
from bihuan.web.access import Actor, Conflict, Refused, require
from bihuan.web.areas.models import Unit
from bihuan.web.config import clock
from bihuan.web.problems.models import Problem, SweepAsk
from bihuan.web.problems.services.base import Change, NotNow, change, wanted
from bihuan.web.problems.services.raising import raise_problem
from bihuan.web.ui.words import cn_date

ASKED_KINDS = (Unit.Kind.TOWNSHIP, Unit.Kind.VILLAGE, Unit.Kind.DEPARTMENT)
State = SweepAsk.State
_MISTAKEN = "登记重了的，请先并到同一件；其他的在那一件里写明实情，由核验人定。"


@dataclass(frozen=True)
class Local:
    """One problem of the asked unit's own, found by the sweep."""

    title: str
    area_code: int
    text: str = ""


@transaction.atomic
def ask_sweep(
    actor: Actor,
    problem: Problem | int,
    units: Iterable[Unit],
    question: str,
    due: date,
    *,
    version: int | None = None,
) -> Problem:
    """Asks units whether they have the same; the office anybody, a township those below it. The gate "found out" then waits for them."""
    work, asked = change(actor, problem, "sweep.ask", version), list(dict.fromkeys(units))
    _refuse_late(work)
    if not asked:
        raise NotNow("请选要查的单位。")
    words = wanted(question, "查什么", 6)
    if due < work.now.date():
        raise NotNow(f"答复时限 {cn_date(due)} 已经过去，请定今天或以后的日子。")
    lead = work.case.lead
    for unit in asked:
        _check_unit(work, unit, lead.unit if lead else None)
    work.problem.sweep_asked = True
    work.problem.save()
    made = SweepAsk.objects.bulk_create(
        [_new(work, unit, words, due, lead.unit if lead else None) for unit in asked]
    )
    journal.write_many(actor, "sweep.asked", [(ask, {"due": cn_date(due)}) for ask in made])
    return work.done("problem.sweep_asked", count=len(asked), due=cn_date(due), note=words)


def _refuse_late(work: Change) -> None:
    gate = work.case.gate("found_out")
    if work.problem.over or (gate is not None and gate.done):
        raise NotNow("“问题查清”一关已经过了，不能再布置举一反三。新发现的请直接登记。")


def _check_unit(work: Change, unit: Unit, lead: int | None) -> None:
    if unit.closed_on or unit.kind not in ASKED_KINDS:
        raise NotNow(f"{unit}不能选。举一反三问乡镇、村和部门。")
    if unit.pk == lead:
        raise NotNow(f"{unit}就是这件的责任单位，查到的同类情况由它写在原因里。")
    if work.actor.role not in ("office", "system") and work.actor.unit_id not in unit.chain[1:]:
        raise NotNow(f"{work.actor.unit_name}只能问下级单位，{unit}要由县帮扶办问。")
    if SweepAsk.objects.filter(problem=work.problem, unit=unit).exclude(state=State.WITHDRAWN).exists():
        raise NotNow(f"{unit}已经问过，不用再问。")


def _new(work: Change, unit: Unit, words: str, due: date, lead: int | None) -> SweepAsk:
    concerned = {unit.pk, work.actor.unit_id, *([lead] if lead else [])}
    return SweepAsk(
        problem=work.problem,
        unit=unit,
        area_code=unit.area.code,
        units=sorted(concerned - {0}),
        check_item_id=work.problem.check_item_id,
        question=words,
        due=due,
        asked_by_id=work.actor.person_id,
        asked_unit_id=work.actor.unit_id,
        asked_at=work.now,
    )


@transaction.atomic
def withdraw_ask(
    actor: Actor, problem: Problem | int, unit: Unit, reason: str, *, version: int | None = None
) -> Problem:
    """Takes back a question nobody answered yet, with a reason; by the unit that asked, or the office."""
    work = change(actor, problem, "sweep.ask", version)
    ask = (
        SweepAsk.objects.select_for_update(no_key=True)
        .filter(problem=work.problem, unit=unit, state=State.OPEN)
        .first()
    )
    if ask is None:
        raise NotNow(f"{unit}没有在等答复的，可能刚刚答了。请刷新后再看。")
    if actor.role != "office" and ask.asked_unit_id != actor.unit_id:
        raise NotNow("只有布置的单位或县帮扶办能收回。")
    ask.state, ask.note, ask.version = State.WITHDRAWN, wanted(reason, "为什么不用查了"), ask.version + 1
    ask.save()
    journal.write(actor, "sweep.withdrawn", ask, note=ask.note)
    return work.done("problem.sweep_withdrawn", unit=str(unit), note=ask.note)


@transaction.atomic
def answer_sweep(
    actor: Actor,
    ask_id: int,
    how: Sequence[str],
    looked_at: str,
    *,
    count: int = 0,
    found: Sequence[Local] = (),
    version: int | None = None,
) -> list[Problem]:
    """Answers for the actor's unit: how and where it looked, how many it found; returns the local problems raised, linked to the first.

    `count` 0 is an answer the actor stands for by name. What was found is raised in the same step, or nothing is answered.
    """
    ask = own_ask(actor, ask_id, version)
    if not ask.open:
        raise NotNow(f"这一项现在是“{ask.get_state_display()}”，不用再答。")
    fill_answer(actor, ask, how, looked_at, count, found)
    made = [raise_local(actor, ask, local) for local in found]
    journal.write(actor, "sweep.answered", ask, said=ask.said)
    journal.write(actor, "problem.sweep_answered", Problem(pk=ask.problem_id), said=ask.said)
    return made


def own_ask(actor: Actor, ask_id: int, version: int | None) -> SweepAsk:
    """The locked question to the actor's unit; Refused for anybody else, Conflict when a colleague answered since `version`."""
    require(actor, "sweep.answer")
    ask = SweepAsk.objects.select_for_update(no_key=True).filter(pk=ask_id).first()
    if ask is None or ask.unit_id != actor.unit_id:
        raise Refused("这一项不是问您单位的。")
    if version is not None and ask.version != version:
        raise Conflict("您打开之后，这一项已经有同志办过。您这一步没有存，请看过最新情况再办。")
    return ask


def fill_answer(
    actor: Actor,
    ask: SweepAsk,
    how: Sequence[str],
    looked_at: str,
    count: int,
    found: Sequence[Local],
    *,
    raised: int = 0,
) -> None:
    """Stores an answer; `raised` are the problems that an earlier one registered. NotNow says what does not fit."""
    if not how or set(how) - set(SweepAsk.How.values):
        raise NotNow("请选怎么查的，至少一项。")
    written = len(found) + raised
    if count < 0 or (count == 0 and found) or (count > 0 and not written):
        raise NotNow("查出的处数和下面写的问题对不上：查出的请至少登记一件，没有查出的不要登记。")
    if count < written:
        known = f"原来的答复已经登记了 {raised} 件，" if raised else ""
        raise NotNow(
            f"{known}这次写了 {len(found)} 件，查出的处数不能少于 {written}。{_MISTAKEN if raised else ''}"
        )
    ask.how, ask.count = list(dict.fromkeys(how)), count
    ask.looked_at = wanted(looked_at, "查了哪些地方、多少户", 4)
    ask.state = State.FOUND if count else State.NONE
    ask.answered_by_id, ask.answered_at, ask.version = actor.person_id, clock.now(), ask.version + 1
    ask.save()


def raise_local(actor: Actor, ask: SweepAsk, local: Local) -> Problem:
    """A problem of the unit's own. The one it was found by may be out of its sight: only its id is known here."""
    return raise_problem(
        actor,
        title=local.title,
        area_code=local.area_code,
        text=local.text,
        check_item=ask.check_item,
        campaign=ask.check_item.campaign if ask.check_item else None,
        origin=Problem(pk=ask.problem_id),
    )


def sweep_reminder_words(asks: Sequence[SweepAsk]) -> str:
    """The words to copy for those who have not answered: one line a unit, the most overdue first."""
    lines = [
        f"{a.unit}：举一反三还没有答复（时限 {cn_date(a.due)}）" for a in sorted(asks, key=lambda a: a.due)
    ]
    question = asks[0].question if asks else ""
    return f"查什么：{question}\n" + "\n".join(lines) + "\n请查后在“今日”里答复，没有的也要答。"


@transaction.atomic
def remind_sweep(actor: Actor, problem: Problem | int) -> None:
    """Notes that the words for those who have not answered were copied; nothing where all have meanwhile."""
    work = change(actor, problem, "sweep.ask", None)
    left = list(SweepAsk.objects.filter(problem=work.problem, state=State.OPEN))
    if left:
        journal.write_many(actor, "sweep.reminded", [(ask, {}) for ask in left])
        journal.write(actor, "problem.sweep_reminded", work.problem, count=len(left))
