"""Counted duties: 每周走访1次, 每天不少于10户, 每人不超过5户, 每户一名, 占比达到50%."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bihuan.plans.items.context import Context
from bihuan.plans.model import Bound, Per, Quota, Span
from bihuan.plans.numerals import to_int
from bihuan.plans.page import inside, trim

_N = r"(?P<n>[0-9]+(?:\.[0-9]+)?|[一二三四五六七八九十两]{1,3})"
_UNIT = (
    r"(?P<u>个村民?小组|个行政村|个村(?!民)|个工作日|个社区|个乡镇|个|户次|户|人次|人|名|批次|次|遍|轮|天|项|件|张|条"
    r"|课时|学时"
    r"|篇|期|批|起|例|份|小时|场次|场|所|处|%|％|亩|家|分钟)"
)
_MIN = r"(?:不少于|不低于|至少|不得少于|不得低于|最少)"
_MAX = r"(?:不超过|不多于|不高于|不得超过|最多|控制在|不得多于)"
_COUNT = re.compile(
    rf"(?P<lo>{_MIN}(?:[\u4e00-\u9fff]{{0,6}}?))?(?P<hi>{_MAX})?{_N}\s?{_UNIT}(?P<up>以上|及以上)?(?P<down>以内|以下|之内|内)?"
)
# a clause without a number before a unit counts nothing
_NUMBERED = re.compile(_N.replace("?P<n>", "?:") + r"\s?" + _UNIT.replace("?P<u>", "?:"))
_FREQ = re.compile(
    r"(?:每(?:个)?|(?=全年[^，。；]{0,14}?\d{1,3}(?:次|天|场|期|轮)))(?P<p>工作日|日|天|晚|周|星期|月|季度?|半年|学期|学年|全?年)(?!轮|人|户|底|末|初|\d{1,2}[日号])|(?P<q>一[周月季])一(?=[\u4e00-\u9fff])"
)
# 每月10日前组织一次: the day is no rhythm of its own, the count is
_BY_DAY = re.compile(
    r"每(?P<p>月|周)(?P<q>)(?=\d{1,2}[日号]前?[^，。；]{0,8}(?:组织|开展|召开)[^，。；]{0,8}[一1]次)"
)
_PER: dict[str, Per] = {
    "工作日": "day",
    "日": "day",
    "天": "day",
    "晚": "day",
    "周": "week",
    "星期": "week",
    "月": "month",
    "季": "quarter",
    "季度": "quarter",
    "半年": "halfyear",
    "学期": "halfyear",
    "学年": "year",
    "年": "year",
    "全年": "year",
    "一周": "week",
    "一月": "month",
    "一季": "quarter",
}
_DUTY = (
    r"走访|遍访|入户|联系|调度|回头看|排查|检查|督查|巡查|监测|抽查|核查|研判|调研|会商|分析|通报|督导|回访"
    r"|见面|培训|宣讲|活动|例会|会议|碰头|清理|巡河|巡护|暗访|复核|比对"
)
_ONE = re.compile("[一1](?![日天月周、])")
_DONE = re.compile(
    r"(?:走访|遍访|入户走访|督查|检查|巡查|排查|调研|核查|抽查|培训|回访)\s?(?P<b>不少于|至少|不低于)?"
    + _N.replace("<n>", "<m>")
    + r"(?P<v>次|遍|轮)(?P<w>以上)?"
)
_EACH = re.compile(
    r"(?:每(?:个|名|位|支)?|(?P<all>各))(?P<who>(?:[\u4e00-\u9fff]|（[^（）]{1,8}）){1,12}?)(?:至少|原则上|都|均|要|应|需)?(?:安排|抽查|抽取|配备|明确|选派|确定"
    r"|有|落实|帮扶|联系|包|结对|负责|派驻|不|确保)"
    r"|每(?:个|名|支)?(?![天日月周年季次期元亩吨米斤半])[\u4e00-\u9fff]{1,3}(?=\d)"
)
_OWN_TIME = re.compile(
    _EACH.pattern.replace("?P<all>", "?:").replace("?P<who>", "?:") + r"|\d月(?:\d|底|[上中下]旬|份|前)"
)
_PAST = re.compile(
    r"以来|先后|累计|共(?:计|完成|组织|召开|开展|排查|走访)|截[至止]|同比|上年|去年|已(?:完成|走访|排查|开展|组织)|发现|未(?![\u4e00-\u9fff]{2,4}(?:学生|人员|人口|户|儿童|对象))|没有达到"
)
_ASKED = re.compile(r"是否|有无|有没有|能否")
_TOLD_OF = re.compile(
    r"(?:组织|开展|召开|完成|举办|走访|排查|督查|检查|调度|建立|落实|收缴|清退|追回|约谈|培训|研究|印发|制定|整改|通报|发放)了"
    r"|(?:坚持|实行|做到)了|取得(?:了)?[^，。]{0,8}(?:成效|进展)|得到(?:有效)?(?:解决|落实|改善|提升)|均已|已全部|已经|一年来|期间[，,]|[，,]共[^，。；]{0,8}\d"
)
_ORDERS = re.compile(r"要|应|须|将|必须|确保|务必|下一步|原则上|不少于|不低于|至少")
_SOFT = re.compile(r"一般|原则上|左右|约")
_RATE = re.compile(r"(?:率|度|比率)(?:[^，。；]{0,6})$")
_SHARE = re.compile(r"占比|比例|比重|份额|覆盖面")
_STANDARD = re.compile(r"优良|达标|合格|水质|空气|断面|天数")
_TOLD = re.compile(
    r"向(?!信访|群众|社会|村民|当事)[^，。；]{2,16}通报"
    r"|(?:报告|汇报|报送)(?:工作|情况|进展)?[一1]次|提交|反馈|答复|回复|报送|上报"
)
_ACTS = re.compile(r"组织|举办|召开|开展|新建|建设|打造|培育|选派|储备|抽查|走访|检查|慰问|创建|推广|培训")
_ACT_UNITS = (
    "场",
    "场次",
    "期",
    "人次",
    "次",
    "批次",
    "户",
    "户次",
    "个",
    "个村",
    "名",
    "人",
    "项",
    "家",
    "亩",
    "件",
    "篇",
    "分钟",
)
# only verbs whose object is counted when the task is set, never 整改 or 查出
_BARE = re.compile(
    r"(?:开发|新增|举办|招聘|计划培训|完成培训|安排培训|开展培训|培训)(?!了|过)[^，。；0-9]{0,14}?(?P<n>\d{2,6})(?P<u>个|人次|人|名|户|场|期)"
    r"(?:$|(?=安置|以满足|[（(]))"
)
_FOLLOWS = re.compile(r"(?![月万亿元年学])")
# no counted duty is without one of these; the other sentences need no closer look
_HINT = re.compile(
    r"每|次|遍|不少于|不得?低于|至少|不超过|最[多少]|以上|工作日|占比|比例|一[周月季]一|任务|安排|明确|确定|开发|新增|举办|招聘|培训"
)
_RESULTS = re.compile(
    r"[^，。；：]{0,10}(?:成效|成绩|做法|(?:工作|开展|完成|进展)(?:情况|进展)|回顾)(?:[及和与、][^，。；：]{0,8})?$"
)
# hours a day are a duty of learning or watching, never opening hours
_STUDY = re.compile(r"学|训|练|劳动|值守|值班|巡")
_STOP = re.compile(r"[。；;！？!?\n]")


@dataclass(frozen=True)
class _Clause:
    span: Span
    words: str
    sentence: str
    tasks: bool


def find_quotas(context: Context, skip: list[Span], extra: list[Span]) -> list[Quota]:
    """Returns the counted duties in order; `skip` are statements of problems, `extra` cells of tables to read too."""
    found: list[Quota] = []
    stated = inside([*skip, *_told_of(context)])
    for span in context.sentences(extra):
        sentence = context.text[slice(*span)]
        if not _HINT.search(sentence) or stated(span[0]):
            continue
        per: tuple[Per, int] | None = None
        for clause in _clauses(context, span, sentence):
            own = _frequency(clause.words)
            near = per is not None and clause.span[0] - per[1] < 40 and not _OWN_TIME.search(clause.words)
            per = own or (per if near else None)
            per = (per[0], clause.span[1]) if per else None
            if own or _NUMBERED.search(clause.words):
                found += _of_clause(clause, per[0] if per else None, own is not None)
    return [replace(item, id=f"Q{at}") for at, item in enumerate(found, 1)]


def _told_of(context: Context) -> list[Span]:
    """The sections that tell what was done: 主要工作及成效, 工作开展情况."""
    return [
        (node.start, node.end)
        for node in context.outline.root.children
        if node.style == "han" and _RESULTS.match(context.outline.head(node))
    ]


def _clauses(context: Context, span: Span, sentence: str) -> Iterator[_Clause]:
    at = span[0]
    for match in [*re.finditer(r"[，,：:](?![^（(]{0,30}[)）])", sentence), None]:
        end = span[0] + match.start() if match else span[1]
        part = trim(context.text, (at, end))
        if part[1] > part[0]:
            yield _Clause(part, context.text[slice(*part)], sentence, not context.rectifies)
        at = end + 1


def _frequency(words: str) -> tuple[Per, int] | None:
    match = _FREQ.search(words) or _BY_DAY.search(words)
    return (_PER[match["p"] or match["q"]], match.end()) if match else None


def _of_clause(clause: _Clause, per: Per | None, named: bool) -> list[Quota]:
    """The first reading that fits: a rhythm with a count, a count for each, a bare rhythm, a count of visits, a share."""
    asked = bool(_ASKED.search(clause.words))
    if asked and not named:
        return []
    if per is not None:
        counted = [
            item
            for match in _COUNT.finditer(clause.words)
            if _duty_count(clause, match, named)
            for item in _counted(clause, match, per)
        ]
        if _TOLD.search(clause.words) and counted and all(item.unit == "次" for item in counted):
            return []
        counted = [_likewise(clause, item, counted[0]) for item in counted]
        return counted or (_uncounted(clause, per) if named and not asked else [])
    return _each(clause) or _visits(clause) or _tasks(clause) or _bounded(clause)


def _duty_count(clause: _Clause, match: re.Match[str], named: bool) -> bool:
    if (
        match["u"] in ("%", "％")
        or (match["u"] in ("所", "处") and not match["lo"])
        or (match["u"] == "遍" and not named)
        or (match["u"] == "小时" and not _STUDY.search(clause.words))
        or _FREQ.match(clause.words, match.start())
    ):
        return False
    if clause.words[max(0, match.start() - 1) : match.start()] in tuple("第每前后这那同") or _past(clause):
        return False
    bounded = match["lo"] or match["hi"] or match["up"]
    return bool(
        bounded
        or (match["u"] in ("次", "户", "天", "轮", "遍", "场", "期", "批", "篇", "人次") and named)
        or (match["u"] == "户" and re.match(r"\d", match["n"]))
    )


def _counted(clause: _Clause, match: re.Match[str], per: Per) -> list[Quota]:
    """The count with its rhythm, or with each of several that share it (县级每季度、乡级每月巡田不少于1次)."""
    rhythms = list(_FREQ.finditer(clause.words, 0, match.start()))
    last = max((item.end() for item in _COUNT.finditer(clause.words, 0, match.start())), default=0)
    shared = [item for item in rhythms if item.start() >= last] or rhythms[-1:]
    pers = [_PER[item["p"] or item["q"]] for item in shared] or [per]
    bound = _bound_before(clause.words, match)
    return [
        _quota(clause, _value(match["n"]), match["u"], each, bound, 0.9, "“每”加次数句式") for each in pers
    ]


def _likewise(clause: _Clause, item: Quota, first: Quota) -> Quota:
    """不少于2个村、10户: the bound before the first count holds for those joined by 、"""
    joined = item is not first and item.bound == "exact" and "、" in clause.words
    return replace(item, bound=first.bound) if joined else item


def _bound_before(words: str, match: re.Match[str]) -> Bound:
    """The bound in the count, or a 至少 or 不少于 a few words before it."""
    bound = _bound(match)
    near = words[max(0, match.start() - 16) : match.start()]
    return "min" if bound == "exact" and re.search(_MIN + r"[^0-9]*$", near) else bound


def _bound(match: re.Match[str]) -> Bound:
    if match["lo"] or match["up"]:
        return "min"
    return "max" if match["hi"] or match["down"] else "exact"


def _uncounted(clause: _Clause, per: Per) -> list[Quota]:
    """每季度对……监测 is once a quarter; daily work is no count unless it says 每日一会商."""
    if _past(clause):
        return []
    rhythms = list(_FREQ.finditer(clause.words))
    ends = [item.start() for item in rhythms[1:]] + [len(clause.words)]
    found = []
    for item, end in zip(rhythms, ends, strict=True):
        each = _PER[item["p"] or item["q"]]
        words = clause.words[item.end() : end] if len(rhythms) > 1 else clause.words
        if re.search(r"报|前$|例行|机制", words):
            continue
        if re.search(_DUTY, words) and (each not in ("day", "year") or _ONE.match(clause.words, item.end())):
            found.append(_quota(clause, 1, "次", each, "exact", 0.7, "“每”加动作、没有写次数，按一次理解"))
    return found


def _each(clause: _Clause) -> list[Quota]:
    """每户安排一名, 每人不超过5户; also 都安排一名 after a counted subject."""
    found = [item for each in _EACH.finditer(clause.words) for item in _for_each(clause, each)]
    also = re.search(r"(?:都|均)(?:安排|配备|明确|选派)", clause.words)
    return found or (_for_each(clause, also) if also else [])


def _for_each(clause: _Clause, each: re.Match[str]) -> list[Quota]:
    """The count after one 每户 or 各村, and those joined to it."""
    following = _EACH.search(clause.words, each.end())
    stop = following.start() if following else len(clause.words)
    match = next(iter(_COUNT.finditer(clause.words, each.end(), stop)), None)
    if match and each.groupdict().get("all") and match["u"] not in ("名", "人"):
        return []
    if match is None or _past(clause) or match["u"] in ("%", "％") or _ranged(clause.words, match):
        return []
    bound = _bound(_widened(clause.words, match))
    rest = [
        item
        for item in _COUNT.finditer(clause.words, match.end(), stop)
        if _beside(clause.words, match, item)
    ]
    return [
        _quota(clause, _value(item["n"]), item["u"], "once", bound, 0.75, "“每户、每人、每个”句式")
        for item in [match, *rest]
    ]


def _widened(words: str, match: re.Match[str]) -> re.Match[str]:
    """The match again with 至少 or 不超过 that stands a few words before it."""
    back = max(0, match.start() - 6)
    return next((item for item in _COUNT.finditer(words, back) if item.end() == match.end()), match)


def _ranged(words: str, match: re.Match[str]) -> bool:
    return words[max(0, match.start("n") - 1) : match.start("n")] in tuple("-—~至到、")


def _visits(clause: _Clause) -> list[Quota]:
    match = _DONE.search(clause.words)
    if (
        not match
        or _past(clause)
        or not (match["w"] or match["b"] or re.search(r"全部|所有|逐", clause.words))
    ):
        return []
    bound: Bound = "min" if match["w"] or match["b"] else "exact"
    return [_quota(clause, _value(match["m"]), match["v"], "once", bound, 0.7, "走访检查次数句式")]


def _tasks(clause: _Clause) -> list[Quota]:
    """完成N户任务, N个工作日内, 占比达到N%以上."""
    for match in _COUNT.finditer(clause.words):
        before, after = clause.words[: match.start()], clause.words[match.end() :]
        if _past(clause):
            continue
        if re.search(r"完成$", before) and re.search(r"任务|目标", after) and match["u"] not in ("%", "％"):
            return [
                _quota(clause, _value(match["n"]), match["u"], "once", "exact", 0.7, "“完成若干任务”句式")
            ]
        if (
            match["u"] == "个工作日"
            and match["down"]
            and not _SOFT.search(before)
            and not re.search(r"变更|形成|公开", before)
            and not _TOLD.search(after)
        ):
            return [_quota(clause, _value(match["n"]), match["u"], "once", "max", 0.7, "“若干工作日内”句式")]
        if (
            match["u"] in ("%", "％")
            and _SHARE.search(before)
            and not _STANDARD.search(before)
            and re.search(r"达到?|不低于|不少于|提高到", before + match[0])
            and not _RATE.search(before)
        ):
            return [_quota(clause, _value(match["n"]), "%", "once", "min", 0.6, "“占比达到”句式")]
    return []


def _bounded(clause: _Clause) -> list[Quota]:
    """组织招聘活动不少于12场, 开展培训600人次以上: a bounded count of something to be done once."""
    if _past(clause):
        return []
    acts = bool(_ACTS.search(clause.words))
    found: list[re.Match[str]] = []
    for match in _COUNT.finditer(clause.words):
        stated = match["lo"] or (match["up"] and acts) or (found and _beside(clause.words, found[-1], match))
        if stated and match["u"] in _ACT_UNITS and _FOLLOWS.match(clause.words, match.end()):
            found.append(match)
    if not found:
        return _bare_count(clause)
    bound: Bound = _bound(found[0])
    return [
        _quota(clause, _value(match["n"]), match["u"], "once", bound, 0.6, "“不少于”或“组织开展”加数量句式")
        for match in found
    ]


def _bare_count(clause: _Clause) -> list[Quota]:
    """开发公益性岗位1200个: a task whose count has no bound, at the end of its clause."""
    match = _BARE.search(clause.words)
    if match is None or not clause.tasks or _SOFT.search(match[0]):
        return []
    return [_quota(clause, _value(match["n"]), match["u"], "once", "exact", 0.5, "“开发、举办”加数量句式")]


def _beside(words: str, last: re.Match[str], match: re.Match[str]) -> bool:
    """不少于2个村、20户 or 3个乡镇9个村: the next count of the same list."""
    return words[last.end() : match.start()].strip() in ("", "、")


def _past(clause: _Clause) -> bool:
    """Whether the clause tells what was done: by its words, or by the end of a sentence that orders nothing."""
    if _PAST.search(clause.words):
        return True
    return bool(_TOLD_OF.search(clause.sentence)) and not _ORDERS.search(clause.sentence)


def _value(words: str) -> float:
    return float(words) if re.match(r"[0-9]", words) else float(to_int(words) or 1)


def _quota(
    clause: _Clause, number: float, unit: str, per: Per, bound: Bound, confidence: float, why: str
) -> Quota:
    return Quota("", clause.words, number, unit, per, bound, clause.span, confidence, (why,))
