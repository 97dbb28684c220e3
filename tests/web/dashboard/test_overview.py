"""The overview: every figure leads to exactly its rows, each role sees its own reach, and no page asks more for more rows."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.areas.models import Unit
from bihuan.web.config import clock
from bihuan.web.dashboard.figures import keeping
from bihuan.web.problems import services
from bihuan.web.problems.models import Problem
from tests.signed import acting
from tests.web.campaigns import kit
from tests.web.dashboard.test_queries import own
from tests.web.problems.steps import COUNTY, LIUXI, SONGWAN, WANGLING, Steps, fresh

FIGURE = re.compile(r'<a href="(/problems/\?[^"]*)">(?:<b[^>]*>)?(\d+)(?:</b>)?')


@pytest.fixture(scope="module")
def begun(begun_db):
    """Something of everything: places, leads, states, deadlines, one that fell back, one returned, two weeks."""
    today = clock.today()
    with acting("office") as office:
        campaign = kit.published(office)
    town, water = Steps(acting), Steps(acting, lead="department_outsider", lead_unit="县水利局")
    village = Steps(acting, lead="village", lead_unit="松湾村")
    town.raised(area_code=COUNTY, title="全县性的一件", campaign=campaign)
    late = [
        town.assigned(area_code=SONGWAN),
        water.acknowledged(area_code=WANGLING),
        village.assigned(area_code=SONGWAN),
    ]
    town.assigned(area_code=LIUXI, severity="severe", severity_reason="涉及饮水安全", campaign=campaign)
    water.closed(area_code=LIUXI, discovered_on=today - timedelta(days=12))
    again = town.closed(area_code=WANGLING)
    sent = town.submitted(area_code=SONGWAN, campaign=campaign)
    twin = town.raised(area_code=SONGWAN, repeat_of=fresh(sent))
    with acting("inspector") as inspector:
        services.record_look_back(
            inspector, again, "found_again", "又在漏水，比上次还多", due=today + timedelta(days=5)
        )
        services.pass_gate(inspector, sent, "found_out", "现场看过，属实")
        services.return_problem(inspector, sent, "put_right", "照片看不出是同一处，补一张")
    with scoped(SYSTEM):
        Problem.objects.filter(pk__in=[p.pk for p in late]).update(due=today - timedelta(days=3))
        Problem.objects.filter(pk=twin.pk).update(due=today + timedelta(days=7))
        Problem.objects.filter(pk=sent.pk).update(handed_late=True)
    return campaign


@pytest.fixture
def work(begun, db):
    return begun


def figures(page: str) -> list[tuple[str, int]]:
    """Every linked figure of a page: where it leads, how many it says."""
    return [(unescape(url), int(n)) for url, n in FIGURE.findall(page)]


def listed(client: Any, url: str) -> int:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return int(answer.context["table"].total)


def agree(client: Any, address: str) -> dict[str, int]:
    """The linked figures of a page by where they lead; each list holds as many rows as the figure says."""
    found = dict(figures(client.get(address).content.decode()))
    assert {url: n for url, n in found.items() if listed(client, url) != n} == {}
    return found


@pytest.mark.parametrize(
    ("role", "least"),
    [("office", 30), ("township", 15), ("village", 6), ("department_outsider", 6), ("village_leader", 0), ("team", 0)],
)  # fmt: skip
def test_every_figure_leads_to_exactly_its_rows(work, as_, role, least):
    assert len(agree(as_(role), "/overview/")) >= least


def test_so_do_those_of_one_campaign(work, as_):
    found = agree(as_("office"), f"/overview/?campaign={work.pk}")
    assert len(found) >= 12
    assert all(f"campaign={work.pk}" in url for url in found)


def test_the_figures_are_what_happened(work, as_):
    page = as_("office").get("/overview/").context
    whole = {fact: page["n"][fact].n for fact in ("found", "closed", "open", "late", "soon", "fell_back")}
    assert whole == {"found": 9, "closed": 1, "open": 8, "late": 3, "soon": 2, "fell_back": 1}
    assert [step.n for step in page["funnel"]] == [9, 7, 1, 1, 1]
    assert {line.name: line.numbers["late"].n for line in page["places"]} == {
        "柳溪镇": 2,
        "望岭乡": 1,
        "全县性的": 0,
    }
    # 松湾村's is 柳溪镇's to answer for
    assert {line.name: line.numbers["late"].n for line in page["bodies"]} == {"柳溪镇": 2, "县水利局": 1}
    assert {r.words: r.n for r in page["record"]}["晚交的"] == 1
    assert sum(week["found"].n for week in page["trend"]) == 9


def test_of_one_campaign_only_its_own_are_counted(work, as_):
    page = as_("office").get(f"/overview/?campaign={work.pk}").context
    assert (page["n"]["found"].n, page["n"]["open"].n) == (3, 3)
    assert as_("office").get("/overview/?campaign=99999").status_code == 404


def test_each_sees_the_overview_of_their_own_reach(work, as_):
    seen = {}
    for role in ("office", "township", "township_outsider", "village", "department_outsider", "department"):
        page = as_(role).get("/overview/").context
        seen[role] = (page["view"].words, page["n"]["found"].n, sorted(line.name for line in page["places"]))
    assert seen == {
        "office": ("全县", 9, ["全县性的", "望岭乡", "柳溪镇"]),
        "township": ("柳溪镇", 6, ["松湾村", "柳溪镇"]),
        "township_outsider": ("望岭乡", 2, ["望岭乡"]),
        "village": ("松湾村", 4, []),
        "department_outsider": ("县水利局负责的", 2, []),
        "department": ("县住建局负责的", 0, []),
    }


@pytest.mark.parametrize("role", ["helper", "supervisor", "discipline", "administrator", "auditor"])
def test_others_have_none(work, as_, role):
    assert as_(role).get("/overview/").status_code == 403


# one unit


@pytest.mark.parametrize(("role", "unit"), [
    ("office", "柳溪镇"), ("township", "松湾村"), ("village", "松湾村"), ("department_outsider", "县水利局"),
])  # fmt: skip
def test_the_figures_of_a_unit_lead_to_their_rows(work, as_, county, role, unit):
    client = as_(role)
    page = client.get(f"/overview/units/{county.unit(unit).pk}/")
    assert page.status_code == 200
    assert len(agree(client, page.wsgi_request.path)) >= 5
    shown = [p.pk for p in page.context["late"]]
    assert len(shown) == page.context["n"]["late"].n


def test_a_township_answers_for_its_villages(work, as_, county):
    page = as_("township").get(f"/overview/units/{county.unit('柳溪镇').pk}/").context
    assert page["n"]["late"].n == 2
    assert {line.name: line.numbers["late"].n for line in page["below"]} == {"柳溪镇本级": 1, "松湾村": 1}


@pytest.mark.parametrize(("role", "unit"), [
    ("township", "望岭乡"), ("township", "县水利局"), ("village", "柳溪镇"), ("village", "桥头村"), ("department", "县水利局"),
    ("township", "枫林村"), ("village_leader", "柳溪镇"), ("backing", "柳溪镇"),
])  # fmt: skip
def test_a_unit_out_of_reach_is_not_shown(work, as_, county, role, unit):
    assert as_(role).get(f"/overview/units/{county.unit(unit).pk}/").status_code == 404


# what a page costs


def asked(client: Any, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return own(queries)


def multiplied(times: int) -> None:
    """As many rows more, spread over places, leads, states and days, in one statement."""
    with scoped(SYSTEM):
        pattern = list(Problem.objects.all())
        units = list(
            Unit.objects.filter(kind__in=("township", "department", "village")).values_list("pk", flat=True)
        )
        made = []
        for number in range(times):
            row = Problem(
                **{
                    f.attname: getattr(pattern[number % len(pattern)], f.attname)
                    for f in Problem._meta.concrete_fields
                    if f.attname != "id"
                }
            )
            row.number, row.repeat_of_id = f"m-{number}", None
            row.lead_unit_id = units[number % len(units)]
            row.discovered_on = clock.today() - timedelta(days=number % 90)
            row.due = clock.today() + timedelta(days=number % 60 - 30)
            made.append(row)
        Problem.objects.bulk_create(made)


def test_no_page_asks_more_of_a_hundred_times_the_rows(work, as_, county):
    places = [
        ("office", "/overview/"), ("township", "/overview/"), ("department_outsider", "/overview/"), ("village", "/overview/"),
        ("leader", f"/overview/units/{county.unit('柳溪镇').pk}/"), ("office", f"/overview/?campaign={work.pk}"),
    ]  # fmt: skip
    clients = {role: as_(role) for role, _ in places}
    before = {(role, address): asked(clients[role], address) for role, address in places}
    multiplied(1000)
    assert {(role, address): asked(clients[role], address) for role, address in places} == before
    with scoped(SYSTEM):
        keeping.fold()
        assert keeping.check().differed == 0
    assert {(role, address): asked(clients[role], address) for role, address in places} == before
    assert max(before.values()) <= 24


def test_when_figures_were_recounted_is_said(work, as_):
    assert "每天夜里按清单重算一遍" in as_("office").get("/overview/").content.decode()
    with scoped(SYSTEM):
        keeping.check()
    assert "按清单重算过，和清单一致" in as_("office").get("/overview/").content.decode()
