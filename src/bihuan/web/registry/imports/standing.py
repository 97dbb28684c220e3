"""What anchors repeat of their current versions, for lists and for finding: kept here alone, for the rows in `touched_home` and `touched_member`."""

from __future__ import annotations

from datetime import date

from django.db import connection

from bihuan.web.registry.imports.diff import run

WORKING = "('ordinary', 'skilled', 'half')"


def refresh(today: date) -> None:
    """Brings the touched members, then the touched households, in line with their current versions; who has none has ended on `today` at the latest."""
    run(
        "update registry_member m set current_id = v.id, home_id = v.of_home_id, name = coalesce(v.name, ''), id_hash = v.id_number_hash, "
        "last4 = v.last4, ended_on = null, who = coalesce(v.id_key, 'number:' || v.member_id, 'name:' || v.name, 'name:') "
        "from registry_memberversion v, touched_member t where t.id = m.id and v.of_id = m.id and v.recorded_to is null and v.valid_to is null",
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
            "create temp table standing on commit drop as select t.id, count(m.id) as people, "
            f"count(m.id) filter (where v.labour in {WORKING}) as workers, "
            "coalesce(min(v.name) filter (where v.relation = 'head'), min(v.name), '') as head "
            "from touched_home t left join registry_member m on m.home_id = t.id and m.current_id is not null "
            "left join registry_memberversion v on v.id = m.current_id group by t.id",
            "update registry_household h set current_id = v.id, area_code = v.place_code, ended_on = null, ending = '', "
            "head_name = left(n.head, 40), people = n.people, workers = n.workers, "
            "risks = array_remove(array[v.risk_1, v.risk_2, v.risk_3, v.risk_4, v.risk_5], null) "
            "from registry_householdversion v, standing n where n.id = h.id and v.home_id = h.id and v.recorded_to is null and v.valid_to is null",
        )
        cursor.execute(
            "update registry_household h set current_id = null, people = 0, workers = 0, "
            "ending = case when h.ending = '' then 'gone' else h.ending end, ended_on = coalesce((select max(v.valid_to) "
            "from registry_householdversion v where v.home_id = h.id and v.recorded_to is null), %s) from touched_home t where t.id = h.id "
            "and not exists (select 1 from registry_householdversion v where v.home_id = h.id and v.recorded_to is null and v.valid_to is null)",
            [today],
        )


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
