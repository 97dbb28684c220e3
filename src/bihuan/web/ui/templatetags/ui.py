"""Filters and tags of the look. They are built in: no page loads them."""

from __future__ import annotations

import uuid
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bihuan.web.ui import badges, deadlines, marks, rings, words
from bihuan.web.ui.forms import Described, Fault, describe, faults
from bihuan.web.ui.links import query_with
from bihuan.web.ui.tables import bar
from bihuan.web.ui.tables.parts import body

register = template.Library()

for _filter in (
    words.cn_date,
    words.cn_datetime,
    words.cn_stamp,
    words.cn_time,
    words.cn_weekday,
    words.number,
):
    register.filter(_filter.__name__, _filter)
register.filter("mask_id", words.mask_id)
register.filter("mask_phone", words.mask_phone)
register.filter("ring", rings.ring)
register.filter("badge", badges.badge)
register.filter("days_left", deadlines.clock_of)


register.simple_tag(marks.icon)
register.simple_tag(marks.badge_mark)
register.simple_tag(marks.ring_mark)
register.simple_tag(bar.control, name="filter_control")


@register.simple_tag
def table_body(table: Any, bulk: str, form: str) -> SafeString:
    """Returns a list's rows; where there are buttons for several they can be ticked, but not on paper."""
    return body(table.rows, form=form if bulk and not table.printing else "", bulk=bool(bulk))


@register.simple_tag
def clock_mark(clock: deadlines.Clock, within: Any = "", bare: Any = "") -> SafeString:
    """Returns the clock as drawn; components give their switches as text."""
    return marks.clock_mark(clock, within=bool(within), bare=bool(bare))


@register.simple_tag
def clock_of(clock: deadlines.Clock | None = None, **given: Any) -> deadlines.Clock:
    """Returns `clock`, or the clock of the given dates; what a page leaves empty counts as not given."""
    stated: dict[str, Any] = {name: value for name, value in given.items() if value}
    return clock or deadlines.clock_of(**stated)


@register.simple_tag
def idem() -> SafeString:
    """Returns the hidden key by which a form sent twice is recognised as one."""
    return format_html('<input type="hidden" name="idem" value="{}">', uuid.uuid4())


@register.simple_tag(takes_context=True)
def url_with(context: template.Context, **changes: Any) -> str:
    """Returns the present address's query with `changes`; empty values leave it. Any change but of the page goes to page one."""
    return query_with(context["request"].GET, **changes)


@register.filter
def described(field: Any) -> Described:
    """Returns a bound field with its widget drawn in the look, its errors, hint and ids."""
    return describe(field)


@register.filter
def fault_lines(form: Any) -> list[Fault]:
    """Returns the error summary of a form, empty where it has none."""
    return faults(form) if form and form.is_bound and form.errors else []


@register.filter
def lookup(mapping: Any, key: Any) -> Any:
    """Returns mapping[key], or nothing."""
    return mapping.get(key) if mapping else None
