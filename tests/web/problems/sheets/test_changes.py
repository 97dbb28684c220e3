"""Cells changed in an exported list: what is done, through the services, and what may be left out."""

from __future__ import annotations

from typing import Any

import pytest

from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.config import clock
from bihuan.web.problems.sheets.acts import trial
from tests.web.problems.sheets.hands import (
    LATER,
    edited,
    exported,
    setting,
    several,
    taken,
    weighed,
)
from tests.web.problems.sheets.kit import cells
from tests.web.problems.steps import Steps, fresh


@pytest.mark.parametrize(
    ("view", "key", "head", "value", "field", "stands"),
    [
        ("problem", "office", "类别", "饮水安全", "category", "饮水安全"),
        ("problem", "office", "项目", "管网提升", "project", "管网提升"),
        ("problem", "office", "发现人", "村民 谢长福", "found_by", "村民 谢长福"),
        ("problem", "office", "成效目标", "12户全年不断水", "target", "12户全年不断水"),
        ("problem", "clerk", "标签", "入冬、饮水", "tags", ["入冬", "饮水"]),
        ("rectification", "township", "备注", "等天晴再铺", "remark", "等天晴再铺"),
        ("rectification", "inspector", "备注", 42, "remark", "42"),
    ],
)
def test_a_changed_cell_is_done(
    steps: Steps, acting: Any, as_: Any, view: str, key: str, head: str, value: Any, field: str, stands: Any
) -> None:
    problem = steps.worked()
    result = taken(acting, edited(exported(as_(key), view), setting(head, value)), key)
    assert [line["what"] for line in result["done"]] == [head]
    now = fresh(problem)
    assert getattr(now, field) == stands
    assert now.version == problem.version + 1


def test_the_lead_unit_does_its_work_in_the_sheet(steps: Steps, acting: Any, as_: Any) -> None:
    problem = steps.acknowledged()
    data = exported(as_("township"))
    result = taken(
        acting,
        edited(
            data,
            several(setting("原因", "主管道建成二十年"), setting("整改措施", "更换主管1.2公里；2、检修闸阀")),
        ),
        "township",
    )
    assert [line["what"] for line in result["done"]] == ["原因、整改措施"]
    with scoped(SYSTEM):
        assert list(problem.measures.values_list("no", "text")) == [(1, "更换主管1.2公里"), (2, "检修闸阀")]
        assert problem.gates.get(kind="found_out").stated == "主管道建成二十年"
    data = exported(as_("township"))
    assert cells(data)[1][cells(data)[0].index("完成日期")] == "1. 没有完成；2. 没有完成"
    (line,) = weighed(acting, edited(data, setting("完成日期", "1. 明天；2. 没有完成")), "township")
    with acting("township") as actor:
        assert "第 1 项的完成日期“明天”不是一个日期" in trial(actor, line)
    day = clock.today()
    added = "1. 更换主管1.2公里；2. 检修闸阀；3. 公布报修电话"
    taken(
        acting,
        edited(
            data, several(setting("完成日期", f"1. {day:%Y/%m/%d}；2. 没有完成"), setting("整改措施", added))
        ),
        "township",
    )
    with scoped(SYSTEM):
        assert list(problem.measures.values_list("no", "done_at")) == [(1, day), (2, None), (3, None)]


def test_a_deadline_is_asked_for_with_its_reason(steps: Steps, acting: Any, as_: Any) -> None:
    problem = steps.worked()
    data = exported(as_("township"))
    alone = weighed(acting, edited(data, setting("时限", LATER)), "township")[0]
    with acting("township") as actor:
        assert "请在“延期理由”一列写明" in trial(actor, alone)
    both = edited(
        data, several(setting("时限", f"{LATER:%Y年%m月%d日}"), setting("延期理由", "管材要等厂家排产"))
    )
    assert len(taken(acting, both, "township")["done"]) == 1
    now = fresh(problem)
    assert (now.due, now.first_due) == (problem.due, problem.first_due), "asking moves no clock"
    with scoped(SYSTEM):
        asked = problem.extensions.get()
    assert (asked.to, asked.reason, asked.state) == (LATER, "管材要等厂家排产", "asked")


def test_the_official_is_named_in_the_responsibility_list(steps: Steps, acting: Any, as_: Any) -> None:
    problem = steps.assigned()
    taken(
        acting, edited(exported(as_("office"), "responsibility"), setting("责任领导", "镇长 高山")), "office"
    )
    with scoped(SYSTEM):
        assert problem.assignments.get().lead_official == "镇长 高山"


def test_an_emptied_cell_and_a_missing_column_ask_for_nothing(steps: Steps, acting: Any, as_: Any) -> None:
    steps.worked(remark="等天晴", tags=["入冬"])
    data = exported(as_("office"), "problem")
    assert (
        weighed(acting, edited(data, several(setting("备注", None), setting("标签", " "))), "office")[0].state
        == "same"
    )

    def fewer(page: Any, at: dict[str, int]) -> None:
        for head in sorted(("具体情况", "状态", "首次时限"), key=lambda head: -at[head]):
            page.delete_cols(at[head])

    assert weighed(acting, edited(data, fewer), "office")[0].state == "same"


def test_rows_may_be_sorted_and_left_out(steps: Steps, acting: Any, as_: Any) -> None:
    one, two, three = (steps.raised(title=f"第{n}件，路灯坏了") for n in "一二三")

    def shuffle(page: Any, at: dict[str, int]) -> None:
        rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
        page.delete_rows(2, 9)
        for down, line in enumerate(reversed(rows[:2]), start=2):
            for across, value in enumerate(line, start=1):
                page.cell(down, across, value)
        page.cell(2, at["备注"], "排在前面的")

    data = exported(as_("office"), "problem")
    order = [line[0] for line in cells(data)[1:]]
    result = taken(acting, edited(data, shuffle), "office")
    assert [line["number"] for line in result["done"]] == [order[1]]
    assert {fresh(p).number for p in (one, two, three) if fresh(p).remark} == {order[1]}
