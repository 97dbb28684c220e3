"""Cells of an exported list that collide with what others did, or may not be changed: refused by name, the rest goes on."""

from __future__ import annotations

from typing import Any

import pytest

from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.problems import services
from bihuan.web.problems.models import Problem
from bihuan.web.problems.sheets.acts import trial
from bihuan.web.problems.sheets.layout import CHANGEABLE, EXPORTED
from tests.web.problems.sheets.hands import (
    LATER,
    VIEWS,
    edited,
    exported,
    setting,
    several,
    taken,
    weighed,
)
from tests.web.problems.steps import SONGWAN, WANGLING, Steps, fresh


def test_somebody_elses_change_collides_and_nothing_of_the_row_is_done(
    steps: Steps, acting: Any, as_: Any
) -> None:
    problem = steps.raised(category="住房", remark="原来的")
    data = edited(
        exported(as_("office"), "problem"), several(setting("类别", "饮水"), setting("备注", "表里的"))
    )
    with acting("clerk") as actor:
        services.describe(actor, problem, category="教育")
    (line,) = weighed(acting, data, "office")
    assert line.state == "conflict"
    assert [(a.heading, a.now, a.to) for a in line.asked] == [
        ("类别", "教育", "饮水"),
        ("备注", "原来的", "表里的"),
    ]
    result = taken(acting, data, "office")
    assert (result["done"], result["message"]) == ([], "改了 0 件，1 行没有改。")
    assert "您导出之后别人改过这一件" in result["left"][0]["why"]
    now = fresh(problem)
    assert (now.category, now.remark) == ("教育", "原来的")


def test_an_untouched_row_that_others_changed_is_no_conflict(steps: Steps, acting: Any, as_: Any) -> None:
    problem = steps.raised()
    data = exported(as_("office"), "problem")
    with acting("clerk") as actor:
        services.describe(actor, problem, category="教育", tags=["入冬"])
    assert weighed(acting, data, "office")[0].state == "same"
    same = weighed(acting, edited(data, setting("类别", "教育")), "office")[0]
    assert same.state == "same", "both wrote the same"


@pytest.mark.parametrize("view", VIEWS)
def test_every_other_column_is_refused_by_name(steps: Steps, acting: Any, as_: Any, view: str) -> None:
    steps.worked()
    data = exported(as_("office"), view)
    for column in EXPORTED[view]:
        if column.key in CHANGEABLE[view]:
            continue
        (line,) = weighed(acting, edited(data, setting(column.label, "改成别的")), "office")
        assert line.state == "wrong", column.label
        assert f"“{column.label}”填的是“改成别的”，这一列不能在表里改" in str(line.faults[0])


def test_a_protected_cell_keeps_the_whole_row_from_changing(steps: Steps, acting: Any, as_: Any) -> None:
    problem = steps.worked()
    data = edited(
        exported(as_("office")),
        several(setting("备注", "看过"), setting("状态", "已销号"), setting("首次时限", LATER)),
    )
    result = taken(acting, data, "office")
    assert "状态随办理走，不能填" in result["left"][0]["why"]
    assert "首次时限不能改" in result["left"][0]["why"]
    assert fresh(problem).version == problem.version


def test_one_refused_step_takes_the_row_back_and_the_others_go_on(
    steps: Steps, acting: Any, as_: Any
) -> None:
    first, second = steps.worked(), steps.worked()

    def change(page: Any, at: dict[str, int]) -> None:
        for row in (2, 3):
            page.cell(row, at["备注"], "都写")
            if page.cell(row, at["编号"]).value == first.number:
                page.cell(row, at["整改措施"], "改掉原来的措施")

    result = taken(acting, edited(exported(as_("township")), change), "township")
    assert [line["number"] for line in result["done"]] == [second.number]
    assert "已经定下的整改措施不能在表里改" in result["left"][0]["why"]
    assert (fresh(first).remark, fresh(second).remark) == ("", "都写")


WRONG_CELLS: list[tuple[str, Any, str]] = [
    ("完成日期", "1. 明天", "已经报过完成"),
    ("完成日期", "9. 2026-11-20", "认不出是哪一项"),
    ("完成日期", "1. 没有完成", "已经报过完成"),
    ("延期理由", "等排产，要晚几天", "还要把“时限”改成"),
    ("原因", "短", "请写明原因"),
    ("标签", "一二三四五六七八九十一二三", "最多 12 个"),
]


@pytest.mark.parametrize(("head", "value", "said"), WRONG_CELLS)
def test_cells_that_cannot_be_done_say_why(
    steps: Steps, acting: Any, as_: Any, head: str, value: str, said: str
) -> None:
    steps.worked()
    (line,) = weighed(acting, edited(exported(as_("township")), setting(head, value)), "township")
    with acting("township") as actor:
        assert said in trial(actor, line)


def test_the_services_ask_for_the_right(steps: Steps, acting: Any, as_: Any) -> None:
    """The sheet is no way round: who may not on the page may not in the sheet."""
    problem = steps.worked(area_code=SONGWAN)
    for key, head, value, said in (
        ("office", "原因", "办公室写的原因", "没有交给县帮扶办"),
        ("village", "整改措施", "1. 更换主管1.2公里；加一项", "没有交给松湾村"),
        ("inspector", "整改措施", "1. 更换主管1.2公里；加一项", "不能填整改措施"),
    ):
        (line,) = weighed(acting, edited(exported(as_(key)), setting(head, value)), key)
        with acting(key) as actor:
            assert said in trial(actor, line), key
    assert fresh(problem).version == problem.version


def test_a_problem_that_went_elsewhere_is_out_of_sight(steps: Steps, acting: Any, as_: Any) -> None:
    problem = steps.raised(remark="柳溪镇的备注")
    data = edited(exported(as_("township"), "problem"), setting("备注", "柳溪镇来改"))
    with scoped(SYSTEM):
        Problem.objects.filter(pk=problem.pk).update(area_code=WANGLING, units=[])
    (line,) = weighed(acting, data, "township")
    assert line.problem is None
    assert "不在您能看到的范围内" in str(line.faults[0])
