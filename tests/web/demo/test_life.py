"""What has happened in the county: a plan that our reader reads whole, cases that are the same every time, and, played
through the real services, problems in every state with a journal whose chain holds."""

import io
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from PIL import Image

from bihuan.engine.synthetic.places import places
from bihuan.plans import read_bytes
from bihuan.web.access import scope
from bihuan.web.access.scope import SYSTEM
from bihuan.web.accounts.models import Account, Grant, Person
from bihuan.web.areas.models import Area, AreaCode, Unit
from bihuan.web.campaigns.models import Answer, Campaign, Plan
from bihuan.web.config import clock
from bihuan.web.demo import build as demo
from bihuan.web.demo.life import build as life
from bihuan.web.demo.life import claims
from bihuan.web.demo.life.cast import OVERDUE, SOON, cast
from bihuan.web.demo.life.checks import CATEGORIES, checks
from bihuan.web.demo.life.paper import docx, next_plan_for, plan_for
from bihuan.web.demo.life.pictures import SIZE, picture
from bihuan.web.demo.life.plots import PLOTS, ROUTINE, TOWN
from bihuan.web.demo.units import units
from bihuan.web.inspection.models import Draw, DrawItem
from bihuan.web.journal.models import JournalLine
from bihuan.web.problems.models import Evidence, Gate, Problem

pytestmark = pytest.mark.xdist_group("demo-life")  # played once, by one worker

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, 12, tzinfo=clock.ZONE)


def test_the_annex_has_37_rows_and_the_county_has_the_units_it_names() -> None:
    rows = checks()
    assert [row.no for row in rows] == list(range(1, 38))
    assert sum(CATEGORIES.values()) == 37
    known = {unit.short_name for unit in units(places())} | {"各乡镇"}
    assert {unit for row in rows for unit in row.who} <= known
    assert {plot.lead for plot in (*PLOTS, *ROUTINE)} - {TOWN} <= known
    assert {plot.assist for plot in PLOTS} - {""} <= known


@pytest.mark.parametrize("terms", [plan_for(TODAY), next_plan_for(TODAY), plan_for(date(2027, 1, 15))])
def test_the_paper_is_read_whole(terms: Any) -> None:
    names = sorted({name for unit in units(places()) for name in (unit.name, unit.short_name)})
    found = read_bytes(docx(terms), "方案.docx", units=names, today=TODAY).to_json()
    assert found["title"] == terms.title
    assert [item["no"] for item in found["check_items"]] == [str(n) for n in range(1, 38)]
    assert [item["text"] for item in found["check_items"]] == [row.text for row in checks()]
    assert [tuple(item["responsible"]) for item in found["check_items"]] == [row.who for row in checks()]
    spans = [(phase["name"], phase["start"], phase["end"]) for phase in found["phases"]]
    assert spans == [(name, str(first), str(last)) for name, first, last in terms.phases]
    assert {item["no"]: item["differs"] for item in found["check_items"] if item["differs"] != "same"} == {
        "5": "partly", "18": "partly", "30": "wholly",
    }  # fmt: skip


def test_the_cases_are_the_same_every_time_and_cover_every_plot() -> None:
    cases = cast()
    assert cases == cast()
    assert cases != cast(7)
    assert {case.plot.title for case in cases} == {plot.title for plot in (*PLOTS, *ROUTINE)}
    late = Counter(case.lead_name for case in cases if case.due < 0 and not case.over_and_done)
    assert late == {lead: len(days) for lead, days in OVERDUE.items()}
    assert sum(map(len, SOON.values())) == sum(0 <= c.due <= 3 for c in cases if not c.over_and_done)
    assert all(0 < case.start <= 60 for case in cases)


def test_pictures_are_drawn_alike_and_say_that_they_are_drawn() -> None:
    before, after = picture(1, "云溪县", False), picture(1, "云溪县", True)
    assert before == picture(1, "云溪县", False) != after
    assert Image.open(io.BytesIO(before)).size == SIZE
    assert len(before) < 60_000


@pytest.fixture(scope="module")
def played(
    server: Any, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[list[str]]:
    """The county as built at NOW, once for the tests below: it takes a while."""
    from django.conf import settings

    from tests import databases

    settings.FILES_ROOT, before = tmp_path_factory.mktemp("files"), settings.FILES_ROOT
    with django_db_blocker.unblock():
        name = databases.fresh(server)
        with transaction.atomic(using="owner"):
            Unit.objects.using("owner").update(contact=None, parent=None)
            for model in (Grant, Account, Person, Unit, AreaCode):
                model.objects.using("owner").all()._raw_delete("owner")
            for level in ("village", "township", "county"):
                Area.objects.using("owner").filter(level=level)._raw_delete("owner")
        said: list[str] = []
        with clock.frozen(NOW):
            demo.build(said.append)
            demo.build(said.append)
        yield said
        databases.use(server, "bihuan")
        databases.drop(server, name)
    settings.FILES_ROOT = before


def rows(model: Any) -> Any:
    return model.objects.using("owner")


def test_the_county_is_played_once(played: list[str]) -> None:
    assert [line[:4] for line in played] == [
        "云溪县：",
        "正在补演",
        "两次专项",
        "户档案：",
        "数据核查",
        "演示县已",
    ]
    assert life.lived()
    assert (rows(Campaign).count(), rows(Plan).count()) == (2, 3)
    assert rows(Plan).get(state="read").items.filter(state="pending").count() > 20


def test_problems_stand_in_every_state(played: list[str]) -> None:
    states = Counter(rows(Problem).values_list("state", flat=True))
    assert set(states) == {
        "unassigned", "assigned", "rectifying", "submitted", "returned", "closed", "reopened", "routine", "recheck",
    }  # fmt: skip
    assert 140 <= sum(states.values()) <= 170
    assert min(count for state, count in states.items() if state != "recheck") >= 3
    open_rows = rows(Problem).exclude(state__in=("closed", "routine"))
    late = Counter(
        open_rows.exclude(state="recheck")
        .filter(due__lt=TODAY)
        .values_list("lead_unit__short_name", flat=True)
    )
    assert late == {lead: len(days) for lead, days in OVERDUE.items()}
    assert open_rows.filter(due__range=(TODAY, TODAY + timedelta(days=3))).count() >= 20


def test_whatever_is_closed_passed_its_gates_by_somebody_of_another_unit(played: list[str]) -> None:
    for problem in (
        rows(Problem).filter(state__in=("closed", "routine")).prefetch_related("gates", "assignments")
    ):
        gates = list(problem.gates.all())
        newest = {gate.kind: gate for gate in sorted(gates, key=lambda gate: gate.round)}
        assert {gate.state for gate in newest.values()} <= {Gate.State.PASSED, Gate.State.NOT_APPLICABLE}
        units_at_work = {part.unit_id for part in problem.assignments.all() if part.acknowledged_at}
        assert {gate.by_unit_id for gate in newest.values()} & units_at_work == set()


def test_one_draw_is_done_with_a_failure_and_one_goes_on(played: list[str]) -> None:
    done, open_ = rows(Draw).order_by("pk")
    assert (done.state, open_.state) == ("finished", "drawn")
    found = {
        draw.pk: Counter(rows(DrawItem).filter(draw_id=draw.pk, drawn=True).values_list("state", flat=True))
        for draw in (done, open_)
    }
    assert found[done.pk]["failed"] == 1
    assert found[open_.pk]["passed"] == 3
    assert found[open_.pk]["waiting"] >= 5
    assert rows(DrawItem).filter(draw_id=done.pk, pulled=True).count() >= 2


def test_nothing_happened_in_the_future_and_lines_stand_in_order(played: list[str]) -> None:
    moments = list(rows(JournalLine).order_by("pk").values_list("at", flat=True))
    assert len(moments) > 1000
    assert moments == sorted(moments)
    assert moments[-1] <= NOW
    assert rows(Evidence).filter(taken_at__gt=NOW).count() == 0


def test_townships_have_answered_and_some_still_owe(played: list[str]) -> None:
    own = rows(Answer).filter(parent=None).exclude(campaign__title=claims.TITLE)
    states = Counter(own.values_list("state", flat=True))
    assert states["none_found"] > 300
    assert states["found"] > 50
    assert states["forwarded"] == 3
    owing = own.filter(state="open").values_list("unit__short_name", flat=True)
    assert set(owing) == {"柳溪镇", "白沙镇", "南浦镇", "东岭乡", "县残联"}


def test_what_a_superior_stated_is_claimed_and_one_of_it_by_nobody(played: list[str]) -> None:
    campaign = rows(Campaign).get(title=claims.TITLE)
    found = (
        rows(Answer)
        .filter(campaign=campaign, state="found")
        .values_list("check_item__text", "unit__short_name")
    )
    wanted = {(text, unit) for text, _, _, who in claims.STATED for unit, _ in who}
    assert {(text.rstrip("。"), unit) for text, unit in found} == wanted
    assert rows(Answer).filter(campaign=campaign).values("period").distinct().count() == 2
    assert rows(Problem).filter(campaign=campaign).count() == claims.PLACES * len(wanted)
    assert set(rows(Problem).filter(campaign=campaign).values_list("state", flat=True)) == {"rectifying"}


def test_a_township_sees_its_own_problems_and_no_others(played: list[str]) -> None:
    with clock.frozen(NOW), scope.acting(SYSTEM):
        grant = Grant.objects.select_related("person__account", "unit__area").get(person__name="罗秀英")
        reach = scope.scope_of(grant.person, grant)
        with scope.acting(reach):
            seen = {(p.area_code // 1000, grant.unit_id in p.units) for p in Problem.objects.all()}
    assert seen
    assert all(area == 990101200 or mine for area, mine in seen)
