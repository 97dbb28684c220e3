"""The clock says days first, keeps the first deadline in sight, and never relies on colour."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bihuan.web.ui.deadlines import Clock, clock_of

TODAY = date(2026, 11, 24)


def on(month: int, day: int, year: int = 2026) -> date:
    return date(year, month, day)


@pytest.mark.parametrize(
    ("given", "kind", "words", "under"),
    [
        ({"due": on(11, 11)}, "late", "逾期 13 天", "11月11日"),
        ({"due": on(11, 23)}, "late", "逾期 1 天", "11月23日"),
        ({"due": TODAY}, "soon", "今天到期", "11月24日"),
        ({"due": on(11, 27)}, "soon", "剩 3 天", "11月27日"),
        ({"due": on(11, 28)}, "ok", "剩 4 天", "11月28日"),
        ({"due": on(11, 30), "first": on(11, 15)}, "soon", "剩 6 天", "首次时限 11月15日"),
        ({"due": on(12, 30), "first": on(12, 30)}, "ok", "剩 36 天", "12月30日"),
        ({"due": on(11, 15), "asked": on(12, 10)}, "late", "逾期 9 天", "申请延到12月10日"),
        ({"standing": True, "next_check": on(12, 20)}, "none", "长期坚持", "下次检查 12月20日"),
        ({"standing": True}, "none", "长期坚持", ""),
        ({"event": "验收报告"}, "none", "等 验收报告", ""),
        (
            {"closed": on(11, 20), "look_back": on(2, 18, 2027)},
            "shut",
            "11月20日销号",
            "回头看 2027年2月18日",
        ),
        ({"closed": on(11, 23), "closed_word": "交", "due": on(11, 1)}, "shut", "11月23日交", ""),
        ({}, "none", "没定时限", ""),
    ],
)
def test_clock(given: dict[str, Any], kind: str, words: str, under: str) -> None:
    made = clock_of(today=TODAY, **given)
    assert (made.kind, made.words, made.under) == (kind, words, under)


def test_late_and_soon_carry_different_signs_besides_their_colours() -> None:
    late, soon = clock_of(on(11, 1), today=TODAY), clock_of(on(11, 25), today=TODAY)
    assert (late.icon, soon.icon) == ("alarm", "clock-hour-9")


def test_the_day_limit_is_a_parameter(settings: Any, tmp_path: Path) -> None:
    assert clock_of(on(11, 30), today=TODAY).kind == "ok"
    row = "{amount: 7, day_kind: calendar, since: 2020-01-01, source: office_990101}"
    (tmp_path / "soon_days.yaml").write_text(f'values: {{"990101": [{row}]}}', encoding="utf-8")
    settings.PARAMETERS_FOLDER = tmp_path
    assert clock_of(on(11, 30), today=TODAY).kind == "soon"


def test_in_a_workbook_the_clock_is_one_line_of_words() -> None:
    assert str(Clock("late", "逾期 13 天", "11月11日")) == "逾期 13 天（11月11日）"
    assert str(Clock("none", "长期坚持")) == "长期坚持"
