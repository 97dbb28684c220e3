"""All units' returns of one day put together, item by item: who said what in order, figures summed, who is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.duties.sheets.live import Live, together
from bihuan.web.campaigns.duties.sheets.rows import key_of, number_of, text_of
from bihuan.web.campaigns.models import Return, ReturnRow, ReturnVersion
from bihuan.web.campaigns.services.answers.base import total
from bihuan.web.ui.words import number as figure

State = ReturnVersion.State


def parts(merged: Return) -> list[Return]:
    """Returns the units' returns that belong into it, townships first, each as far as the reader sees them."""
    rows = Return.objects.filter(obligation=merged.obligation_id, due=merged.due, merged=False)
    found = rows.exclude(state=Return.State.WITHDRAWN).select_related("unit")
    return sorted(found, key=lambda r: (r.unit.kind != Unit.Kind.TOWNSHIP, r.unit.pinyin, r.pk))


def missing(merged: Return) -> list[str]:
    """Returns the names of the units whose return has not come, or went back."""
    return [r.unit.short_name for r in parts(merged) if r.state in Return.OWED]


def lines(merged: Return) -> list[Live]:
    """Returns each item with what all units that handed in say of it. Three queries, however many units."""
    owed = parts(merged)
    versions = standing_versions(row.pk for row in owed)
    names = {versions[row.pk].pk: row.unit.short_name for row in owed if row.pk in versions}
    held: dict[str, dict[int, ReturnRow]] = defaultdict(dict)
    for row in ReturnRow.objects.filter(version__in=names).order_by("order", "pk"):
        held[key_of(row)][row.version_id] = row
    ordered = ([(name, rows[pk]) for pk, name in names.items() if pk in rows] for rows in held.values())
    return sorted((_line(said) for said in ordered), key=lambda line: (line.key[0] != "i", line.order))


def standing_versions(return_ids: Iterable[int]) -> dict[int, ReturnVersion]:
    """Returns the version that holds of each return, by its id: the last frozen one, else the one handed in. One query."""
    rows = ReturnVersion.objects.filter(of__in=list(return_ids), state__in=(State.SUBMITTED, State.FROZEN))
    found: dict[int, ReturnVersion] = {}
    for version in rows.order_by("number"):
        before = found.get(version.of_id)
        if before is None or version.state == State.FROZEN:
            found[version.of_id] = version
    return found


def _line(said: Sequence[tuple[str, ReturnRow]]) -> Live:
    first = said[0][1]
    number, counted_in = _sum([row for _name, row in said])
    sums = [f"合计 {figure(number)} {counted_in}。".replace(" 。", "。")] if number else []
    texts = {
        name: "\n".join(together((who, text_of(row, name)) for who, row in said)) for name in ReturnRow.TEXTS
    }
    return Live(
        key_of(first), first.order, first.no, first.category, first.contents, first.responsible,
        situation="\n".join([*sums, texts["situation"]]).strip(),
        measures=texts["measures"],
        progress=texts["progress"],
        number=number,
        counted_in=counted_in,
        answered=all(row.answered for _name, row in said),
    )  # fmt: skip


def _sum(rows: Sequence[ReturnRow]) -> tuple[Decimal | None, str]:
    """The sum where every unit counted, and in one unit; else it is not known: a part would read as the whole."""
    counted = [row.counted_in for row in rows if number_of(row)]
    number = total(number_of(row) for row in rows) if len(set(counted)) <= 1 else None
    return number, counted[0] if counted and number is not None else ""
