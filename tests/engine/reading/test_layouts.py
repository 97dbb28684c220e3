"""Sheets as people really hand them in: odd headings, odd rows, several sheets, two exports that disagree."""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import date, datetime
from typing import Any

import polars as pl
import pyarrow as pa
import xlsxwriter

from bihuan.engine.reading import Reading, read
from tests.engine.reading.books import GOOD_ID, PERSON, base, book, export, rows_of
from tests.engine.reading.malformed.whole import sheet_xml

ROWS = rows_of([PERSON])


def members(reading: Reading) -> list[dict[str, Any]]:
    return reading.frames["member"].to_pylist()


def household(reading: Reading, at: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = reading.frames["household"].to_pylist()[at]
    return found


def test_the_heading_row_is_found_wherever_it_stands() -> None:
    for titles in range(6):
        (member,) = members(read({"a.xlsx": base({}, titles=titles)}))
        assert member["row"] == titles + 2


def test_headings_two_rows_deep_are_joined() -> None:
    rows = [
        ["基础信息表"],
        ["户编号", "村", "家庭成员", None, None, "收入", None],
        [None, None, "姓名", "证件号码", "性别", "工资性收入", "财产性收入"],
        ["H001", "柳湾村", "张三", GOOD_ID, "女", "100", "5"],
    ]
    reading = read({"a.xlsx": book({"一": rows})})
    assert (
        household(reading)["wage_income"],
        household(reading)["property_income"],
        members(reading)[0]["name"],
    ) == (10000, 500, "张三")
    assert reading.files[0].sheets[0].heading_row == 3


def test_a_group_and_its_part_make_one_heading() -> None:
    rows = [
        ["户编号", "村", "姓名", "证件号码", "致贫/返贫风险", None],
        [None, None, None, None, "1", "2"],
        ["H001", "柳湾村", "张三", GOOD_ID, "因病", "因学"],
    ]
    reading = read({"a.xlsx": book({"一": rows})})
    assert (household(reading)["risk_1"], household(reading)["risk_2"]) == ("illness", "schooling")


def test_headings_with_stars_numbers_remarks_and_units_are_learnt() -> None:
    person = {
        **{key: PERSON[key] for key in ("村", "户编号", "证件号码")},
        "*姓名": "张三",
        "5.性别（下拉选择）": "男",
        "财产性收入（万元）": "1.5",
        "理赔收入(元)": "3",
    }
    reading = read({"a.xlsx": book({"一": rows_of([person])})})
    assert (members(reading)[0]["name"], members(reading)[0]["sex"]) == ("张三", "male")
    assert (household(reading)["property_income"], household(reading)["claims"]) == (1500000, 300)
    assert reading.learnt == {
        "*姓名": "name",
        "5.性别（下拉选择）": "sex",
        "财产性收入（万元）": "property_income",
    }


def test_an_unknown_heading_is_noted_and_an_alias_makes_it_known() -> None:
    sheet = base({"门牌": "12号", "家里几亩田": "3.5"})
    reading = read({"a.xlsx": sheet})
    assert reading.files[0].sheets[0].unknown == ("门牌", "家里几亩田")
    assert [note.sentence for note in reading.notes] == ["这些列不认得，没有用：门牌、家里几亩田。"]
    known = read({"a.xlsx": sheet}, aliases={"家里几亩田": "farmland", "门牌": ""})
    assert household(known)["farmland"] == 350
    assert (known.notes, known.learnt) == ((), {"家里几亩田": "farmland"})


def test_an_alias_settles_two_headings_of_one_column() -> None:
    sheet = base({"户编码": "旧号"})
    assert household(read({"a.xlsx": sheet}, aliases={"户编码": ""}))["household_id"] == "H001"


def test_blank_rows_headings_again_totals_and_remarks_are_left_out() -> None:
    total = ["合计", None, "1"]
    body = [
        None,
        [],
        ROWS[3],
        [" "],
        ROWS[2],
        [*ROWS[3][:3], "H002", *ROWS[3][4:]],
        total,
        ["填表人：何敏"],
        ["（完）"],
    ]
    reading = read({"a.xlsx": book({"一": [*ROWS[:3], *(row or [] for row in body)]})})
    assert [(member["household_id"], member["row"]) for member in members(reading)] == [
        ("H001", 6),
        ("H002", 9),
    ]
    assert [note.sentence for note in reading.notes] == [
        "表里又出现了 1 行列名，已经略过。",
        "有 3 行是合计或说明，已经略过。",
    ]


def test_a_total_in_a_ledger_is_a_line_of_it() -> None:
    reading = read(
        {
            "a.xlsx": export(
                "ledger",
                {"台账名称": "资金", "项目": "合计", "数字": "3"},
                {"台账名称": "资金", "项目": "甲", "属于哪一项": "合计", "数字": "3"},
            )
        }
    )
    assert reading.frames["ledger"].num_rows == 2


def test_two_villages_of_one_name_in_two_townships_are_two() -> None:
    line = {"村": "柳湾村", "台账名称": "户表", "项目": "总户数", "数字": "3"}
    reading = read(
        {"a.xlsx": export("ledger", {**line, "乡": "石桥镇"}, {**line, "乡": "河口镇", "数字": "4"})}
    )
    assert (reading.refusals, reading.frames["ledger"]["figure"].to_pylist()) == ((), [300, 400])


def test_words_a_list_lacks_are_refused_one_by_one_as_long_as_it_knows_any() -> None:
    people = [{"户编号": f"H{at}", "户类型": "新户型" if at else "脱贫户"} for at in range(20)]
    reading = read({"a.xlsx": base(*people)})
    assert (len(reading.refusals), reading.frames["household"]["household_type"].null_count) == (19, 19)


def test_several_sheets_are_read_together_and_others_noted() -> None:
    second = [*ROWS[:3], [*ROWS[3][:3], "H002", *ROWS[3][4:]]]
    reading = read({"a.xlsx": book({"石桥镇": ROWS, "说明": [["本表由某某填报"]], "另一镇": second})})
    assert [member["household_id"] for member in members(reading)] == ["H001", "H002"]
    assert [(note.sheet, note.sentence) for note in reading.notes] == [("说明", "没有认得的列名，没有读。")]


def test_cells_typed_as_days_numbers_and_flags() -> None:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    page, day = made.add_worksheet("一"), made.add_format({"num_format": "yyyy/m/d"})
    for at, row in enumerate(ROWS[:3]):
        page.write_row(at, 2, row)
    for at, (heading, text) in enumerate(PERSON.items(), start=2):
        page.write_string(3, at, text)
        if heading == "出生日期":
            page.write_datetime(3, at, datetime(1949, 12, 31), day)
        if heading in ("住房面积", "工资性收入", "识别监测时间"):
            page.write_number(3, at, float(text))
        if heading == "是否参加大病保险":
            page.write_boolean(3, at, True)
    made.close()
    assert read({"a.xlsx": out.getvalue()}).frames == read({"a.xlsx": base({})}).frames


def test_a_failed_formula_and_a_lost_number_are_refused_where_they_stand() -> None:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    page = made.add_worksheet("一")
    lines = rows_of([{**PERSON, "户编号": f"H{at}"} for at in range(4)])
    for at, line in enumerate(lines):
        page.write_row(at, 3, line)
    columns = {heading: at + 3 for at, heading in enumerate(lines[2])}
    page.write_formula(4, columns["工资性收入"], "=1/0", None, "#DIV/0!")
    page.write_number(5, columns["证件号码"], 110105194912310021)
    made.close()
    reading = read({"a.xlsx": out.getvalue()})
    found = [(refusal.row, refusal.column, refusal.raw[:5]) for refusal in reading.refusals]
    assert found == [(5, "wage_income", "#DIV/"), (6, "id_number", "11010")]
    assert [member["id_number"] for member in members(reading)] == [GOOD_ID, GOOD_ID, None, GOOD_ID]
    assert reading.frames["household"]["wage_income"].to_pylist() == [1200050, None, 1200050, 1200050]


def test_a_households_rows_that_disagree_keep_the_first_and_say_so() -> None:
    people = (
        {"户类型": None, "住房面积": "85.5"},
        {"姓名": "李四", "户类型": "一般农户", "住房面积": "85.50"},
        {"姓名": "张小", "户类型": "脱贫户", "住房面积": "90"},
    )
    reading = read({"a.xlsx": base(*people)})
    assert (
        household(reading)["household_type"],
        household(reading)["house_area"],
        reading.frames["household"].num_rows,
    ) == ("ordinary", 8550, 1)
    assert [(found.row, found.column, found.kept, found.other) for found in reading.differences] == [
        (6, "household_type", "一般农户", "脱贫户"),
        (6, "house_area", "85.5", "90"),
    ]
    assert (
        reading.differences[0].sentence
        == "户编号 H001 的“户类型”有两个说法：“一般农户”和“脱贫户”，先按前一个。"
    )


def test_the_rural_table_fills_what_the_base_table_lacks() -> None:
    rural = {
        "行政村": "柳湾村",
        "户编号": "H001",
        "姓名": "张三",
        "证件号码": GOOD_ID + "44",
        "劳动技能": "普通劳动力",
        "性别": "女",
        "耕地面积（亩）": "3",
        "住房面积": "60",
    }
    new = {**rural, "户编号": "H009", "姓名": "赵六"}
    files = {"b 基础.xlsx": base({}), "a 户信息.xlsx": export("rural", rural, new)}
    reading = read(files)
    assert [member["household_id"] for member in members(reading)] == ["H001", "H009"]
    assert (members(reading)[0]["labour"], members(reading)[0]["sex"], members(reading)[0]["id_form"]) == (
        "ordinary",
        "male",
        "resident",
    )
    assert (
        household(reading)["farmland"],
        household(reading)["house_area"],
        household(reading, 1)["farmland"],
    ) == (300, 8550, 300)
    assert {(found.table, found.column, found.kept, found.other) for found in reading.differences} == {
        ("household", "house_area", "85.5", "60"),
        ("member", "sex", "男", "女"),
        ("member", "id_number", GOOD_ID, GOOD_ID + "44"),
    }


def test_last_years_incomes_come_beside() -> None:
    now = base({}, {"户编号": "H002", "姓名": "李四"})
    reading = read(
        {"a.xlsx": now}, last_year={"去年.xlsx": base({"工资性收入": "9000", "人均纯收入（元）": "4000"})}
    )
    assert [
        (row["last_wage_income"], row["last_income_per_head"])
        for row in reading.frames["household"].to_pylist()
    ] == [(900000, 400000), (None, None)]
    assert [file.name for file in reading.files] == ["a.xlsx", "去年.xlsx"]


def test_a_parquet_file_says_what_the_sheet_says() -> None:
    frame = pl.DataFrame({heading: [text] for heading, text in PERSON.items()}).with_columns(
        pl.lit(date(1949, 12, 31)).alias("出生日期"),
        pl.lit(85.5).alias("住房面积"),
        pl.lit(True).alias("是否参加大病保险"),
    )
    out = io.BytesIO()
    frame.write_parquet(out)
    (typed,) = members(read({"a.parquet": out.getvalue()}))
    (texts,) = members(read({"a.parquet": base({})}))
    assert typed == {**texts, "row": 1}


def test_the_same_file_twice_is_read_once() -> None:
    reading = read({"a.xlsx": base({}), "b.xlsx": base({})})
    assert reading.frames["member"].num_rows == 1
    assert [note.sentence for note in reading.notes] == ["和“a.xlsx”是同一个文件，只读了一次。"]


def test_a_person_said_twice_stays_for_the_checks() -> None:
    reading = read({"a.xlsx": base({}, {})})
    assert len(members(reading)) == 2
    assert [note.sentence for note in reading.notes] == ["有 1 行和前面的行一字不差（第 5 行），照样读了。"]


def ipc(reading: Reading) -> bytes:
    out = pa.BufferOutputStream()
    for table in reading.frames.values():
        with pa.ipc.new_stream(out, table.schema) as stream:
            stream.write_table(table)
    return bytes(out.getvalue())


def test_the_same_bytes_give_the_same_frames_to_the_byte(tmp_path: Any) -> None:
    people = [
        {"户编号": f"H{at:03d}", "健康状况": "残疾,长期慢性病", "就业帮扶": "别的，技能培训，自办"}
        for at in range(50)
    ]
    (tmp_path / "基础.xlsx").write_bytes(base(*people))
    code = (
        "import sys, pathlib\nfrom tests.engine.reading.test_layouts import ipc, read\n"
        "sys.stdout.buffer.write(ipc(read(pathlib.Path(sys.argv[1]))))"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    other = subprocess.run(
        command,
        capture_output=True,
        check=True,
        env={"PYTHONPATH": ":".join(filter(None, sys.path)), "PYTHONHASHSEED": "7"},
    )
    assert other.stdout == ipc(read(tmp_path))
    assert read(tmp_path).fingerprint == read(tmp_path).fingerprint
    assert [len(digest) for digest in read(tmp_path).fingerprint.values()] == [64]


def test_a_files_name_settles_what_headings_leave_open() -> None:
    row = {"村名": "柳湾村", **{heading: PERSON[heading] for heading in ("户编号", "姓名", "证件号码")}}
    sheet = book({"一": rows_of([row])})
    told = {
        name: read({name: sheet}).files[0].sheets[0].export
        for name in ("（乡村建设）户信息.xlsx", "基础信息.xlsx", "表.xlsx")
    }
    assert told == {"（乡村建设）户信息.xlsx": "rural", "基础信息.xlsx": "base", "表.xlsx": "base"}


def test_a_chart_beside_the_data_does_no_harm() -> None:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    page = made.add_worksheet("数据")
    for at, row in enumerate(ROWS):
        page.write_row(at, 0, row)
    chart = made.add_chart({"type": "line"})
    chart.add_series({"values": "=数据!$A$1:$A$3"})
    made.add_chartsheet("图").set_chart(chart)
    made.close()
    assert len(members(read({"a.xlsx": out.getvalue()}))) == 1


def test_a_hundred_thousand_formatted_blank_rows_are_no_rows() -> None:
    blank = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (row, row) for row in range(5, 120_000))
    sheet = sheet_xml(lambda xml: xml.replace(b"</sheetData>", blank + b"</sheetData>"))
    assert len(members(read({"a.xlsx": sheet}))) == 1
