"""The invented plan as a .docx in the form such papers have: prose with (n) checks, four phases, duties, an annex table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import Table

from bihuan.web.demo.life.checks import SECTIONS, Check, checks

HEADS = ("序号", "排查项目", "排查内容", "排查情况", "整改措施", "整改进度", "责任单位")
GATES = "问题不查清不放过、整改不到位不放过、成效不达标不放过、群众不满意不放过"


@dataclass(frozen=True)
class Terms:
    """What differs between two plans: name, number, day of issue, and the four phases (name, first day, last day, what)."""

    title: str
    number: str
    issued: date
    phases: tuple[tuple[str, date, date], ...]
    list_due: date

    @property
    def last(self) -> date:
        return self.phases[-1][2]


STEPS = ("动员部署阶段", "问题排查阶段", "集中整改阶段", "总结提升阶段")
WORK = (
    "县帮扶办印发方案，召开动员会，对入户排查专班开展培训。各乡镇、各部门明确分管负责人和联络员。",
    "对照附件逐项排查，边查边改。村一级逐户见人见物，乡镇汇总核实，列出问题清单、责任清单、整改清单。",
    f"对排查出的问题逐条制定整改措施，明确责任单位和整改时限。坚持{GATES}。",
    "组织核验和回头看，总结好的做法，完善长效机制。",
)


def plan_for(today: date) -> Terms:
    """Returns the plan that the county is in the middle of: issued some nine weeks before `today`."""

    def day(offset: int) -> date:
        return today + timedelta(days=offset)

    spans = ((-63, -54), (-53, 2), (-50, 38), (39, 60))
    phases = tuple((name, day(a), day(b)) for name, (a, b) in zip(STEPS, spans, strict=True))
    title = f"云溪县{today.year}年防止返贫致贫问题大排查工作方案"
    return Terms(title, f"云帮组办〔{day(-63).year}〕7号", day(-64), phases, day(2))


def next_plan_for(today: date) -> Terms:
    """Returns the plan of the half-year after, which has just come in and waits for review."""
    half = date(today.year, 7, 1) if today.month < 6 else date(today.year + 1, 1, 1)

    def day(offset: int) -> date:
        return half + timedelta(days=offset)

    spans = ((-20, -8), (-7, 20), (21, 140), (141, 165))
    phases = tuple((name, day(a), day(b)) for name, (a, b) in zip(STEPS, spans, strict=True))
    which = "上半年" if half.month == 1 else "下半年"
    title = f"云溪县{half.year}年{which}防止返贫致贫问题大排查工作方案"
    return Terms(title, f"云帮组办〔{today.year}〕9号", today, phases, day(20))


def cn(day: date, year: bool = True) -> str:
    """2026年11月24日, or 11月24日."""
    return f"{day.year}年{day.month}月{day.day}日" if year else f"{day.month}月{day.day}日"


def docx(terms: Terms) -> bytes:
    """Returns the paper; the same bytes for the same terms, but for what the zip says of the time of writing."""
    paper = Document()
    _fonts(paper)
    _title(paper, terms.title)
    _line(paper, terms.number, WD_ALIGN_PARAGRAPH.CENTER)
    for text in _body(terms):
        _line(paper, text)
    _line(paper, "云溪县防止返贫帮扶工作领导小组办公室", WD_ALIGN_PARAGRAPH.RIGHT)
    _line(paper, cn(terms.issued), WD_ALIGN_PARAGRAPH.RIGHT)
    paper.add_page_break()
    _annex(paper)
    stream = BytesIO()
    paper.save(stream)
    return stream.getvalue()


def rule(title: str, text: str) -> bytes:
    """Returns a one-page paper that lays something down."""
    paper = Document()
    _fonts(paper)
    _title(paper, title)
    _line(paper, text)
    stream = BytesIO()
    paper.save(stream)
    return stream.getvalue()


def _fonts(paper: Paper) -> None:
    style = paper.styles["Normal"]
    style.font.name, style.font.size = "仿宋_GB2312", Pt(16)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋_GB2312")


def _title(paper: Paper, text: str) -> None:
    paragraph = paper.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(22), "方正小标宋简体"
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "方正小标宋简体")


def _line(paper: Paper, text: str, align: WD_ALIGN_PARAGRAPH | None = None) -> None:
    paragraph = paper.add_paragraph(text)
    if align is None:
        paragraph.paragraph_format.first_line_indent = Pt(32)
    else:
        paragraph.alignment = align


def _body(terms: Terms) -> list[str]:
    """The prose, one paragraph a line."""
    return [
        "为守牢不发生规模性返贫致贫底线，县领导小组决定在全县开展防止返贫致贫问题大排查，现制定如下工作方案。",
        "一、工作目标",
        "坚持问题导向，对监测对象、低收入家庭和一般农户开展全面排查，做到问题见底、责任到人、整改到位。"
        "在此基础上举一反三，完善机制，让群众得到实惠。",
        "二、工作重点",
        *_sections(),
        "三、工作步骤",
        f"从{cn(terms.phases[0][1])}开始，到{cn(terms.last)}结束，共分4个阶段进行。",
        *(
            f"{number}{name}（{cn(first)}—{cn(last)}）。{work}"
            for number, (name, first, last), work in zip(
                ("（一）", "（二）", "（三）", "（四）"), terms.phases, WORK, strict=True
            )
        ),
        "四、工作要求",
        "（一）加强组织领导。各乡镇、各部门主要负责人亲自抓，分管负责人具体抓，确保责任到岗到人。",
        "（二）抓好问题整改。能够立即解决的立行立改；需要时间的限期整改；涉及机制的长期坚持，转入常态。",
        "（三）强化督促检查。建立整改月报制度，每月4日前将大排查及整改情况报县帮扶办。县督查组每周抽查，结果通报全县。",
        f"（四）把握时间节点。{cn(terms.list_due)}前，各乡镇、县各相关部门将问题清单报县帮扶办，并发送电子档；"
        f"{cn(terms.last)}前，报送工作总结。",
        "（五）减轻基层负担。不另行要求填报纸质表册，不以留痕代替工作，入户不打扰群众正常生产生活。",
    ]


def _sections() -> list[str]:
    by_category: dict[str, list[Check]] = {}
    for check in checks():
        by_category.setdefault(check.category, []).append(check)
    lines = []
    for heading, categories in SECTIONS.items():
        lines.append(heading)
        for number, category in enumerate(categories, start=1):
            rows = by_category[category]
            said = "".join(f"（{n}）{row.body or row.text}" for n, row in enumerate(rows, start=1))
            units = list(dict.fromkeys(unit for row in rows for unit in row.who))
            lines.append(f"{number}. {category}：{said}（责任单位：{'，'.join(units)}）")
    return lines


def _annex(paper: Paper) -> None:
    _line(paper, "附件", WD_ALIGN_PARAGRAPH.LEFT)
    _title(paper, "云溪县防止返贫致贫问题大排查任务分解月报表")
    _line(paper, "填报单位：                    填报时间：     年   月   日", WD_ALIGN_PARAGRAPH.LEFT)
    rows = checks()
    table = paper.add_table(rows=1 + len(rows), cols=len(HEADS))
    table.style = "Table Grid"
    _fill(table, rows)
    _line(paper, "注：此表于每月4日前报县帮扶办。", WD_ALIGN_PARAGRAPH.LEFT)


def _fill(table: Table, rows: list[Check]) -> None:
    """Cells of one category are merged, as in the papers; whole rows are read at once because cell() is slow."""
    for cell, head in zip(table.rows[0].cells, HEADS, strict=True):
        cell.text = head
    lines = [row.cells for row in table.rows]
    for number, row in enumerate(rows, start=1):
        cells = lines[number]
        cells[0].text, cells[2].text, cells[6].text = str(row.no), row.text, "\n".join(row.who)
    start = 1
    for number in range(2, len(rows) + 2):
        if number == len(rows) + 1 or rows[number - 1].category != rows[start - 1].category:
            merged = lines[start][1].merge(lines[number - 1][1]) if number - 1 > start else lines[start][1]
            merged.text = rows[start - 1].category
            start = number
