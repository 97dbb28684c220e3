"""What anchors repeat of their current versions, for lists and for finding: kept here alone, for the rows in `touched_home` and `touched_member`."""

from __future__ import annotations

from datetime import date

from django.db import connection

from bihuan.web.registry.imports.diff import run

WORKING = "('ordinary', 'skilled', 'half')"
# Columns of a member and of a household that repeat a row `v`: the current version, or the row of an export that becomes it.
OF_MEMBER = {
    "who": "coalesce(v.id_key, 'number:' || v.member_id, 'name:' || v.name, 'name:')",
    "name": "coalesce(v.name, '')",
    "id_hash": "v.id_number_hash",
    "last4": "v.last4",
}
OF_HOUSEHOLD = {
    "area_code": "v.place_code",
    "risks": "array_remove(array[v.risk_1, v.risk_2, v.risk_3, v.risk_4, v.risk_5], null)",
}
# Columns that count its people, from a row `n` of `counted`.
OF_PEOPLE = {"head_name": "left(n.head, 40)", "people": "n.people", "workers": "n.workers"}


def counted(home: str, person: str, rows: str) -> str:
    """SQL: one row for each `home` of `rows`: its people, who of them works, the head. `v` says what a person is like; `person` is null for none."""
    return (
        f"select {home} as id, count({person}) as people, count({person}) filter (where v.labour in {WORKING}) as workers, "
        f"coalesce(min(v.name) filter (where v.relation = 'head'), min(v.name), '') as head from {rows} group by {home}"
    )


def refresh(today: date, undone: int | None = None) -> None:
    """Brings the touched members, then the touched households, in line with their current versions; who has none has ended on `today` at the
    latest, and was not seen that day where the import `undone` is taken back."""
    run(
        f"update registry_member m set current_id = v.id, home_id = v.of_home_id, ended_on = null, {_set(OF_MEMBER)} "
        "from registry_memberversion v, touched_member t where t.id = m.id and v.of_id = m.id and v.recorded_to is null and v.valid_to is null",
    )
    people = counted(
        "t.id",
        "m.id",
        "touched_home t left join registry_member m on m.home_id = t.id and m.current_id is not null "
        "left join registry_memberversion v on v.id = m.current_id",
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "update registry_member m set current_id = null, ended_on = coalesce((select max(v.valid_to) from registry_memberversion v "
            "where v.of_id = m.id and v.recorded_to is null), %s) from touched_member t where t.id = m.id and not exists "
            "(select 1 from registry_memberversion v where v.of_id = m.id and v.recorded_to is null and v.valid_to is null)",
            [today],
        )
        run(
            "drop table if exists standing",
            f"create temp table standing on commit drop as {people}",
            f"update registry_household h set current_id = v.id, ended_on = null, ending = '', {_set(OF_HOUSEHOLD)}, {_set(OF_PEOPLE)} "
            "from registry_householdversion v, standing n where n.id = h.id and v.home_id = h.id and v.recorded_to is null and v.valid_to is null",
        )
        cursor.execute(
            "update registry_household h set current_id = null, people = 0, workers = 0, "
            "seen_on = nullif(h.seen_on, %s), "
            "ending = case when h.batch_id = %s then 'undone' when h.ending = '' then 'gone' else h.ending end, "
            "ended_on = coalesce((select max(v.valid_to) "
            "from registry_householdversion v where v.home_id = h.id and v.recorded_to is null), %s) from touched_home t where t.id = h.id "
            "and not exists (select 1 from registry_householdversion v where v.home_id = h.id and v.recorded_to is null and v.valid_to is null)",
            [today if undone else None, undone, today],
        )


def _set(columns: dict[str, str]) -> str:
    return ", ".join(f"{name} = {said}" for name, said in columns.items())


def touch(homes: list[int], members: list[int]) -> None:
    """Names the households and members that `refresh` looks at, for services that change a few."""
    run(
        "drop table if exists touched_home, touched_member",
        "create temp table touched_home (id bigint) on commit drop",
        "create temp table touched_member (id bigint) on commit drop",
    )
    with connection.cursor() as cursor:
        cursor.execute("insert into touched_home select unnest(%s::bigint[])", [homes])
        cursor.execute("insert into touched_member select unnest(%s::bigint[])", [members])
