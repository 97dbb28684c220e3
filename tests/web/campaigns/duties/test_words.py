"""What is read out of the words: who owes it, when it is due; and what is said about it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bihuan.web.campaigns.duties import notices, schedule, standing, timeline, who
from bihuan.web.campaigns.models import Campaign, Phase, Plan, ReportObligation, Return
from tests.web.campaigns.duties import papers


@pytest.mark.parametrize(
    ("words", "around", "per", "level"),
    [
        ("县督查组每天要随机抽查不少于10户", "", "day", "inspection"),
        (
            "每天要随机抽查不少于2个村、10户贫困户人居环境整治情况",
            "县督查组的主要任务是做到四必查：",
            "day",
            "inspection",
        ),
        ("督促驻村工作队每月至少走访一次", "", "month", "team"),
        ("各村每月走访不少于2次", "", "month", "village"),
        ("每季度由镇、村干部对监测对象开展一次“回头看”", "", "quarter", "township"),
        ("确保6月底完成859户小额信贷任务", "", "once", "publisher"),
        ("每户安排一名帮扶责任人", "", "once", "township"),
        ("每季度至少入户走访1次", "村干部要走到，各乡镇也要走到，", "quarter", "township"),
    ],
)
def test_who_does_a_counted_duty(words: str, around: str, per: str, level: str) -> None:
    assert who.level_of_duty(words, around, per) == level


def obligation(
    text: str, rule: str = "monthly", day: int | None = None, due: date | None = None
) -> ReportObligation:
    return ReportObligation(text=text, due_text=text, rule=rule, day=day, due=due)


def campaign(ends: date | None = None) -> Campaign:
    return Campaign(plan=Plan(dated=date(2019, 12, 2)), published_at=papers.at("2019-12-06"), ends=ends)


@pytest.mark.parametrize(
    ("words", "rule", "rhythm"),
    [
        ("每周五前", "weekly", schedule.Rhythm("weekly", 5)),
        ("每周日", "weekly", schedule.Rhythm("weekly", 7)),
        ("每周末", "weekly", schedule.Rhythm("weekly", 7)),
        ("每周", "weekly", schedule.Rhythm("weekly", None)),
        ("每个工作日", "daily", schedule.Rhythm("daily", working_only=True)),
        ("每晚", "daily", schedule.Rhythm("daily")),
        ("每月底", "monthly", schedule.Rhythm("monthly", None)),
        ("每月上旬", "monthly", schedule.Rhythm("monthly", 10)),
        ("每季度", "", schedule.Rhythm("quarterly", None)),
        ("每半年", "", schedule.Rhythm("halfyearly", None)),
        ("及时", "", None),
    ],
)
def test_rhythms(words: str, rule: str, rhythm: schedule.Rhythm | None) -> None:
    assert schedule.rhythm_of(obligation(words, rule)) == rhythm


def test_months_named_by_the_paper_bound_the_returns() -> None:
    made = schedule.planned(obligation("2020年1—6月，每月4日前", day=4), campaign(), None, date(2019, 12, 6))
    assert [d.on.isoformat() for d in made] == [f"2020-0{n}-04" for n in range(1, 7)]
    assert [d.mark for d in made] == ["周六", "", "", "清明放假", "劳动节放假", ""]


def test_months_without_a_year_are_the_next_ones() -> None:
    assert schedule.window(obligation("1—6月每月4日前", day=4), campaign()) == (
        date(2020, 1, 1),
        date(2020, 6, 30),
    )
    assert schedule.window(obligation("11—2月每月4日前", day=4), campaign()) == (
        date(2019, 11, 1),
        date(2020, 2, 29),
    )


def test_without_an_end_two_months_are_made_and_with_one_all() -> None:
    rule, today = obligation("每月4日前", day=4), date(2019, 12, 6)
    assert [d.on.month for d in schedule.planned(rule, campaign(), None, today)] == [1, 2]
    assert [d.on.month for d in schedule.planned(rule, campaign(date(2020, 4, 30)), None, today)] == [
        1,
        2,
        3,
        4,
    ]
    # An end that has passed does not stop a monthly return while the campaign runs.
    assert [d.on.month for d in schedule.planned(rule, campaign(date(2019, 11, 1)), today, today)] == [1, 2]


@pytest.mark.parametrize(
    ("due", "today", "words"),
    [
        ("2020-04-03", "2020-04-02", "明天（周五）要报；后天起放假 3 天（清明）"),
        ("2020-04-04", "2020-04-01", "4月4日（周六）要报；4月4日起放假 3 天（清明）"),
        ("2020-01-04", "2020-01-02", "后天（周六）要报；后天起是周末，请在明天下班前报"),
        ("2020-05-04", "2020-04-30", "5月4日（周一）要报；明天起放假 5 天（劳动节）"),
        ("2020-03-04", "2020-03-03", "明天（周三）要报"),
        ("2020-03-04", "2020-03-04", "今天（周三）要报"),
        ("2020-03-04", "2020-03-09", "3月4日应报，已过 5 天"),
    ],
)
def test_reminders_as_people_say_them(due: str, today: str, words: str) -> None:
    assert notices.due_words(date.fromisoformat(due), date.fromisoformat(today)) == words


def test_the_screen_says_which_year_is_not_known() -> None:
    assert (
        notices.unknown_words([date(2028, 3, 4), date(2026, 3, 4)])
        == "2028年放假安排还没有公布，只按周末算。"
    )
    assert notices.unknown_words([date(2026, 3, 4)]) == ""


@pytest.mark.parametrize(
    ("bound", "wanted", "done", "words"),
    [
        ("min", 10, 4, "差 6"),
        ("min", 10, 12, "够了"),
        ("max", 5, 4, "够了"),
        ("max", 5, 7, "超 2"),
        ("exact", 1, 0, "差 1"),
        ("exact", 1, 2, "超 1"),
        ("exact", 1, 1, "够了"),
    ],
)
def test_reckoning(bound: str, wanted: int, done: int, words: str) -> None:
    assert standing.reckon(bound, Decimal(wanted), Decimal(done)).words == words


def row(state: str, **given) -> Return:
    return Return(due=date(2020, 1, 4), state=state, **given)


def test_how_a_return_stands() -> None:
    def stands(made: Return, today: str) -> tuple[str, int, str]:
        found = standing.of_return(made, date.fromisoformat(today))
        return found.kind, found.days, found.words

    in_time = {"first_handed_in_at": papers.at("2020-01-03"), "handed_in_at": papers.at("2020-01-03")}
    assert stands(row("waiting"), "2020-01-04") == ("future", 0, "4日前")
    assert stands(row("waiting"), "2020-01-24") == ("missing", 20, "缺 20 天")
    assert stands(row("handed_in", **in_time), "2020-01-24") == ("review", 0, "待审")
    assert stands(row("accepted", **in_time), "2020-01-24") == ("on_time", 0, "3日")
    late = {"first_handed_in_at": papers.at("2020-01-07"), "handed_in_at": papers.at("2020-01-07")}
    assert stands(row("accepted", **late), "2020-01-24") == ("was_late", 3, "晚 3 天")
    assert stands(row("returned", again_due=date(2020, 1, 9), **in_time), "2020-01-09") == ("back", 0, "退回")
    assert stands(row("returned", again_due=date(2020, 1, 9), **in_time), "2020-01-12") == (
        "back_late",
        3,
        "退回 3 天",
    )
    # Sent back by the office on the 6th, handed in again in time: not late, though it is after the 4th.
    again = {**in_time, "handed_in_at": papers.at("2020-01-08"), "again_due": date(2020, 1, 9)}
    assert stands(row("accepted", **again), "2020-01-24") == ("on_time", 0, "8日")


def phases(*spans: tuple[str, str, str]) -> list[Phase]:
    return [Phase(name=n, starts=date.fromisoformat(a), ends=date.fromisoformat(b)) for n, a, b in spans]


def test_the_time_line_counts_down_and_shows_overlap_and_gap() -> None:
    line = timeline.line(
        phases(
            ("动员阶段", "2026-08-01", "2026-08-20"),
            ("整改阶段", "2026-09-01", "2026-12-31"),
            ("总结阶段", "2026-12-21", "2027-01-10"),
        ),
        date(2026, 11, 24),
    )
    assert [(s.name, s.place, s.words, s.gap) for s in line.stops] == [
        ("动员阶段", "past", "已结束 96 天", False),
        ("两个阶段之间", "past", "已结束 85 天", True),
        ("整改阶段", "now", "第 85 天，还剩 37 天", False),
        ("总结阶段", "next", "27 天后开始", False),
    ]
    assert line.words == "整改阶段第 85 天，还剩 37 天"
    gap = line.stops[1]
    assert (str(gap.starts), str(gap.ends)) == ("2026-08-21", "2026-08-31")
    assert line.now == 115 * 1000 // 163


def test_an_open_phase_leaves_no_gap_and_nothing_dated_draws_nothing() -> None:
    open_end = Phase(name="常态", starts=date(2026, 8, 1), ends=None)
    line = timeline.line([open_end, *phases(("检查", "2026-10-01", "2026-10-05"))], date(2026, 9, 1))
    assert not any(stop.gap for stop in line.stops)
    assert timeline.line([Phase(name="没有日子")], date(2026, 9, 1)).now is None
