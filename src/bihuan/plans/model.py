"""The plan as data: frozen records and their JSON form. Spans are character offsets into `Plan.text`."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal

Span = tuple[int, int]
DeadlineKind = Literal["immediate", "dated", "standing", "event"]
Differs = Literal["same", "partly", "wholly"]
Rule = Literal["monthly", "daily", "weekly", "once"]
Per = Literal["day", "week", "month", "quarter", "halfyear", "year", "once"]
Bound = Literal["min", "max", "exact"]


@dataclass(frozen=True)
class Measure:
    """One rectification measure of a problem."""

    id: str
    no: str | None
    text: str
    span: Span


@dataclass(frozen=True)
class Deadline:
    """When this rectification must be finished; `days` and `day_kind` for a period such as 10个工作日."""

    text: str
    kind: DeadlineKind
    date: date | None = None
    days: int | None = None
    day_kind: Literal["calendar", "working"] | None = None


@dataclass(frozen=True)
class Problem:
    """One problem that must be put right; `responsible` holds the lead units too, `assisting` stands apart."""

    id: str
    no: str | None
    category: str | None
    text: str
    span: Span
    measures: tuple[Measure, ...] = ()
    lead: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    assisting: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    target: str | None = None
    deadline: Deadline | None = None
    confidence: float = 1.0
    evidence: tuple[str, ...] = ()
    body_text: str | None = None
    body_span: Span | None = None
    differs: Differs | None = None


@dataclass(frozen=True)
class CheckItem:
    """One thing to be looked into, with the body's words beside the annex row where both exist."""

    id: str
    no: str | None
    category: str | None
    text: str
    span: Span
    responsible: tuple[str, ...] = ()
    body_text: str | None = None
    body_span: Span | None = None
    differs: Differs | None = None
    confidence: float = 1.0
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Phase:
    """A dated stage of the plan; an open side is None."""

    id: str
    name: str
    start: date | None
    end: date | None
    span: Span
    confidence: float = 1.0
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Due:
    """When a report is due: the words, the rhythm, the day of the month, or the one date."""

    text: str
    rule: Rule | None = None
    day: int | None = None
    date: date | None = None


@dataclass(frozen=True)
class ReportObligation:
    """A duty to report upwards at a stated time."""

    id: str
    text: str
    due: Due
    span: Span
    confidence: float = 1.0
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Quota:
    """A counted duty, recurring (`per`) or once."""

    id: str
    what: str
    number: float
    unit: str
    per: Per
    bound: Bound
    span: Span
    confidence: float = 1.0
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """An official plan as structured work; every span cuts `text` exactly at the item's words."""

    title: str | None
    issuer: str | None
    date: date | None
    text: str
    problems: tuple[Problem, ...] = ()
    check_items: tuple[CheckItem, ...] = ()
    phases: tuple[Phase, ...] = ()
    report_obligations: tuple[ReportObligation, ...] = ()
    quotas: tuple[Quota, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """Returns plain dicts, lists, strings and numbers; dates as YYYY-MM-DD."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
