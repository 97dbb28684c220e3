"""Checks the chain by another road than the database's: hashes are made again here from the columns."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connections, transaction

AT_ONCE = 2_000

# One statement, so that head, seals and lines are of one moment while others go on committing.
_LINES = """
select h.seq, h.hash, h.orphan, s.seq, s.previous, s.hash, s.line_id, l.id,
  to_char(l.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), l.code, coalesce(l.person_id::text, '-'), l.person_name,
  coalesce(l.unit_id::text, '-'), l.unit_name, l.role, l.request_id, l.object_type, coalesce(l.object_id::text, '-'),
  coalesce(l.area_code::text, '-'), l.units::text, coalesce(l.household_id::text, '-'), l.data::text
from (
  select (select seq from journal_journalhead where one) as seq, (select hash from journal_journalhead where one) as hash,
    (select min(l.id) from journal_journalline l left join journal_journalseal s on s.line_id = l.id where s.seq is null) as orphan
  ) h
left join journal_journalseal s on true left join journal_journalline l on l.id = s.line_id order by s.seq
"""


@dataclass(frozen=True)
class Verdict:
    """`broken` is the place (seq) of the first broken line, None when the chain holds."""

    lines: int
    head: str
    broken: int | None
    why: str

    @property
    def holds(self) -> bool:
        return self.broken is None and not self.why


def verify(alias: str = "owner", exported: Path | None = None) -> Verdict:
    """Walks the whole chain once; `exported` is a folder of head files written on earlier days."""
    heads = _exported(exported)
    count, last, end = 0, bytes(32), (None, None, None)
    with transaction.atomic(using=alias), connections[alias].chunked_cursor() as cursor:
        cursor.execute(_LINES)
        for row in _each(cursor):
            end, seal = row[:3], row[3:]
            if seal[0] is None:
                break  # no seal at all
            count += 1
            wrong = _wrong(seal, count, last) or _against(heads, count, bytes(seal[2]))
            if wrong:
                return Verdict(count, last.hex(), count, wrong)
            last = bytes(seal[2])
    return Verdict(count, last.hex(), *_end(end, count, last, heads))


def _each(cursor: Any) -> Iterator[tuple[Any, ...]]:
    """The rows, so many at a time: one by one each would be a question of its own to the server."""
    while rows := cursor.fetchmany(AT_ONCE):
        yield from rows


def _wrong(row: tuple[Any, ...], expected: int, last: bytes) -> str:
    seq, previous, sealed, _line, line_id, *columns = row
    if seq != expected:
        return f"第 {expected} 条的链环不见了"
    if line_id is None:
        return f"第 {seq} 条的内容被删除"
    if bytes(previous) != last:
        return f"第 {seq} 条接不上前一条"
    values = [str(value).encode() for value in (seq, line_id, *columns)]
    text = b"".join([b"%d:%b" % (len(value), value) for value in values])
    if hashlib.sha256(last + text).digest() != bytes(sealed):
        return f"第 {seq} 条的内容与链环不符，被改动过"
    return ""


def _end(end: tuple[Any, ...], count: int, last: bytes, heads: dict[int, set[str]]) -> tuple[int | None, str]:
    seq, head, orphan = end
    if orphan is not None:
        return count + 1, f"记录 {orphan} 没有链环"
    if seq is None or seq != count or bytes(head) != last:
        return count + 1, "链尾与链头登记不符，最后若干条被删除或链头被改"
    if heads and max(heads) > count:
        return count + 1, f"曾经导出过第 {max(heads)} 条的链头，现在只有 {count} 条"
    return None, ""


def _exported(folder: Path | None) -> dict[int, set[str]]:
    """seq -> hashes of the head files (one line each: seq, a space, the hash); two for one seq tell of a rewriting."""
    known: dict[int, set[str]] = {}
    for file in sorted(folder.glob("*.txt")) if folder is not None and folder.is_dir() else []:
        seq, value = file.read_text().split()
        if int(seq) > 0:
            known.setdefault(int(seq), set()).add(value)
    return known


def _against(heads: dict[int, set[str]], seq: int, sealed: bytes) -> str:
    known = heads.get(seq, {sealed.hex()})
    return "" if known == {sealed.hex()} else f"第 {seq} 条与当日导出的链头不符，整段被重写过"


def export_head(folder: Path, day: str, alias: str = "default") -> int:
    """Writes today's head (seq and hash) to folder/<day>.txt and returns its seq."""
    with connections[alias].cursor() as cursor:
        cursor.execute("select seq, hash from journal_journalhead")
        seq, head = cursor.fetchone()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{day}.txt").write_text(f"{seq} {bytes(head).hex()}\n")
    return int(seq)
