"""The measures of GB/T 9704-2012, in millimetres and points. Fonts are named for the office's machines."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

SONG_TITLE, HEI, KAI, FANG, SONG = "方正小标宋简体", "黑体", "楷体", "仿宋", "宋体"

PAGE_WIDE, PAGE_HIGH = 210.0, 297.0
TOP, INNER = 37.0, 28.0
TYPE_WIDE, TYPE_HIGH = 156.0, 225.0
OUTER, BOTTOM = PAGE_WIDE - INNER - TYPE_WIDE, PAGE_HIGH - TOP - TYPE_HIGH
# The page number stands this far under the type area.
NUMBER_BELOW = 7.0
LINES, CHARACTERS = 22, 28
TWIPS_MM = 1440 / 25.4
# A line of the grid, in twips (twentieths of a point): 28.9 pt.
LINE = int(TYPE_HIGH / LINES * TWIPS_MM)
# A character of the grid; Word keeps what it differs from the body's 16 pt in 4096ths of a point.
CHARACTER = TYPE_WIDE / CHARACTERS * TWIPS_MM
CHARACTER_SPACE = floor((CHARACTER / 20 - 16) * 4096)
# By so many twips letters of the body stand closer than they are wide, so that 28 fit a line.
CLOSER = floor(CHARACTER - 16 * 20)
TITLE_SIZE, BODY_SIZE, NUMBER_SIZE, TABLE_SIZE = 22.0, 16.0, 14.0, 10.5
# Characters of the title that fit a line of the type area.
TITLE_CHARACTERS = int(TYPE_WIDE * TWIPS_MM / 20 / TITLE_SIZE)


@dataclass(frozen=True)
class Style:
    """A named paragraph style. `indent` counts characters; `line` is the fixed line in twips."""

    name: str
    font: str
    size: float
    bold: bool = False
    align: str = "both"
    indent: int = 0
    line: int = LINE
    outline: int | None = None
    keep: bool = False
    right: float = 0.0


TITLE, NUMBER, ADDRESSEE, BODY = "公文标题", "发文字号", "主送", "公文正文"
HEAD_1, HEAD_2, HEAD_3, HEAD_4 = "一级标题", "二级标题", "三级标题", "四级标题"
ATTACHED, SIGNATURE, DATE = "附件说明", "署名", "成文日期"
TABLE_HEAD, TABLE_TEXT, TABLE_MIDDLE, TABLE_NOTE, TABLE_LINE = (
    "表头",
    "表格文字",
    "表格居中",
    "表注",
    "表前一行",
)

STYLES = (
    Style(TITLE, SONG_TITLE, TITLE_SIZE, align="center", line=660, outline=0, keep=True),
    Style(NUMBER, FANG, BODY_SIZE, align="center"),
    Style(ADDRESSEE, FANG, BODY_SIZE),
    Style(BODY, FANG, BODY_SIZE, indent=2),
    Style(HEAD_1, HEI, BODY_SIZE, indent=2, outline=0, keep=True),
    Style(HEAD_2, KAI, BODY_SIZE, indent=2, outline=1, keep=True),
    Style(HEAD_3, FANG, BODY_SIZE, bold=True, indent=2, outline=2, keep=True),
    Style(HEAD_4, FANG, BODY_SIZE, indent=2, outline=3),
    Style(ATTACHED, FANG, BODY_SIZE, indent=2),
    Style(SIGNATURE, FANG, BODY_SIZE, align="right", right=4, keep=True),
    Style(DATE, FANG, BODY_SIZE, align="right", right=4),
    Style(TABLE_LINE, FANG, 12, align="left", line=400),
    Style(TABLE_HEAD, HEI, TABLE_SIZE, align="center", line=320),
    Style(TABLE_TEXT, FANG, TABLE_SIZE, align="left", line=320),
    Style(TABLE_MIDDLE, FANG, TABLE_SIZE, align="center", line=320),
    Style(TABLE_NOTE, FANG, TABLE_SIZE, align="left", line=400),
)
