"""A title cut into lines: no term is split, and the lines make a trapezium or a diamond."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from itertools import combinations

from bihuan.documents.official.measures import TITLE_CHARACTERS

# Words that titles of this trade are made of; what stands between two of them is held together.
_TERMS = (
    "关于",
    "印发",
    "转发",
    "批转",
    "报送",
    "开展",
    "做好",
    "推进",
    "进一步",
    "切实",
    "巩固",
    "拓展",
    "脱贫攻坚",
    "成果",
    "同",
    "与",
    "和",
    "及",
    "乡村振兴",
    "有效",
    "衔接",
    "问题",
    "大排查",
    "排查",
    "整改",
    "专项行动",
    "专项",
    "行动",
    "工作",
    "方案",
    "实施方案",
    "工作方案",
    "总结",
    "工作总结",
    "情况",
    "通报",
    "通知",
    "报告",
    "反馈",
    "反馈函",
    "函",
    "意见",
    "决定",
    "请示",
    "批复",
    "会议纪要",
    "认领单",
    "月报表",
    "任务分解",
    "任务",
    "分解",
    "帮扶",
    "防止返贫",
    "防止返贫致贫",
    "致贫",
    "返贫",
    "办理",
    "办理情况",
    "发现问题",
    "监测",
    "监测帮扶",
    "常态化",
    "精准帮扶",
    "督查",
    "检查",
    "回头看",
    "发现",
    "进展",
    "缓慢",
    "单位",
    "逾期",
    "未报",
    "未按时",
    "按时",
    "报送",
    "答复",
    "销号",
    "台账",
    "责任",
    "清单",
    "夏季",
    "春季",
    "冬季",
    "秋季",
    "攻势",
    "低收入",
    "农户",
    "住房",
    "安全",
    "饮水",
    "教育",
    "医疗",
    "保障",
    "产业",
    "就业",
    "项目",
    "资金",
    "管理",
    "扶贫",
    "人居环境",
    "集中",
    "阶段",
    "落实",
    "政策",
)
_GLUED = re.compile(
    r"《[^》]{1,12}》|“[^”]{1,12}”|[0-9０-９]+年[0-9０-９]*月?[0-9]*日?|第?[0-9０-９]+[个项条期号次]?"
)
# Marks that may not begin, and such as may not end a line; a line does not begin with 的 either.
_NOT_FIRST, _NOT_LAST = "》”）〉、，的", "《“（〈"
LINES_MOST = 5


def shaped(title: str, terms: Iterable[str] = ()) -> list[str]:
    """The lines of the title, each at most 20 characters; one line when it fits or when no cut keeps every term whole.

    `terms` are names that stay whole besides those of the trade (a unit, a place, a campaign).
    """
    words = title.strip()
    if len(words) <= TITLE_CHARACTERS:
        return [words]
    cuts = _cuts(words, sorted({*_TERMS, *(t for t in terms if t)}, key=len, reverse=True))
    for count in range(math.ceil(len(words) / TITLE_CHARACTERS), LINES_MOST + 1):
        found = [c for c in _lines(words, cuts, count) if max(map(len, c)) <= TITLE_CHARACTERS]
        if found:
            return min(found, key=_ugly)
    return [words]


def _lines(words: str, cuts: Sequence[int], count: int) -> Iterable[list[str]]:
    for chosen in combinations(cuts, count - 1):
        edges = [0, *chosen, len(words)]
        yield [words[a:b] for a, b in zip(edges, edges[1:], strict=False)]


def _ugly(lines: Sequence[str]) -> tuple[int, int, int]:
    """A shape that narrows and widens again is worst, then uneven lines; among equals the longer line stands below."""
    sizes = [len(line) for line in lines]
    waist = any(sizes[i] < sizes[i - 1] and sizes[i] < sizes[i + 1] for i in range(1, len(sizes) - 1))
    box = len(set(sizes)) == 1 and len(sizes) > 2
    return int(waist or box), max(sizes) - min(sizes), sizes[0]


def _cuts(words: str, terms: Sequence[str]) -> list[int]:
    """The places between two terms where a line may end."""
    pieces, at = [], 0
    while at < len(words):
        size = _piece(words, at, terms)
        pieces.append((at, size))
        at += abs(size)
    found = []
    for (_, before), (start, after) in zip(pieces, pieces[1:], strict=False):
        known = before > 0 or after > 0
        if known and words[start] not in _NOT_FIRST and words[start - 1] not in _NOT_LAST:
            found.append(start)
    return found


def _piece(words: str, at: int, terms: Sequence[str]) -> int:
    """How long the term is that begins here; -1 for a letter of no term."""
    glued = _GLUED.match(words, at)
    longest = next((len(term) for term in terms if words.startswith(term, at)), 0)
    return max(longest, len(glued[0]) if glued else 0) or -1
