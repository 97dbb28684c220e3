"""Labels that open a field: 整改措施： 责任单位： 整改时限： and their many sisters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bihuan.plans.model import Span

_ZG = "(?:整改|整治|落实|工作|完成|目标)"
KINDS: dict[str, str] = {
    "measures": r"(?:(?:处置|处理|化解|应对|改进|防治|管控|防范|下步"
    r"|下一步|主要|具体|整改|整治|落实|工作|拟采取(?:的)?|采取(?:的)?|针对性|治理|解决)*(?:措施|举措|办法|对策)"
    r"(?:[及和与](?:时限|步骤|要求|完成时限|成效|目标|进展情况|落实情况))?|整改(?:意见|建议|要求|任务|内容|方案)|解决方案|(?:工作|处理)?建议|处[理置]意见)",
    "done": r"整改(?:落实)?(?:工作)?(?:进展)?(?:情况|结果|成效|进展|落实)|(?:完成|落实|进展|办理|采纳|处理|处置|核查|查处)情况|整改进度",
    "target": rf"{_ZG}*(?:目标|标准)(?:要求)?|目标任务|预期(?:目标|成效)|达到(?:的)?(?:目标|效果)",
    "deadline": r"(?:整改|整治|完成|办结|销号|落实|解决|计划|预计|拟|办理|时间|工作|任务)*(?:时限|期限)(?:要求)?"
    r"|(?:整改|整治|计划|预计|拟|要求)*(?:完成|办结|销号)(?:时间|日期|时点)"
    r"|(?:达标|到位|见效|竣工|投运|整改到位)(?:时间|时限)|整改时间|(?:完成)?时间节点|时间要求|完成时间",
    "lead": r"(?:整改|责任)?(?:牵头|主办|主责|牵头责任|牵头整改|牵头督办|主要责任)(?:责任)?(?:单位|部门|科室|股室"
    r"|处室|站所)|牵头(?!领导|人|县领导|市领导)(?=[:：])",
    "assisting": r"(?:配合|协助|协办|协同|参与|参加|会办)(?:责任|整改)?(?:单位|部门|科室|股室|处室|站所)|(?:配合|协助|协办|协同)(?=[:：])",
    "oversight": r"(?:督导|督办|监督|验收|督查|销号|跟踪|审核|验证)(?:责任|督办)?(?:单位|部门|科室|股室|处室|站所)",
    "owners": r"(?:整改)?责任(?:单位|部门)(?:[及和与、/])(?:整改)?(?:责任人|负责人)",
    "responsible": r"(?:办理|处置|处理|化解|包联|帮扶|整治|监管)(?:单位|部门|科室|股室|处室|站所)"
    r"|(?:整改|落实|直接|主体|具体)*(?:责任|承办|落实|实施|整改|主管|承担|包保)(?:主体|单位|部门"
    r"|科室|股室|处室|站所)(?:[及和与](?:责任人|个人))?|责任分工|责任主体|主体责任",
    "persons": r"(?:整改|落实|直接|第一|具体|主要|包案|挂联|联系|分管|牵头|责任|包保|督办|县级|市级|主管)*"
    r"(?:责任人|责任领导|责任县领导|牵头领导|包案领导|分管领导|包保领导|督导领导|督办领导|县领导|市领导|领导"
    r"|负责人|责任人员|经办人|承办人)",
    "problem": r"(?:存在|反馈|具体|主要|突出|发现|查摆|"
    r"(?:审计|巡[察视]|督[察查]|检查|考核|评估|暗访)(?:组)?(?:发现|查出|指出|反馈)?|指出|查出|问题)(?:的)?(?:主要"
    r"|具体|突出)?问题(?:描述|表现|清单|内容)?|(?:存在|发现|主要|重大)(?:的)?(?:火灾|安全|事故)?隐患(?:描述|情况)?"
    r"|问题(?:描述|表现|内容|简述|名称|概述)|违[法规]事实|具体表现|反馈(?:意见|内容)|问题",
    "other": r"(?:原因分析|问题(?:类别|性质|来源|类型)|整改类型|反馈来源|问题产生原因|产生原因|成因分析"
    r"|审计(?:意见|建议|处理|依据)|法律依据|验收标准|销号标准|备注|注|"
    r"整改状态|完成状态|整改类别|问题编号|联系人|联系电话|邮箱|地址|问责情况|审计决定|定性依据|整改成效|工作成效|所属领域|下一步(?:工作)?(?:打算|计划)?)",
}
_ALL = "|".join(f"(?P<{kind}>{words})" for kind, words in KINDS.items())
# a label follows a blank, a stop, a bracket or a numbering mark; the look back spares the long alternation most places
_AFTER = r"(?<![^\s\xa0\u3000。；;，,（(【\[〔、:：！？”．.)）】①-⑳⑴-⒇㈠-㈩⒈-⒛])"
_LABEL = re.compile(
    rf"{_AFTER}[【\[〔]?(?:{_ALL})\s?(?:[】\]〕]\s*[:：]?|(?:[（(][^（）()\n]{{1,20}}[)）])?\s?[:：])"
)
_BARE = re.compile(rf"(?m)^[ \t　]*(?:{_ALL})[ \t　]*[。．.]?[ \t　]*$")
# a table of two columns, copied: the field's name, a tab, its value
_KEYED = re.compile(rf"(?m)^[ ]*(?:{_ALL})[ ]*(?:\t|[ 　]{{2,}})(?=[^\t\n]+$)")
_GAP = re.compile(r"\t|  |　　")
_FLAT = 400
_MAY_FOLLOW = " \t\u3000\xa0\n\r。；;，,（(【[〔、:：！？”．.)）】]"


@dataclass(frozen=True)
class Label:
    """A field label: kind, words, span, whether it opens a line, and whether it stands in brackets."""

    kind: str
    words: str
    span: Span
    opens_line: bool
    bracketed: bool


def find_labels(
    text: str, start: int = 0, end: int | None = None, after: frozenset[int] = frozenset()
) -> list[Label]:
    """Returns the labels between two offsets; `after` holds ends of numbering marks, which a label may follow."""
    stop = len(text) if end is None else end
    found = [*_colon(text, start, stop, after), *_alone(text, start, stop), *_keyed(text, start, stop)]
    known = {label.span[0] for label in found}
    found += [label for label in _short(text, start, stop) if label.span[0] not in known]
    return sorted(found, key=lambda label: label.span)


def _colon(text: str, start: int, stop: int, after: frozenset[int]) -> Iterator[Label]:
    for match in _LABEL.finditer(text, start, stop):
        at = match.start()
        previous = text[at - 1] if at > start else "\n"
        if previous not in _MAY_FOLLOW and at not in after:
            continue
        before = text[max(start, at - 6) : at].rstrip(" \t\u3000")
        yield Label(
            match.lastgroup or "",
            match[0],
            match.span(),
            not before or before[-1] == "\n" or _flat(text, at, previous),
            before[-1:] in tuple("（(【[〔") or _in_bracket(text, at, start),
        )


def _flat(text: str, at: int, previous: str) -> bool:
    """Whether the blank before a label was a line feed: in a paper that was put on one line."""
    if previous not in " \u3000\xa0":
        return False
    before = text.rfind("\n", max(0, at - _FLAT), at)
    after = text.find("\n", at, at + _FLAT)
    return (at + _FLAT if after < 0 else after) - max(before, at - _FLAT) > _FLAT


def _in_bracket(text: str, at: int, start: int) -> bool:
    """Whether an opened bracket earlier in the line is still open at `at`."""
    closed = 0
    for back in range(at - 1, max(text.rfind("\n", start, at), at - 240, start - 1), -1):
        if text[back] in "）)】]〕":
            closed += 1
        elif text[back] in "（(【[〔":
            if not closed:
                return True
            closed -= 1
    return False


def _alone(text: str, start: int, stop: int) -> Iterator[Label]:
    found = list(_BARE.finditer(text, start, stop))
    # 整改情况 alone on a line heads a section once, and opens a field where it comes again
    again = sum(match.lastgroup == "done" for match in found) > 1
    for match in found:
        kind = match.lastgroup or ""
        if kind not in ("problem", "other", "done") or (kind == "done" and again):
            yield Label(kind, match[0].strip(), match.span(), True, False)


def _keyed(text: str, start: int, stop: int) -> Iterator[Label]:
    found = list(_KEYED.finditer(text, start, stop)) if _GAP.search(text, start, stop) else []
    if len(found) >= 3:
        yield from (Label(match.lastgroup or "", match[0], match.span(), True, False) for match in found)


_BRIEF = {
    "问题": "problem",
    "整改": "done",
    "措施": "measures",
    "原因": "other",
    "单位": "responsible",
    "部门": "responsible",
    "时限": "deadline",
    "期限": "deadline",
    "目标": "target",
    "进展": "done",
    "结果": "done",
}
_BRIEFLY = re.compile(rf"(?m)^[ \t　]*(?P<open>[【\[]?)(?P<word>{'|'.join(_BRIEF)})(?:[】\]][:：]?|[:：])")


def _short(text: str, start: int, stop: int) -> Iterator[Label]:
    """问题： 整改： 【单位】: one word for a label, where at least two such words open at least two lines each."""
    found = list(_BRIEFLY.finditer(text, start, stop))
    times = Counter(match["word"] for match in found)
    often = {word for word, many in times.items() if many >= 2}
    if len(often) < 2:
        return
    for match in found:
        if match["word"] in often:
            at = match.start("open") if match["open"] else match.start("word")
            yield Label(_BRIEF[match["word"]], match[0].strip(), (at, match.end()), True, False)


_WHOLE = re.compile(_ALL)


def is_label(words: str) -> bool:
    """Returns whether the words are a field label and nothing else."""
    return bool(words) and _WHOLE.fullmatch(words) is not None
