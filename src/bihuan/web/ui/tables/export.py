"""Taking a list away: small ones in the answer, large ones as a job that writes the same sheet to a file."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect

from bihuan.documents.masking import mask
from bihuan.web import journal
from bihuan.web.access.refusal import Refused
from bihuan.web.access.roles import require
from bihuan.web.ui.tables.workbook import MOST, Sheet, download, write

if TYPE_CHECKING:
    from bihuan.web.ui.tables.table import Table

Lines = Callable[[Sequence[int]], dict[int, Any]]
AT_ONCE = 3000  # rows that are written while the reader waits
_READ = 2000  # rows read together: what stands beside them is read for so many at a time


@dataclass
class Into:
    """Where a job wants the list written, whom to tell how far it is, and afterwards what came of it."""

    target: IO[bytes]
    tell: Callable[[int, int], None]
    name: str = ""
    rows: int = 0


def export(table: Table) -> HttpResponse:
    """Returns a workbook of exactly what is shown, all pages, built inside the request's transaction and journaled; above AT_ONCE rows the
    way to the job that makes it.

    Raises Refused for a role that may not export, and for more rows than a sheet holds.
    """
    request: Any = table.request
    require(request.actor, "export.table")
    picked = [each for each in table.query.getlist("pick") if each.isdecimal()]
    ids = list((table.shown.filter(pk__in=picked) if picked else table.shown).values_list("pk", flat=True))
    if len(ids) > MOST:
        raise Refused(f"一张表最多 {MOST} 行，这里有 {len(ids)} 行。请先筛选，分几次导出。")
    into = getattr(request, "export_into", None)
    if into is None and len(ids) > AT_ONCE:
        return _queued(table)
    made = BytesIO()
    into = into or Into(made, lambda done, total: None)
    into.name, into.rows = table.export_name, write(_sheet(table, ids, into.tell), into.target, len(ids))
    words = mask(table.filter_words)  # people look for others by their numbers; the journal keeps none
    journal.write(request.actor, "table.exported", name=table.export_name, count=into.rows, words=words)
    return download(made.getvalue(), table.export_name)


def _queued(table: Table) -> HttpResponse:
    """The query is kept where only this installation can read it: people look for others by their numbers."""
    from bihuan.web.accounts.crypto import encrypt
    from bihuan.web.jobs.services import enqueue
    from bihuan.web.ui.jobs import export_list

    request: Any = table.request
    asked = b64encode(encrypt(table.query.urlencode())).decode()
    return redirect("jobs:run", pk=enqueue(request.actor, export_list, path=request.path, asked=asked).pk)


def _sheet(table: Table, ids: list[int], tell: Callable[[int, int], None]) -> Sheet:
    columns = [column for column in table.columns if column.export is not False]
    back, found = table.comes_back, _read(table.lines or _whole(table.base), ids, tell)
    return Sheet(
        name=table.export_name,
        heads=[column.label for column in columns],
        rows=_rows([column.writes for column in columns], back.key if back else None, found),
        facts=[("清单", table.export_name), ("筛选", table.filter_words), ("导出", table.signed)],
        keyed=back is not None,
        changeable=back.places(columns) if back else frozenset(),
    )


def _rows(
    writers: Sequence[Callable[[Any], Any]],
    key: Callable[[Any, Sequence[Any]], str] | None,
    found: Iterator[Any],
) -> Iterator[list[Any]]:
    """What each row's cells hold, then its key: made of those values, so that each is worked out once."""
    for row in found:
        cells = [writes(row) for writes in writers]
        yield [*cells, key(row, cells)] if key else cells


def _whole(rows: QuerySet[Any]) -> Lines:
    return lambda ids: {row.pk: row for row in rows.filter(pk__in=ids)}


def _read(lines: Lines, ids: list[int], tell: Callable[[int, int], None]) -> Iterator[Any]:
    """The rows with these ids in their order, some at a time."""
    for at in range(0, len(ids), _READ):
        tell(at, len(ids))
        part = ids[at : at + _READ]
        found = lines(part)
        yield from (found[pk] for pk in part if pk in found)
