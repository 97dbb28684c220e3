"""Instructions, reminders, moving a problem to another place."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction

from bihuan.web import journal
from bihuan.web.access import Actor, Refused, require
from bihuan.web.areas.models import Unit
from bihuan.web.config import clock
from bihuan.web.problems.models import Instruction, Problem, Reminder
from bihuan.web.problems.services.base import NotNow, change, wanted
from bihuan.web.problems.services.raising import place_words
from bihuan.web.problems.states.derive import WAITS
from bihuan.web.ui.deadlines import clock_of
from bihuan.web.ui.words import cn_date

LONGEST = 2000  # of a reminder: a paragraph for a chat


@transaction.atomic
def instruct(actor: Actor, problem: Problem, text: str) -> Instruction:
    """Adds a leader's instruction. Leaders write nothing else, so nothing of the problem is locked or counted up."""
    require(actor, "problem.instruct")
    words = wanted(text, "批示", 2)
    if not Problem.objects.filter(pk=problem.pk).exists():
        raise Refused("这件不在您能看到的范围内，不能批示。")
    made = Instruction.objects.create(problem=problem, text=words, by_id=actor.person_id, at=clock.now())
    journal.write(actor, "problem.instructed", problem, note=words)
    return made


def reminder_words(problem: Problem) -> str:
    """The sentence to copy into a chat for whoever is waited for."""
    who, step = problem.waiting_words or "责任单位", WAITS.get(problem.waiting_for) or "办理"
    words = clock_of(problem.due, standing=problem.standing).words
    due = f"时限 {cn_date(problem.due)}，{words}。" if problem.due else ""
    head = f"{who}：“{problem.title}”（{problem.number}）{due}"
    return f"{head}现在等您{step}，请尽快办理；办不了请在系统里写明原因。"


def many_reminder_words(who: str, problems: Sequence[Problem]) -> str:
    """One paragraph for somebody with several problems, the most overdue first."""
    if len(problems) == 1:
        return reminder_words(problems[0])
    ordered = sorted(problems, key=lambda p: (p.due is None, p.due))
    lines = [
        f"{place}. {p.title}（{p.number}），{clock_of(p.due, standing=p.standing).words}"
        for place, p in enumerate(ordered, start=1)
    ]
    return (
        f"{who}：有 {len(lines)} 件等您办：\n" + "\n".join(lines) + "\n请尽快办理；办不了请在系统里写明原因。"
    )


@transaction.atomic
def remind(actor: Actor, problem: Problem | int, text: str = "") -> Problem:
    """Notes that a reminder was copied for the unit that is waited for, with its words."""
    work = change(actor, problem, "problem.remind", None)
    unit_id = work.problem.waiting_unit_id or work.problem.lead_unit_id
    if unit_id is None:
        raise NotNow("还没有交办，没有可以催的单位。")
    unit = Unit.objects.get(pk=unit_id)
    Reminder.objects.create(
        problem=work.problem,
        unit=unit,
        text=text.strip()[:LONGEST] or reminder_words(work.problem),
        by_id=actor.person_id,
        at=work.now,
    )
    journal.write(actor, "problem.reminded", work.problem, unit=str(unit))
    return work.problem


@transaction.atomic
def transfer(
    actor: Actor, problem: Problem | int, area_code: int, reason: str, *, version: int | None = None
) -> None:
    """Moves a problem not yet dispatched to another place, through a door: the sender may lose sight of it."""
    work = change(actor, problem, "problem.assign", version)
    if work.case.now_parts:
        raise NotNow("已经交办的要先撤回，再转到别处。")
    before, after, why = work.problem.place, place_words(area_code), wanted(reason, "为什么转")
    if area_code == work.problem.area_code:
        raise NotNow(f"这件本来就在{after}。")
    work.done("problem.transferred", before=before, after=after, note=why)
    with connection.cursor() as cursor:
        cursor.execute("select door_transfer_problem(%s, %s, %s)", [work.problem.pk, area_code, after])
        if not cursor.fetchone()[0]:
            raise NotNow(f"不能转到{after}，请联系县帮扶办。")
