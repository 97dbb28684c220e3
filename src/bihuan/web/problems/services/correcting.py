"""Correcting what a unit answered in a sweep, until whoever asked has ended it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from bihuan.web import journal
from bihuan.web.access import Actor
from bihuan.web.access.scope import fetch_one
from bihuan.web.config import clock
from bihuan.web.problems.models import Problem, SweepAsk, SweepFormer
from bihuan.web.problems.services.base import NotNow, change, wanted
from bihuan.web.problems.services.sweeping import Local, fill_answer, own_ask, raise_local

State = SweepAsk.State
ENDED = "布置单位已经结束这次举一反三，或“问题查清”一关已经过了，答复不再更正。又发现的请用“登记问题”登记。"


def sweep_ended(ask_id: int, *, hold: bool = False) -> bool:
    """Whether the answer may no longer be corrected; with `hold` the problem waits until the transaction ends."""
    row = fetch_one("select door_sweep_closed(%s, %s)", [ask_id, hold])
    return row is None or row[0] is not False


def raised_by_answer(ask: SweepAsk) -> list[Problem]:
    """The unit's own problems that its answers raised, those merged into another left out."""
    rows = Problem.objects.filter(origin=ask.problem_id, raised_unit=ask.unit_id, merged_into=None)
    return list(rows.order_by("pk"))


@transaction.atomic
def correct_sweep(
    actor: Actor,
    ask_id: int,
    how: Sequence[str],
    looked_at: str,
    reason: str,
    *,
    count: int = 0,
    found: Sequence[Local] = (),
    version: int | None = None,
) -> list[Problem]:
    """Puts another answer in the place of the one given, with a reason; returns the problems it raises besides.

    1. The answer as it stood is kept, with who gave it and why it was corrected; nobody can change that row.
    2. Problems raised by it stay as they are, linked to the first; `count` is the whole number found, those included.
    3. The unit that asked is told.
    NotNow once the sweep is ended: by whoever asked, by its gate, or with the problem.
    """
    ask = own_ask(actor, ask_id, version)
    if not ask.answered:
        raise NotNow(f"这一项现在是“{ask.get_state_display()}”，没有可更正的答复。")
    if sweep_ended(ask.pk, hold=True):
        raise NotNow(ENDED)
    why, was = wanted(reason, "为什么更正"), ask.said
    former = _former(actor, ask, why)
    fill_answer(actor, ask, how, looked_at, count, found, raised=len(raised_by_answer(ask)))
    if _same(former, ask) and not found:
        raise NotNow("和原来的答复一样，没有可更正的。")
    former.save(force_insert=True)
    made = [raise_local(actor, ask, local) for local in found]
    told = {"was": was, "said": ask.said, "note": why}
    journal.write(actor, "sweep.corrected", ask, **told)
    journal.write(actor, "problem.sweep_corrected", Problem(pk=ask.problem_id), **told)
    return made


def _former(actor: Actor, ask: SweepAsk, why: str) -> SweepFormer:
    # The table's constraint says so; this says it to the types.
    assert ask.count is not None
    assert ask.answered_by_id is not None
    assert ask.answered_at is not None
    return SweepFormer(
        ask=ask,
        version=ask.former.count() + 1,
        how=ask.how,
        looked_at=ask.looked_at,
        count=ask.count,
        answered_by_id=ask.answered_by_id,
        answered_at=ask.answered_at,
        reason=why,
        replaced_by_id=actor.person_id,
        replaced_at=clock.now(),
    )


def _same(former: SweepFormer, ask: SweepAsk) -> bool:
    names = ("how", "looked_at", "count")
    return all(getattr(former, name) == getattr(ask, name) for name in names)


@transaction.atomic
def close_sweep(actor: Actor, problem: Problem | int, *, version: int | None = None) -> Problem:
    """Ends the sweep: what the actor's unit asked (the office: all) is no longer corrected. NotNow while somebody owes an answer."""
    work = change(actor, problem, "sweep.ask", version)
    asks = SweepAsk.objects.select_for_update(no_key=True).filter(problem=work.problem, closed_at=None)
    if actor.role != "office":
        asks = asks.filter(asked_unit=actor.unit_id)
    rows = list(asks.exclude(state=State.WITHDRAWN))
    left = sum(ask.open for ask in rows)
    if not rows:
        raise NotNow("没有可结束的举一反三：没有布置过，或已经结束。")
    if left:
        raise NotNow(f"还有 {left} 个单位没有答复。请等答齐，或先收回再结束。")
    for ask in rows:
        ask.closed_at, ask.version = work.now, ask.version + 1
    SweepAsk.objects.bulk_update(rows, ["closed_at", "version"])
    journal.write_many(actor, "sweep.closed", [(ask, {}) for ask in rows])
    return work.done("problem.sweep_closed", count=len(rows))
