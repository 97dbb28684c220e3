"""Files and photos used more than once: what the page says beside them. It points out and never refuses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import connection

from bihuan.web.problems.models import Evidence

NAMED = 3
ALIKE_BITS = 6  # the same figure as in door_evidence_twins


def marks(rows: Sequence[Evidence]) -> dict[int, list[str]]:
    """Evidence id -> what to say of it, for evidence of one problem; the numbers are those the reader may see.

    Costs one query, and a second one where something was found.
    """
    counted = [row for row in rows if row.counts]
    made: dict[int, list[str]] = defaultdict(list)
    for row in counted:
        if any(other.sha256 == row.sha256 for other in counted if other.pk != row.pk):
            made[row.pk].append("同一个文件在这件里用了不止一次")
    found = _counts(counted)
    numbers = _numbers([row for row in counted if row.pk in found])
    for pk, (same, alike) in found.items():
        if same:
            made[pk].append(_words("同一个文件还用在", "", same, numbers.get((pk, "same"), [])))
        if alike:
            made[pk].append(_words("与", "的照片很像", alike, numbers.get((pk, "alike"), [])))
    return dict(made)


def _counts(rows: Iterable[Evidence]) -> dict[int, tuple[int, int]]:
    """Evidence id -> in how many other problems the same file, and a like photo, stands; only where there is any."""
    asked = [row.pk for row in rows]
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select evidence_id, same, alike from door_evidence_twins(%s) where same > 0 or alike > 0",
            [asked],
        )
        return {pk: (same, alike) for pk, same, alike in cursor.fetchall()}


def _numbers(rows: list[Evidence]) -> dict[tuple[int, str], list[str]]:
    """(evidence id, same or alike) -> numbers of other problems, as far as the reader sees them."""
    if not rows:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct m.id, case when o.sha256 = m.sha256 then 'same' else 'alike' end, p.number "
            "from problems_evidence m join problems_evidence o on o.problem_id <> m.problem_id and o.withdrawn_at is null "
            "and (o.sha256 = m.sha256 or bit_count((o.look # m.look)::bit(64)) <= %s) "
            "join problems_problem p on p.id = o.problem_id where m.id = any(%s) order by p.number",
            [ALIKE_BITS, [row.pk for row in rows]],
        )
        found: dict[tuple[int, str], list[str]] = defaultdict(list)
        for pk, kind, number in cursor.fetchall():
            found[pk, kind].append(number)
    return found


def _words(head: str, tail: str, count: int, numbers: list[str]) -> str:
    named = "、".join(numbers[:NAMED])
    hidden = count - len(numbers)
    beyond = f"您看不到的 {hidden} 件" if hidden > 0 else ""
    more = f"等 {len(numbers)} 件" if len(numbers) > NAMED else ""
    where = "和".join(part for part in (f"{named}{more}", beyond) if part)
    return f"{head} {where}{tail}".replace("  ", " ")
