"""The ranking: by a formula that anybody can work out by hand, frozen when published; and the wall chart, off by default."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.web.access import Refused
from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.dashboard.figures.reading import Figures
from bihuan.web.dashboard.models import Ranking, WallChart
from bihuan.web.dashboard.overview import ranking, wall
from bihuan.web.dashboard.overview.ranking import Formula, ranked
from bihuan.web.journal.models import JournalLine
from tests.web.problems.steps import WANGLING, Steps

RULE = Formula(
    {"closed": 40, "on_time": 30, "first_time": 15, "lasting": 15}, dict.fromkeys(ranking.PARTS, "县里定"), 5
)


def held(found: int, **facts: int) -> Figures:
    return Figures(Counter({"found": found, **facts}))


def test_a_score_worked_out_by_hand() -> None:
    rows = [
        (1, "甲镇", held(20, closed=10, late=3, handed_late=2, returned=4, fell_back=1)),
        (2, "乙乡", held(8, closed=8)),
        (3, "丙镇", held(4, closed=4)),
    ]
    first, second, few = ranked(rows, RULE)
    assert (first.name, first.place, first.score_words) == ("乙乡", 1, "100.0")
    # 40×10/20 + 30×15/20 + 15×16/20 + 15×19/20 = 20 + 22.5 + 12 + 14.25 = 68.75
    assert (second.name, second.place, second.score) == ("甲镇", 2, 688)
    assert second.share_words == ["50.0%", "75.0%", "80.0%", "95.0%"]
    assert (few.name, few.place) == ("丙镇", None)


def test_equal_scores_share_a_place_and_the_next_is_counted_on() -> None:
    rows = [(n, f"第{n}镇", held(10, closed=closed)) for n, closed in enumerate((5, 9, 5, 2))]
    assert [(row.name, row.place) for row in ranked(rows, RULE)] == [
        ("第1镇", 1),
        ("第0镇", 2),
        ("第2镇", 2),
        ("第3镇", 4),
    ]


some = st.integers(5, 60).flatmap(
    lambda n: st.fixed_dictionaries(
        {
            "found": st.just(n),
            **{
                fact: st.integers(0, n) for fact in ("closed", "late", "handed_late", "returned", "fell_back")
            },
        }
    )
)


@given(st.lists(some, min_size=1, max_size=8))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nobody_gains_by_a_worse_figure(rows: list[dict[str, int]]) -> None:
    made = ranked([(n, str(n), Figures(Counter(row))) for n, row in enumerate(rows)], RULE)
    assert all(0 <= row.score <= 1000 for row in made)
    assert [row.score for row in made] == sorted((row.score for row in made), reverse=True)
    for fact in ("late", "returned", "fell_back", "handed_late"):
        worse = [{**row, fact: row["found"]} if n == 0 else row for n, row in enumerate(rows)]
        again = {
            r.unit: r
            for r in ranked([(n, str(n), Figures(Counter(row))) for n, row in enumerate(worse)], RULE)
        }
        assert again[0].score <= next(r for r in made if r.unit == 0).score


@pytest.fixture
def few_are_enough(settings: Any, tmp_path: Path) -> None:
    """Two problems are enough to be ranked."""
    (tmp_path / "ranking_least.yaml").write_text(
        'values: {"990101": [{amount: 1, since: 2020-01-01, source: office_990101}]}'
    )
    settings.PARAMETERS_FOLDER = tmp_path


@pytest.fixture
def work(county, acting, few_are_enough):
    steps, other = Steps(acting), Steps(acting, lead="township_outsider", lead_unit="望岭乡")
    steps.closed()
    other.assigned(area_code=WANGLING)


def test_weights_that_do_not_add_up_rank_nobody(work, as_, settings):
    folder = settings.PARAMETERS_FOLDER
    (folder / "ranking_closed_weight.yaml").write_text(
        'values: {"990101": [{amount: 60, since: 2020-01-01, source: office_990101}]}'
    )
    settings.PARAMETERS_FOLDER = folder.rename(folder.with_name("wrong"))
    page = as_("office").get("/overview/ranking/").content.decode()
    assert "合起来是 120%，不是 100%" in page
    assert "排在前面" not in page


def test_the_county_sees_todays_ranking_and_its_formula(work, as_):
    page = as_("office").get("/overview/ranking/").content.decode()
    assert "柳溪镇排在前面，100.0 分" in page
    assert "得分 = 销号率×40 + 按时率×30 + 一次通过率×15 + 站得住的×15" in page
    assert "云溪县帮扶办设定" in page


def test_a_township_sees_nobody_elses_figures_before_they_are_published(work, as_):
    for role in ("township", "village", "department"):
        page = as_(role).get("/overview/ranking/").content.decode()
        assert "望岭乡" not in page
        assert "县里还没有公布过排名" in page


def test_what_is_published_is_seen_by_townships_and_stays_as_it_was(work, as_, acting):
    answer = as_("office").post("/overview/ranking/publish/", follow=True)
    assert "不能再改" in answer.content.decode()
    with scoped(SYSTEM):
        made = Ranking.objects.get()
        assert JournalLine.objects.filter(code="ranking.published").count() == 1
    Steps(acting).assigned()  # things go on
    for role in ("township", "township_outsider", "village", "team", "leader", "assessor"):
        page = as_(role).get(f"/overview/ranking/{made.pk}/").content.decode()
        assert "100.0" in page, role
        assert "60.0" in page, role  # 望岭乡: nothing closed, nothing late
    for role in ("department", "backing", "village_leader"):
        assert as_(role).get(f"/overview/ranking/{made.pk}/").status_code == 404, role


def test_once_a_day(work, as_):
    office = as_("office")
    office.post("/overview/ranking/publish/")
    assert "一天只公布一次" in office.post("/overview/ranking/publish/", follow=True).content.decode()
    with scoped(SYSTEM):
        assert Ranking.objects.count() == 1


@pytest.mark.parametrize("role", ["clerk", "leader", "township", "inspector", "administrator", "assessor"])
def test_only_the_office_publishes(work, as_, acting, role):
    assert as_(role).post("/overview/ranking/publish/").status_code == 403
    with acting(role) as actor, pytest.raises(Refused):
        ranking.publish(actor, None)


def test_where_nobody_has_enough_nothing_is_published(county, acting):
    with acting("office") as office, pytest.raises(Refused, match="排不出名次"):
        ranking.publish(office, None)


def test_a_published_ranking_cannot_be_changed_by_anybody(clean_db, acting, few_are_enough):
    Steps(acting).closed()
    with acting("office") as office:
        ranking.publish(office, None)
    for alias in ("default", "owner"):
        with scoped(SYSTEM) if alias == "default" else transaction.atomic(using=alias):
            for statement in ("update dashboard_ranking set rows = '[]'", "delete from dashboard_ranking"):
                with (
                    pytest.raises(DatabaseError),
                    transaction.atomic(using=alias),
                    connections[alias].cursor() as cursor,
                ):
                    cursor.execute(statement)


# the wall chart


def test_off_by_default_with_the_reason_and_who_may(work, as_):
    page = as_("office").get("/overview/wall/").content.decode()
    assert "挂图没有打开" in page
    assert "破除形式主义" in page
    assert "系统管理员" in page
    assert "/overview/wall/" not in as_("office").get("/overview/").content.decode()


def test_the_administrator_switches_it_on_with_a_reason_and_off_again(work, as_):
    admin, office = as_("administrator"), as_("office")
    assert (
        "至少 6 个字"
        in admin.post("/overview/wall/setting/", {"on": "yes", "reason": "要"}, follow=True).content.decode()
    )
    assert not wall.is_on()
    admin.post("/overview/wall/setting/", {"on": "yes", "reason": "县委办要求各乡镇挂图"})
    assert "/overview/wall/" in office.get("/overview/").content.decode()
    page = office.get("/overview/wall/").content.decode()
    assert "问题整改挂图" in page
    assert "柳溪镇" in page
    assert (
        "已经是开着的"
        in admin.post(
            "/overview/wall/setting/", {"on": "yes", "reason": "再开一次挂图"}, follow=True
        ).content.decode()
    )
    admin.post("/overview/wall/setting/", {"on": "no", "reason": "检查结束，不再挂了"})
    page = as_("township").get("/overview/wall/").content.decode()
    assert "检查结束，不再挂了" in page
    with scoped(SYSTEM):
        assert [line.text for line in JournalLine.objects.filter(code="wall.switched").order_by("id")] == [
            "打开挂图：县委办要求各乡镇挂图", "关上挂图：检查结束，不再挂了",
        ]  # fmt: skip


@pytest.mark.parametrize("role", ["office", "clerk", "leader", "township", "auditor"])
def test_nobody_else_switches_it(work, as_, acting, role):
    assert (
        as_(role).post("/overview/wall/setting/", {"on": "yes", "reason": "县委办要求各乡镇挂图"}).status_code
        == 403
    )
    with acting(role) as actor:
        with pytest.raises(Refused):
            wall.switch(actor, True, "县委办要求各乡镇挂图")
        with pytest.raises(DatabaseError), transaction.atomic():
            WallChart.objects.create(
                on=True, reason="绕过去打开", by_id=actor.person_id, at="2026-11-24T09:00:00+08:00"
            )
