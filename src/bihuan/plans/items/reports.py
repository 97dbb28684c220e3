"""Duties to report upwards at a time: 每月4日前报, 每晚汇报, 于7月5日前报送."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from bihuan.plans.items.context import Context
from bihuan.plans.model import Due, ReportObligation, Rule, Span
from bihuan.plans.numerals import to_int
from bihuan.plans.page import inside, trim
from bihuan.plans.resolve.moments import points, resolve

_BODY = r"(?:办公室|领导小组|指挥部|专班|组|局|委|办|部|站|中心|政府|党委|单位|部门|平台|系统|邮箱|股|室|科|处|所|领导|乡|镇)"
_VERB = re.compile(
    rf"报送|上报|呈报|汇报|抄报|(?<![具成写计算估测])报告(?=[县市区镇乡省州党]|整改|进展)|向[^，。；]{{2,20}}报告|向(?!信访|群众|社会|村民|当事)[^，。；]{{2,16}}通报|(?:书面|电话|专题|口头)(?:报告|汇报|反馈)|(?<!问题)反馈(?=[^，。；问意]{{0,8}}(?:情况|结果|进展|意见建议))|反馈至|书面反馈|函告|"
    rf"(?<![填申月周年季直通举播预情简快战捷])(?<!(?<!\d)日)报(?:至|到|给|回|备)?(?![告送表名销考道账纸批建废酬复警])[^，。；\n]{{0,28}}?{_BODY}|向[^，。；]{{2,16}}(?:群|办|站|组)报(?![告送])|将[^，。；]{{2,16}}[^移提呈转]交(?![办付由叉通接警易])(?=[^，。；费纳款]{{0,10}}{_BODY})|零报告|(?<![报呈选输护递配运赠移推])送(?:交|至|达|到)?(?=[^，。；\n、]{{0,16}}{_BODY})|发(?:至|送|到)(?=[^，。；\n]{{0,20}}(?:邮箱|@|{_BODY}))"
    rf"|回复(?=[^，。；\n]{{0,14}}{_BODY})|反馈(?=[省市县区乡镇][^，。；]{{1,12}}(?:委|办|局|组|科))|(?<![填申通举])报(?=[省市县区乡镇]级|上[月周季年]|本[月周季]|整改(?:台账|进度|报告|情况|总结)|集中整改|进[度展]|报表|台账|总结|方案|名单)|填报|提交(?![^，。；]{{0,14}}(?:会|评议|审议|讨论))|作出?(?:书面|深刻)?(?:检查|说明|检讨)|(?<=[日前底])交(?=[^，。；费纳款]{{0,10}}{_BODY})|提供(?=[^，。；]{{0,6}}(?:数据|台账|名单))"
)
_EVERY = (
    r"每(?:个)?(?:日|天|晚|周[一二三四五六日末]?|星期[一二三四五六日]?|月|季度?|半年|半个?月"
    r"|年)(?:度)?(?:的)?(?:末?月?\d{1,2}[日号]|月?底|末|初|[上中下]旬|最后一个?工作日)?"
    r"(?:[上下]午)?(?:(?:\d{1,2}|[一二三四五六七八九十]{1,2})[:：时点]\d{0,2}分?|下班)?(?:之?前|以前)?|每隔?[两三五十\d]{1,2}(?:天|日|周|个月)(?:的?最后一[日天])?|逢[0-9一二三五七九、]{1,7}日|每旬|次日|次月\d{1,2}日?(?:前)?|当日|当天|当晚"
    r"|每逢[^，。；]{1,6}|按[日周旬月季](?:度)?|一[日周月季]一报|[日周旬月]报告?制度|[周月]调度"
)
_ONCE = re.compile(r"(?:[^，。；\n]{0,2}(?:之?前|以前|内|底|上旬|中旬|下旬|日|月))")
_WITHIN = re.compile(r"(?:[0-9一二三四五六七八九十两]{1,3}个?(?:工作日|日|天|小时|分钟|个?月))(?:之?内|以内)")
_MONTHS = r"(?:(?:[12]\d{3}年)?\d{1,2}\s?[—–\-－至到]\s?\d{1,2}月(?:份)?[，,]?\s?)?"
_RHYTHM = re.compile(_MONTHS + f"(?:{_EVERY})")
_PAST = re.compile(
    r"作了[^，。；]{0,12}报告|进行了(?:审计|巡察|检查)|已(?:经)?(?:上报|报送|汇报)|现将|未(?:按|及时|上)|汇报如下|报告如下|听取[^，。]{0,24}汇报|截至|迟报|漏报|瞒报|不报"
)
# 每周抽查，发现脱岗的上报: the time is that of the look
_ON_FINDING = re.compile(r"[，,](?:对)?(?:一经)?发现[^，。；]{1,12}的[，,]?(?:及时|立即|一律)?$")
_HINT = re.compile("报|送|发|回复|提供|反馈至|反馈|函告|交|作")
_RULES: tuple[tuple[str, Rule], ...] = (
    ("周", "weekly"),
    ("星期", "weekly"),
    ("日", "daily"),
    ("天", "daily"),
    ("晚", "daily"),
    ("次日", "daily"),
    ("月", "monthly"),
)


def find_reports(context: Context, skip: list[Span], extra: list[Span]) -> list[ReportObligation]:
    """Returns the reporting duties that name a time, in order; `skip` are statements of problems, `extra` cells of tables."""
    found: list[ReportObligation] = []
    stated = inside(skip)
    for sentence in context.sentences(extra):
        words = context.text[slice(*sentence)]
        if not _HINT.search(words) or stated(sentence[0]) or _PAST.search(words):
            continue
        for span, due in _duties(words, sentence[0], context.anchor):
            found.append(_obligation(context, span, due, len(found) + 1))
    return found


def _duties(words: str, offset: int, anchor: date | None) -> Iterator[tuple[Span, Due]]:
    """Each verb with the time nearest before it since the last duty; a clause starts where the last duty's ended."""
    verbs = list(_VERB.finditer(words))
    times = _times(words, anchor) if verbs else []
    held: list[tuple[int, Due]] = []
    start = 0
    for verb in verbs:
        before = [item for item in times if start <= item[0] < verb.start()]
        if not before or _ON_FINDING.search(words, 0, verb.start()):
            continue
        at, last = max(before, key=lambda item: item[0])
        for due, after in _joined(words, before, at):
            held.append((start, due))
            start = after
        held.append((start, last))
        comma = re.compile("[，,]").search(words, verb.end())
        start = comma.end() if comma else len(words)
    ends = [*(begin for begin, _ in held[1:]), len(words)] if held else []
    for (begin, due), end in zip(held, ends, strict=True):
        yield (offset + begin, offset + end), due


def _joined(words: str, times: list[tuple[int, Due]], last: int) -> Iterator[tuple[Due, int]]:
    """于6月12日前、整改报告于8月5日前报某股: earlier times of the same verb, each with where the next part begins."""
    ordered = sorted(times, key=lambda item: item[0])
    for (at, due), (following, _) in pairwise(ordered):
        end = at + len(due.text)
        if following <= last and re.fullmatch(r"、[^，。；、]{2,14}[于在]", words[end:following]):
            yield due, end + 1


def _obligation(context: Context, span: Span, due: Due, at: int) -> ReportObligation:
    words = context.text[slice(*span)]
    start, end = trim(context.text, (_start(words, span[0], due), span[1]), "，,、")
    return ReportObligation(
        f"R{at}",
        context.text[start:end],
        due,
        (start, end),
        0.9 if due.rule else 0.7,
        ("有报送动词", f"时间“{due.text}”"),
    )


def _start(words: str, offset: int, due: Due) -> int:
    """A long sentence is cut to the clause that names the time or its subject."""
    at = words.find(due.text)
    if at < 60:
        return offset + (_mark_end(words) if at > 0 else 0)
    return offset + max(words.rfind(mark, 0, max(0, at - 1)) for mark in "，,：:") + 1


def _mark_end(words: str) -> int:
    match = re.match(r"(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）.．、]|[①-⑳]|注[:：])\s*", words)
    return match.end() if match else 0


def _times(words: str, anchor: date | None) -> list[tuple[int, Due]]:
    held = [match.span() for match in _RHYTHM.finditer(words)]
    dates = [item for item in _dates(words, anchor) if not any(start <= item[0] < end for start, end in held)]
    return [*_rhythms(words), *dates, *_periods(words)]


def _rhythms(words: str) -> list[tuple[int, Due]]:
    return [(match.start(), _rhythm(match[0])) for match in _RHYTHM.finditer(words)]


def _rhythm(text: str) -> Due:
    last = re.sub(r"^.*(?=每|次|当|按)", "", text)
    rule = None if "半" in last[:2] else next((rule for word, rule in _RULES if word in last[:3]), None)
    day = re.search(r"(\d{1,2})[日号]", last)
    return Due(text, rule, int(day[1]) if day else None)


def _dates(words: str, anchor: date | None) -> list[tuple[int, Due]]:
    found = []
    for moment in points(words):
        start, end = moment.span
        after = re.match(r"(?:\d{1,2}[时点])?(?:下班)?(?:之?前|以前|内|当天)?", words[end:])
        text = words[start : end + (after.end() if after else 0)]
        every = words[max(0, start - 1) : start] == "每" or re.match(
            r"\s?[—\-至到]|期间|以来|发布|印发|起", words[end:]
        )
        if moment.bare or every:
            continue
        days = resolve(moment, anchor)
        found.append((start, Due(text, "once", None, days[1] if days else None)))
    return found


def _periods(words: str) -> list[tuple[int, Due]]:
    return [
        (match.start(), Due(match[0], "once" if to_int(match[0][:1]) else None))
        for match in _WITHIN.finditer(words)
    ]
