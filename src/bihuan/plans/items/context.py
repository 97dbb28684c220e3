"""What every item grammar needs to know of the document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bihuan.plans.model import Span
from bihuan.plans.outline import Outline
from bihuan.plans.page import Page, outside, trim

_STOP = re.compile(r"[。；;！？!?\n\t]")
_RECTIFIES = re.compile(
    r"整改|整治|隐患(?:清单|台账|治理|销号)|督办|挂牌|问题清单|反馈(?:意见|问题)|督察|巡察|审议意见|(?:意见|建议|提案|问题)[^，。；]{0,12}(?:处理|办理|落实)情况"
)
_DAY = r"(?:[12]\d{3}年|今年|本)?\d{0,2}月(?:\d{1,2}日|底|[上中下]旬)?"
_MENDED = r"(?:整改到位|完成整改|整改完毕|整改完成|全部整改|整改结束|销号|整治到位|落实到位)"
_CALLED = (
    r"被(?:通报|督[查察]|巡[察视]|审计|检查|约谈)(?:的)?(?:单位|乡镇|地区)|(?:各|有关|相关|责任)(?:责任|有关|相关|涉事)?(?:单位|部门|乡镇|地区|村|地|县区?|市州?|区|镇街|学校|企业|科室|股室)"
    r"|你(?:们|单位|局|镇|乡|村|校|县|委|办|院|公司|街道|社区|区|市|厂|店|企业)"
)
_ALL_BY = re.compile(
    rf"(?:以上|上述|所有|全部|各项|反馈)(?:的)?[^，。；\n]{{0,14}}问题[^。；\n]{{0,24}}?(?:于|在|确保|须|应)?[^。；\n]{{0,4}}?"
    rf"(?P<when>{_DAY}之?前?)[^。；\n]{{0,14}}{_MENDED}"
    rf"|(?:务必|必须|须|请|确保|限期?)(?:于|在)?(?P<by>{_DAY}(?:之?前|以前))[^。；\n]{{0,6}}{_MENDED}"
    rf"|(?:{_CALLED})[^。；\n]{{0,40}}?(?P<all>{_DAY}(?:之?前|以前))[^，。；\n]{{0,8}}{_MENDED}"
)


@dataclass(frozen=True)
class Context:
    """The page, its outline, its title, the day that open years are counted from, and whether that is the paper's own."""

    page: Page
    outline: Outline
    title: str
    anchor: date | None
    dated: bool = False

    @property
    def text(self) -> str:
        """The page's text."""
        return self.page.text

    @cached_property
    def rectifies(self) -> bool:
        """Whether the document is about putting problems right, by its title or sections."""
        heads = [self.title, *(self.outline.head(node) for node in self.outline.root.children)]
        named = any(_RECTIFIES.search(head) for head in heads)
        return named or any(
            label.words.strip("【[〔").startswith(("整改", "整治")) for label in self.outline.labels
        )

    @cached_property
    def common_deadline(self) -> str | None:
        """The one day by which all problems must be put right, where a sentence says so."""
        match = _ALL_BY.search(self.text)
        return match["when"] or match["by"] or match["all"] if match else None

    @cached_property
    def _free(self) -> list[Span]:
        """The sentences outside the tables: reports and quotas both read them."""
        return [span for part in outside(self.outline.tables, len(self.text)) for span in self._split(*part)]

    def sentences(self, extra: list[Span]) -> list[Span]:
        """Returns the spans of the sentences and half-sentences (；) outside recognised tables and in `extra`."""
        return sorted({*self._free, *(span for part in extra for span in self._split(*part))})

    def _split(self, start: int, end: int) -> list[Span]:
        spans, at = [], start
        for stop, after in [*(match.span() for match in _STOP.finditer(self.text, start, end)), (end, end)]:
            span = trim(self.text, (at, stop))
            if span[0] < span[1]:
                spans.append(span)
            at = after
        return spans
