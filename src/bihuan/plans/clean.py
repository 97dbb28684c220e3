"""Clean a page: web furniture, page marks, damaged dates and brackets; each repair leaves a Chinese warning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bihuan.plans.page import Edit, Page, apply_edits, inside, lines

_META = re.compile(r"(?:发布时间|发布日期|发文日期|成文日期|时间|日期|来源|信息来源|文章来源|稿源)\s*[:：]")
_FURNITURE = re.compile(
    r"^\W*(?:当前位置|您(?:现在)?(?:的|所在的)位置|您所在位置|首页\s*[>»]|网站首页|发布时间|发布日期|信息来源"
    r"|文章来源|阅读次数|浏览次数|点击数|访问量|"
    r"我要纠错|打印本页|关闭窗口|分享到|上一篇|下一篇|上一条|下一条|扫一扫|版权所有|"
    r"(?:[\w]{2,12})?ICP备|网站标识码|[\w]{0,4}公网安备|索\s*引\s*号|信息分类|信息编号|主题分类|发布机构|发文机关|文\s*号\s*[:：|]|"
    r"导语\s*[:：]|所属领域|一级事项|公开时限|公开依据|公开主体|公开层级|公开方式|公开渠道|公开具体内容|基本信息|详细信息|"
    r"-\s*(?:详细|基本)信息|文件下载|附件下载|相关附件|相关链接|相关文档|政策咨询|政策解读|如果您对|<\s*img|责任编辑|"
    r"网站地图|联系我们|设为首页|加入收藏|无障碍|返回顶部|主办单位?\s*[:：].{0,40}(?:承办|ICP|备案|技术支持)"
    r"|承办单位?\s*[:：].{0,40}技术支持|"
    r"技术支持\s*[:：]|您是第\d+位|本文来源|免责声明|登录\s*[|｜]?\s*注册|大\s+中\s+小|\[?\s*大\s*中\s*小)"
)
# buttons: only where the line says nothing else
_BUTTONS = re.compile(r"^\W*(?:【?字体|字号|打印|关闭|分享|收藏|标签\s*[:：]|登录|注册)[^。；，]{0,50}$")
_STAMP = re.compile(
    r"(?:^|\s)时间\s*[:：]\s*\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}日?(?=[\s|　【]|$)(?!\s*[至—-])"
)
_DATED = re.compile(
    r"^\s*(20\d\d[-/.]\d{1,2}[-/.]\d{1,2})(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?\s*(?:[|｜]|来源|作者|浏览|$)"
)
_FILE = re.compile(r"^\s*\S{2,80}\.(?:pdf|docx?|wps|xlsx?|ofd|zip|rar)\s*$", re.I)
_PAGE = re.compile(
    r"^\s*(?:[-—–－―]+\s*\d{1,4}\s*[-—–－―]+|第\s*\d{1,4}\s*页(?:\s*[，,/]?\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4})\s*$"
)
_BREAK = re.compile(r"<br\s*/?>", re.I)
_MARKDOWN = re.compile(r"\*\*|__(?=\S)|(?m:^[ \t]*#{1,6}[ \t]+)|(?m:^[ \t]*>[ \t]+)")
_INNER_PAGE = re.compile(r"(?<=[\u4e00-\u9fff])(\d{1,3})、(?=[\u4e00-\u9fff])")
_DASH_PAGE = re.compile(r"[ \t\u3000]+[—－–-]\s?\d{1,3}\s?[—－–-](?:[ \t\u3000]+|\s*$)")
_LOOKALIKES = (
    (("口", "曰"), re.compile(r"(?<=\d月\d)[口曰]|(?<=\d月\d\d)[口曰]"), "日"),
    (("日一", "月一"), re.compile(r"(?<=[日月])一(?=\d{1,2}[月日])"), "—"),
    (("l", "I"), re.compile(r"(?m)^[ \t　]*[lI](?=[.．、][ \t　]*[\u4e00-\u9fff])"), "1"),
    (("〞", "〟"), re.compile(r"[〞〟](?=[^〞〟])"), "”"),
)
_YMD = re.compile(r"(?<!\d)(20[0-4]\d)(\d{2,4})日(?!内)")
_MD = re.compile(r"(?<![\d.月年第])(\d{2,4})日(?!内|前?内|以内|游|均)")
_PARENS = re.compile(r"(?<=[。；;：:\s])([(（])(\d{1,2})(?=[《“‘\u4e00-\u9fff])")
_WORN = re.compile(r"附件(\d{2,9})(?!\d*[号年月])")
_PUBLISHED = re.compile(
    r"(?:发布时间|发布日期|发文日期|成文日期|时间|日期)\s*[:：]\s*(\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2})"
)
_SOURCE = re.compile(r"(?:信息来源|文章来源|来源|发布机构|发文机关)\s*[:：]\s*([^\s|【\[]{2,30})")
_SITE = re.compile(r"^\s*(\S{4,30}(?:网站|网))\s+(?:www\.|https?:|时间)")


def clean(page: Page) -> Page:
    """Returns the page without furniture and page marks and with repaired dates; warnings say what was touched."""
    page = _without_furniture(_noted(page))
    for step in (_line_breaks, _page_lines, _page_marks, _misread, _repair_dates, _repair_brackets):
        page = step(page)
    return _warn_worn(page)


def _noted(page: Page) -> Page:
    head = page.text[:3000]
    published, source, site = _PUBLISHED.search(head), _SOURCE.search(head), None
    for start, end in lines(head)[:15]:
        site = site or _SITE.match(head[start:end])
        published = published or _DATED.match(head[start:end])
    return replace(
        page,
        published=page.published or (published[1] if published else None),
        source=page.source or (source[1] if source else site[1] if site else None),
    )


def _without_furniture(page: Page) -> Page:
    held = inside((table.start, table.end) for table in page.tables)
    cut = [span for span in lines(page.text) if _is_furniture(page.text[slice(*span)]) and not held(span[0])]
    if not cut:
        return page
    edits = [Edit(start, min(end + 1, len(page.text))) for start, end in cut]
    page = apply_edits(page, edits)
    return _warned(page, f"略去网页附带文字{len(cut)}行（栏目、发布信息、下载链接等）")


def _is_furniture(line: str) -> bool:
    if len(line) > 300:
        return False
    return bool(
        _FURNITURE.match(line)
        or _FILE.match(line)
        or ((_STAMP.search(line) or _DATED.match(line)) and len(line) < 120)
    )


def _line_breaks(page: Page) -> Page:
    """<br> left over in the cells of piped tables is a blank; the marks of Markdown are nothing."""
    edits = [Edit(*match.span(), " ") for match in _BREAK.finditer(page.text)] if "<" in page.text else []
    if any(sign in page.text for sign in ("**", "__", "#", "> ")):
        edits += [Edit(*match.span()) for match in _MARKDOWN.finditer(page.text)]
    return apply_edits(page, edits)


def _page_lines(page: Page) -> Page:
    found = [span for span in lines(page.text) if _PAGE.match(page.text[span[0] : span[1]])]
    if not found:
        return page
    edits = [Edit(_numeral_before(page.text, start), min(end + 1, len(page.text))) for start, end in found]
    return _warned(apply_edits(page, edits), f"略去页码{len(found)}处")


def _numeral_before(text: str, start: int) -> int:
    """The page mark's start, or the line feed before it where the mark parts a number (8月3 | 1日)."""
    after = text.find("\n", start) + 1
    parted = after > 0 and re.match(r"\d{0,2}[年月日]", text[after : after + 3])
    return start - 1 if start > 1 and text[start - 2].isdigit() and parted else start


def _page_marks(page: Page) -> Page:
    edits = [Edit(*match.span()) for match in _rising(_INNER_PAGE, page.text)]
    edits += [Edit(*match.span(), " ") for match in _DASH_PAGE.finditer(page.text)]
    if not edits:
        return page
    words = "、".join(f"“{page.text[max(0, edit.start - 4) : edit.end + 4]}”" for edit in edits[:5])
    return _warned(apply_edits(page, edits), f"略去夹在文字中的页码{len(edits)}处：{words}")


def _rising(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    """Marks that count the pages of a text: each one more than the last, a page's worth of words apart."""
    run: list[re.Match[str]] = []
    for match in pattern.finditer(text):
        follows = run and int(match[1]) == int(run[-1][1]) + 1 and match.start() - run[-1].start() > 250
        if follows or (not run and int(match[1]) <= 2 and match.start() > 100):
            run.append(match)
    return run if len(run) >= 2 else []


def _misread(page: Page) -> Page:
    """Characters that a scanner takes for one another: 1口 for 1日, l. for 1., 9月26日一10月 for a dash, 〞 for ”."""
    edits = [
        Edit(*match.span(), words)
        for signs, pattern, words in _LOOKALIKES
        if any(sign in page.text for sign in signs)
        for match in pattern.finditer(page.text)
    ]
    if not edits:
        return page
    seen = "、".join(
        f"“{page.text[max(0, edit.start - 5) : edit.end + 3]}”".replace("\n", "") for edit in edits[:5]
    )
    return _warned(
        apply_edits(page, edits), f"像是扫描识别错的字{len(edits)}处，已按数字、日期理解，请核对：{seen}"
    )


def _repair_dates(page: Page) -> Page:
    edits = [*_dates(_YMD, page.text), *_short_dates(page.text)]
    page = _warned(page, *dict.fromkeys(_doubtful(page.text)))
    if not edits:
        return page
    notes = [f"日期“{page.text[edit.start : edit.end]}”缺字，按“{edit.words}”理解，请核对" for edit in edits]
    return _warned(apply_edits(page, edits), *dict.fromkeys(notes))


def _dates(pattern: re.Pattern[str], text: str) -> Iterator[Edit]:
    for match in pattern.finditer(text):
        days = _month_days(match[2])
        if len(days) == 1:
            yield Edit(*match.span(), f"{match[1]}年{days[0][0]}月{days[0][1]}日")


def _short_dates(text: str) -> Iterator[Edit]:
    damaged = bool(_YMD.search(text))
    for match in _MD.finditer(text):
        led = text[max(0, match.start() - 1) : match.start()] in tuple("自从至到于—-在")
        days = _month_days(match[1])
        if len(days) == 1 and len(match[1]) > 2 and (damaged or led):
            yield Edit(*match.span(), f"{days[0][0]}月{days[0][1]}日")


def _doubtful(text: str) -> Iterator[str]:
    """Damaged dates that can be read in two ways stay as they are."""
    for match in _YMD.finditer(text):
        days = _month_days(match[2])
        if len(days) > 1:
            either = "或".join(f"{month}月{day}日" for month, day in days)
            yield f"日期“{match[0]}”缺字，可能是{match[1]}年{either}，没有采用，请人工核定"


def _month_days(digits: str) -> list[tuple[int, int]]:
    pairs = [(int(digits[:at]), int(digits[at:])) for at in (1, 2) if at < len(digits)]
    return [
        (month, day)
        for month, day in pairs
        if 1 <= month <= 12
        and 1 <= day <= 31
        and not digits.startswith("0")
        and str(day) == digits[len(str(month)) :]
    ]


def _repair_brackets(page: Page) -> Page:
    edits = [
        Edit(match.end(), match.end(), ")" if match[1] == "(" else "）")
        for match in _PARENS.finditer(page.text)
        if _neighbours(page.text, match)
    ]
    notes = [f"编号“{page.text[edit.start - 2 : edit.start + 4]}”缺半个括号，已按编号理解" for edit in edits]
    return _warned(apply_edits(page, edits), *notes)


def _neighbours(text: str, match: re.Match[str]) -> bool:
    number, window = int(match[2]), text[max(0, match.start() - 1500) : match.end() + 1500]
    return any(re.search(rf"[(（]{other}[)）]", window) for other in (number - 1, number + 1))


def _warn_worn(page: Page) -> Page:
    notes = [
        f"“{match[0]}”像是丢了顿号（附件{'、'.join(match[1])}），请核对原文"
        for match in _WORN.finditer(page.text)
        if len(match[1]) > 2 or int(match[1]) > 20
    ]
    return _warned(page, *notes)


def _warned(page: Page, *notes: str) -> Page:
    return replace(page, warnings=(*page.warnings, *notes)) if notes else page
