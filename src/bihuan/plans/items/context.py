"""What every item grammar needs to know of the document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bihuan.plans.model import Span
from bihuan.plans.outline import Outline
from bihuan.plans.page import Page, trim
from bihuan.plans.resolve.moments import points

_STOP = re.compile(r"[。；;！？!?\n]")


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

    @property
    def rectifies(self) -> bool:
        """Whether the document is about putting problems right, by its title or sections."""
        heads = [self.title, *(self.outline.head(node) for node in self.outline.root.children)]
        return any(re.search(r"整改|整治|问题清单|反馈(?:意见|问题)|督察|巡察", head) for head in heads)

    def sentences(self) -> list[Span]:
        """Returns the spans of the sentences and half-sentences (；) outside recognised tables."""
        return self._sentences()

    def _sentences(self) -> list[Span]:
        spans, at = [], 0
        cuts = [(match.start(), match.end()) for match in _STOP.finditer(self.text)] + [(len(self.text),) * 2]
        tables = self.outline.tables
        for start, end in cuts:
            span = trim(self.text, (at, start))
            if span[0] < span[1] and not any(a <= span[0] < b for a, b in tables):
                spans.append(span)
            at = end
        return spans

    def first_point(self, words: str) -> bool:
        """Returns whether the words name a date."""
        return bool(points(words))
