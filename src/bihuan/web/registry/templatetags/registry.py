"""Amounts, months and pairs of the dossier."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bihuan.engine.tables import VISIT
from bihuan.web.registry.words import decimal, said

register = template.Library()
DASH = "—"


@register.filter
def yuan(fen: int | None) -> str:
    """Returns 12,050.5 for 1205050 fen; a dash for what is not known."""
    return DASH if fen is None else decimal(fen)


@register.filter
def months(value: int | None) -> str:
    """Returns 2026年3月 for a month counted from the year nought; empty for none."""
    return f"{value // 12}年{value % 12 + 1}月" if value is not None else ""


@register.filter
def visit_way(key: str | None) -> str:
    """Returns how a visit was made, in words."""
    return said(VISIT["visit_way"], key) if key else ""


@register.simple_tag
def fen_cell(fen: int | None) -> SafeString:
    """Returns a cell of a table: yuan to read, with the bare figure for the chart."""
    if fen is None:
        return format_html('<td class="num">{}</td>', DASH)
    return format_html('<td class="num" data-value="{}">{}</td>', f"{fen / 100:.2f}", decimal(fen))


@register.filter
def living_rows(file: Any) -> list[list[tuple[str, str]]]:
    """Returns how they live, two to a row of the paper."""
    pairs = [(label, words) for label, words, _ in file.living] + file.land
    return [pairs[at : at + 2] for at in range(0, len(pairs), 2)]
