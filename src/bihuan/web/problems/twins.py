"""Files and photos used more than once: what the page says beside them. It points out and never refuses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import connection

from bihuan.web.problems.models import Evidence, Problem

NAMED = 3
WORDS = {"same": ("同一个文件还用在", ""), "alike": ("与", "的照片很像")}


def marks(rows: Sequence[Evidence]) -> dict[int, list[str]]:
    """Evidence id -> what to say of it, for evidence of one problem; the numbers are those the reader may see.

    Costs one query, and a second one where something was found.
    """
    counted = [row for row in rows if row.counts]
    made: dict[int, list[str]] = defaultdict(list)
    for row in counted:
        if any(other.sha256 == row.sha256 for other in counted if other.pk != row.pk):
            made[row.pk].append("同一个文件在这件里用了不止一次")
    for pk, kind, count, numbers in _found(counted):
        head, tail = WORDS[kind]
        made[pk].append(_words(head, tail, count, numbers))
    return dict(made)


def _found(rows: Iterable[Evidence]) -> list[tuple[int, str, int, list[str]]]:
    """(evidence id, same or alike, in how many other problems, numbers of those the reader sees), the same file first."""
    asked = [row.pk for row in rows]
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "select evidence_id, kind, twins, seen from door_evidence_twins(%s) order by evidence_id, kind desc",
            [asked],
        )
        found = cursor.fetchall()
    seen = {pk for *_, pks in found for pk in pks}
    numbers = dict(Problem.objects.filter(pk__in=seen).values_list("pk", "number")) if seen else {}
    return [(pk, kind, count, [numbers[p] for p in pks if p in numbers]) for pk, kind, count, pks in found]


def _words(head: str, tail: str, count: int, numbers: list[str]) -> str:
    named = "、".join(numbers[:NAMED])
    hidden = count - len(numbers)
    beyond = f"您看不到的 {hidden} 件" if hidden > 0 else ""
    more = f"等 {len(numbers)} 件" if len(numbers) > NAMED else ""
    where = "和".join(part for part in (f"{named}{more}", beyond) if part)
    return f"{head} {where}{tail}".replace("  ", " ")
