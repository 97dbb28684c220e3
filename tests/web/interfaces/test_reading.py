"""Pages of lists, conditions, what is told and what is covered, and how many queries it takes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import CheckItem
from bihuan.web.journal.models import JournalLine
from bihuan.web.problems.models import Assignment, Evidence, Measure, Problem
from tests.web.campaigns import kit
from tests.web.interfaces.callers import Acting, Caller, caller
from tests.web.problems.steps import LIUXI, SONGWAN, Steps

pytestmark = pytest.mark.django_db


def all_pages(by: Caller, path: str, limit: int, **query: Any) -> list[list[int]]:
    """The ids of each page, until the cursor ends."""
    found, cursor = [], ""
    while True:
        answer = by.get(path, limit=limit, **query, **({"cursor": cursor} if cursor else {})).json()
        found.append([row["id"] for row in answer["data"]])
        cursor = answer["next_cursor"]
        if cursor is None:
            return found


def test_pages_hold_every_row_once_in_order_whatever_is_added_meanwhile(
    platform: Caller, acting: Acting
) -> None:
    steps = Steps(acting)
    first = [steps.raised(title=f"第 {n} 件，路灯不亮").pk for n in range(5)]
    assert all_pages(platform, "/problems", 2) == [first[:2], first[2:4], first[4:]]
    half = platform.get("/problems", limit=3).json()
    later = steps.raised(title="后来的一件，路灯不亮").pk
    rest = platform.get("/problems", limit=3, cursor=half["next_cursor"]).json()
    assert [row["id"] for row in rest["data"]] == [*first[3:], later]
    assert rest["next_cursor"] is None


@pytest.mark.parametrize("cursor", ["x", "WzEsImEiXQ:abc:def", "1" * 99])
def test_a_made_up_cursor_is_refused(platform: Caller, cursor: str) -> None:
    answer = platform.get("/problems", cursor=cursor)
    assert (answer.status_code, answer.json()["code"]) in ((400, "cursor_invalid"), (400, "bad_request"))


def test_a_cursor_is_for_one_list_its_conditions_and_one_system(
    platform: Caller, liuxi: Caller, acting: Acting
) -> None:
    for n in range(2):
        Steps(acting).raised(title=f"第 {n} 件，路灯不亮")
    cursor = platform.get("/problems", limit=1).json()["next_cursor"]
    assert platform.get("/problems", limit=50, cursor=cursor).status_code == 200
    for by, path, query in [
        (platform, "/problems", {"state": "unassigned"}),
        (platform, "/transitions", {}),
        (liuxi, "/problems", {}),
    ]:
        assert by.get(path, cursor=cursor, **query).json()["code"] == "cursor_invalid"


@pytest.mark.parametrize("limit", ["0", "201", "viele"])
def test_a_page_has_a_most(platform: Caller, limit: str) -> None:
    answer = platform.get("/problems", limit=limit)
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "limit")


@pytest.mark.parametrize(
    ("name", "value"), [("wurst", "1"), ("state", "halb"), ("due_from", "gestern"), ("campaign", "-1")]
)
def test_a_condition_there_is_not_is_refused_not_passed_over(platform: Caller, name: str, value: str) -> None:
    answer = platform.get("/problems", **{name: value})
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, name)


def test_conditions_are_those_of_the_page(platform: Caller, acting: Acting, as_: Any) -> None:
    """Each narrows as the list on the screen does."""
    steps = Steps(acting)
    steps.raised(title="路灯不亮，三盏", severity="severe", severity_reason="夜里出过事", tags=["照明"])
    steps.assigned(area_code=SONGWAN, category="饮水")
    steps.closed()
    unit = Unit.objects.get(name="柳溪镇").pk
    office = as_("office")
    for query in [
        {"state": "closed"}, {"severity": "severe"}, {"tag": "照明"}, {"category": "饮水"}, {"township": LIUXI},
        {"village": SONGWAN}, {"unit": unit}, {"any_unit": unit}, {"waits": "acknowledge"}, {"higher": "no"},
        {"again": "no"}, {"found_from": "2020-01-01"}, {"due_to": "2020-01-01"}, {"owner": "何敏"},
    ]:  # fmt: skip
        page = office.get("/problems/", {"saved": "all", "township": LIUXI, **query}).content.decode()
        told = platform.get("/problems", **query)
        assert told.status_code == 200, told.content.decode()
        numbers = {row["number"] for row in told.json()["data"]}
        with scoped(SYSTEM):
            assert numbers == {p.number for p in Problem.objects.all() if p.number in page}, query


def test_personal_numbers_are_covered(platform: Caller, acting: Acting) -> None:
    problem = Steps(acting).raised(title="张三低保漏评", text="身份证 431129199001011234，电话 13812345678")
    text = platform.get(f"/problems/{problem.pk}").json()["text"]
    assert text == "身份证 431129********1234，电话 138****5678"
    assert "phone" not in platform.get(f"/problems/{problem.pk}").content.decode()


def test_what_happened_is_told_in_order_with_who_and_what(platform: Caller, acting: Acting) -> None:
    problem = Steps(acting).acknowledged()
    told = platform.get("/transitions", problem=problem.pk).json()["data"]
    with scoped(SYSTEM):
        lines = list(
            JournalLine.objects.filter(object_type="problems.problem", object_id=problem.pk).order_by("pk")
        )
    assert [(t["id"], t["code"], t["person"]) for t in told] == [(x.pk, x.code, x.person_name) for x in lines]
    assert told[-1]["text"] == "签收"


def test_plans_campaigns_and_items_are_read(platform: Caller, liuxi: Caller, acting: Acting) -> None:
    with acting("office") as actor:
        draft = kit.uploaded(actor)
        campaign = kit.published(actor, kit.uploaded(actor, kit.DOCUMENT.replace("排查工作", "整改工作")))
    assert {p["id"] for p in platform.get("/plans").json()["data"]} == {draft.pk, campaign.plan_id}
    assert draft.pk not in {
        p["id"] for p in liuxi.get("/plans").json()["data"]
    }  # a draft is its own office's
    told = liuxi.get(f"/campaigns/{campaign.pk}")
    assert (told.json()["title"], told["ETag"]) == (campaign.title, f'"{campaign.version}"')
    items = platform.get("/items", campaign=campaign.pk).json()["data"]
    with scoped(SYSTEM):
        assert len(items) == CheckItem.objects.filter(campaign=campaign).count() > 0
    assert platform.get(f"/items/{items[0]['id']}").json() == items[0]
    assert platform.get("/items", campaign=campaign.pk, kind="problem").json()["data"] == []


READS = {
    "/problems": 8,
    "/problems/{problem}": 11,
    "/measures": 8,
    "/evidence": 8,
    "/transitions": 8,
    "/returns": 8,
    "/return-versions": 8,
    "/return-rows": 8,
    "/items": 8,
}


@pytest.mark.parametrize("path", READS)
def test_queries_do_not_grow_with_rows(acting: Acting, county: Any, path: str) -> None:
    by = caller(acting, "县大数据平台", "柳溪镇", "township")
    with acting("office") as actor:
        kit.published(actor, kit.uploaded(actor, kit.DOCUMENT))
    few = Steps(acting).worked()
    address = path.format(problem=few.pk)
    by.get(address)  # notes that the token was used

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            answer = by.get(address, **({} if "{" in path else {"limit": 200}))
        assert answer.status_code == 200
        return len(seen)

    before = queries()
    grow(few)
    assert queries() == before <= READS[path]


def grow(problem: Problem) -> None:
    """Two hundred more problems like this one, each with a part, a measure, a piece of evidence and a line; more measures of its own."""
    with scoped(SYSTEM):
        made = Problem.objects.bulk_create(copy(problem, number=f"2020-{n:04}") for n in range(200))
        for model in (Assignment, Measure, Evidence):
            first = model.objects.filter(problem=problem)[0]
            model.objects.bulk_create(copy(first, problem=each) for each in made)
        Measure.objects.bulk_create(
            copy(Measure.objects.filter(problem=problem)[0], no=10 + n) for n in range(20)
        )
        line = JournalLine.objects.filter(object_id=problem.pk)[0]
        JournalLine.objects.bulk_create(copy(line, object_id=each.pk) for each in made)


def copy(row: Any, **other: Any) -> Any:
    """An unsaved row like this one."""
    held = {
        field.name: getattr(row, field.name) for field in row._meta.concrete_fields if not field.primary_key
    }
    return type(row)(**{**held, **other})


def test_the_description_is_openapi_and_names_no_other_server(platform: Caller, as_: Any) -> None:
    answer = platform.get("/openapi.json")
    told = answer.json()
    assert told["openapi"].startswith("3.1")
    assert told["servers"] == [{"url": "/"}]
    assert as_("township").get("/api/v1/openapi.json").json() == told
    assert "://" not in str(told["paths"])
