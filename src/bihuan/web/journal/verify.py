"""Checks the chain by another road than the database's: hashes are made again here from the columns."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connections

_LINES = """
select s.seq, s.previous, s.hash, s.line_id, l.id,
  to_char(l.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), l.code, coalesce(l.person_id::text, '-'), l.person_name,
  coalesce(l.unit_id::text, '-'), l.unit_name, l.role, l.request_id, l.object_type, coalesce(l.object_id::text, '-'),
  coalesce(l.area_code::text, '-'), l.units::text, coalesce(l.household_id::text, '-'), l.data::text
from journal_journalseal s left join journal_journalline l on l.id = s.line_id order by s.seq
"""
_ORPHANS = "select min(l.id) from journal_journalline l left join journal_journalseal s on s.line_id = l.id where s.seq is null"


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
    count, last, found = 0, bytes(32), None
    with connections[alias].cursor() as cursor:
        cursor.execute(_LINES)
        for count, (row, wrong, last) in enumerate(_walk(cursor), start=1):
            wrong = wrong or _against(heads, row, last)
            if wrong:
                return Verdict(count, last.hex(), row[0], wrong)
        found = _end(cursor, count, last, heads)
    return Verdict(count, last.hex(), *found)


def _walk(cursor: Any) -> Iterator[tuple[tuple[Any, ...], str, bytes]]:
    """Each seal with what is wrong with it ('' when nothing) and the hash that follows it."""
    last, expected = bytes(32), 1
    for row in iter(cursor.fetchone, None):
        wrong = _wrong(row, expected, last)
        last, expected = bytes(row[2]), expected + 1
        yield row, wrong, last


def _wrong(row: tuple[Any, ...], expected: int, last: bytes) -> str:
    seq, previous, sealed, _line, line_id, *columns = row
    if seq != expected:
        return f"第 {expected} 条的链环不见了"
    if line_id is None:
        return f"第 {seq} 条的内容被删除"
    if bytes(previous) != last:
        return f"第 {seq} 条接不上前一条"
    text = "\x1f".join(map(str, (seq, line_id, *columns)))
    if hashlib.sha256(last + text.encode()).digest() != bytes(sealed):
        return f"第 {seq} 条的内容与链环不符，被改动过"
    return ""


def _end(cursor: Any, count: int, last: bytes, heads: dict[int, str]) -> tuple[int | None, str]:
    cursor.execute(_ORPHANS)
    (orphan,) = cursor.fetchone()
    if orphan is not None:
        return count + 1, f"记录 {orphan} 没有链环"
    cursor.execute("select seq, hash from journal_journalhead")
    head = cursor.fetchone()
    if head is None or head[0] != count or bytes(head[1]) != last:
        return count + 1, "链尾与链头登记不符，最后若干条被删除或链头被改"
    if heads and max(heads) > count:
        return count + 1, f"曾经导出过第 {max(heads)} 条的链头，现在只有 {count} 条"
    return None, ""


def _exported(folder: Path | None) -> dict[int, str]:
    """seq -> hash of the head files (one line each: seq, a space, the hash)."""
    if folder is None or not folder.is_dir():
        return {}
    pairs = (file.read_text().split() for file in sorted(folder.glob("*.txt")))
    return {int(seq): value for seq, value in pairs if int(seq) > 0}


def _against(heads: dict[int, str], row: tuple[Any, ...], last: bytes) -> str:
    known = heads.get(row[0])
    return f"第 {row[0]} 条与当日导出的链头不符，整段被重写过" if known and known != last.hex() else ""


def export_head(folder: Path, day: str, alias: str = "default") -> int:
    """Writes today's head (seq and hash) to folder/<day>.txt and returns its seq."""
    with connections[alias].cursor() as cursor:
        cursor.execute("select seq, hash from journal_journalhead")
        seq, head = cursor.fetchone()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{day}.txt").write_text(f"{seq} {bytes(head).hex()}\n")
    return int(seq)
