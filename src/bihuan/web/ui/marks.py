"""The small signs that stand in every row of a list, as HTML: drawing, tag, state, clock, ring.

Components and lists' cells draw them by the same functions. A list draws hundreds a page, so what is the same is made once.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from html import escape
from typing import Any

from django.templatetags.static import static
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from bihuan.web.ui.badges import Badge, badge
from bihuan.web.ui.deadlines import Clock
from bihuan.web.ui.rings import Ring, ring


@lru_cache(maxsize=1024)
def icon(name: str, label: str = "") -> SafeString:
    """Returns the drawing `name` of the sprite, hidden from speech unless it has a label; nothing without a name."""
    if not name:
        return SafeString("")
    said = f'role="img" aria-label="{conditional_escape(label)}"' if label else 'aria-hidden="true"'
    return SafeString(f'<svg class="i" {said}><use href="{_sprite()}#{escape(name)}"/></svg>')


@cache
def _sprite() -> str:
    return escape(static("vendor/icons.svg"))


def tag(words: str, *, strong: bool = False) -> SafeString:
    """Returns a small word in a frame."""
    return SafeString(f'<span class="tag{" sev" if strong else ""}">{escape(words)}</span>')


def state(key: Any) -> SafeString:
    """Returns the badge of a state: a key of `badges`, or a text choice."""
    return badge_mark(badge(key))


@lru_cache(maxsize=256)
def badge_mark(shown: Badge) -> SafeString:
    """Returns the badge as drawn."""
    closed = " closed" if shown.closed else ""
    return SafeString(f'<span class="st{closed}">{icon(shown.icon)}{escape(shown.word)}</span>')


@lru_cache(maxsize=2048)
def clock_mark(shown: Clock, *, within: bool = False, bare: bool = False) -> SafeString:
    """Returns the clock: sign and words, and the line under them unless `bare`. `within`: in a list where everything is late."""
    words = f'<span class="clock {shown.kind}{" in" if within else ""}">{icon(shown.icon)}{escape(shown.words)}</span>'
    under = f'<span class="due">{escape(shown.under)}</span>' if shown.under and not bare else ""
    return SafeString(words + under)


def ring_mark(gates: Iterable[Any], *, count: bool = False) -> SafeString:
    """Returns the ring of `gates`, with n/4 beside it when `count`."""
    return _ring_mark(ring(gates), count)


@lru_cache(maxsize=1024)
def _ring_mark(shown: Ring, count: bool) -> SafeString:
    arcs = "".join(f'<path class="{kind}" d="{path}"/>' for kind, path in shown.arcs)
    drawn = (
        f'<svg class="ring" viewBox="0 0 24 24" role="img" aria-label="{escape(shown.label)}">{arcs}</svg>'
    )
    beside = f' <span class="xs q">{shown.done}/{shown.total}</span>' if count else ""
    return SafeString(drawn + beside)
