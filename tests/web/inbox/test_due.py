"""The morning's notice: what it counts, on which days, once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.config import clock
from bihuan.web.inbox import reading
from bihuan.web.inbox.due import tell_of_due
from bihuan.web.problems import services
from tests.web.problems.steps import Steps, unit

# 2026: 26 November is a Thursday; 1 October a holiday of a week, with 10 October a working Saturday.
THURSDAY, FRIDAY, SATURDAY, MONDAY = (
    date(2026, 11, 26),
    date(2026, 11, 27),
    date(2026, 11, 28),
    date(2026, 11, 30),
)


def at(day: date) -> Any:
    return clock.frozen(datetime(day.year, day.month, day.day, 7, 30, tzinfo=clock.ZONE))


def assigned(steps: Steps, acting: Any, due: date) -> None:
    with at(date(2026, 11, 20)):
        problem = steps.raised(target="通水", title=f"{due} 到期的")
        with acting("office") as actor:
            services.assign(actor, problem, unit("柳溪镇"), due=due)


def told(acting: Any, day: date, key: str = "township") -> list[str]:
    """What its unit reads of due days after the timer of that day ran twice."""
    with at(day):
        for _ in range(2):
            with scoped(SYSTEM):
                tell_of_due(day)
        with acting(key) as actor:
            rows = list(reading.of(actor).filter(kind="due").order_by("pk"))
            return [t.words for t in reading.told(rows)]


def test_friday_tells_of_the_weekend_and_monday(steps: Steps, acting: Any) -> None:
    for due in (FRIDAY, SATURDAY, MONDAY, date(2026, 12, 1)):
        assigned(steps, acting, due)
    assert told(acting, FRIDAY) == ["今天到期 1 件（整改 1），到11月30日（周一）到期 2 件（整改 2）"]


def test_a_rest_day_is_quiet(steps: Steps, acting: Any) -> None:
    assigned(steps, acting, SATURDAY)
    assert told(acting, SATURDAY) == []


def test_what_became_late_over_the_weekend_is_told_on_monday_and_not_again(steps: Steps, acting: Any) -> None:
    assigned(steps, acting, SATURDAY)
    assert told(acting, MONDAY) == ["已逾期 1 件（整改 1）"]
    assert told(acting, date(2026, 12, 1)) == ["已逾期 1 件（整改 1）"]  # Monday's; Tuesday adds none


def test_tomorrow_is_called_tomorrow_and_nobody_else_is_told(steps: Steps, acting: Any) -> None:
    assigned(steps, acting, FRIDAY)
    assert told(acting, THURSDAY) == ["到明天（周五）到期 1 件（整改 1）"]
    for key in ("township_outsider", "office", "village", "leader"):
        with acting(key) as actor:
            assert not reading.of(actor).filter(kind="due").exists()


def test_a_look_back_that_falls_due_is_told_to_who_verified_for_it(steps: Steps, acting: Any) -> None:
    with at(date(2026, 8, 31)):
        problem = steps.closed()
    with scoped(SYSTEM):
        assert problem.look_backs.get().due_on == FRIDAY.replace(day=29)
    assert problem.waiting_unit == unit("县帮扶办")
    assert told(acting, FRIDAY, "office") == ["到11月30日（周一）到期 1 件（回头看 1）"]
    assert told(acting, FRIDAY) == []
