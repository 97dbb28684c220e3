"""The facts on a problem's page, the forms that correct them, merging by its number, and the search by tag."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.config import clock
from bihuan.web.problems import services
from bihuan.web.problems.models import Problem
from bihuan.web.problems.services import Report
from tests.web.problems.sheets.kit import words
from tests.web.problems.steps import LIUXI, SONGWAN, Steps, fresh
from tests.web.problems.test_pages import post


def page(client: Any, problem: Problem) -> str:
    return words(client.get(f"/problems/{problem.pk}/"))


def test_the_facts_stand_on_the_page(steps: Steps, as_: Any) -> None:
    problem = steps.worked(
        severity="severe",
        severity_reason="三户断水十天",
        category="饮水",
        project="管网提升",
        tags=["入冬"],
        remark="等天晴",
    )
    text = page(as_("township"), problem)
    for said in (
        "县帮扶办 周桂兰 发现", "原因 主管道建成二十年，没有更换过", "定为严重 三户断水十天", "类别 饮水", "项目 管网提升",
        "标签 入冬", "备注 等天晴", "责任领导 副镇长 唐立群",
    ):  # fmt: skip
        assert said in text, said


def test_what_runs_saw_stands_with_the_facts_and_at_its_gate(steps: Steps, acting: Any, as_: Any) -> None:
    facts = {"title": "12户收入对不上", "area_code": LIUXI, "source": "rule", "profile_key": "data"}
    with acting("clerk") as actor:
        made = services.raise_from(actor, "rule", [Report("a"), Report("b"), Report("c")], **facts).problem
        yesterday = clock.today() - timedelta(days=1)
        services.seen_again(actor, "rule", ["a", "b"], yesterday)
        services.vanished(actor, "rule", ["a"], clock.today())
    text = page(as_("office"), made)
    day, before = clock.today(), yesterday
    assert "来自 规则筛查 3 条" in text
    said = f"1 条不再出现（{day.month}月{day.day}日），1 条还在（{before.month}月{before.day}日）"
    assert f"比对：{said}" in text, "beside the gate it is evidence for"
    assert text.count(said) == 2


def test_registering_severe_asks_why_and_takes_tags(county: Any, as_: Any) -> None:
    given = {
        "title": "12户管道老化", "area_code": SONGWAN, "source": "complaint", "discovered_on": clock.today(), "severity": "severe",
        "profile_key": "general", "deadline_kind": "dated", "due": clock.today() + timedelta(days=9), "tags": "饮水、入冬",
        "found_by": "村民 谢长福", "project": "管网提升",
    }  # fmt: skip
    client = as_("office")
    refused = client.post("/problems/new/", given)
    assert refused.status_code == 422
    assert "定为严重的要写理由" in words(refused)
    assert client.post("/problems/new/", given | {"severity_reason": "三户断水十天"}).status_code == 302
    with scoped(SYSTEM):
        problem = Problem.objects.get()
    assert (problem.tags, problem.found_by, problem.project) == (["饮水", "入冬"], "村民 谢长福", "管网提升")
    assert "最多 12 个" in words(
        client.post("/problems/new/", given | {"tags": "一二三四五六七八九十一二三"})
    )


def test_correcting_grading_merging_and_splitting_by_forms(steps: Steps, as_: Any) -> None:
    gone, kept, client = steps.raised(tags=["入冬"]), steps.worked(), as_("office")
    assert "常用的：入冬。" in page(client, kept)
    assert post(client, kept, "describe", category="饮水", tags="入冬、饮水", remark="").status_code == 302
    assert (fresh(kept).category, fresh(kept).tags) == ("饮水", ["入冬", "饮水"])
    assert "和原来一样" in words(post(client, kept, "describe", category="饮水", tags="入冬、饮水"))
    assert post(client, gone, "severity", reason="断水十天，涉及学校").status_code == 302
    assert fresh(gone).severe
    assert "改回一般" in page(client, gone)
    assert "改回一般" not in page(as_("township"), gone)
    assert "没有这个编号的另一件" in words(
        post(client, gone, "merge", number=gone.number, reason="同一条管道")
    )
    assert post(client, gone, "merge", number=kept.number[-4:], reason="同一条管道").status_code == 302
    assert fresh(gone).state == "merged"
    assert f"已并入 {kept.number}" in page(client, gone)
    assert f"并入的 {gone.number}" in page(client, kept)
    assert post(client, gone, "split", reason="看过是两条管道").status_code == 302
    assert fresh(gone).state == "unassigned"


def test_the_merged_one_is_found_under_its_tab_only(steps: Steps, acting: Any, as_: Any) -> None:
    gone, kept = steps.raised(title="重复登记的一件"), steps.raised(title="留下来的一件")
    with acting("office") as actor:
        services.merge(actor, gone, kept, "两份登记说的是一件事")
    client = as_("office")
    shown = {
        tab: "重复登记的一件" in words(client.get(f"/problems/?saved={tab}"))
        for tab in ("all", "open", "late", "merged")
    }
    assert shown == {"all": False, "open": False, "late": False, "merged": True}


@pytest.mark.parametrize(
    ("asked", "there"), [("?q=入冬", True), ("?q=饮水", False), ("?tag=入冬", True), ("?tag=入", False)]
)
def test_search_and_filter_by_tag(steps: Steps, as_: Any, asked: str, there: bool) -> None:
    steps.raised(title="有标签的一件", tags=["入冬"])
    assert ("有标签的一件" in words(as_("office").get(f"/problems/{asked}&saved=all"))) is there


def test_what_the_reader_may_not_do_is_not_offered(steps: Steps, as_: Any) -> None:
    problem = steps.worked()
    for key in ("leader", "assessor"):
        text = page(as_(key), problem)
        assert "补正情况" not in text, key
        assert "并入另一件" not in text, key
    assert "并入另一件" not in page(as_("inspector"), problem)


def test_what_is_seldom_filled_in_stands_folded_until_it_is_refused(county: Any, as_: Any) -> None:
    client = as_("township")
    assert '<details class="optional"><summary>' in client.get("/problems/new/").content.decode()
    given = {"title": "井水浑", "tags": "一二三四五六七八九十一二三"}
    assert '<details class="optional" open><summary>' in client.post("/problems/new/", given).content.decode()
