"""Lists of another desk, keys that were touched, files that are no list of ours."""

from __future__ import annotations

from typing import Any

import pytest

from bihuan.web.areas.imports.faults import ImportRefused
from bihuan.web.problems.sheets import keys
from bihuan.web.problems.sheets.weigh import open_book
from tests.web.problems.sheets.hands import (
    edited,
    exported,
    setting,
    taken,
    weighed,
)
from tests.web.problems.sheets.kit import book, cells
from tests.web.problems.steps import Steps, fresh


@pytest.mark.parametrize("key", ["township", "clerk", "department"])
def test_a_sheet_of_another_desk_is_refused(steps: Steps, acting: Any, as_: Any, key: str) -> None:
    problem = steps.raised(remark="县里的备注")
    data = edited(exported(as_("office"), "problem"), setting("备注", "别人来改"))
    (line,) = weighed(acting, data, key)
    assert (line.problem, line.number, line.state) == (None, "", "wrong")
    assert "不是您单位用现在的身份导出的" in str(line.faults[0])
    assert "请用本人身份重新导出再改" in str(line.faults[0])
    result = taken(acting, data, key)
    assert (len(result["done"]), len(result["left"])) == (0, 1)
    assert fresh(problem).remark == "县里的备注"


def test_a_colleague_of_the_same_desk_hands_it_in(steps: Steps, acting: Any, as_: Any) -> None:
    steps.raised()
    data = edited(exported(as_("office"), "problem"), setting("备注", "同事来改"))
    assert [line.state for line in weighed(acting, data, "office_colleague")] == ["changed"]


def test_keys_that_were_touched_are_refused(steps: Steps, acting: Any, as_: Any) -> None:
    problem = steps.raised()
    with acting("township") as other:
        pass
    with acting("office") as actor:
        good = keys.Maker(actor, "problem").key(problem.number, problem.version, [keys.said("a", "b")])
        assert keys.read(actor, "problem", good) == keys.Key(
            "problem", problem.number, problem.version, good.split(".")[5]
        )
        old = f"problem.{problem.number}.{problem.version}.abcd.0123456789ab"
        touched = "被改过"
        for bad, why in (
            (good[:-1] + ("0" if good[-1] != "0" else "1"), touched),
            (good.replace(f".{problem.version}.", ".99."), touched),
            (good.replace(f"{actor.unit_id}-office", f"{other.unit_id}-township"), touched),
            (good.replace("2.problem.", "2.responsibility."), touched),
            (good.replace(problem.number, "2026-9999"), touched),
            ("", "新添的"),
            ("x", "新添的"),
            ("....", touched),
            (good + ".", touched),
            (old, "系统升级以前导出的"),
        ):
            with pytest.raises(keys.NoKey, match=why):
                keys.read(actor, "problem", bad)
        with pytest.raises(keys.NoKey, match="另一种清单"):
            keys.read(actor, "rectification", good)
        with pytest.raises(keys.NoKey, match="不是您单位"):
            keys.read(other, "problem", good)
    data = exported(as_("office"), "problem")
    (line,) = weighed(acting, edited(data, setting("核对码", good)), "office")
    assert "旧版导出" in str(line.faults[0]), "a key of another layout"

    def twice(page: Any, at: dict[str, int]) -> None:
        for cell in page[2]:
            page.cell(3, cell.column, cell.value)
        page.cell(3, at["备注"], "抄了一行")

    assert "出现了两次" in str(weighed(acting, edited(data, twice), "office")[1].faults[0])
    other = exported(as_("office"), "rectification")
    stolen = cells(other)[1][-1]
    assert "核对码是另一种清单的" in str(
        weighed(acting, edited(data, setting("核对码", stolen)), "office")[0].faults[0]
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (book([["编号", "问题", "状态"], ["2026-0001", "漏水", "已销号"]]), "不是从清单导出的表"),
        (book([["核对码", "备注"], *[[f"k{n}", "x"] for n in range(5001)]]), "一次最多 5000 行"),
        (book([["核对码", "备注"], *[[f"k{n}", "x"] for n in range(100_000)]]), "超过 20000 行"),
        (b"PK\x03\x04", "不是完好的 .xlsx"),
    ],
    ids=["wrong heads", "5001", "a hundred thousand", "broken"],
)
def test_what_is_no_list_of_ours_is_refused_in_words(county: Any, data: bytes, said: str) -> None:
    with pytest.raises(ImportRefused, match=said):
        open_book(data, "表.xlsx")


def test_formulas_and_merged_cells_ask_for_nothing(steps: Steps, acting: Any, as_: Any) -> None:
    steps.raised(remark="甲"), steps.raised(remark="乙")

    def change(page: Any, at: dict[str, int]) -> None:
        page.cell(2, at["备注"], '=HYPERLINK("http://x","看")')
        page.merge_cells(start_row=2, end_row=3, start_column=at["标签"], end_column=at["标签"])

    assert {
        line.state for line in weighed(acting, edited(exported(as_("office"), "problem"), change), "office")
    } == {"same"}
