"""What the live rows say now for one return: answers of the unit and of its villages, counted work, or all units' returns put together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum

from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.duties import schedule, standing
from bihuan.web.campaigns.models import Answer, CheckItem, Duty, DutyCount, DutyEntry, Return, ReturnTerms
from bihuan.web.campaigns.services.answers.base import total
from bihuan.web.ui.words import number as figure

State = Answer.State
UNANSWERED = "未答复"
UNCOUNTED = "没有记录"
FIGURES = "任务量"
_SPANS = ("day", "week", "month", "quarter", "halfyear", "year", "once")
_RULES = ("daily", "weekly", "monthly", "quarterly", "halfyearly", "yearly", "once")
# So many units are named before the rest is only counted.
NAMED = 5


@dataclass(frozen=True)
class Live:
    """One item as it stands: `key` is i<check item> or d<duty>; `number` None is unknown; `answered` is off where words are missing."""

    key: str
    order: int
    no: str
    category: str
    contents: str
    responsible: str
    situation: str
    measures: str = ""
    progress: str = ""
    number: Decimal | None = None
    counted_in: str = ""
    answered: bool = True


def carries(row: Return) -> str:
    """Returns what returns of this obligation hold: items, figures or paper."""
    found = ReturnTerms.objects.filter(obligation=row.obligation_id).values_list("carries", flat=True).first()
    return found or "items"


def lines(row: Return) -> list[Live]:
    """Returns the items of one unit's return in the order of the annex; empty for one that is only a paper. Three queries."""
    what = carries(row)
    if what == "paper":
        return []
    return _figures(row) if what == "figures" else _items(row)


def _items(row: Return) -> list[Live]:
    whose = Q(unit=row.unit_id)
    if row.unit.kind == Unit.Kind.TOWNSHIP:
        whose |= Q(unit__chain__contains=[row.unit_id])
    answers = Answer.objects.filter(whose, campaign=row.campaign_id).select_related("check_item", "unit")
    held: dict[int, list[Answer]] = defaultdict(list)
    for answer in answers.order_by("check_item__order", "check_item_id", "unit__pinyin", "period"):
        held[answer.check_item_id].append(answer)
    return [_item(_of_period(found, row.due), row.unit_id) for found in held.values()]


def _of_period(answers: Sequence[Answer], due: date) -> list[Answer]:
    """Of each unit the answer of the latest period that is due by the return's day; else of its first period."""
    best: dict[int, Answer] = {}
    for answer in answers:  # the earliest period first
        if answer.unit_id not in best or answer.period <= due:
            best[answer.unit_id] = answer
    return list(best.values())


def _item(answers: Sequence[Answer], unit_id: int) -> Live:
    item: CheckItem = answers[0].check_item
    own = next((a for a in answers if a.unit_id == unit_id), None)
    said = own if own is not None and own.state in Answer.SAID else None
    # What its villages were asked by the township itself is in the words it said.
    below = [a for a in answers if a.unit_id != unit_id and not (said and a.parent_id == said.pk)]
    waiting = [a for a in below if a.waiting]
    counted = [a for a in [said, *below] if a is not None and not a.waiting]
    number, counted_in = _sum(counted) if not waiting else (None, "")
    return Live(
        f"i{item.pk}", item.order, item.no, item.category, item.text, item.responsible,
        situation=_situation(said, below, waiting),
        measures=_texts(said, below, "measures"),
        progress=_texts(said, below, "progress"),
        number=number,
        counted_in=counted_in,
        answered=bool(counted) and not waiting,
    )  # fmt: skip


def _sum(answers: Sequence[Answer]) -> tuple[Decimal | None, str]:
    """How many were found, and counted in what; nought where nothing was found, unknown where one did not count or in another unit."""
    if not answers:
        return None, ""
    found = [a for a in answers if a.state == State.FOUND]
    units = {a.counted_in for a in found}
    if not found:
        return Decimal(0), ""
    number = total(a.number for a in found) if len(units) == 1 else None
    return number, units.pop() if number is not None else ""


def _situation(said: Answer | None, below: Sequence[Answer], waiting: Sequence[Answer]) -> str:
    if said is None and all(a.waiting for a in below):
        return UNANSWERED
    parts = [words_of(said)] if said else []
    parts += together((a.unit.short_name, words_of(a)) for a in below if not a.waiting)
    if waiting:
        parts.append(f"{_named([a.unit.short_name for a in waiting])}{UNANSWERED}。")
    return "\n".join(parts)


def _texts(said: Answer | None, below: Sequence[Answer], name: str) -> str:
    own = [getattr(said, name)] if said else []
    lines = together((a.unit.short_name, getattr(a, name)) for a in below if not a.waiting)
    return "\n".join(part for part in (*own, *lines) if part)


def words_of(answer: Answer) -> str:
    """Returns what an answer found, with how many where its words do not say so."""
    words = answer.text.strip() or f"{answer.get_state_display()}。"
    many = answer.number_words if answer.state == State.FOUND else ""
    known = not many or many.replace(" ", "") in words.replace(" ", "")
    return words if known else f"{words}（{many}）"


def together(said: Iterable[tuple[str, str]]) -> list[str]:
    """Returns one line for each different text in the order in which it first came, headed by who said it; empty texts are left out."""
    held: dict[str, list[str]] = defaultdict(list)
    for who, words in said:
        if words.strip():
            held[words.strip()].append(who)
    return [f"{_named(names)}：{words}" for words, names in held.items()]


def _named(names: Sequence[str]) -> str:
    """柳溪镇、望岭乡; of more than five: 柳溪镇、望岭乡、……等 58 个单位."""
    if len(names) <= NAMED:
        return "、".join(names)
    return f"{'、'.join(names[:NAMED])}等 {len(names)} 个单位"


def _figures(row: Return) -> list[Live]:
    """The counted work of the return's period, the unit's own and its villages'; what is counted by longer periods is not in it."""
    first, last = schedule.period_of(row.obligation, row.campaign, row.due)
    whose = Q(unit=row.unit_id)
    if row.unit.kind == Unit.Kind.TOWNSHIP:
        whose |= Q(unit__chain__contains=[row.unit_id])
    counts = DutyCount.objects.filter(
        whose, duty__campaign=row.campaign_id, live=True, period_start__lte=last
    )
    counts = counts.filter(Q(period_end=None) | Q(period_end__gte=first)).order_by()
    # Wanted only of counters that lie within the period: a month's work is not short on its third day.
    inside = Q(period_start__gte=first, period_end__lte=last)
    wanted = dict(counts.values_list("duty").annotate(n=Sum("wanted", filter=inside)))
    entries = DutyEntry.objects.filter(count__in=counts.values("pk"), on__gte=first, on__lte=last).order_by()
    done = dict(entries.values_list("count__duty").annotate(n=Sum("number")))
    spans = _SPANS[: _RULES.index(row.obligation.rule or "once") + 1]
    duties = Duty.objects.filter(pk__in=wanted, per__in=spans).order_by("order", "pk")
    return [_figure(duty, wanted[duty.pk], done.get(duty.pk)) for duty in duties]


def _figure(duty: Duty, wanted: Decimal | None, done: Decimal | None) -> Live:
    words = UNCOUNTED if done is None else f"完成 {figure(done)} {duty.counted_in}。"
    progress = "" if done is None or wanted is None else standing.reckon(duty.bound, wanted, done).words
    return Live(
        f"d{duty.pk}", duty.order, "", FIGURES, f"{duty.text}（{duty.words.strip()}）", "", words, "",
        f"{progress}。" if progress else "", done, duty.counted_in, answered=done is not None,
    )  # fmt: skip
