"""What the columns of a table mean, by their headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bihuan.plans.model import Span
from bihuan.plans.page import Page, Row, Table

# the first pattern that fits names the column; order matters (整改措施完成时限 is a deadline)
_HEADINGS: tuple[tuple[str, str], ...] = (
    ("no", r"^(?:序号|编号|序列|项次|号|No\.?|问题(?:序号|编号))$"),
    (
        "progress",
        r"(?:实际|已)(?:完成|办结|整改|销号)|(?:发现|检查|督查|交办|受理|填报|上报|登记|反馈|抽查|举报)(?:时间|日期)",
    ),
    ("time", r"^(?:起止|实施|工作|整治|排查|开展|活动)?(?:时间|日期)$|^(?:月份|日程|周次|时段|时间跨度)$"),
    ("phase", r"^(?:工作|实施|整治|排查|活动)?(?:阶段|步骤|环节)(?:名称|划分)?$"),
    (
        "deadline",
        r"^时间(?:安排|段)$|(?:时限|期限|完成时间|办结时间|整改时间|时间节点|时间要求|完成日期|销号时间|销号日期|进度安排|计划时间)",
    ),
    ("measures", r"^(?:主要|具体|整改|整治|工作)*措施[及和与](?:进展|落实|完成|整改)"),
    ("amount", r"(?:金额|资金额|数额|面积|数量|个数)$"),
    (
        "progress",
        r"(?:情况|进展|进度|成效|备注|是否|签字|签收|结果|佐证|验收|打分|分值|得分|电话|填报|状态|销号|说明|原因)",
    ),
    ("oversight", r"(?:督导|督办|督查|监督|验收)(?:责任)?(?:单位|部门|科室|领导|人)"),
    ("assisting", r"(?:配合|协助|协办|协同|参与|参加)(?:责任)?(?:单位|部门|科室)?$"),
    (
        "owners",
        r"(?:单位|部门)[及和与、/].{0,4}(?:责任人|负责人)|(?:责任人|负责人)[及和与、/].{0,4}(?:单位|部门)",
    ),
    ("persons", r"(?:责任人|领导|负责人|经办人|承办人|联系人|人员)"),
    ("lead", r"(?:牵头|主办|主责)"),
    (
        "place",
        r"^(?:被|受)?(?:审计|巡察|督[察查]|检查|抽查|检)(?:的)?(?:单位|部门|对象)$|^(?:问题|涉及|存在问题)单位$"
        r"|^(?:所属|所在|涉及)?(?:乡镇|镇街|乡镇（街道）|乡镇街道|县区|市县|单位名称|单位|区县)$",
    ),
    ("responsible", r"(?:单位|部门|科室|股室|处室|站所|主体|乡镇|镇街)$"),
    ("measures", r"(?:措施|举措|办法|对策|整改(?:任务|内容|要求|意见|方案)$)"),
    ("target", r"(?:目标|标准|成果|要求)"),
    (
        "category",
        r"(?:类别|类型|分类|领域|方面|性质|板块|来源|排查项目|检查项目|核查项目|项目类|一级指标|指标|大类|环节|事项类)",
    ),
    (
        "problem",
        r"问题|反馈意见|具体表现|违规事实|不符合项|短板|险情|隐患(?!点|名|单位|地)|风险(?!点|名|等级)",
    ),
    (
        "check",
        r"(?:排查|检查|核查|督查|自查|检视|巡查|核验|抽查|比对|评估)(?:的)?(?:内容|重点|要点|事项|点)|检查项$|核查点",
    ),
    ("task", r"任务|工作内容|内容|事项|工作要点|重点工作|项目|工作"),
)
_RULES = tuple((kind, re.compile(pattern)) for kind, pattern in _HEADINGS)
_ITEM_KINDS = ("problem", "check", "task")


@lru_cache(maxsize=4096)
def heading_kind(words: str) -> str | None:
    """Returns what a column headed by the words holds, None for words that head no column."""
    bare = re.sub(r"[\s*＊]|[（(][^（）()]*[)）]", "", words)
    if not 1 <= len(bare) <= 16:
        return None
    return next((kind for kind, rule in _RULES if rule.search(bare)), None)


def header_kinds(cells: Sequence[str]) -> list[str | None] | None:
    """Returns the columns' kinds where the cells are a table's headings, else None."""
    kinds = [heading_kind(cell) for cell in cells]
    known = [kind for kind in kinds if kind]
    filled = [cell for cell in cells if cell.strip()]
    if (
        len(known) < 2
        or len(known) < 0.6 * len(filled)
        or not set(known) & {*_ITEM_KINDS, "measures", "phase"}
    ):
        return None
    return _settled(kinds) if len(set(known)) > 1 else None


def _settled(kinds: list[str | None]) -> list[str | None]:
    """One item column only: of 项目 and 内容 the first is the category; 排查项目 beside 排查内容 likewise."""
    kinds = _placed(_timed(kinds))
    items = [at for at, kind in enumerate(kinds) if kind in _ITEM_KINDS]
    best = min(items, key=lambda at: (_ITEM_KINDS.index(kinds[at] or "task"), -at), default=None)
    if best is None:
        return ["problem" if kind == "category" and "measures" in kinds else kind for kind in kinds]
    category = "category" in kinds
    return [
        kind
        if at == best or kind not in _ITEM_KINDS
        else ("category" if at < best and not category else "more")
        for at, kind in enumerate(kinds)
    ]


def _timed(kinds: list[str | None]) -> list[str | None]:
    """A column 时间 alone is when the work is done in a table of stages or tasks, and when it was found in one of problems."""
    found = {"problem", "check", "measures"} & set(kinds) or "deadline" in kinds
    return [(None if found else "deadline") if kind == "time" else kind for kind in kinds]


def _placed(kinds: list[str | None]) -> list[str | None]:
    """A column 乡镇 or 单位 says where it was found, not who is responsible: a category where there is no other."""
    other = None if "category" in kinds else "category"
    return [other if kind == "place" else kind for kind in kinds]


@dataclass(frozen=True)
class Sheet:
    """A table whose columns are understood: the kinds by column, the rows below the headings, the words above."""

    table: Table
    kinds: tuple[str | None, ...]
    rows: tuple[Row, ...]
    title: str
    headings: tuple[str, ...]

    @property
    def item_kind(self) -> str:
        """problem, check or task: what one row is."""
        return next((kind for kind in self.kinds if kind in _ITEM_KINDS), "task")


def recognise(page: Page) -> list[Sheet]:
    """Returns the page's tables that have understandable headings; a headless table carries on the one before it."""
    sheets: list[Sheet] = []
    for table in page.tables:
        sheet = _sheet(page, table) or _carried_on(page, table, sheets)
        if sheet is not None:
            sheets.append(sheet)
    return sheets


def _sheet(page: Page, table: Table) -> Sheet | None:
    for at in range(min(4, len(table.rows))):
        cells = [
            page.text[cell.start : cell.end] if cell.origin or cell.width else "" for cell in table.rows[at]
        ]
        kinds = header_kinds(cells)
        if kinds is None:
            continue
        under = _second_heading(page, table, at, kinds)
        below = at + 2 if under else at + 1
        final = under or kinds
        return Sheet(table, tuple(final), table.rows[below:], _title(page, table), tuple(cells))
    return None


def _second_heading(page: Page, table: Table, at: int, kinds: list[str | None]) -> list[str | None] | None:
    """The kinds of a heading in two rows (责任 over 牵头单位 and 责任单位)."""
    if at + 1 >= len(table.rows):
        return None
    lower = table.rows[at + 1]
    if len({(cell.start, cell.end) for cell in lower}) < 2:
        return None
    words = [page.text[cell.start : cell.end] for cell in lower]
    again = [heading_kind(word) for word in words]
    heads = sum(kind is not None for kind in again)
    numbered = any(re.fullmatch(r"\d+", word.strip()) for word in words)
    if heads < 2 or numbered or heads < 0.8 * len([word for word in words if word.strip()]):
        return None
    merged = [
        lower_kind if cell.origin and lower_kind else kind
        for cell, lower_kind, kind in zip(lower, again, [*kinds, *[None] * len(lower)], strict=False)
    ]
    return _settled(merged)


def _carried_on(page: Page, table: Table, sheets: list[Sheet]) -> Sheet | None:
    if not sheets or not table.rows or page.text[sheets[-1].table.end : table.start].strip():
        return None
    last = sheets[-1]
    if len(table.rows[0]) != len(last.kinds):
        return None
    return Sheet(table, last.kinds, table.rows, last.title, last.headings)


def _title(page: Page, table: Table) -> str:
    before = [line.strip() for line in page.text[max(0, table.start - 200) : table.start].split("\n")]
    return next(
        (line for line in reversed(before) if len(line) > 3 and not re.match(r"填报|单位[:：]|制表", line)),
        "",
    )


def cut(page: Page, row: Row, at: int) -> tuple[str, Span] | None:
    """Returns a cell's words and span, None where the row has no such cell or it is blank."""
    if at >= len(row):
        return None
    start, end = row[at].start, row[at].end
    words = page.text[start:end].strip()
    if not words:
        return None
    lead = len(page.text[start:end]) - len(page.text[start:end].lstrip())
    return words, (start + lead, start + lead + len(words))
