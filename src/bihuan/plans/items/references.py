"""What a later sentence says of problems by their numbers: 第一至第三项限五月底前整改，由县煤炭局负责；第四项……"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bihuan.plans.items.context import Context
from bihuan.plans.items.fields import Values, read_prose
from bihuan.plans.model import Problem
from bihuan.plans.numerals import to_int

_NUM = r"[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]?"
_REFERENCE = re.compile(
    rf"(?:(?<![^\s。；，、：:])|(?=对上述|对以上|对第))(?:其中|对于?|上述|以上|针对)*(?P<numbers>(?:第|问题)\s?{_NUM}(?:\s*(?:至|到|—|－|-|～|~|、|，|和|及)?\s*第?{_NUM})*)"
    r"\s*(?:个|项|条|点|类)(?:问题|任务|隐患|事项)?(?=[，由限：:应须要于在必立]|[1-9一二]\d?月|20\d\d年)"
)
_PART = re.compile(rf"(?P<to>至|到|—|－|-|～|~)?\s*第?(?P<number>{_NUM})")
_SOON = re.compile(r"(立即整改|立行立改|立即办理|即知即改|长期坚持)")

_COMMON = "全单统一时限"


def with_references(context: Context, problems: Sequence[Problem]) -> list[Problem]:
    """Returns the problems with the units and days that later sentences name by number, where they have none of their own."""
    if not problems:
        return []
    said = dict(_said(context, problems[-1].span[1]))
    if not said:
        return list(problems)
    return [_completed(item, said[at]) if at in said else item for at, item in enumerate(problems, 1)]


def _said(context: Context, start: int) -> Iterator[tuple[int, Values]]:
    """Number by number the values of the clause that names it."""
    found = list(_REFERENCE.finditer(context.text, start))
    for match, after in zip(found, [*found[1:], None], strict=False):
        stop = re.compile(r"[。\n]").search(context.text, match.end())
        end = min(
            [stop.start() if stop else len(context.text), after.start() if after else len(context.text)]
        )
        words = context.text[match.end() : end].strip("，：:；;")
        values = Values()
        read_prose(words, values, context.anchor)
        soon = _SOON.search(words)
        if soon and values.deadline is None:
            values.put("deadline", soon[1], context.anchor)
        for number in _numbers(match["numbers"]):
            yield number, values


def _numbers(words: str) -> Iterator[int]:
    last = 0
    for match in _PART.finditer(words):
        number = to_int(match["number"].strip("（()）")) or 0
        yield from range(last + 1 if match["to"] and last else number, number + 1)
        last = number


def _completed(item: Problem, values: Values) -> Problem:
    common = _COMMON in item.evidence
    return replace(
        item,
        lead=item.lead or tuple(values.lead),
        responsible=item.responsible or values.units(),
        deadline=(values.deadline or item.deadline) if common else (item.deadline or values.deadline),
        evidence=(*item.evidence, "后文按序号写明单位或时限"),
    )
