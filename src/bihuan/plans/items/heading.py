"""Title, issuer and date of a document, and the day from which its open years are counted."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from bihuan.plans.model import Span
from bihuan.plans.page import Page, inside, lines
from bihuan.plans.resolve.moments import Moment, points, resolve

_KIND = (
    r"(?:实施方案|工作方案|整改方案|行动方案|方案|工作总结|总结|通知|清单|计划|意见|办法|细则|台账|报告|通报"
    r"|情况|任务分解表|分解表|情况表|统计表|对照表|分工表|一览表|汇总表|责任表|明细表|任务表)"
)
# 附件1, 某应急责改〔2023〕112号
_NO_TITLE = re.compile(r"\s*(?:附\s?[件表]\s?\S{0,3}|\S{2,20}[〔\[（(]\d{4}[〕\]）)]\s?第?\d{1,5}号)\s*")
_NAMED = re.compile(r"^[^，。《〈<]{0,60}关于印发[《〈<](.{6,80}?)[》〉>]的通知")
_TITLE = re.compile(
    rf"^\s*((?![为根据按照现])[^\n，。；]{{6,90}}{_KIND}(?:的通知|的公告|\s?[（(][^（）()\n]{{1,12}}[)）])?)\s*$"
)
_OFFICE = r"(?:委员会|人民政府|办公室|领导小组|管委会|指挥部|局|委|办|厅|院|党组|党委|纪委监委|扶贫办)"
_SIGNING = rf"(?:{_OFFICE}|室|组|站|中心|总?支部?|工委|专班|联席会议|会|校|部|公司|镇|乡|街道)"
_SIGNED = re.compile(rf"([^\s，。；：、:（）()]{{2,30}}{_SIGNING})$")
_DAY_AFTER = re.compile(
    r"(?<=\S)\s+([12二][0-9〇○零OＯ一二三四五六七八九]{3}年[0-9一二三四五六七八九十]{1,3}月[0-9一二三四五六七八九十]{1,3}日)"
    r"(?!\s?(?:之?前|以前|起|至|—))"
)
_DIVIDED = re.compile(r"^([12]\d{3})[-年/.](\d{1,2})[-月/.](\d{1,2})日?$")
# ——2022年12月20日在某次会议上
_SPOKEN = re.compile(
    r"(?:[—–-]{2}|[（(])\s*([12]\d{3}年\d{1,2}月\d{1,2}日)在[^。\n，；]{4,50}(?:会议|大会|全会|常委会)"
)
_DATE_LINE = re.compile(
    r"(?m)^[ \t　]*[（(]?([12二][0-9〇○零一二三四五六七八九]{3}年[0-9一二三四五六七八九十]{1,3}月[0-9一二三四五六"
    r"七八九十]{1,3}日)(?:公告|发布|印发|公布|[，,][^）)\n]{0,16})?[)）]?[ \t　]*$"
)
_OFFICE_LINE = re.compile(
    rf"(?:[^\s，。；：、]{{2,28}}{_OFFICE}[ 　]+)?[^\s，。；：、]{{2,28}}(?:{_OFFICE}|党支部|镇|乡|街道)"
)
_KIND_LINE = re.compile(rf"(?!关于|附)[^\s，。；：、]{{0,24}}{_KIND}")
_FILLED = re.compile(
    r"(?:填报|填表|制表|报送)(?:时间|日期)[:：]\s*([12][0-9]{3}年[0-9]{1,2}月[0-9]{1,2}日)(?!\s?(?:之?前|以前))"
)

# the paper's last words, on one line with all others
_LAST_DAY = re.compile(r"(?<=[\u4e00-\u9fff])([12]\d{3}年\d{1,2}月\d{1,2}日)[ \t　]*$")


@dataclass(frozen=True)
class Heading:
    """What the paper says of itself; `anchor` serves to complete dates and may differ from `date`."""

    title: str | None
    issuer: str | None
    date: datetime.date | None
    anchor: datetime.date | None
    warnings: tuple[str, ...]


def read_heading(page: Page, today: datetime.date | None) -> Heading:
    """Returns title, issuer, date and anchor; the upload day of a web page is used only where nothing better stands."""
    issuer, signed = _signature(page)
    published = _moment_date(page.published)
    stated = signed or published
    anchor, warnings = _anchor(page, signed, published)
    if anchor is None and today is not None:
        anchor, warnings = today, [*warnings, "文中没有可用来推断年份的日期，按今天的日期推断"]
    title = _title(page)
    title = re.sub(r"^标题[\s|｜:：]+", "", title.strip("|｜ \t")) if title else None
    return Heading(title, issuer or _from_title(page) or page.source, stated, anchor, tuple(warnings))


def _title(page: Page) -> str | None:
    head = page.text[:4000]
    named = _NAMED.match(re.sub(r"\s+", "", head[:800]))
    if named:
        return named[1]
    spans = [
        span
        for span in lines(head)
        if head[slice(*span)].strip() and not _NO_TITLE.fullmatch(head[slice(*span)])
    ][:25]
    fitting = next(
        (match for at in range(len(spans)) if (match := _TITLE.match(_over_lines(head, spans, at)))), None
    )
    first = head[slice(*spans[0])].strip() if spans else ""
    cut = re.match(
        rf"(\S{{6,80}}?{_KIND})(?:\s|(?=[各为根按现](?:县|市|乡|镇|村|有关|级|单位|部门|认真|进一步|切实|贯彻|据|照|将)))",
        first,
    )
    if cut and fitting is None:
        return page.heading or cut[1]
    spoken = _SPOKEN.search(first) if fitting is None else None
    if spoken and 6 <= spoken.start() <= 90:
        return page.heading or first[: spoken.start()].strip()
    short = first if 4 <= len(first) <= 80 and not first.endswith("。") else None
    return page.heading or (fitting[1].strip() if fitting else short)


def _over_lines(head: str, spans: list[Span], at: int) -> str:
    """The line, with the lines around it that are the same title: the office above 关于……, the kind of paper below."""
    words = head[slice(*spans[at])].strip()
    if at + 1 < len(spans):
        after = head[slice(*spans[at + 1])].strip()
        later = head[slice(*spans[min(at + 2, len(spans) - 1)])].strip()
        joint = _OFFICE_LINE.fullmatch(after) and later.startswith("关于")
        office = _OFFICE_LINE.fullmatch(words) and (re.match(r"关于|20\d\d年", after) or joint)
        kind = _TITLE.match(words) and _KIND_LINE.fullmatch(after) and at < 4
        if office:
            return re.sub(r"[ 　]+", "", words) + _over_lines(head, spans, at + 1)
        if kind:
            return words + after
    return words


def _signature(page: Page) -> tuple[str | None, datetime.date | None]:
    in_table = inside((table.start, table.end) for table in page.tables)
    alone = next(
        (
            match
            for match in _DATE_LINE.finditer(page.text)
            if not _timed(page.text, match) and not in_table(match.start())
        ),
        None,
    )
    for match in _DAY_AFTER.finditer(page.text):
        office = _SIGNED.search(page.text[max(0, match.start() - 40) : match.start()])
        if office and not in_table(match.start()):
            # a day on a line of its own before the signature: the paper that hands on another
            first = alone[1] if alone and alone.start() < match.start() - 10 else match[1]
            return office[1], _moment_date(first)
    line = (
        _FILLED.search(page.text[:600])
        or _LAST_DAY.search(page.text[-60:])
        or alone
        or _SPOKEN.search(page.text[:600])
    )
    return None, _moment_date(line[1]) if line else None


def _timed(text: str, match: re.Match[str]) -> bool:
    """Whether the line above the day is a field such as 完成时限."""
    above = text[max(0, match.start() - 24) : match.start()].rstrip().rsplit("\n", 1)[-1]
    return bool(re.search(r"(?:时限|时间|期限|日期)[:：]?$", above))


def _from_title(page: Page) -> str | None:
    match = re.match(rf"\s*([^\s，。《]{{2,24}}?(?:{_OFFICE}|镇|乡|街道))关于", page.text)
    return match[1] if match else None


def _moment_date(words: str | None) -> datetime.date | None:
    found = points(_DIVIDED.sub(r"\1-\2-\3", words.replace("O", "〇"))) if words else []
    days = resolve(found[0], None) if found else None
    return days[0] if days else None


def _anchor(
    page: Page, signed: datetime.date | None, published: datetime.date | None
) -> tuple[datetime.date | None, list[str]]:
    if signed:
        return signed, []
    dated = [
        moment
        for moment in points(page.text)
        if moment.year
        and 2000 <= moment.year <= 2100
        and not moment.bare
        and "月" in page.text[slice(*moment.span)]
    ]
    if published is None:
        return (
            (_first_day(dated[0]), ["文中没有成文日期，缺年份的日期按文中第一个写全的日期推断"])
            if dated
            else (None, [])
        )
    newest = max((moment.year or 0 for moment in dated), default=published.year)
    if published.year - newest >= 2:
        last = max((day for moment in dated if (day := _first_day(moment))), default=None)
        return last, [
            f"网页标注的时间是{published.year}年，正文只写到{newest}年，缺年份的日期按{newest}年推断，请核对成文日期"
        ]
    return published, []


def _first_day(moment: Moment) -> datetime.date | None:
    days = resolve(moment, None)
    return days[0] if days else None
