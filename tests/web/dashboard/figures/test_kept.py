"""Whatever happens to rows, the figures kept are those counted; and the nightly check finds what is not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.areas.models import Unit
from bihuan.web.config import clock
from bihuan.web.dashboard.figures import keeping, reading
from bihuan.web.dashboard.models import FigureCheck, FigureDelta, FigureTally
from bihuan.web.inbox.models import Notice
from bihuan.web.journal.models import JournalLine
from bihuan.web.problems.models import Problem
from tests.web.dashboard.figures import plain
from tests.web.problems.steps import COUNTY, LIUXI, SONGWAN, WANGLING, Steps, fresh
from tests.world import TOWNSHIPS

PLACES = (COUNTY, LIUXI, SONGWAN, WANGLING, WANGLING + 1)
LEADS = (None, "柳溪镇", "松湾村", "松湾村驻村工作队", "县水利局", "望岭乡")
STATES = (
    "unassigned",
    "assigned",
    "rectifying",
    "submitted",
    "recheck",
    "returned",
    "closed",
    "routine",
    "merged",
)
days = st.integers(-80, 80)
change = st.fixed_dictionaries(
    {},
    optional={
        "area_code": st.sampled_from(PLACES),
        "lead": st.sampled_from(LEADS),
        "state": st.sampled_from(STATES),
        "due": st.none() | days,
        "discovered_on": st.integers(-80, 0),
        "closed_at": st.none() | st.integers(-80, 0),
        "severity": st.sampled_from(("normal", "severe")),
        "rounds": st.integers(0, 2),
        "returned": st.integers(0, 2),
        "fell_back": st.integers(0, 2),
        "handed_late": st.booleans(),
        "verified": st.booleans(),
    },
)  # fmt: skip
step = st.tuples(
    st.sampled_from(("new", "new", "change", "change", "fold", "remove", "again")), st.integers(0, 9), change
)


def values(given_: dict[str, Any], units: dict[str, int]) -> dict[str, Any]:
    """A change as columns: days from today become dates, names become ids."""
    made, today = dict(given_), clock.today()
    if "lead" in made:
        made["lead_unit_id"] = units.get(made.pop("lead") or "")
    for name in ("due", "discovered_on"):
        if made.get(name) is not None:
            made[name] = today + timedelta(days=made[name])
    if made.get("closed_at") is not None:
        # late in the evening: a day of Shanghai is not the day of Greenwich
        day = datetime.combine(today, datetime.min.time(), clock.ZONE) + timedelta(hours=23, minutes=30)
        made["closed_at"] = day + timedelta(days=made["closed_at"])
    return made


@given(steps=st.lists(step, min_size=4, max_size=25))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_changes_the_figures_kept_are_those_counted(steps, county):
    with transaction.atomic():
        check_figures_after(steps)
        transaction.set_rollback(True)


def check_figures_after(steps: list[Any]) -> None:
    with scoped(SYSTEM):
        units, raiser = dict(Unit.objects.values_list("name", "pk")), Unit.objects.first()
        made: list[int] = []
        for number, (what, which, given_) in enumerate(steps):
            told = values(given_, units)
            if what == "fold":
                keeping.fold()
            elif what == "new" or not made:
                base = {
                    "area_code": LIUXI,
                    "discovered_on": clock.today(),
                    "number": f"t-{number}",
                    "title": "屋面漏雨",
                }
                row = Problem.objects.create(
                    **{**base, **told}, source="self", raised_unit=raiser, raised_at=clock.now(), units=[raiser.pk]
                )  # fmt: skip
                made.append(row.pk)
            elif what == "again":
                Problem.objects.filter(pk__in=made).update(repeat_of=made[which % len(made)])
            elif what == "change":  # several rows in one statement
                Problem.objects.filter(pk__in=made[which % len(made) :]).update(**(told or {"rounds": 1}))
            else:
                Problem.objects.filter(pk=made[which % len(made)]).update(state="merged")
        assert plain.kept() == plain.counted()
        keeping.fold()
        assert not FigureDelta.objects.exists()
        assert plain.kept() == plain.counted()
        assert keeping.check().differed == 0


def test_people_at_work_leave_figures_that_agree(county, acting):
    steps = Steps(acting)
    steps.raised(title="一件没有交办的")
    steps.closed(title="一件销了号的")
    worked = steps.submitted(title="一件退回去的", severity="severe", severity_reason="涉及饮水安全")
    from bihuan.web.problems import services

    with acting("inspector") as inspector:
        services.pass_gate(inspector, worked, "found_out", "现场看过，属实")
        services.return_problem(inspector, worked, "put_right", "照片看不出是同一处，补一张")
    with scoped(SYSTEM):
        assert plain.kept() == plain.counted()
        county_wide = reading.total(reading.read("town").values())
    assert {fact: county_wide[fact] for fact in ("found", "dispatched", "put_right", "verified", "closed", "open")} == {
        "found": 3, "dispatched": 2, "put_right": 1, "verified": 1, "closed": 1, "open": 2,
    }  # fmt: skip
    assert (county_wide["returned"], county_wide["severe"]) == (1, 1)


def test_a_problem_is_verified_from_its_second_gate_until_it_is_returned(county, acting):
    from bihuan.web.problems import services

    problem = Steps(acting).submitted()
    assert not fresh(problem).verified
    with acting("inspector") as inspector:
        services.pass_gate(inspector, problem, "found_out", "现场看过，属实")
        services.pass_gate(inspector, problem, "put_right", "现场看过，属实")
    assert fresh(problem).verified
    with acting("inspector") as inspector:
        services.return_problem(inspector, problem, "accepted", "没有问过户主本人")
    assert (fresh(problem).verified, fresh(problem).returned) == (False, 1)


def test_a_look_back_that_finds_it_again_is_remembered(county, acting):
    from bihuan.web.problems import services

    problem = Steps(acting).closed()
    with acting("inspector_outsider") as inspector:
        services.record_look_back(
            inspector, problem, "found_again", "又在漏水，比上次还多", due=clock.today() + timedelta(days=5)
        )
    again = fresh(problem)
    assert (again.fell_back, again.rounds, again.state) == (1, 1, "reopened")


# the nightly check


@pytest.fixture
def planted(clean_db, acting):
    """One problem, and a cell that somebody spoilt past everything."""
    Steps(acting).raised()
    with scoped(SYSTEM):
        keeping.fold()
    with connections["owner"].cursor() as cursor:
        cursor.execute("update dashboard_figuretally set n = n + 4 where kind = 'town' and fact = 'open'")
        assert cursor.rowcount == 1


def test_a_planted_error_is_found_mended_journaled_and_told(planted, as_):
    with scoped(SYSTEM):
        report = keeping.check()
        assert report.differed == 1
        assert report.sample == [{
            "kind": "town", "key": LIUXI, "campaign": 0, "fact": "open", "day": None, "n": -4, "was": 5,
        }]  # fmt: skip
        assert plain.kept() == plain.counted()
        line = JournalLine.objects.get(code="figures.mended")
        assert "1 个和清单对不上" in line.text
        assert Notice.objects.filter(kind="figures").count() == 2  # both administrators
        assert keeping.check().differed == 0
        assert JournalLine.objects.filter(code="figures.mended").count() == 1
    page = as_("administrator").get("/inbox/").content.decode()
    assert "1 个和清单对不上，已按清单改正" in page


def test_the_check_says_when_it_was_and_how_many_it_counted(county, acting):
    Steps(acting).raised()
    with scoped(SYSTEM):
        report = keeping.check()
    assert report.differed == 0
    assert report.cells == len(plain.counted())
    with acting("village"):
        assert FigureCheck.objects.first() == report


# two at once


def test_changes_under_way_elsewhere_are_neither_lost_nor_doubled(clean_db, acting, server):
    """A fold and a check while another transaction is open: what it changed is counted when it commits, once."""
    import psycopg

    steps = Steps(acting)
    first, _second = steps.raised(), steps.raised()
    with psycopg.connect(server.url("owner", clean_db)) as other:
        other.execute("update problems_problem set severity = 'severe' where id = %s", [first.pk])
        with scoped(SYSTEM):
            keeping.fold()
            assert keeping.check().differed == 0
            assert reading.total(reading.read("town").values())["severe"] == 0
        other.commit()
    with scoped(SYSTEM):
        assert plain.kept() == plain.counted()
        assert reading.total(reading.read("town").values())["severe"] == 1
        assert keeping.check().differed == 0


# who reaches what


def test_each_reads_the_sums_of_their_own_reach(county, acting):
    steps = Steps(acting)
    for place in (SONGWAN, LIUXI, WANGLING, COUNTY):
        steps.raised(area_code=place)
    towns = {name: code for name, (code, _) in TOWNSHIPS.items()}
    reach = {
        "office": {*towns.values(), COUNTY}, "inspector": {*towns.values(), COUNTY}, "leader": {*towns.values(), COUNTY},
        "assessor": {*towns.values(), COUNTY}, "township": {LIUXI}, "township_outsider": {WANGLING},
        "village": set(), "department": set(), "helper": set(), "auditor": set(), "administrator": set(),
    }  # fmt: skip
    seen = {}
    for role in reach:
        with acting(role):
            seen[role] = set(reading.read("town"))
    assert seen == reach
    with acting("village"):
        assert set(reading.read("village")) == {SONGWAN}
    with acting("village_leader"):
        assert set(reading.read("village")) <= {990101_101001, 990101_102001}
    with acting("township"):
        assert set(reading.read("village", keys=[SONGWAN, WANGLING])) == {SONGWAN}


def test_units_read_what_they_lead_and_a_township_also_its_villages(county, acting):
    Steps(acting, lead="department_outsider", lead_unit="县水利局").assigned()
    Steps(acting).assigned()
    water, liuxi = county.unit("县水利局").pk, county.unit("柳溪镇").pk
    seen = {}
    for role in ("office", "department_outsider", "department", "township", "township_outsider", "village"):
        with acting(role):
            seen[role] = (set(reading.read("unit")), set(reading.read("body")))
    both = {water, liuxi}
    assert seen == {
        "office": (both, both), "department_outsider": ({water}, {water}), "department": (set(), set()),
        "township": ({liuxi}, {liuxi}), "township_outsider": (set(), set()), "village": (set(), set()),
    }  # fmt: skip


def refused(statement: str, *given_: Any) -> bool:
    from django.db import ProgrammingError

    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, given_)
    except ProgrammingError:
        return True
    return False


def test_nobody_writes_a_figure_and_only_the_timer_keeps_them(county, acting):
    cell = "insert into dashboard_figuredelta (kind, key, campaign, fact, n) values ('town', 1, 0, 'open', 9)"
    tries = (cell, "update dashboard_figuretally set n = 0", "delete from dashboard_figuretally", "delete from dashboard_figurecheck",
             "select door_fold_figures()", "select door_check_figures(now())",
             "select * from door_figures('all', null, null, now()::date, now()::date, now()::date)")  # fmt: skip
    for role in ("office", "township", "administrator"):
        with acting(role):
            assert [refused(each) for each in tries] == [True] * len(tries), role
            assert FigureTally.objects.count() == 0
            assert FigureDelta.objects.count() == 0
    with transaction.atomic():  # nobody signed in
        assert refused(
            "select * from door_figures('town', null, null, now()::date, now()::date, now()::date)"
        )
