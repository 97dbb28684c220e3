"""The command line and the workbook that an office gets."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.worksheet.worksheet import Worksheet

from bihuan.plans import read_file
from bihuan.plans.command import plan as group
from bihuan.plans.workbook import workbook_bytes

HERE = Path(__file__).parent / "documents"


def sheets(name: str) -> dict[str, Worksheet]:
    found = read_file(HERE / name)
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(found, found.title or "")))
    return {sheet.title: sheet for sheet in book.worksheets}


def column(sheet: Worksheet, heading: str) -> list[object]:
    at = next(cell.column for cell in sheet[2] if cell.value == heading)
    return [sheet.cell(row, at).value for row in range(3, sheet.max_row + 1)]


def test_json_is_the_default() -> None:
    result = CliRunner().invoke(group, ["parse", str(HERE / "audit.txt")])
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert len(found["problems"]) == 10
    assert found["problems"][1]["deadline"] == {
        "text": "立行立改",
        "kind": "immediate",
        "date": None,
        "days": None,
        "day_kind": None,
    }
    assert set(found) == {
        "title",
        "issuer",
        "date",
        "text",
        "problems",
        "check_items",
        "phases",
        "report_obligations",
        "quotas",
        "warnings",
    }
    assert found["quotas"][0]["number"] == 1
    assert isinstance(found["quotas"][0]["number"], int)


def test_errors_are_chinese_with_exit_code_2(tmp_path: Path) -> None:
    bad = tmp_path / "坏.docx"
    bad.write_bytes(b"PK\x03\x04")
    result = CliRunner().invoke(group, ["parse", str(bad)])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "损坏" in result.stderr
    assert CliRunner().invoke(group, ["parse", str(tmp_path / "没有.txt")]).exit_code == 2


def test_workbook_is_written_and_json_only_on_demand(tmp_path: Path) -> None:
    target = tmp_path / "清单.xlsx"
    result = CliRunner().invoke(group, ["parse", str(HERE / "audit.txt"), "--xlsx", str(target)])
    assert (result.exit_code, result.stdout) == (0, "")
    assert openpyxl.load_workbook(target).sheetnames == [
        "问题清单",
        "责任清单",
        "整改清单",
        "排查项目",
        "阶段",
        "报送",
        "任务量",
        "提示",
    ]
    assert (
        CliRunner().invoke(group, ["parse", str(HERE / "audit.txt"), "--xlsx", str(tmp_path)]).exit_code == 2
    )


def test_the_three_lists_show_the_same_rows() -> None:
    book = sheets("inspection.txt")
    lists = [book[name] for name in ("问题清单", "责任清单", "整改清单")]
    assert [column(sheet, "序号") for sheet in lists] == [list(range(1, 10))] * 3
    assert column(lists[0], "问题") == column(lists[1], "问题") == column(lists[2], "问题")
    assert column(lists[1], "责任单位")[2] == "镇农业综合服务中心\n镇纪委\n青山村\n河口村"
    assert column(lists[1], "整改时限")[1] == "2022年3月底前\n（2022-03-31）"
    assert str(column(lists[2], "整改措施")[0]).count("\n") == 1


def test_check_items_as_the_office_knows_them() -> None:
    sheet = sheets("poverty.txt")["排查项目"]
    assert [cell.value for cell in sheet[2]][:7] == [
        "序号",
        "排查项目",
        "排查内容",
        "排查情况",
        "整改措施",
        "整改进度",
        "责任单位",
    ]
    assert sorted(str(area) for area in sheet.merged_cells.ranges if area.min_col == 2) == ["B3:B4", "B6:B7"]
    assert column(sheet, "责任单位")[0] == "各村（社区）\n镇乡村振兴办公室"


@pytest.mark.parametrize("name", ["问题清单", "排查项目", "报送"])
def test_print_setup(name: str) -> None:
    sheet = sheets("poverty.txt")[name]
    assert sheet.freeze_panes == "A3"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$1:$2"
    assert sheet.page_setup.fitToHeight == 0
    assert sheet["A2"].alignment.wrap_text


def test_words_never_become_formulas(tmp_path: Path) -> None:
    paper = tmp_path / "x.txt"
    paper.write_text("整改方案\n一、存在问题\n1.=HYPERLINK(0)不实。\n2.数据不准。", encoding="utf8")
    found = read_file(paper)
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_bytes(found, "x")))["问题清单"]
    assert sheet["C3"].data_type == "s"
    assert str(sheet["C3"].value).startswith("=HYPERLINK")


def test_the_reader_never_imports_django() -> None:
    source = Path(__file__).parents[2] / "src" / "bihuan" / "plans"
    words = [
        line
        for path in source.rglob("*.py")
        for line in path.read_text(encoding="utf8").splitlines()
        if "import" in line
    ]
    assert words
    assert not [line for line in words if "django" in line.lower() or "bihuan.web" in line]
