"""Lists are narrowed by everything, each condition checked by a second road; saved filters belong to one person alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bihuan.web.access import Refused
from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.config import clock
from bihuan.web.problems import services
from bihuan.web.problems.models import OwnFilter, Problem
from bihuan.web.problems.services import NotNow, own_filters
from tests.web.problems.steps import LIUXI, SONGWAN, WANGLING, Steps, unit


@pytest.fixture
def steps(county: Any, acting: Any) -> Steps:
    return Steps(acting)


@pytest.fixture
def several(steps: Steps, acting: Any) -> dict[str, Problem]:
    """Problems that differ in everything a list may ask for."""
    today = clock.today()
    made = {
        "plain": steps.raised(title="登记了没有交办"),
        "severe": steps.acknowledged(
            title="严重的那一件", severity="severe", source="inspection", area_code=SONGWAN
        ),
        "standing": steps.raised(title="长期坚持的", deadline_kind="standing", profile_key="standing"),
        "event": steps.raised(title="等事项的", deadline_kind="event", event="资金下达", higher_level=True),
        "wangling": steps.raised(
            title="望岭乡的一件", area_code=WANGLING, category="饮水安全", tags=["汛期"]
        ),
        "closed": steps.closed(title="已经销了的"),
    }
    with acting("office") as actor:
        services.assign(
            actor,
            made["wangling"],
            unit("望岭乡"),
            [unit("县水利局")],
            due=today + timedelta(days=20),
            target="通水",
        )
    with acting("township") as actor:
        services.request_extension(actor, made["severe"], today + timedelta(days=12), "公示须满十天")
    with acting("office") as actor:
        services.decide_extension(actor, made["severe"], True)
    return made


def shown(page: str, several: dict[str, Problem]) -> set[str]:
    return {key for key, problem in several.items() if f"/problems/{problem.pk}/" in page}


Ask = Callable[[Any], str]
UNIT = {name: name for name in ("柳溪镇", "望岭乡", "县水利局")}
CASES: list[tuple[str, set[str]]] = [
    (f"township={WANGLING}", {"wangling"}),
    (f"township={LIUXI}&village={SONGWAN}", {"severe"}),
    ("unit=<望岭乡>", {"wangling"}),
    ("assist=<县水利局>", {"wangling"}),
    ("any_unit=<县水利局>", {"wangling"}),
    ("any_unit=<柳溪镇>", {"severe", "closed"}),
    ("assist=<柳溪镇>", set()),
    ("owner=何敏", {"severe", "closed"}),
    ("owner=没有这人", set()),
    ("category=饮水安全", {"wangling"}),
    ("tag=汛期", {"wangling"}),
    ("state=closed", {"closed"}),
    ("severity=severe", {"severe"}),
    ("source=inspection", {"severe"}),
    ("profile=standing", {"standing"}),
    ("kind=event", {"event"}),
    ("kind=standing", {"standing"}),
    ("higher=yes", {"event"}),
    ("waits=acknowledge", {"wangling"}),
    ("waits=rectify&waits_unit=<柳溪镇>", {"severe"}),
    ("again=yes", set()),
    ("repeated=yes", set()),
    ("time=extended", {"severe"}),
    ("time=asked", set()),
    ("time=now", set()),
    ("time=handed", set()),
    ("due_from=+15", {"wangling"}),
    ("due_from=+11&due_to=+13", {"severe"}),
    ("first_to=+11", {"severe", "closed"}),
    ("found_from=+1", set()),
    ("tag=汛期&severity=severe", set()),
]


def address(asked: str) -> str:
    """The case as an address: units by id, days from today."""
    for name in UNIT:
        if f"<{name}>" in asked:
            asked = asked.replace(f"<{name}>", str(unit(name).pk))
    parts = []
    for part in asked.split("&"):
        key, _, value = part.partition("=")
        day = clock.today() + timedelta(days=int(value[1:])) if value.startswith("+") else None
        parts.append(f"{key}={day or value}")
    return "/problems/?saved=all&" + "&".join(parts)


def test_every_condition_shows_what_fits_it_and_nothing_else(several: dict[str, Problem], as_: Any) -> None:
    client = as_("office")
    found = {}
    for asked, _ in CASES:
        page = client.get(address(asked))
        assert page.status_code == 200, asked
        found[asked] = shown(page.content.decode(), several)
    assert found == dict(CASES)


@pytest.mark.parametrize(
    "asked", ["due_from=soon", "kind=never", "waits=money", "township=1", "unit=x", "village=5"]
)
def test_a_condition_that_is_not_offered_is_refused(county: Any, as_: Any, asked: str) -> None:
    assert as_("office").get(f"/problems/?{asked}").status_code == 400


def test_a_township_chooses_among_its_own_villages(several: dict[str, Problem], as_: Any) -> None:
    page = as_("township").get("/problems/?saved=all").content.decode()
    assert 'name="village"' in page
    assert "松湾村" in page
    assert "枫林村" not in page


@pytest.mark.parametrize("role", ["office", "township", "village", "department"])
def test_every_tab_lists_as_many_as_it_says(several: dict[str, Problem], as_: Any, role: str) -> None:
    client = as_(role)
    tabs = re.findall(
        r'<a href="(\?[^"]*)"[^>]*>(\S+) (\d+)</a>', client.get("/problems/?saved=all").content.decode()
    )
    assert {"全部", "逾期", "可能重复"} <= {name for _, name, _ in tabs}
    for address, _, count in tabs:
        page = client.get("/problems/" + unescape(address)).content.decode()
        assert len(set(re.findall(r'class="t" href="/problems/(\d+)/"', page))) == int(count)


def test_conditions_cost_the_same_however_many_rows(steps: Steps, as_: Any) -> None:
    client, counts = as_("office"), []
    asked = address("owner=何敏&any_unit=<柳溪镇>&first_to=+30&tag=汛期")
    client.get(asked)  # fills what a process keeps
    for _ in range(2):
        steps.acknowledged(tags=["汛期"])
        with CaptureQueriesContext(connection) as seen:
            assert "共 0 件" not in client.get(asked).content.decode()
        counts.append(len(seen))
    assert counts[0] == counts[1]


# a reader's own


def test_conditions_are_kept_under_a_name_replaced_and_thrown_away(county: Any, as_: Any) -> None:
    client = as_("township")
    kept = client.post("/problems/filters/", {"name": "村里的", "query": "state=rectifying&page=3&print=1"})
    assert kept.url == "/problems/?state=rectifying"
    page = client.get(kept.url).content.decode()
    assert 'href="/problems/?state=rectifying" aria-current="true">村里的' in page
    client.post("/problems/filters/", {"name": "村里的", "query": "state=returned"})
    with scoped(SYSTEM):
        row = OwnFilter.objects.get()
    assert (row.name, row.query, row.default) == ("村里的", "state=returned", False)
    client.post(f"/problems/filters/{row.pk}/", {"what": "drop"})
    with scoped(SYSTEM):
        assert not OwnFilter.objects.exists()


def test_the_default_opens_with_the_list_and_one_there_is_at_most(county: Any, as_: Any) -> None:
    client = as_("township")
    for name, query in (("甲", "state=returned"), ("乙", "severity=severe")):
        client.post("/problems/filters/", {"name": name, "query": query, "default": "on"})
    assert client.get("/problems/").url == "/problems/?severity=severe"
    assert client.get("/problems/?plain=1").status_code == 200
    with scoped(SYSTEM):
        assert list(OwnFilter.objects.values_list("name", "default")) == [("甲", False), ("乙", True)]
    assert as_("township_colleague").get("/problems/").status_code == 200


@pytest.mark.parametrize(
    ("name", "query", "words"),
    [
        ("", "state=returned", "请写明"),
        ("空的", "?page=2", "没有筛选条件"),
        ("长", "q=" + "水" * 400, "太长"),
    ],
)
def test_what_cannot_be_kept_is_said(county: Any, acting: Any, name: str, query: str, words: str) -> None:
    with acting("township") as actor, pytest.raises(NotNow, match=words):
        own_filters.keep_filter(actor, name, query)


def test_there_is_an_end_to_keeping(county: Any, acting: Any) -> None:
    with acting("office") as actor:
        for number in range(own_filters.MOST):
            own_filters.keep_filter(actor, f"第{number}组", "state=returned")
        own_filters.keep_filter(actor, "第3组", "state=closed")
        with pytest.raises(NotNow, match="最多存"):
            own_filters.keep_filter(actor, "再来一组", "state=returned")


@pytest.mark.parametrize(
    "other", ["township_colleague", "office", "clerk", "township_outsider", "administrator", "auditor"]
)
def test_nobody_reads_or_touches_anothers(county: Any, acting: Any, as_: Any, other: str) -> None:
    with acting("township") as actor:
        mine = own_filters.keep_filter(actor, "只给我看", "state=returned")
    with acting(other) as actor:
        assert not OwnFilter.objects.exists()
        assert OwnFilter.objects.filter(pk=mine.pk).update(query="state=closed") == 0
        assert OwnFilter.objects.filter(pk=mine.pk).delete()[0] == 0
        with pytest.raises(Refused):
            own_filters.drop_filter(actor, mine.pk)
        with pytest.raises(Refused):
            own_filters.set_default(actor, mine.pk, default=True)
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            OwnFilter.objects.create(person_id=mine.person_id, name="塞给他", query="q=1", at=clock.now())
    if other not in ("administrator", "auditor"):
        assert "只给我看" not in as_(other).get("/problems/?plain=1").content.decode()
    with scoped(SYSTEM):
        assert OwnFilter.objects.get().query == "state=returned"


def test_an_address_shows_each_reader_what_they_may_see(several: dict[str, Problem], as_: Any) -> None:
    where = "/problems/?saved=all&severity=severe"
    assert shown(as_("township").get(where).content.decode(), several) == {"severe"}
    assert shown(as_("township_outsider").get(where).content.decode(), several) == set()


def test_the_database_holds_one_default_a_person(county: Any, acting: Any) -> None:
    with acting("office") as actor, pytest.raises(IntegrityError), transaction.atomic():
        for name in ("甲", "乙"):
            OwnFilter.objects.create(
                person_id=actor.person_id, name=name, query="q=1", default=True, at=clock.now()
            )
