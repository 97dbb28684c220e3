"""What every page must hold to: one heading, a title, no complaint of script or content policy, axe content, room on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.web.spine.hand import DESK, PHONE, Hand
from tools import assets
from tools.narrow_css import CLASS

AXE = (Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RUN = "axe.run(document, {resultTypes: ['violations'], elementRef: false})"
# Elements that reach past the right edge though no box around them scrolls.
WIDE = """() => [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1
    && !e.closest('.scroll, .scroll-x, .visually-hidden, dialog:not([open])')).slice(0, 3).map(e => e.outerHTML.slice(0, 120))"""


# Classes of the style sheet as npm brings it that pages load without (tools/narrow_css.py).
_WHOLE, _LOADED = (
    frozenset(CLASS.findall(path.read_text(encoding="utf-8")))
    for path in (assets.MODULES / assets.FILES["tabler.min.css"], assets.VENDOR / "tabler.min.css")
)
HAS = "() => [...new Set([...document.querySelectorAll('[class]')].flatMap(e => [...e.classList]))]"


def faults_of(hand: Hand, path: str) -> list[str]:
    """Everything that is wrong with the page at `path`, at a desk and on a phone; empty when nothing is."""
    hand.faults.clear()
    hand.page.set_viewport_size(DESK)
    hand.go(path)
    found = _frame(hand.page)
    hand.page.evaluate(AXE)
    for size in (DESK, PHONE):
        hand.page.set_viewport_size(size)
        found += [f"{size['width']}: {words}" for words in _grave(hand.page)]
    found += _too_wide(hand.page) + _undressed(hand.page) + hand.faults
    hand.faults.clear()
    return [f"{hand.key} {path} {fault}" for fault in found]


def _frame(page: Any) -> list[str]:
    heads = page.locator("h1:visible").all_inner_texts()
    found = [] if len(heads) == 1 and heads[0].strip() else [f"h1: {heads}"]
    title = page.title()
    return found if title.endswith(" · 闭环") and len(title) > len(" · 闭环") else [*found, f"title: {title}"]


def _grave(page: Any) -> list[str]:
    """Serious and critical findings of axe, with the element and why."""
    return [
        f"{each['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for each in page.evaluate(RUN)["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"][:2]
    ]


def _too_wide(page: Any) -> list[str]:
    """Whether the page scrolls sideways on a phone, and over what."""
    width = page.evaluate("document.documentElement.scrollWidth")
    return [] if width <= PHONE["width"] else [f"{width} px wide: {page.evaluate(WIDE)}"]


def _undressed(page: Any) -> list[str]:
    """Classes for which the style sheet had rules before it was narrowed."""
    return [f"no rules for .{name}" for name in sorted((_WHOLE - _LOADED) & set(page.evaluate(HAS)))]
