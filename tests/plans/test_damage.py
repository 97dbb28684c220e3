"""What copying, scanning and narrow pages do to a paper does not change what it says."""

from __future__ import annotations

from datetime import date

import pytest

from bihuan.plans import Plan, read_text

PLAN = (
    "云溪县督查反馈问题整改方案\n为切实抓好督查反馈问题整改，压实各级各部门责任，确保件件有着落、事事有回音，结合我县实际，制定本方案。\n"
    "一、反馈问题及整改措施\n（一）台账登记不规范，部分村的数据与实际情况不符，群众反映强烈。\n整改措施：1.全面核查相关台账，逐条补录更正，由村级先行自查后报乡镇复核；2.明确专人负责。\n"
    "责任单位：县财政局、各乡镇\n整改时限：2023年6月底前\n（二）资金拨付滞后，3个项目的进度款超过六个月仍未支付到施工单位手中。\n整改措施：加快拨付，"
    "由县财政局会同县农业农村局逐个项目核对进度，手续齐全的立即支付。\n责任单位：县财政局\n整改时限：立行立改\n二、工作要求\n各责任单位每月25日前将整改进展情况报县整改办公室汇总，"
    "县整改办公室每季度通报不少于1次，并适时开展督导检查。\n云溪县人民政府\n2023年3月28日\n"
)


def said(plan: Plan) -> list[object]:
    problems = [
        (item.text[:8], len(item.measures), item.responsible, item.deadline and item.deadline.kind)
        for item in plan.problems
    ]
    duties = [item.due.text for item in plan.report_obligations]
    return [*problems, *duties, *((item.number, item.per) for item in plan.quotas)]


EXPECTED = [
    ("台账登记不规范，", 2, ("县财政局", "各乡镇"), "dated"),
    ("资金拨付滞后，3", 1, ("县财政局",), "immediate"),
    "每月25日前",
    (1.0, "quarter"),
]


def test_as_written() -> None:
    assert said(read_text(PLAN)) == EXPECTED


def test_half_width_punctuation_is_kept_and_understood() -> None:
    half = PLAN.translate(str.maketrans("，：；（）", ",:;()"))
    plan = read_text(half)
    assert plan.text == half
    assert plan.problems[0].text.startswith("台账登记不规范,部分村")
    assert [str(item).replace(",", "，") for item in said(plan)] == [
        str(item).replace(",", "，") for item in EXPECTED
    ]


@pytest.mark.parametrize("width", [28, 36, 44])
def test_lines_broken_at_one_width_are_put_together(width: int) -> None:
    broken = "\n".join(
        line[at : at + width] for line in PLAN.split("\n") for at in range(0, max(1, len(line)), width)
    )
    assert said(read_text(broken)) == EXPECTED


def test_lines_that_end_as_sentences_stay() -> None:
    text = "某镇整改情况\n一、关于“加大财政投入”的审议意见\n今年以来，镇财政安排资金。\n二、关于“加强项目管护”的审议意见\n建立管护台账，聘用管护员。\n"
    assert read_text(text).text == text


def test_marks_of_markdown_are_nothing() -> None:
    marked = PLAN.replace("一、反馈问题及整改措施", "## **一、反馈问题及整改措施**")
    assert said(read_text(marked)) == EXPECTED


def test_a_paper_that_lost_its_punctuation_keeps_its_words() -> None:
    text = (
        "关于开展低保专项治理的方案\n一 治理内容\n(一)对象认定 是否存在不符合条件享受低保\n(二)近亲属备案 是否备案 是否优亲厚友\n(三)资金监管 是否截留挪用低保金\n"
        "二 方法步骤\n1 宣传发动 6月1日至6月10日 各村召开群众会 张贴公告\n2 入户核查 6月11日至7月20日 包村干部入户\n三 要求\n(一)压实责任 各村负总责\n"
        "(二)按时上报 7月22日前上报核查花名册\n镇人民政府\n2019年5月28日\n"
    )
    plan = read_text(text)
    assert plan.text == text
    assert len(plan.check_items) == 3
    assert [(item.start, item.end) for item in plan.phases] == [
        (date(2019, 6, 1), date(2019, 6, 10)),
        (date(2019, 6, 11), date(2019, 7, 20)),
    ]


def test_characters_a_scanner_takes_for_others_are_repaired_with_a_warning() -> None:
    plan = read_text(
        "控辍保学排查方案\n三、步骤\n（一）自查阶段（2020年9月1口-9月10日）。自查。\n（二）整改阶段（9月11日一10月20曰）。整改。\n某局\n2020年8月28日\n"
    )
    assert [(str(item.start), str(item.end)) for item in plan.phases] == [
        ("2020-09-01", "2020-09-10"),
        ("2020-09-11", "2020-10-20"),
    ]
    assert any("扫描识别" in note for note in plan.warnings)


def test_words_that_begin_like_a_button_are_no_furniture() -> None:
    plan = read_text(
        "整改清单\n一、存在问题\n1.散乱污企业未关停。\n整改措施：\n关闭养殖场14家。\n打印公示牌，张贴到村。\n责任单位：县环保局\n时间：2022年3月1日至3月10日\n"
    )
    for line in ("关闭养殖场14家。", "打印公示牌，张贴到村。", "时间：2022年3月1日至3月10日"):
        assert line in plan.text


def test_a_list_without_blanks_or_line_feeds_is_still_a_list() -> None:
    plan = read_text(
        "某乡整改方案为抓好整改制定本方案。二、整改任务（一）国家反馈问题1.监测不及时。整改措施:(1)优化程序(2)开展轮训(3)每周研判。责任单位:乡乡村振兴办。"
        "2.收入核算不实。整改措施:重新核算。责任单位:各村。（二）省级反馈问题1.公厕停用。整改措施:维修。责任单位:乡农业服务中心。"
        + "各村要抓好落实。"
        * 30
    )
    assert [(item.no, len(item.measures), item.responsible) for item in plan.problems] == [
        ("1", 3, ("乡乡村振兴办",)),
        ("2", 1, ("各村",)),
        ("1", 1, ("乡农业服务中心",)),
    ]


def test_what_a_later_sentence_says_by_number_belongs_to_the_problems() -> None:
    plan = read_text(
        "关于督查整改的通知\n一、查出的主要问题\n㈠通风管理混乱。\n㈡瓦斯监测形同虚设。\n㈢火工品管理不严。\n"
        "二、整改要求\n对第一至第二项问题，限5月31日前整改完毕，由县煤炭局负责验收；第三项，由县公安局负责，立即整改。\n某县人民政府\n2019年5月8日\n"
    )
    assert [(item.responsible, item.deadline and item.deadline.text) for item in plan.problems] == [
        (("县煤炭局",), "5月31日前"),
        (("县煤炭局",), "5月31日前"),
        (("县公安局",), "立即整改"),
    ]


def test_tables_that_blanks_divide() -> None:
    plan = read_text(
        "问题整改台账\n问题          整改措施            责任单位      完成时限\n"
        "台账不规范，数据不实。    1.补录；2.核对。    县财政局    2023年6月底\n公示不及时，群众不知情。    按月公示，接受监督。    各乡镇    立行立改\n"
    )
    assert [(len(item.measures), item.responsible) for item in plan.problems] == [
        (2, ("县财政局",)),
        (1, ("各乡镇",)),
    ]


def test_a_place_in_a_table_is_no_responsible_unit() -> None:
    plan = read_text(
        "问题清单\n序号\t乡镇\t存在问题\t整改时限\n1\t石桥乡\t垃圾清运不及时\t6月底前\n2\t柳河镇\t公厕无人管护\t7月底前\n"
    )
    assert [(item.category, item.responsible) for item in plan.problems] == [("石桥乡", ()), ("柳河镇", ())]
