"""Whole files: the exports as they come, told by their headings."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

from bihuan.engine.reading import read
from bihuan.engine.tables import EXPORTS, TABLES
from tests.engine.reading.books import GOOD_ID, PERSON, base, book, export, rows_of


def test_a_base_export_becomes_a_household_and_a_member() -> None:
    reading = read({"（自定义）监测对象信息 (22).xlsx": base({})})
    assert reading.refusals == reading.notes == reading.differences == ()
    assert list(reading.frames) == ["household", "member"]
    (household,) = reading.frames["household"].to_pylist()
    (member,) = reading.frames["member"].to_pylist()
    assert (household["household_id"], household["village"], household["household_type"]) == (
        "H001",
        "柳湾村",
        "lifted",
    )
    assert (household["house_area"], household["wage_income"], household["identified"]) == (
        8550,
        1200050,
        2023 * 12 + 5,
    )
    assert (member["name"], member["sex"], member["birth_date"]) == ("张三", "male", date(1949, 12, 31))
    assert (member["health"], member["serious_illness_cover"], member["labour"]) == (
        "chronic,disabled",
        True,
        None,
    )
    assert (member["id_key"], member["id_form"], member["id_sex"], member["id_place_known"]) == (
        GOOD_ID,
        "resident",
        "female",
        None,
    )
    assert (member["row"], member["source"]) == (4, "（自定义）监测对象信息 (22).xlsx")


def test_every_export_is_told_by_its_headings() -> None:
    rows = {
        "base": PERSON,
        "rural": {"行政村": "柳湾村", "户编号": "H001", "姓名": "张三", "证件号码": GOOD_ID},
        "away": {"行政村": "柳湾村", "户编号": "H001", "姓名": "张三", "证件号码": GOOD_ID, "务工月收入": "4500", "开始时间": "202303"},
        "planned": {"行政村": "柳湾村", "户编号": "H001", "姓名": "张三", "证件号码": GOOD_ID, "是否计划务工": "是", "就业服务需求": "岗位信息、技能培训"},
        "village": {"县": "云溪县", "乡(镇)": "石桥镇", "行政村": "柳湾村", "总户数": "312", "村级集体经济收入（万元）": "12.5"},
        "visit": {"村": "柳湾村", "户编号": "H001", "走访人": "何敏", "走访日期": "2026-05-04"},
        "ledger": {"台账名称": "衔接资金", "项目": "合计", "数字": "436530.52"},
    }  # fmt: skip
    reading = read({f"{key}.xlsx": export(key, row) for key, row in rows.items()})
    assert {sheet.export for file in reading.files for sheet in file.sheets} == set(EXPORTS)
    assert set(reading.frames) == set(TABLES)
    assert reading.frames["work"].to_pylist()[0]["monthly_wage"] == 450000
    assert reading.frames["plan"].to_pylist()[0]["service_need"] == "job,training"
    assert reading.frames["village"].to_pylist()[0]["collective_income"] == 12_500_000
    assert reading.frames["ledger"].to_pylist()[0]["figure"] == 43653052
    assert reading.refusals == ()


def test_frames_have_the_catalogues_columns_and_where_each_row_stood() -> None:
    reading = read({"b.xlsx": base({})})
    for table, frame in reading.frames.items():
        names = [column.name for column in TABLES[table]]
        assert frame.column_names[: len(names)] == names
        assert frame.column_names[-2:] == ["row", "source"]


def test_a_folder_is_read_with_its_other_files_noted(tmp_path: Path) -> None:
    (tmp_path / "基础信息.xlsx").write_bytes(base({}))
    (tmp_path / "~$基础信息.xlsx").write_bytes(b"x")
    (tmp_path / "说明.docx").write_bytes(b"x")
    reading = read(tmp_path)
    assert reading.frames["member"].num_rows == 1
    assert [(note.file, note.sentence) for note in reading.notes] == [("说明.docx", "不是表格文件，没有读。")]


def test_csv_in_both_encodings_says_what_the_sheet_says() -> None:
    rows = rows_of([PERSON])
    text = "\r\n".join(",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows)
    sheet = read({"a.xlsx": book({"Sheet1": rows})}).frames["member"].drop_columns(["source"])
    for encoding in ("utf-8-sig", "utf-8", "gb18030", "utf-16"):
        assert read({"a.csv": text.encode(encoding)}).frames["member"].drop_columns(["source"]) == sheet


def test_an_old_workbook_is_read_as_a_new_one() -> None:
    kept = Path(__file__).parent / "kept" / "base.xls"
    old, new = read({"a.xls": kept.read_bytes()}), read({"a.xls": base({})})
    assert old.frames == new.frames


def test_naming_the_reader_does_not_load_what_reading_needs() -> None:
    code = (
        "import sys\nfrom bihuan.engine.reading import Refusal, dictionary, plain, shown, template\nfrom bihuan.engine.identity import of\n"
        "template('planned'); of('1')\nprint(sorted({'polars', 'pyarrow', 'fastexcel'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
