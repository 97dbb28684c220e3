"""Numbering grammar: styles, restarts, collisions, gaps, labels and cleaning."""

from __future__ import annotations

import pytest

from bihuan.plans import read_text
from bihuan.plans.clean import clean
from bihuan.plans.outline import build, find_labels, find_marks
from bihuan.plans.page import Cell, Edit, Page, Table, apply_edits
from bihuan.plans.resolve.units import split_units


def tree(text: str) -> list[str]:
    nodes = build(text, []).root.walk()
    return [
        "/".join([*(up.no or "" for up in reversed(list(node.ancestors()))), node.no or ""]) for node in nodes
    ]


@pytest.mark.parametrize(
    ("line", "style", "number"),
    [
        ("一、总则", "han", 1),
        ("（十二）总则", "phan", 12),
        ("㈢总则", "phan", 3),
        ("1.总则", "num", 1),
        ("12、总则", "num", 12),
        ("（3）总则", "pnum", 3),
        ("⑷总则", "pnum", 4),
        ("5）总则", "half", 5),
        ("⑥总则", "circle", 6),
        ("二是总则", "shi", 2),
        ("第三，总则", "order", 3),
        ("问题四：总则", "item", 4),
        ("⒈总则", "num", 1),
    ],
)
def test_styles(line: str, style: str, number: int) -> None:
    mark = find_marks(line)[0]
    assert (mark.style, mark.number, mark.span[0]) == (style, number, 0)


@pytest.mark.parametrize(
    "text", ["农村一二三产业融合", "达到1.5万元", "比率2.9%以上", "一、二、三产业", "共10（含）人", "3.5亩"]
)
def test_what_is_no_mark(text: str) -> None:
    assert find_marks(text) == []


def test_levels_and_restarts() -> None:
    text = "一、甲\n（一）子\n1.丑\n（1）寅\n（2）卯\n2.辰\n（二）巳\n1.午\n二、未\n（一）申"
    assert tree(text) == [
        "一",
        "一/（一）",
        "一/（一）/1",
        "一/（一）/1/（1）",
        "一/（一）/1/（2）",
        "一/（一）/2",
        "一/（二）",
        "一/（二）/1",
        "二",
        "二/（一）",
    ]


def test_a_list_carried_on_under_the_next_heading() -> None:
    assert tree("（一）甲\n1.子。\n2.丑。\n（二）乙\n3.寅。\n4.卯。") == [
        "（一）",
        "（一）/1",
        "（一）/2",
        "（二）",
        "（二）/3",
        "（二）/4",
    ]


def test_one_line() -> None:
    text = "方案 一、总则 说明。 （一）要求。1.甲乙。2.丙丁达到1.2万元。 （二）其他。"
    assert tree(text) == ["一", "一/（一）", "一/（一）/1", "一/（一）/2", "一/（二）"]


def test_measures_numbered_like_the_problems() -> None:
    plan = read_text(
        "整改方案\n二、反馈问题\n1.台账不全。\n整改措施：\n1.补录。\n2.核对。\n责任单位：县财政局\n2.宣传不够。"
        "\n整改措施：\n1.入户。\n2.培训。\n3.考核。\n"
        "责任单位：县教育局\n3.资金闲置。\n整改措施：加快拨付。\n责任单位：县财政局"
    )
    assert [(item.no, len(item.measures)) for item in plan.problems] == [("1", 2), ("2", 3), ("3", 1)]


def test_a_gap_is_told() -> None:
    plan = read_text("整改方案\n一、存在问题\n1.甲不全。\n2.乙不实。\n5.丙不准。")
    assert [item.no for item in plan.problems] == ["1", "2", "5"]
    assert any("编号不连续" in note for note in plan.warnings)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("整改措施：甲", "measures"),
        ("【责任单位】甲", "responsible"),
        ("牵头单位:甲", "lead"),
        ("配合单位：甲", "assisting"),
        ("整改完成时限：甲", "deadline"),
        ("责任领导：甲", "persons"),
        ("整改目标：甲", "target"),
        ("具体整改措施：甲", "measures"),
        ("督导单位：甲", "oversight"),
        ("存在问题：甲", "problem"),
        ("整改落实情况：甲", "done"),
        ("责任股室：甲", "responsible"),
        ("完成时间：甲", "deadline"),
    ],
)
def test_labels(text: str, kind: str) -> None:
    assert [label.kind for label in find_labels(text)] == [kind]


@pytest.mark.parametrize("text", ["明确责任单位和时限", "切实落实整改措施。", "压实整改责任：各村负责"])
def test_what_is_no_label(text: str) -> None:
    assert find_labels(text) == []


def test_causes_are_no_measures() -> None:
    plan = read_text(
        "整改总结\n二、具体整改情况\n（一）满意度不高问题的整改情况。认可度低。"
        "针对这一问题，经剖析，根源主要有两个方面：一是宣传少；二是走访少。为此，全面入户走访。"
    )
    assert len(plan.problems[0].measures) == 1
    assert "走访" in plan.problems[0].measures[0].text


def test_furniture_and_page_numbers_go() -> None:
    page = clean(Page("当前位置：首页 > 公开\n方案\n— 2 —\n正文。\n第3页 共5页\n打印本页\n"))
    assert page.text == "方案\n正文。\n"
    assert len(page.warnings) == 2


@pytest.mark.parametrize(
    ("text", "clean_text"),
    [
        ("定于2019212日开始。", "定于2019年2月12日开始。"),
        ("自2019212日起，自212日—24日期间", "自2019年2月12日起，自2月12日—24日期间"),
        ("在120日内办结", "在120日内办结"),
        ("定于2019112日开始。", "定于2019112日开始。"),
    ],
)
def test_damaged_dates(text: str, clean_text: str) -> None:
    page = clean(Page(text))
    assert page.text == clean_text
    assert bool(page.warnings) == ("2019" in text)


def test_page_marks_inside_words() -> None:
    body = ["整改工作要抓实" * 60 + f"落{at}、实" for at in (1, 2, 3)]
    page = clean(Page("".join(body)))
    assert "落实" in page.text
    assert "、" not in page.text
    assert any("页码" in note for note in page.warnings)


def test_a_list_inside_words_is_no_page_mark() -> None:
    text = "包括甲1、乙2、丙3、丁"
    assert clean(Page(text)).text == text


def test_edits_move_tables_along() -> None:
    page = Page("abcdef", (Table(2, 6, ((Cell(2, 4), Cell(4, 6)),)),))
    moved = apply_edits(page, [Edit(0, 1), Edit(4, 4, "XY")])
    assert moved.text == "bcdXYef"
    assert [moved.text[cell.start : cell.end] for cell in moved.tables[0].rows[0]] == ["cdXY", "ef"]


def test_rows_whose_cells_only_blanks_divide() -> None:
    plan = read_text(
        "云溪县档案检查发现问题整改清单\n序号  存在问题  整改措施  责任单位  整改时限\n"
        "1  档案库房未配备除湿设备，3卷受潮霉变。  购置除湿机2台。  县档案馆  2023年6月底前\n"
        "2  电子档案备份不及时。  （1）补做备份；（2）建立制度。  县大数据局、县档案馆  立行立改\n"
        "云溪县档案局\n2023年5月4日\n"
    )
    assert [(item.text, len(item.measures), item.responsible) for item in plan.problems] == [
        ("档案库房未配备除湿设备，3卷受潮霉变。", 1, ("县档案馆",)),
        ("电子档案备份不及时。", 2, ("县大数据局", "县档案馆")),
    ]
    assert [item.deadline and item.deadline.text for item in plan.problems] == ["2023年6月底前", "立行立改"]


def test_offices_written_short_are_written_out() -> None:
    assert split_units("各乡镇党委、政府，云溪县、青树县人民政府") == (
        "各乡镇党委",
        "各乡镇政府",
        "云溪县人民政府",
        "青树县人民政府",
    )
    assert split_units("柳溪镇、石门乡人民政府") == ("柳溪镇", "石门乡人民政府")
