"""The templates that come with the product, built from the official styles with the fields in their places."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any

from bihuan.documents.official import measures as m
from bihuan.documents.official import paper
from bihuan.documents.official.tables import add_row, table
from bihuan.documents.papers.kinds import Kind


@cache
def shipped(key: str) -> bytes:
    """The template of a kind, as .docx; KeyError for a kind there is not."""
    document = paper()
    document.core_properties.title = ""
    _Writer(document).head()
    _BODIES[key](_Writer(document))
    _Writer(document).foot()
    made = BytesIO()
    document.save(made)
    return made.getvalue()


class _Writer:
    """Adds lines by style; `each` puts lines between the marks of a loop."""

    def __init__(self, document: Any) -> None:
        self.document = document

    def line(self, style: str, words: str) -> None:
        self.document.add_paragraph(words, style=style)

    def body(self, words: str) -> None:
        self.line(m.BODY, words)

    def mark(self, words: str) -> None:
        self.line(m.BODY, "{%p " + words + " %}")

    def each(self, row: str, rows: str, lines: list[tuple[str, str]]) -> None:
        self.mark(f"for {row} in {rows}")
        for style, words in lines:
            self.line(style, words)
        self.mark("endfor")

    def head(self) -> None:
        self.mark("if number")
        self.line(m.NUMBER, "{{ number }}")
        self.line(m.NUMBER, "")
        self.mark("endif")
        self.line(m.TITLE, "{{ title }}")
        self.line(m.BODY, "")
        self.mark("if addressee")
        self.line(m.ADDRESSEE, "{{ addressee }}：")
        self.mark("endif")
        self.body("{{ opening }}")

    def foot(self) -> None:
        self.body("")
        self.line(m.SIGNATURE, "{{ issuer }}")
        self.line(m.DATE, "{{ date }}")

    def rows(self, row: str, rows: str, columns: list[tuple[str, float, str, str]]) -> None:
        """A table whose middle row repeats: (head, millimetres, style, words)."""
        heads, widths = [c[0] for c in columns], [c[1] for c in columns]
        styles, words = [c[2] for c in columns], [c[3] for c in columns]
        made = table(self.document, heads, widths)
        blank = [m.TABLE_TEXT] * len(columns)
        add_row(made, ["{%tr for " + f"{row} in {rows}" + " %}", *[""] * (len(columns) - 1)], blank, widths)
        add_row(made, words, styles, widths)
        add_row(made, ["{%tr endfor %}", *[""] * (len(columns) - 1)], blank, widths)


def _plan(w: _Writer) -> None:
    w.line(m.HEAD_1, "一、时间安排")
    w.mark("if starts")
    w.body("专项行动从{{ starts }}开始{% if ends %}，到{{ ends }}结束{% endif %}。")
    w.mark("endif")
    w.each(
        "p", "phases",
        [(m.HEAD_4, "{{ p.serial }}. {{ p.name }}{% if p.dates %}（{{ p.dates }}）{% endif %}。")],
    )  # fmt: skip
    w.line(m.HEAD_1, "二、排查整改内容")
    w.body("共{{ item_count }}项。")
    w.mark("for c in categories")
    w.line(m.HEAD_2, "（{{ c.ordinal }}）{{ c.name }}")
    w.mark("for i in c.items")
    w.line(
        m.HEAD_4,
        "{{ i.serial }}. {{ i.text }}{% if i.responsible %}（责任单位：{{ i.responsible }}）{% endif %}",
    )
    w.mark("if i.measures")
    w.body("措施：{{ i.measures }}")
    w.mark("endif")
    w.mark("if i.target")
    w.body("目标：{{ i.target }}")
    w.mark("endif")
    w.mark("if i.due")
    w.body("时限：{{ i.due }}。")
    w.mark("endif")
    w.mark("endfor")
    w.mark("endfor")
    w.line(m.HEAD_1, "三、销号和报送")
    w.body("问题整改实行销号管理，{{ gates }}，一关不过不销号。")
    w.each("o", "obligations", [(m.HEAD_4, "{{ o.serial }}. {{ o.text }}")])
    w.each("d", "duties", [(m.BODY, "{{ d.text }}：{{ d.amount }}。")])
    w.line(m.HEAD_1, "四、工作要求")
    w.body("{{ closing }}")


def _summary(w: _Writer) -> None:
    w.line(m.HEAD_1, "一、工作推进情况")
    w.body(
        "截至{{ today }}，{{ unit_count }}个单位对照{{ item_count }}个排查项目，应答{{ asked }}份，已答{{ answered }}份，"
        "答复率{{ answered_share }}，其中{{ answers_found }}份发现问题。"
    )
    w.body(
        "共登记问题{{ raised }}个，已销号{{ closed }}个，销号率{{ closed_share }}；没有销号的{{ open }}个，其中逾期{{ late }}个、"
        "严重{{ severe }}个；回头看发现重新出现{{ again }}个。"
    )
    w.line(m.HEAD_1, "二、具体整改情况")
    w.mark("for c in categories")
    w.line(m.HEAD_2, "（{{ c.ordinal }}）{{ c.name }}")
    w.body(
        "排查{{ c.items }}项，{{ c.found }}份答复发现问题；登记问题{{ c.raised }}个，已销号{{ c.closed }}个，"
        "{% if c.open != '0' %}没有销号{{ c.open }}个，其中逾期{{ c.late }}个，{% endif %}销号率{{ c.share }}。"
    )
    w.mark("endfor")
    w.mark("if units")
    w.body("各单位情况见下表。")
    _numbers(
        w,
        "u",
        "units",
        [
            ("单位", 36, "unit"),
            ("应答", 20, "asked"),
            ("已答", 20, "answered"),
            ("问题", 20, "raised"),
            ("已销号", 24, "closed"),
            ("逾期", 20, "late"),
        ],
    )
    w.mark("endif")
    w.line(m.HEAD_1, "三、存在的问题")
    w.mark("if open_problems")
    w.body("以下问题还没有销号：")
    w.each(
        "p", "open_problems",
        [
            (
                m.HEAD_4,
                "{{ p.serial }}. {{ p.place }}：{{ p.title }}（{{ p.unit }}，"
                "{{ p.state }}{% if p.due %}，时限{{ p.due }}{% endif %}）",
            )
        ],
    )  # fmt: skip
    w.mark("else")
    w.body("登记的问题已经全部销号。")
    w.mark("endif")
    w.line(m.HEAD_1, "四、下步工作打算")
    w.body("{{ closing }}")


def _numbers(w: _Writer, row: str, rows: str, columns: list[tuple[str, float, str]]) -> None:
    """A table with a serial, words in the first column and figures in the others."""
    w.rows(
        row,
        rows,
        [("序号", 16, m.TABLE_MIDDLE, f"{{{{ {row}.serial }}}}")]
        + [(head, wide, m.TABLE_MIDDLE, f"{{{{ {row}.{name} }}}}") for head, wide, name in columns],
    )


def _circular(w: _Writer) -> None:
    w.line(m.HEAD_1, "一、基本情况")
    w.body(
        "共有{{ late_units }}个单位没有按时办理：逾期没有答复{{ late_answers }}项，缺报送{{ late_returns }}份，"
        "超过整改时限的问题{{ late_problems }}个。"
    )
    w.line(m.HEAD_1, "二、被通报的单位")
    w.mark("if units")
    _numbers(
        w,
        "u",
        "units",
        [
            ("单位", 44, "unit"),
            ("逾期答复", 24, "answers"),
            ("缺报送", 22, "returns"),
            ("逾期问题", 24, "problems"),
            ("最长逾期（天）", 26, "days"),
        ],
    )
    w.mark("else")
    w.body("没有需要通报的单位。")
    w.mark("endif")
    w.line(m.HEAD_1, "三、有关要求")
    w.body("{{ closing }}")


def _letter(w: _Writer) -> None:
    w.line(m.HEAD_1, "一、发现的问题")
    w.body("共{{ problem_count }}个。")
    w.mark("for p in problems")
    w.line(m.HEAD_3, "{{ p.serial }}. {{ p.title }}（{{ p.number }}）")
    w.body("地点：{{ p.place }}。{{ p.facts }}")
    w.mark("if p.measures")
    w.body("整改要求：{{ p.measures }}")
    w.mark("endif")
    w.mark("if p.due")
    w.body("整改时限：{{ p.due }}。")
    w.mark("endif")
    w.mark("endfor")
    w.line(m.HEAD_1, "二、有关要求")
    w.body("{{ closing }}{% if reply_by %}请于{{ reply_by }}前书面回复。{% endif %}")


def _claim(w: _Writer) -> None:
    w.body("共{{ item_count }}个问题，已认领{{ claimed }}个。")
    text, middle = m.TABLE_TEXT, m.TABLE_MIDDLE
    w.rows(
        "i",
        "items",
        [
            ("序号", 13, middle, "{{ i.serial }}"),
            ("问题", 56, text, "{{ i.text }}"),
            ("是否存在", 20, middle, "{{ i.answer }}"),
            ("数量", 17, middle, "{{ i.amount }}"),
            ("在哪里、什么情况", 34, text, "{{ i.places }}{% if i.words %} {{ i.words }}{% endif %}"),
            ("认领人", 16, middle, "{{ i.by }}"),
        ],
    )
    w.body("")
    w.body("{{ closing }}")
    w.body("主要负责人（签字）：")


_BODIES: dict[str, Callable[[_Writer], None]] = {
    "plan": _plan, "summary": _summary, "circular": _circular, "letter": _letter, "claim": _claim,
}  # fmt: skip


def of(kind: Kind) -> bytes:
    """The shipped template of a kind."""
    return shipped(kind.key)
