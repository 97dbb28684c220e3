"""What a template draws of a list: heads, tabs, controls, rows."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.safestring import SafeString

from bihuan.web.ui.tables.columns import Column, Filter


@dataclass(frozen=True)
class Head:
    """A column's head: where a click leads, the sort it shows."""

    column: Column
    url: str
    sorted: str  # "", ascending, descending


@dataclass(frozen=True)
class Tab:
    """A saved filter with its count."""

    key: str
    label: str
    count: int
    url: str
    current: bool


@dataclass(frozen=True)
class Control:
    """A filter as the bar shows it."""

    filter: Filter
    choices: list[tuple[str, str, bool]]
    values: list[str]

    @property
    def in_front(self) -> bool:
        """Returns whether the bar itself shows it: always, or because it narrows the list; days stay beside their pair."""
        return not self.filter.more or (bool(self.values) and self.filter.kind != "date")

    @property
    def words(self) -> str:
        """Returns the chosen words, or how many."""
        chosen = [words for _, words, on in self.choices if on] or self.values
        return "、".join(chosen) if len(chosen) <= 3 else f"{len(chosen)} 个"


@dataclass(frozen=True)
class Row:
    """A row with its cells drawn."""

    object: Any
    cells: list[tuple[Column, SafeString]]
    pick: str
    url: str
    classes: str

    @property
    def marked(self) -> str:
        """Returns the attribute of the row's own classes."""
        return f' class="{escape(self.classes)}"' if self.classes else ""

    def drawn(self, form: str) -> SafeString:
        """Returns the row as HTML; with `form`, the id of a bulk form, it can be ticked."""
        box = _TICK.format(self.object.pk, escape(form), escape(self.pick)) if form else ""
        cells = "".join(f'<td class="{column.classes}">{cell}</td>' for column, cell in self._linked())
        return SafeString(f"{box}{cells}")

    def _linked(self) -> list[tuple[Column, str]]:
        """The first cell leads to the row's page, unless it draws its own way there."""
        column, cell = self.cells[0]
        if not self.url or column.render:
            return list(self.cells)
        return [(column, f'<a class="t" href="{escape(self.url)}">{cell}</a>'), *self.cells[1:]]


def body(rows: list[Row], *, form: str, bulk: bool) -> SafeString:
    """Returns the rows of a table as HTML. With `bulk` the script can find them, with `form` they can be ticked."""
    found = " data-row" if bulk else ""
    return SafeString("".join(f"<tr{row.marked}{found}>{row.drawn(form)}</tr>\n" for row in rows))


_TICK = (
    '<td class="box"><input class="form-check-input" type="checkbox" name="pick" value="{}" form="{}"'
    ' aria-label="选中 {}"></td>'
)
