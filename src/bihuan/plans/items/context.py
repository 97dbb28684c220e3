"""What every item grammar needs to know of the document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bihuan.plans.model import Span
from bihuan.plans.outline import Outline
from bihuan.plans.page import Page, outside, trim

_STOP = re.compile(r"[。；;！？!?\n]")
_ALL_BY = re.compile(
    r"(?:以上|上述|所有|全部|各项|反馈)(?:的)?[^，。；\n]{0,14}问题[^。；\n]{0,24}?(?:于|在|确保|须|应)?[^。；\n]{0,4}?"
    r"(?P<when>(?:[12]\d{3}年)?\d{1,2}月(?:\d{1,2}日|底|[上中下]旬)?前?)[^。；\n]{0,14}(?:整改到位|完成整改|整改完毕|销号)"
    r"|(?:务必|必须|须|请|确保)于(?P<by>(?:[12]\d{3}年)?\d{1,2}月(?:\d{1,2}日|底|[上中下]旬)?之?前)[^。；\n]{0,6}(?:整改到位|整改完毕|完成整改)"
)


@dataclass(frozen=True)
class Context:
    """The page, its outline, its title, and the day that open years are counted from."""

    page: Page
    outline: Outline
    title: str
    anchor: date | None

    @property
    def text(self) -> str:
        """The page's text."""
        return self.page.text

    @cached_property
    def rectifies(self) -> bool:
        """Whether the document is about putting problems right, by its title or sections."""
        heads = [self.title, *(self.outline.head(node) for node in self.outline.root.children)]
        named = any(re.search(r"整改|整治|问题清单|反馈(?:意见|问题)|督察|巡察", head) for head in heads)
        return named or any(
            label.words.strip("【[〔").startswith(("整改", "整治")) for label in self.outline.labels
        )

    @cached_property
    def common_deadline(self) -> str | None:
        """The one day by which all problems must be put right, where a sentence says so."""
        match = _ALL_BY.search(self.text)
        return match["when"] or match["by"] if match else None

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
