"""The page of returns as data: units by due dates, worst first; which return is open; what the head line says."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bihuan import days
from bihuan.web.access.scope import Actor
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.duties import notices, schedule, standing
from bihuan.web.campaigns.duties.standing import Standing
from bihuan.web.campaigns.models import Campaign, ReportObligation, Return
from bihuan.web.ui.words import cn_date

# More columns cannot be read; earlier ones are a link away.
COLUMNS = 8
KINDS = {
    "township": "乡镇", "department": "部门", "village": "村", "team": "工作队", "inspection": "督查组", "other": "其他",
}  # fmt: skip
_TONES = {
    "missing": "late",
    "back_late": "late",
    "back": "back",
    "future": "non",
    "was_late": "b",
    "on_time": "q",
}
# On a phone only so many columns have room.
PHONE_COLUMNS = 4
State = Return.State


@dataclass(frozen=True)
class Column:
    """One due date: its head, the year if it is another, what kind of day it is, and whether every return of it is frozen."""

    due: date
    head: str
    year: int
    mark: str
    frozen: bool
    old: bool


@dataclass(frozen=True)
class Cell:
    """One return as the matrix shows it; `row` is None where the unit does not owe that date."""

    row: Return | None
    stands: Standing | None
    open: bool = False
    old: bool = False

    @property
    def tone(self) -> str:
        """The class of the cell."""
        if self.stands is None:
            return ""
        return "open" if self.open else _TONES.get(self.stands.kind, "")


@dataclass
class Line:
    """One unit with its cells."""

    unit: Unit
    cells: list[Cell] = field(default_factory=list)

    @property
    def on(self) -> bool:
        return any(cell.open for cell in self.cells)

    @property
    def missing(self) -> int:
        """How many are missing or were sent back."""
        return sum(
            c.stands is not None and c.stands.kind in ("missing", "back", "back_late") for c in self.cells
        )

    @property
    def rank(self) -> tuple[int, int, str]:
        """The longest missing first, then what was sent back, then what waits for review."""
        kinds = {c.stands.kind: c.stands.days for c in self.cells if c.stands}
        order = next((n for n, k in enumerate(("missing", "back_late", "back", "review")) if k in kinds), 9)
        return order, -kinds.get("missing", 0), self.unit.pinyin


@dataclass(frozen=True)
class Tally:
    """How the returns of one due date stand."""

    due: date | None = None
    total: int = 0
    got: int = 0
    review: int = 0
    missing: int = 0
    back: int = 0


@dataclass
class Matrix:
    """What the page draws."""

    columns: list[Column]
    lines: list[Line]
    tally: Tally
    groups: list[tuple[str, str, int]]
    group: str
    earlier: date | None
    later: date | None
    open: Return | None


def matrix(
    rows: list[Return], today: date, *, group: str = "", only_owed: bool = False, upto: date | None = None, open_id: int = 0
) -> Matrix:  # fmt: skip
    """Returns the matrix of one obligation's returns as far as the reader sees them; `upto` is the last column wanted."""
    dues = sorted({row.due for row in rows})
    shown = _shown(dues, today, upto)
    groups = _groups(rows)
    group = group if group in {key for key, _w, _n in groups} else groups[0][0] if groups else ""
    held = [row for row in rows if _kind(row.unit) == group]
    lines = _lines(held, shown, today, open_id)
    lines = [line for line in lines if any(c.row for c in line.cells)]
    lines = [line for line in lines if line.missing or line.on] if only_owed else lines
    focus = max((d for d in dues if d <= today), default=min(dues, default=None))
    at = dues.index(shown[0]) if shown else 0
    end = dues.index(shown[-1]) if shown else -1
    return Matrix(
        columns=[_column(due, rows, today, _old(n, shown)) for n, due in enumerate(shown)],
        lines=sorted(lines, key=lambda line: line.rank),
        tally=tally(Counter(str(row.state) for row in rows if row.due == focus), focus, today),
        groups=groups,
        group=group,
        earlier=dues[at - 1] if at > 0 else None,
        later=dues[min(end + COLUMNS, len(dues) - 1)] if end + 1 < len(dues) else None,
        open=next((row for row in rows if row.pk == open_id), None),
    )


def _shown(dues: list[date], today: date, upto: date | None) -> list[date]:
    """All if they fit; else those around today, most of them past, or those up to `upto`."""
    if len(dues) <= COLUMNS:
        return dues
    past = sum(due < today for due in dues)
    end = dues.index(upto) + 1 if upto in dues else past + 2
    end = min(max(end, COLUMNS), len(dues))
    return dues[end - COLUMNS : end]


def _lines(rows: list[Return], shown: list[date], today: date, open_id: int) -> list[Line]:
    by_unit: dict[int, dict[date, Return]] = defaultdict(dict)
    units: dict[int, Unit] = {}
    for row in rows:
        by_unit[row.unit_id][row.due] = row
        units[row.unit_id] = row.unit
    return [
        Line(
            unit, [_cell(by_unit[pk].get(due), today, open_id, _old(n, shown)) for n, due in enumerate(shown)]
        )
        for pk, unit in units.items()
    ]


def _old(place: int, shown: list[date]) -> bool:
    return place < len(shown) - PHONE_COLUMNS


def _cell(row: Return | None, today: date, open_id: int, old: bool) -> Cell:
    if row is None or row.state == State.WITHDRAWN:
        return Cell(None, None, old=old)
    return Cell(row, standing.of_return(row, today), row.pk == open_id, old)


def _column(due: date, rows: list[Return], today: date, old: bool) -> Column:
    states = {row.state for row in rows if row.due == due and row.state != State.WITHDRAWN}
    day = days.kind_of(due)
    year = 0 if due.year == today.year else due.year
    return Column(
        due,
        f"{due.month}月{due.day}日",
        year,
        "" if day.working else day.mark,
        states == {State.ACCEPTED},
        old,
    )


def _groups(rows: list[Return]) -> list[tuple[str, str, int]]:
    units = {row.unit_id: _kind(row.unit) for row in rows if row.state != State.WITHDRAWN}
    found = [(key, words, sum(kind == key for kind in units.values())) for key, words in KINDS.items()]
    return [group for group in found if group[2]]


def _kind(unit: Unit) -> str:
    kind = "department" if unit.kind in ("office", "backing", "discipline") else unit.kind
    return kind if kind in KINDS else "other"


def tally(states: Counter[str], due: date | None, today: date) -> Tally:
    """Returns how the returns of one due date stand, from how many are in each state."""
    over = due is not None and due < today
    return Tally(
        due,
        sum(n for state, n in states.items() if state != State.WITHDRAWN),
        states[State.HANDED_IN] + states[State.ACCEPTED],
        states[State.HANDED_IN],
        states[State.WAITING] if over else 0,
        states[State.RETURNED],
    )


def name_of(obligation: ReportObligation, due: date | None, today: date) -> str:
    """Returns 11月月报, or 12月15日前的报送."""
    if due is None:
        return "报送"
    if obligation.rule == "monthly":
        year = "" if due.year == today.year else f"{due.year}年"
        return f"{year}{due.month}月月报"
    return f"{cn_date(due, today)}前的报送"


def own_headline(rows: list[Return], today: date) -> str:
    """Returns, for who sees one unit only, how its next return stands: 11月月报：明天（周三）要报."""
    owed = [row for row in rows if row.owed]
    row = min(owed, key=lambda r: r.due) if owed else max(rows, key=lambda r: r.due)
    name = name_of(row.obligation, row.due, today)
    if not owed:
        return f"{name}：{'已报，等收下' if row.state == State.HANDED_IN else row.get_state_display()}"
    again = row.again_due if row.state == State.RETURNED else None
    return f"{name}：{'退回重报，' if again else ''}{notices.due_words(again or row.due, today)}"


def headline(obligation: ReportObligation, tally: Tally, today: date) -> str:
    """Returns 11月月报：62 家收 58 家，待审 4 份，缺 4 家."""
    name = name_of(obligation, tally.due, today)
    if not tally.total:
        return f"{name}：还没有要收的"
    parts = [f"{tally.total} 家收 {tally.got} 家"]
    parts += [f"待审 {tally.review} 份"] if tally.review else []
    parts += [f"退回 {tally.back} 份"] if tally.back else []
    parts += [f"缺 {tally.missing} 家"] if tally.missing else []
    return f"{name}：{'，'.join(parts)}"


def reminder(actor: Actor, row: Return, today: date) -> str:
    """Returns the words to paste into a chat for one missing return."""
    who = f"{row.unit.contact.name}同志" if row.unit.contact else row.unit.short_name
    what = name_of(row.obligation, row.due, today)
    late = f"已过 {(today - row.due).days} 天" if row.due < today else "就要到期"
    back = f"退回后请在{cn_date(row.again_due, today)}前重报：{row.reason}" if row.again_due else ""
    state = (
        back
        or f"{row.unit.short_name}还没有交来（{cn_date(row.due, today)}应报，{late}）。请今天 17:30 前报来"
    )
    return f"{who}：《{row.campaign.title}》{what}，{state.rstrip('。')}。{actor.unit_name} {actor.name}"


def schedule_facts(
    obligation: ReportObligation, campaign: Campaign, since: date, today: date
) -> dict[str, Any]:
    """Returns the dated returns still to come and those the paper dates before publishing."""
    coming = [d for d in schedule.planned(obligation, campaign, since, today) if d.on >= today]
    return {"coming": coming[:6], "passed": schedule.passed(obligation, campaign, since, today)}
