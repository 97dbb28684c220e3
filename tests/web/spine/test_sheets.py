"""The story of a clerk with a spreadsheet: a hundred words typed once, handed in, changed in the exported list, handed in again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.web.problems.sheets.kit import book
from tests.web.spine.hand import DESK
from tests.web.spine.looking import faults_of

ROWS: list[list[object]] = [
    ["问题", "地点", "程度", "程度理由", "整改时限", "标签"],
    ["石坳村三户饮水管道冻裂", "石坳村", "严重", "三户断水十天", "2099-12-31", "饮水、入冬"],
    ["桥头村路灯坏了六盏", "柳溪镇/桥头村", "", "", "2099/12/31", "入冬"],
    ["漏水", "不存在村", "", "", "", ""],
]


def test_registered_by_a_sheet_and_changed_by_a_sheet(sit: Any, ask: Any, tmp_path: Path) -> None:
    hand = sit("office")
    page, file = hand.page, tmp_path / "十一月.xlsx"
    file.write_bytes(book(ROWS))
    hand.go("/problems/bulk/")
    page.set_input_files("#id_file", file)
    page.click("text=上传，先看预览")
    page.wait_for_selector("text=这份表能登记 2 件，1 行有错")
    address = page.url.split("/", 3)[3]
    assert faults_of(hand, f"/{address}") == []
    page.set_viewport_size(DESK)
    hand.go(f"/{address}")
    page.click("button:visible:has-text('登记这 2 件')")
    page.wait_for_url("**/problems/?view=problem**", timeout=30_000)
    page.wait_for_selector("text=石坳村三户饮水管道冻裂")
    assert ask(
        "select count(*) from problems_problem where 'sheet' in (select source from problems_finding f where f.problem_id = problems_problem.id)"
    ) == [(2,)]

    hand.go("/problems/?view=problem&tag=入冬")
    with page.expect_download() as waiting:
        page.click("a:has-text('导出')")
    listed = tmp_path / "清单.xlsx"
    waiting.value.save_as(listed)
    made = load_workbook(listed)
    sheet = made.worksheets[0]
    at = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, at["备注"], "等天晴再办")
    sheet.cell(3, at["状态"], "已销号")
    made.save(listed)
    page.click(".acts summary")
    page.click("text=传回改过的表")
    page.set_input_files("#id_file", listed)
    page.click("text=上传，先看预览")
    page.wait_for_selector("text=要改 1 件，1 行不改")
    address = page.url.split("/", 3)[3]
    assert faults_of(hand, f"/{address}") == []
    page.set_viewport_size(DESK)
    hand.go(f"/{address}")
    page.click("button:visible:has-text('改这 1 件')")
    page.wait_for_selector("text=改了 1 件，1 行没有改", timeout=30_000)
    page.wait_for_selector("text=状态随办理走，不能填")
    assert ask("select count(*) from problems_problem where remark = '等天晴再办'") == [(1,)]
