"""One control of the filter bar as HTML. A function and not a template: a list has thirty, some with hundreds of choices."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString

from bihuan.web.ui.tables.parts import Control


def control(shown: Control) -> SafeString:
    """Returns the control: two days or words to type, boxes to tick, or a choice."""
    if shown.filter.kind in ("date", "text"):
        return SafeString(_typed(shown))
    return SafeString(_boxes(shown) if shown.filter.many else _choice(shown))


def _classes(shown: Control, first: str) -> str:
    """With those of a control that only a wide screen has room for."""
    return f"{first}{'' if shown.filter.phone or shown.filter.more or shown.values else ' desk'}"


def _set(shown: Control) -> str:
    return " on-f" if shown.values else ""


def _typed(shown: Control) -> str:
    held, words = shown.filter, ' maxlength="40" size="8"' if shown.filter.kind == "text" else ""
    value = escape(shown.values[0]) if shown.values else ""
    return (
        f'<label class="{_classes(shown, "date-f")}"><span class="s q">{escape(held.label)}</span>'
        f'<input class="form-control{_set(shown)}" type="{held.kind}" name="{held.key}" value="{value}"{words}></label>'
    )


def _boxes(shown: Control) -> str:
    label, words = escape(shown.filter.label), escape(shown.words) if shown.values else "全部"
    box = f'<label><input class="form-check-input" type="checkbox" name="{shown.filter.key}" value="'
    boxes = "".join(
        f'{box}{escape(value)}"{" checked" if on else ""} data-wait>{escape(each)}</label>'
        for value, each, on in shown.choices
    )
    return (
        f'<details class="{_classes(shown, "many")}"><summary class="form-select{_set(shown)}">{label}：{words}</summary>'
        f'<div class="many-in pick">{boxes}<button class="btn btn-sm" type="submit">按这些筛选</button></div></details>'
    )


@lru_cache(maxsize=8192)
def _option(value: str, words: str) -> str:
    return f'<option value="{escape(value)}">{escape(words)}</option>'


def _choice(shown: Control) -> str:
    """The chosen one names its filter."""
    label, key = escape(shown.filter.label), shown.filter.key
    options = "".join(
        f'<option value="{escape(value)}" selected>{label}：{escape(words)}</option>'
        if on
        else _option(value, words)
        for value, words, on in shown.choices
    )
    return (
        f'<select class="{_classes(shown, f"form-select{_set(shown)}")}" name="{key}" aria-label="{label}">'
        f'<option value="">{label}：全部</option>{options}</select>'
    )
