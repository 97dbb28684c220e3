"""Readable spreadsheets that are not what they should be."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl
import xlsxwriter

from tests.engine.reading.books import GOOD_ID, PERSON, base, book, export, rows_of
from tests.engine.reading.malformed.case import Case

PLACE = {"乡(镇)": "石桥镇", "行政村": "柳湾村"}
WORKER = {
    **PLACE,
    "户编号": "H001",
    "姓名": "张三",
    "证件号码": GOOD_ID,
    "务工月收入": "4500",
    "开始时间": "202303",
}
VILLAGE = {"县": "云溪县", **PLACE, "总户数": "312", "低保户数": "9"}
VISIT = {"村": "柳湾村", "户编号": "H001", "走访人": "何敏", "走访日期": "2026-05-04"}
LINE = {"台账名称": "衔接资金", "项目": "合计", "数字": "436530.52"}
CHECK = "再交"


def one(*people: Mapping[str, Any], name: str = "a.xlsx") -> dict[str, bytes]:
    return {name: book({"Sheet1": rows_of(people)})}


def without(row: Mapping[str, Any], *headings: str) -> dict[str, Any]:
    return {heading: value for heading, value in row.items() if heading not in headings}


def many(count: int, **cells: Any) -> list[dict[str, Any]]:
    """So many different people; `cells` say what stands in a column on every row (a function of its number, or a value)."""
    return [
        {
            **PERSON,
            "户编号": f"H{at:03d}",
            "姓名": f"张{'甲乙丙丁戊己庚辛壬癸'[at % 10]}",
            **{k: v(at) if callable(v) else v for k, v in cells.items()},
        }
        for at in range(count)
    ]


def merged(*areas: str) -> bytes:
    made = openpyxl.load_workbook(io.BytesIO(base(*many(4))))
    for area in areas:
        made.active.merge_cells(area)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def hidden(rows: Sequence[Sequence[Any]], very: bool = False) -> bytes:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    made.add_worksheet("封面").activate()
    page = made.add_worksheet("数据")
    page.very_hidden() if very else page.hide()
    for at, row in enumerate(rows):
        page.write_row(at, 0, row)
    made.close()
    return out.getvalue()


def formulas(error: str, rows: int = 12) -> bytes:
    """Every certificate number is a formula that failed."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    page = made.add_worksheet("Sheet1")
    lines = rows_of(many(rows))
    at_id = lines[2].index("证件号码")
    for at, line in enumerate(lines):
        for column, text in enumerate(line):
            if at > 2 and column == at_id:
                page.write_formula(at, column, "=1/0", None, error)
            else:
                page.write_string(at, column, text)
    made.close()
    return out.getvalue()


BASE_ROWS = rows_of([PERSON])
HEADINGS = BASE_ROWS[2]

CASES = [
    Case("an empty sheet", {"a.xlsx": book({"Sheet1": []})}, ("空的", "重新导出")),
    Case("cells of blanks only", {"a.xlsx": book({"Sheet1": [["  ", "　"]] * 50})}, ("没有认得的列名", "空表")),
    Case("a title only", {"a.xlsx": book({"Sheet1": [["监测对象信息"]]})}, ("没有认得的列名", "空表")),
    Case("headings only", {"a.xlsx": book({"Sheet1": BASE_ROWS[:3]})}, ("没有数据", CHECK)),
    Case("headings and blank rows", {"a.xlsx": book({"Sheet1": [*BASE_ROWS[:3], *[["", " "]] * 500]})}, ("没有数据", CHECK)),
    Case("headings and a total", {"a.xlsx": book({"Sheet1": [*BASE_ROWS[:3], ["合计", None, "12"]]})}, ("没有数据", CHECK)),
    Case("headings and remarks", {"a.xlsx": book({"Sheet1": [*BASE_ROWS[:3], ["填表人：张三"], ["注：本表"]]})}, ("没有数据", CHECK)),
    Case("headings thrice", {"a.xlsx": book({"Sheet1": [*BASE_ROWS[:2], HEADINGS, HEADINGS, HEADINGS]})}, ("没有数据", CHECK)),
    Case("headings in row 20", {"a.xlsx": book({"Sheet1": [["x"]] * 19 + BASE_ROWS[2:]})}, ("没有认得的列名", "前 12 行")),
    Case("no headings", {"a.xlsx": book({"Sheet1": BASE_ROWS[3:]})}, ("没有认得的列名",)),
    Case("headings in English", {"a.xlsx": book({"Sheet1": [["name", "sex", "household"], ["a", "b", "c"]]})}, ("没有认得的列名",)),
    Case("headings in another encoding", {"a.csv": ",".join(HEADINGS).encode("big5", "replace") + b"\r\n1,2,3"}, ("没有认得的列名",)),
    Case("two known headings", {"a.xlsx": book({"Sheet1": [["姓名", "性别", "职务"], ["张三", "男", "书记"]]})}, ("没有认得的列名",)),
    Case("a list of officials", one({"姓名": "何敏", "性别": "女", "民族": "汉族", "出生日期": "19900101", "职务": "干事"}), ("像是", "缺少", "户编号")),
    Case("sideways", {"a.xlsx": book({"Sheet1": [list(pair) for pair in PERSON.items()]})}, ("没有认得的列名",)),
    Case("hidden data", {"a.xlsx": hidden(BASE_ROWS)}, ("隐藏", "取消隐藏")),
    Case("very hidden data", {"a.xlsx": hidden(BASE_ROWS, very=True)}, ("隐藏", "取消隐藏")),
    Case("no household number", one(without(PERSON, "户编号")), ("缺少“户编号”这一列", "一起导出")),
    Case("no name", one(without(PERSON, "姓名")), ("缺少“姓名”这一列",)),
    Case("no certificate number", one(without(PERSON, "证件号码")), ("缺少“证件号码”这一列",)),
    Case("no village", one(without(PERSON, "村")), ("缺少“村”这一列",)),
    Case("neither name nor number", one(without(PERSON, "姓名", "证件号码")), ("“姓名”、“证件号码”这几列",)),
    Case("work without a person", one(without(WORKER, "证件号码")), ("已外出务工", "证件号码")),
    Case("work without a start", one(without(WORKER, "开始时间")), ("已外出务工", "开始时间")),
    Case("a plan without a person", one({**without(WORKER, "证件号码", "务工月收入", "开始时间"), "是否计划务工": "是", "就业服务需求": "无需求"}), ("计划外出务工", "证件号码")),
    Case("villages without a township", one(without(VILLAGE, "乡(镇)")), ("行政村信息", "“乡”这一列")),
    Case("villages without names", one({**without(VILLAGE, "行政村"), "危房户数": "3"}), ("行政村信息", "“村”这一列")),
    Case("visits without a visitor", one(without(VISIT, "走访人")), ("走访", "走访人")),
    Case("visits without days", one({**without(VISIT, "走访日期"), "走访方式": "入户"}), ("走访", "走访日期")),
    Case("a ledger without items", one({**without(LINE, "项目"), "属于哪一项": "合计", "分项是否列全": "是"}), ("台账", "项目")),
    Case("a ledger without figures", one({**without(LINE, "数字"), "属于哪一项": "合计", "分项是否列全": "是"}), ("台账", "数字")),
    Case("two headings for the household", one({**PERSON, "户编码": "H002"}), ("“户编号”和“户编码”", "删去一列")),
    Case("two headings for the number", one({**PERSON, "身份证号码": GOOD_ID}), ("“证件号码”和“身份证号码”", "删去一列")),
    Case("two headings for the village", one({**PERSON, "行政村": "别村"}), ("“村”和“行政村”", "删去一列")),
    Case("one heading twice", {"a.xlsx": book({"Sheet1": [[*HEADINGS, "姓名"], [*BASE_ROWS[3], "李四"]]})}, ("“姓名”和“姓名”", "删去一列")),
    Case("merged household numbers", {"a.xlsx": merged("D4:D6")}, ("第 4 到 6 行", "户编号", "取消合并")),
    Case("merged villages", {"a.xlsx": merged("C5:C7")}, ("第 5 到 7 行", "“村”", "取消合并")),
    Case("merged across", {"a.xlsx": merged("F4:G4")}, ("第 4 到 4 行", "取消合并")),
    Case("merged from the heading down", {"a.xlsx": merged("D3:D5")}, ("第 3 到 5 行", "取消合并")),
    Case("pasted twice", one(*many(12), *many(12)), ("一字不差", "贴了两遍")),
    Case("no row has a household", one(*many(3, 户编号=None)), ("没有一行能读", "户编号")),
    Case("household numbers lost as numbers", one(*many(3, 户编号="1.23457E+17")), ("没有一行能读", "文本")),
    Case("household numbers stored as numbers", one(*many(12, 户编号=lambda at: 341523000000000000 + at * 64)), ("读不出", "户编号")),
    Case("certificate numbers stored as numbers", one(*many(12, 证件号码=lambda at: 110105194912310000 + at * 64)), ("“证件号码”一列", "12 格")),
    Case("certificate numbers in scientific notation", one(*many(12, 证件号码="1.10105E+17")), ("“证件号码”一列", "1.10105E+17")),
    Case("formulas that failed: reference", {"a.xlsx": formulas("#REF!")}, ("“证件号码”一列", "#REF!")),
    Case("formulas that failed: not found", {"a.xlsx": formulas("#N/A")}, ("“证件号码”一列", "#N/A")),
    Case("days in words", one(*many(12, 出生日期="一九七〇年元月")), ("“出生日期”一列填了 12 格", "一九七〇年元月")),
    Case("days in American order", one(*many(12, 出生日期=lambda at: f"{at + 1}/3/1970")), ("“出生日期”一列", "1/3/1970")),
    Case("months in words", one(*many(12, 识别监测时间="去年")), ("“识别监测时间”一列", "去年")),
    Case("amounts in words", one(*many(12, 工资性收入="一万二")), ("“工资性收入”一列", "一万二")),
    Case("amounts as ranges", one(*many(12, 工资性收入="1000-2000")), ("“工资性收入”一列", "1000-2000")),
    Case("flags as remarks", one(*many(12, 是否参加大病保险="见附件")), ("“是否参加大病保险”一列", "见附件")),
    Case("columns moved by one", one(*many(12, 性别="居民身份证", 证件类型=GOOD_ID)), ("“性别”一列", "居民身份证")),
    Case("relations nobody knows", one(*many(12, 与户主关系="甲")), ("“与户主关系”一列", "“甲”")),
    Case("areas in another unit", {"a.xlsx": book({"Sheet1": rows_of([{**without(person, "住房面积"), "住房面积（亩）": "3"} for person in many(12)])})}, ("住房面积（亩）", "12 格")),
    Case("the neighbouring county", one(PERSON), ("不是江河县的", "云溪县"), county="江河县"),
    Case("some rows of another county", one(*many(3), {**PERSON, "县": "江河县", "户编号": "H900"}), ("1 行", "“江河县”", "第 7 行"), county="云溪县"),
    Case("a household in two files", {"a.xlsx": base({}), "b.xlsx": base({"姓名": "李四"})}, ("H001", "a.xlsx", "最新的一份")),
    Case("a household in two sheets", {"a.xlsx": book({"一": BASE_ROWS, "二": [*BASE_ROWS[:3], ["云溪县", *BASE_ROWS[3][1:]], [*BASE_ROWS[3][:3], "H002", *BASE_ROWS[3][4:]]]})}, ("H001", "“一”")),
    Case("a village in two files", {"a.xlsx": export("village", VILLAGE), "b.xlsx": export("village", {**VILLAGE, "总户数": "1"})}, ("柳湾村", "a.xlsx")),
    Case("a line of a ledger in two files", {"a.xlsx": export("ledger", LINE), "b.xlsx": export("ledger", {**LINE, "数字": "1"})}, ("台账", "合计", "a.xlsx")),
    Case("work in two files", {"a.xlsx": export("away", WORKER), "b.xlsx": export("away", {**WORKER, "务工月收入": "1"})}, ("务工经历", "a.xlsx")),
    Case("a village twice", one(VILLAGE, {**VILLAGE, "总户数": "311"}), ("柳湾村", "没有一行能读")),
    Case("an item twice", one(LINE, {**LINE, "数字": "1"}), ("合计", "没有一行能读")),
    Case("villages without a name in any row", one({**VILLAGE, "行政村": None}), ("没有“行政村”",)),
    Case("visits to nobody", one({**VISIT, "户编号": "/"}), ("没有“户编号”",)),
    Case("a ledger of words", one({**LINE, "数字": "很多"}), ("没有一行能读", "不是一个数")),
]  # fmt: skip
