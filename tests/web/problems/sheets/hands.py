"""A list exported, changed by another program, and handed in again."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from openpyxl import load_workbook

from bihuan.web.areas.imports import store
from bihuan.web.config import clock
from bihuan.web.problems.sheets.jobs import change_many
from bihuan.web.problems.sheets.weigh import Line, open_book, weigh
from tests.web.problems.sheets.kit import Run

VIEWS = ("problem", "responsibility", "rectification")
LATER = clock.today() + timedelta(days=40)
Change = Callable[[Any, dict[str, int]], None]


def exported(client: Any, view: str = "rectification", saved: str = "all") -> bytes:
    answer = client.get(f"/problems/?view={view}&saved={saved}&export=xlsx")
    assert answer.status_code == 200
    return bytes(answer.content)


def edited(data: bytes, change: Change) -> bytes:
    """The workbook after `change(sheet, columns)`, saved by another program than the one that made it."""
    made = load_workbook(io.BytesIO(data))
    page = made.worksheets[0]
    change(page, {cell.value: cell.column for cell in page[1]})
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def setting(head: str, value: Any, row: int = 2) -> Change:
    return lambda page, at: page.cell(row, at[head], value)


def several(*changes: Change) -> Change:
    return lambda page, at: [change(page, at) for change in changes] and None


def weighed(acting: Any, data: bytes, key: str) -> list[Line]:
    with acting(key) as actor:
        return weigh(open_book(data, "表.xlsx"), actor)


def taken(acting: Any, data: bytes, key: str) -> dict[str, Any]:
    with acting(key) as actor:
        return change_many.work(Run(actor), token=store.keep(actor, "表.xlsx", data))
