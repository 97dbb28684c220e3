"""Running the cases of a check by the plain road, at the moment it is loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bihuan.engine import identity
from bihuan.engine.quality.model import Case, Check
from bihuan.engine.quality.world import Rows, Scope, World
from bihuan.engine.quantities import Asked
from bihuan.engine.rules.plain import Answer, answer, both, either
from bihuan.engine.rules.vocabulary import columns_of

SAID: dict[Answer, str] = {True: "hit", False: "miss", None: "unknown"}
_LINKED = ("member", "work", "plan")
_HOUSED = ("member", "household", "work", "plan", "visit")
Parameters = Callable[[date], Mapping[str, int | None]]


def judged(check: Check, scope: Scope) -> Answer:
    """Returns the answer of a check for one row: whether it belongs to a population of the check and its condition hits."""
    applies = either(answer(one.when, scope) for one in check.populations) if check.populations else True
    return both([applies, answer(check.when, scope)])


def outcome(check: Check, case: Case, parameters: Mapping[str, int | None]) -> str:
    """Returns what the check says of the first row of its table in the case: hit, miss or unknown."""
    tables = filled(case.rows)
    world = World(tables, Asked(case.on, parameters))
    return SAID[judged(check, Scope(world, check.table, 0))]


def filled(rows: Mapping[str, list[dict[str, Any]]]) -> dict[str, Rows | None]:
    """Returns the tables of a case as whole rows.

    What is not written is null, except what ties rows together: without `household_id` all belong to one household, which is
    there even when no
    row of it is written; what a number says is derived from it; the n-th member without `id_number` or `id_key` is person n,
    and spells and plans without them are the first member's.
    """
    tables: dict[str, Rows | None] = {"household": [], "member": []}
    tables |= {
        name: [_whole(name, place, row, rows) for place, row in enumerate(given)]
        for name, given in rows.items()
    }
    if not tables["household"]:
        tables["household"] = [_whole("household", 0, {}, rows)]
    return tables


def _whole(
    table: str, place: int, row: dict[str, Any], rows: Mapping[str, list[dict[str, Any]]]
) -> dict[str, Any]:
    whole: dict[str, Any] = dict.fromkeys(columns_of(table))
    whole |= {"row": place + 4, "source": "例"} | ({"household_id": "例户"} if table in _HOUSED else {})
    if table in _LINKED:
        whole |= _said(row.get("id_number")) | {"id_key": _key(table, place, row, rows)}
    return whole | row


def _said(number: Any) -> dict[str, Any]:
    said = identity.of(number)
    return {
        "id_form": said.form,
        "id_birth_date": said.birth_date,
        "id_sex": said.sex,
        "certificate_category": said.certificate_category,
        "certificate_grade": said.certificate_grade,
    }


def _key(table: str, place: int, row: dict[str, Any], rows: Mapping[str, list[dict[str, Any]]]) -> Any:
    if row.get("id_number"):
        return identity.key_of(row["id_number"])
    if table == "member":
        return f"例人{place + 1}"
    members = rows.get("member") or [{}]
    return members[0].get("id_key") or _key("member", 0, members[0], rows)
