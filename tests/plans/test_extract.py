"""Word numbering and merged cells, web pages, PDF text layers and encodings."""

from __future__ import annotations

import pytest

from bihuan.plans import Plan, read_bytes
from bihuan.plans.extract.numbering import spell

from . import papers as p

HEAD = [p.cell(words) for words in ("序号", "问题类别", "存在问题", "整改措施", "责任单位", "整改时限")]


@pytest.mark.parametrize(
    ("form", "number", "words"),
    [
        ("chineseCounting", 12, "十二"),
        ("chineseCountingThousand", 21, "二十一"),
        ("japaneseCounting", 3, "三"),
        ("decimal", 7, "7"),
        ("decimalEnclosedCircle", 3, "③"),
        ("decimalEnclosedCircleChinese", 10, "⑩"),
        ("ideographTraditional", 2, "乙"),
        ("lowerLetter", 28, "bb"),
        ("upperRoman", 14, "XIV"),
        ("decimalZero", 5, "05"),
        ("decimalFullWidth", 12, "１２"),
        ("ideographDigital", 20, "二〇"),
        ("unheardOf", 4, "4"),
        ("bullet", 1, ""),
        ("chineseLegalSimplified", 3, "叁"),
    ],
)
def test_number_formats(form: str, number: int, words: str) -> None:
    assert spell(number, form) == words


def test_automatic_numbering_counts_levels_and_restarts() -> None:
    levels = (
        p.level(0, "chineseCounting", "%1、")
        + p.level(1, "chineseCounting", "（%2）")
        + p.level(2, "decimal", "%3.")
        + p.level(3, "decimalEnclosedCircle", "%4")
    )
    body = "".join(
        p.paragraph(words, 1, at)
        for words, at in (
            ("总则", 0),
            ("甲", 1),
            ("子", 2),
            ("丑", 2),
            ("寅", 3),
            ("乙", 1),
            ("卯", 2),
            ("附则", 0),
        )
    )
    text = read_bytes(p.package(body, p.numbering(levels)), "a.docx").text
    assert text.split() == ["一、总则", "（一）甲", "1.子", "2.丑", "①寅", "（二）乙", "1.卯", "二、附则"]


def test_numbering_by_style_override_and_legal_form() -> None:
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    levels = p.level(0, "chineseCounting", "%1、") + p.level(1, "decimal", "%1.%2", extra="<w:isLgl/>")
    styles = (
        '<w:style w:styleId="B"><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="H"><w:basedOn w:val="B"/></w:style>'
    )
    body = (
        p.paragraph("甲", style="H")
        + p.paragraph("乙", style="H")
        + p.paragraph("子", 1, 1)
        + p.paragraph("丙", 2)
        + p.paragraph("丁", 2)
        + p.paragraph("无", 0, style="H")
    )
    text = read_bytes(p.package(body, p.numbering(levels, nums), styles), "a.docx").text
    assert text.split("\n")[:6] == ["一、甲", "二、乙", "2.1 子", "一、丙", "二、丁", "无"]


def test_numbered_problems_of_word_are_found() -> None:
    levels = p.level(0, "decimal", "%1.") + p.level(1, "decimal", "（%2）")
    body = p.paragraph("督查整改方案") + p.paragraph("一、反馈问题及整改措施")
    for words in ("台账不全。", "宣传不到位。"):
        body += (
            p.paragraph(words, 1)
            + p.paragraph("整改措施：")
            + p.paragraph("补录。", 1, 1)
            + p.paragraph("培训。", 1, 1)
            + p.paragraph("责任单位：县财政局")
        )
    plan = read_bytes(p.package(body, p.numbering(levels)), "a.docx")
    assert [(item.no, item.text, len(item.measures), item.responsible) for item in plan.problems] == [
        ("1", "台账不全。", 2, ("县财政局",)),
        ("2", "宣传不到位。", 2, ("县财政局",)),
    ]


def merged_plan() -> Plan:
    rows = [
        HEAD,
        [p.cell("党的建设方面", span=6)],
        [
            p.cell("1"),
            p.cell("制度", merge="restart"),
            p.cell("制度不健全", merge="restart"),
            p.cell("修订制度"),
            p.cell("县财政局", merge="restart"),
            p.cell("2023年6月底", merge="restart"),
        ],
        [
            p.cell(""),
            p.cell("", merge="continue"),
            p.cell("", merge="continue"),
            p.cell("开展培训"),
            p.cell("", merge="continue"),
            p.cell("", merge="continue"),
        ],
        [
            p.cell("2"),
            p.cell("", merge="continue"),
            p.cell("执行不严格"),
            p.cell("严格执行", span=1),
            p.cell("县教育局、县民政局", span=1),
            p.cell("立行立改"),
        ],
    ]
    return read_bytes(p.package(p.paragraph("整改清单") + p.table(*rows)), "a.docx")


def test_merged_cells_of_word() -> None:
    plan = merged_plan()
    assert [
        (item.no, item.category, item.text, [m.text for m in item.measures], item.responsible)
        for item in plan.problems
    ] == [
        ("1", "制度", "制度不健全", ["修订制度", "开展培训"], ("县财政局",)),
        ("2", "制度", "执行不严格", ["严格执行"], ("县教育局", "县民政局")),
    ]
    assert str(plan.problems[0].deadline and plan.problems[0].deadline.date) == "2023-06-30"


def test_a_wide_row_is_the_category_where_there_is_no_column() -> None:
    rows = [
        [p.cell(words) for words in ("序号", "存在问题", "整改措施", "责任单位")],
        [p.cell("一、学习方面", span=4)],
        [p.cell("1"), p.cell("学习不深入"), p.cell("加强学习"), p.cell("县财政局")],
        [p.cell("二、纪律方面", span=4)],
        [p.cell("2"), p.cell("考勤不严"), p.cell("加强考勤"), p.cell("县财政局")],
    ]
    plan = read_bytes(p.package(p.table(*rows)), "a.docx")
    assert [(item.category, item.text) for item in plan.problems] == [
        ("一、学习方面", "学习不深入"),
        ("二、纪律方面", "考勤不严"),
    ]


def test_a_table_carried_on_without_headings() -> None:
    first = p.table(
        [p.cell(words) for words in ("序号", "存在问题", "整改措施")],
        [p.cell("1"), p.cell("台账不全"), p.cell("补录")],
    )
    second = p.table(
        [p.cell("2"), p.cell("宣传不够"), p.cell("入户")], [p.cell("3"), p.cell("资金闲置"), p.cell("拨付")]
    )
    plan = read_bytes(p.package(first + second), "a.docx")
    assert [item.no for item in plan.problems] == ["1", "2", "3"]


def test_deleted_words_and_fallbacks_are_not_read() -> None:
    body = (
        "<w:p><w:r><w:t>甲</w:t></w:r><w:del><w:r><w:delText>乙</w:delText><w:t>丙</w:t></w:r></w:del><w:ins><w:r"
        "><w:t>丁</w:t></w:r></w:ins>"
        "<w:sdt><w:sdtContent><w:r><w:t>戊</w:t></w:r></w:sdtContent></w:sdt></w:p>"
    )
    assert read_bytes(p.package(body), "a.docx").text == "甲丁戊\n"


def test_web_page_meta_menus_and_gb18030() -> None:
    page = (
        "<html><head><meta charset=gb2312><meta name='ArticleTitle' content='石门乡整改方案'><meta name='PubDate'"
        " content='2023-05-06 10:00'>"
        "<meta name='ContentSource' content='石门乡政府'></head><body><ul><li><a>首页</a></li><li><a>政务公开</a></li></ul>"
        "<p>一、存在问题</p><p>1.台账&nbsp;不全。<br>整改措施：补录。</p></body></html>"
    ).encode("gb18030")
    plan = read_bytes(page, "x.htm")
    assert (plan.title, str(plan.date), plan.issuer) == ("石门乡整改方案", "2023-05-06", "石门乡政府")
    assert "首页" not in plan.text
    assert [item.text for item in plan.problems] == ["台账 不全。"]


def test_pdf_lines_become_paragraphs() -> None:
    pages = [
        [
            "督查反馈问题整改方案",
            "一、反馈问题及整改措施",
            "1.部分村台账登记不规范，数据与实际情况不相",
            "符。",
            "整改措施：全面核查相关台账，逐条对照更正数",
            "据。",
            "责任单位：县财政局",
            "- 1 -",
        ],
        ["2.宣传不到位。", "整改措施：入户宣传。", "责任单位：县教育局", "整改时限：立行立改", "- 2 -"],
    ]
    plan = read_bytes(p.pdf(pages), "a.pdf")
    assert [(item.text, item.measures[0].text, item.responsible) for item in plan.problems] == [
        (
            "部分村台账登记不规范，数据与实际情况不相符。",
            "全面核查相关台账，逐条对照更正数据。",
            ("县财政局",),
        ),
        ("宣传不到位。", "入户宣传。", ("县教育局",)),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_of_text(encoding: str) -> None:
    assert read_bytes("整改方案\r\n一、总则".encode(encoding), "a.txt").text == "整改方案\n一、总则"
