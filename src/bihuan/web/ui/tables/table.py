"""The list itself: from a request and a queryset to rows, counts, links, a workbook and a printed page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.safestring import SafeString

from bihuan.web.access.models import CaseModel
from bihuan.web.access.narrow import narrow
from bihuan.web.access.roles import may
from bihuan.web.config import clock
from bihuan.web.ui.links import query_with
from bihuan.web.ui.tables.columns import Column, ComesBack, Filter, Saved, ordering
from bihuan.web.ui.tables.counting import counted
from bihuan.web.ui.tables.drawing import Pen
from bihuan.web.ui.tables.export import export
from bihuan.web.ui.tables.parts import Control, Head, Row, Tab
from bihuan.web.ui.words import cn_time

PAGE = 50
PRINT_LIMIT = 3000
Search = Callable[[QuerySet[Any], str], QuerySet[Any]]


class Table:
    """A list of `queryset`. Costs one query for all tabs' counts, one for the count (none where a tab has it), one for the rows.

    `lines` reads rows by their ids with no more than is drawn, or written, of them.
    """

    def __init__(
        self,
        request: HttpRequest,
        queryset: QuerySet[Any],
        columns: Sequence[Column],
        filters: Sequence[Filter] = (),
        saved: Sequence[Saved] = (),
        default_sort: str = "",
        export_name: str = "清单",
        *,
        search: Search | Sequence[str] = (),
        search_label: str = "",
        pick: Callable[[Any], str] | None = None,
        row_url: Callable[[Any], str] | None = None,
        row_class: Callable[[Any], str] | None = None,
        noun: str = "条",
        page_size: int = PAGE,
        default_saved: str = "",
        comes_back: ComesBack | None = None,
        lines: Callable[[Sequence[int]], dict[int, Any]] | None = None,
    ) -> None:
        self.request, self.base = request, _in_figures(request, queryset)
        self.columns, self.filters, self.saved = list(columns), list(filters), list(saved)
        self.default_sort, self.export_name = default_sort, export_name
        self.search, self.search_label = search, search_label
        self.pick, self.row_url, self.row_class = pick, row_url, row_class
        self.noun, self.page_size, self.default_saved = noun, page_size, default_saved
        self.comes_back, self.lines = comes_back, lines

    # what was asked for

    @property
    def query(self) -> QueryDict:
        """Returns the address's query."""
        return self.request.GET

    @cached_property
    def printing(self) -> bool:
        """Returns whether the page is for paper: all rows, no furniture."""
        return self.query.get("print") == "1"

    @cached_property
    def words(self) -> str:
        """Returns what was searched for."""
        return self.query.get("q", "").strip()

    @cached_property
    def sort(self) -> str:
        """Returns the sort key, with a leading minus when descending."""
        asked = self.query.get("sort", "")
        known = {column.key for column in self.columns if column.order}
        return asked if asked.lstrip("-") in known else self.default_sort

    @cached_property
    def tab(self) -> Saved | None:
        """Returns the saved filter in force."""
        asked = self.query.get("saved", self.default_saved)
        return next(
            (saved for saved in self.saved if saved.key == asked), self.saved[0] if self.saved else None
        )

    @cached_property
    def controls(self) -> list[Control]:
        """Returns the filters with what is chosen in each; refuses values that are not offered."""
        return [self._control(each) for each in self.filters]

    def _control(self, each: Filter) -> Control:
        values = [value.strip() for value in self.query.getlist(each.key) if value.strip()]
        offered = each.offered()
        if each.kind == "choice":
            for value in values:
                if value not in {v for v, _ in offered}:
                    raise each.refuse(value)
        if each.kind == "date" and not all(map(is_day, values)):
            raise each.refuse(values[0])
        return Control(each, [(v, words, v in values) for v, words in offered], values)

    @property
    def active(self) -> list[Control]:
        """Returns the filters that narrow the list."""
        return [control for control in self.controls if control.values]

    @property
    def narrowed(self) -> bool:
        """Returns whether filters or a search narrow the list beyond its tab."""
        return bool(self.active or self.words)

    @property
    def searches(self) -> bool:
        """Returns whether the list can be searched; the search itself may be a function, which a template would call."""
        return bool(self.search)

    @property
    def has_more(self) -> bool:
        """Returns whether some filters stand behind 更多条件."""
        return any(each.more for each in self.filters)

    @property
    def more_groups(self) -> list[tuple[str, list[Control]]]:
        """Returns those that do not stand in front, in lines of one group each."""
        behind = (control for control in self.controls if not control.in_front)
        return [(name, list(held)) for name, held in groupby(behind, lambda control: control.filter.group)]

    @property
    def more_active(self) -> bool:
        """Returns whether one of those narrows the list, so that it must be seen."""
        return any(control.filter.more for control in self.active)

    @cached_property
    def filter_words(self) -> str:
        """Returns what the list shows, in words, for paper and exports."""
        parts = [self.tab.label] if self.tab else []
        parts += [f"{control.filter.label}：{control.words}" for control in self.active]
        parts += [f"找“{self.words}”"] if self.words else []
        return "；".join(parts) or "全部"

    # the rows

    @cached_property
    def narrowed_base(self) -> QuerySet[Any]:
        """Returns the rows that fit filters and search, before the tab."""
        rows = self.base
        for control in self.active:
            rows = control.filter.narrow(rows, control.values)
        return self._searched(rows) if self.words else rows

    def _searched(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        if callable(self.search):
            return self.search(rows, self.words)
        wanted = Q()
        for lookup in self.search:
            wanted |= Q(**{lookup: self.words})
        return rows.filter(wanted)

    @cached_property
    def shown(self) -> QuerySet[Any]:
        """Returns all rows of the current tab, filters and search, sorted; every page and the export are of these."""
        rows = self.narrowed_base
        if self.tab and self.tab.where is not None:
            rows = rows.filter(self.tab.where)
        return rows.order_by(*self._order()) if self._order() else rows

    def _order(self) -> list[Any]:
        key, down = self.sort.lstrip("-"), self.sort.startswith("-")
        column = next((c for c in self.columns if c.key == key), None)
        names = column.order if column else ((key,) if key else ())
        return [ordering(name, down) for name in names] + (["pk"] if names else [])

    @cached_property
    def counts(self) -> dict[str, int]:
        """Returns how many rows each tab holds under the current filters, in one query."""
        if not self.saved:
            return {}
        found = counted(self.narrowed_base.order_by(), [saved.where for saved in self.saved])
        return {saved.key: n for saved, n in zip(self.saved, found, strict=True)}

    @cached_property
    def total(self) -> int:
        """Returns how many rows are shown on all pages together."""
        return self.counts[self.tab.key] if self.tab else self.shown.order_by().count()

    @cached_property
    def pages(self) -> int:
        """Returns the number of pages, at least one."""
        return max(1, -(-self.total // self.page_size))

    @cached_property
    def page(self) -> int:
        """Returns the current page, from one; a page past the end is the last."""
        asked = self.query.get("page", "1")
        return min(max(1, int(asked) if asked.isdecimal() else 1), self.pages)

    @property
    def first(self) -> int:
        """Returns the position of the first row on the page, from one; nought when empty."""
        return min((self.page - 1) * self.page_size + 1, self.total)

    @property
    def last(self) -> int:
        """Returns the position of the last row on the page."""
        return min(self.page * self.page_size, self.total)

    @cached_property
    def objects(self) -> list[Any]:
        """Returns the objects on this page; when printing, all, up to PRINT_LIMIT."""
        if not self.printing and not self.total:
            return []
        page = self.shown[:PRINT_LIMIT] if self.printing else self.shown[self.first - 1 : self.last]
        if self.lines is None:
            return list(page if self.printing else self._whole(page))
        ids = list(page.values_list("pk", flat=True))
        found = self.lines(ids)
        return [found[pk] for pk in ids if pk in found]

    def _whole(self, page: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of a page, found by their ids alone first: what is joined, or wide, is read for them only and not before sorting."""
        if not self._order():
            return page
        return self.base.filter(pk__in=page.values("pk")).order_by(*self._order())

    @cached_property
    def rows(self) -> list[Row]:
        """Returns the rows of this page with their cells drawn."""
        held = self.objects
        with self._pen.bound():
            return [self._row(each) for each in held]

    @cached_property
    def _pen(self) -> Pen:
        return Pen(self.request, {"table": self})

    def drawn(self, template: str, row: Any) -> SafeString:
        """Returns the cell that the template draws for `row`."""
        return self._pen.draw(template, {"row": row})

    def _row(self, each: Any) -> Row:
        return Row(
            object=each,
            cells=[(column, column.draws(each, self)) for column in self.columns],
            pick=self.pick(each) if self.pick else "",
            url=self.row_url(each) if self.row_url else "",
            classes=self.row_class(each) if self.row_class else "",
        )

    @property
    def cut(self) -> int:
        """Returns how many rows a printed page leaves out."""
        return max(0, self.total - PRINT_LIMIT) if self.printing else 0

    def chosen(self) -> QuerySet[Any]:
        """Returns the rows ticked in a posted bulk form: those ids, or all that are shown. Never rows outside the list."""
        if self.request.POST.get("all") == "1":
            return self.shown
        ids = self.request.POST.getlist("pick")
        if not all(each.isdecimal() for each in ids):
            raise BadRequest("选中的条目编号不对。请回到清单重新勾选。")
        return self.shown.filter(pk__in=ids)

    # links

    def url(self, **changes: Any) -> str:
        """Returns this list's address with `changes`."""
        return query_with(self.query, **changes)

    @property
    def heads(self) -> list[Head]:
        """Returns the columns' heads."""
        return [self._head(column) for column in self.columns]

    def _head(self, column: Column) -> Head:
        if not column.order:
            return Head(column, "", "")
        now = {column.key: "ascending", f"-{column.key}": "descending"}.get(self.sort, "")
        return Head(column, self.url(sort=f"-{column.key}" if now == "ascending" else column.key), now)

    @property
    def tabs(self) -> list[Tab]:
        """Returns the saved filters with their counts."""
        return [
            Tab(s.key, s.label, self.counts[s.key], self.url(saved=s.key), s is self.tab) for s in self.saved
        ]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Returns what the filter form carries along unseen: the tab, the sort and the page's own parameters."""
        skip = {each.key for each in self.filters} | {"page", "q", "print", "export"}
        return [(key, value) for key, values in self.query.lists() if key not in skip for value in values]

    @property
    def cleared_url(self) -> str:
        """Returns the address without filters and search."""
        return self.url(q=None, **{each.key: None for each in self.filters})

    @property
    def export_url(self) -> str:
        """Returns the address of the workbook."""
        return self.url(export="xlsx")

    @property
    def print_url(self) -> str:
        """Returns the address of the page for paper."""
        return self.url(print="1")

    @property
    def previous_url(self) -> str:
        """Returns the address of the page before, empty on the first."""
        return self.url(page=self.page - 1) if self.page > 1 else ""

    @property
    def next_url(self) -> str:
        """Returns the address of the page after, empty on the last."""
        return self.url(page=self.page + 1) if self.page < self.pages else ""

    # answers

    @property
    def signed(self) -> str:
        """Returns who made this sheet and when: 县帮扶办 周桂兰 2026年11月24日 09:12."""
        actor, now = getattr(self.request, "actor", None), clock.now()
        who = f"{actor.unit_name} {actor.name} " if actor else ""
        return f"{who}{now.year}年{now.month}月{now.day}日 {cn_time(now)}"

    def respond(self, template: str, context: dict[str, Any] | None = None) -> HttpResponse:
        """Returns the workbook when it was asked for, else the page."""
        if self.query.get("export") == "xlsx":
            return export(self)
        return render(self.request, template, {"table": self, **(context or {})})

    @property
    def may_export(self) -> bool:
        """Returns whether the reader's role may take the list away."""
        actor = getattr(self.request, "actor", None)
        return actor is not None and may(actor.role, "export.table")


def is_day(words: str) -> bool:
    """Whether the words are a day as browsers send it: 2026-11-24."""
    try:
        return bool(date.fromisoformat(words))
    except ValueError:
        return False


def _in_figures(request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Returns case rows with the reader's scope said once more in figures: the planner then finds small scopes by index."""
    scope = getattr(request, "scope", None)
    kind = getattr(rows, "model", None)  # the gallery shows a table of made rows
    return narrow(rows, scope) if scope is not None and kind and issubclass(kind, CaseModel) else rows
