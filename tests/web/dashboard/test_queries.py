"""No page asks more the more rows there are."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.web.access import may
from bihuan.web.campaigns import todo as answers
from bihuan.web.campaigns.duties import todo as duties
from bihuan.web.campaigns.models import Answer, Campaign, PlanItem
from bihuan.web.dashboard.inbox import numbers
from bihuan.web.inbox import reading
from bihuan.web.problems import services as loop
from bihuan.web.problems.todo import todos
from bihuan.web.quality import todo as quality
from tests.web.campaigns import kit

MOST = 25  # with the header, who was reminded this week, and what sweeps ask


@pytest.fixture
def busy(county, acting):
    """A campaign, a plan under review, and problems with owners."""
    with acting("office") as office:
        campaign = kit.published(office)
        plan = kit.uploaded(office)
    with acting("township") as town:
        for number in range(6):
            loop.raise_problem(
                town, title=f"{number} 户屋面漏雨", area_code=county.area("石坳村").code, campaign=campaign
            )
    return campaign, plan


# What the first screens may ask at most; the office's adds what units owe and who was reminded this week.
FIRST = {
    **dict.fromkeys(("discipline", "supervisor", "assessor", "helper"), 7),
    **dict.fromkeys(("inspector", "village", "team", "department", "administrator", "leader"), 15),
    "auditor": 10,
    "township": 20,
    "office": 23,
}


def pages(campaign: Campaign, plan, item: int, answer: int) -> dict[tuple[str, str], int]:
    """Who opens what, and how many questions it may ask."""
    return {
        **{(role, "/"): most for role, most in FIRST.items()},
        ("office", "/search/?q=屋面"): 12,
        ("office", "/campaigns/"): 10,
        ("office", f"/campaigns/{campaign.pk}/"): 18,
        ("office", f"/campaigns/{campaign.pk}/duties/"): 20,
        ("office", f"/campaigns/{campaign.pk}/items/{item}/"): 13,
        ("office", f"/campaigns/plans/{plan.pk}/"): 12,
        ("office", f"/campaigns/plans/{plan.pk}/publish/"): 10,
        ("office", "/campaigns/plans/new/"): 8,
        ("township", "/campaigns/answers/"): 11,
        ("township", f"/campaigns/answers/{answer}/"): 17,
    }


def test_every_page_asks_few_questions(busy, as_, acting):
    campaign, plan = busy
    with acting("township"):
        item, answer = campaign.check_items.first().pk, Answer.objects.filter(unit__name="柳溪镇").first().pk
    asked, most = {}, pages(campaign, plan, item, answer)
    for role, address in most:
        client = as_(role)
        client.get(address)  # fills what a process keeps (the county's name, templates)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answered = client.get(address)
        assert answered.status_code == 200, (role, address)
        asked[role, address] = own(queries)
    assert {page: n for page, n in asked.items() if n > most[page]} == {}


def test_ten_times_the_rows_ask_the_same(busy, as_, county, acting):
    campaign, _plan = busy
    addresses = (
        ("office", "/"),
        ("township", "/"),
        ("office", f"/campaigns/{campaign.pk}/"),
        ("township", "/campaigns/answers/"),
    )
    before = {page: count(as_, *page) for page in addresses}
    with acting("office") as office:
        plan = kit.uploaded(office)
        kit.reviewed(office, plan)
        PlanItem.objects.bulk_create([
            PlanItem(plan=plan, kind="check_item", text=f"是否查了第 {n} 处", order=n, state="added", who=["group:township"])
            for n in range(60)
        ])  # fmt: skip
        kit.published(office, plan)
    with acting("township") as town:
        for number in range(30):
            loop.raise_problem(town, title=f"{number} 户水管漏水", area_code=county.area("桥头村").code)
    after = {page: count(as_, *page) for page in addresses}
    assert {page: (before[page], after[page]) for page in addresses if after[page] > before[page] + 1} == {}


def count(as_, role: str, address: str) -> int:
    client = as_(role)
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return own(queries)


def own(queries: CaptureQueriesContext) -> int:
    """The page's own questions: savepoints and the setting of the scope are the middleware's."""
    return sum(
        not q["sql"].startswith(("SAVEPOINT", "RELEASE", "select set_config", "ROLLBACK"))
        for q in queries.captured_queries
    )


@pytest.mark.parametrize("role", ["office", "township", "inspector", "village", "auditor"])
def test_the_header_counts_what_the_lists_hold(busy, acting, role):
    """By another road: the lists themselves, one after the other."""
    with acting(role) as actor:
        listed = len(todos(actor)) + len(duties.todos(actor))
        listed += answers.count(actor) if may(actor.role, "answer.write") else 0
        listed += len(quality.todos(actor))
        unread = reading.of(actor).filter(read=False).count()
        with CaptureQueriesContext(connection) as asked:
            assert numbers(actor) == (listed, unread)
        assert len(asked) <= 2
