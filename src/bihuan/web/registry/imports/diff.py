"""What an import would change: staged rows against what holds now, set by set, in SQL. Nothing is written but temporary tables.

Each `diff_<table>` has a row for every staged row and for every row of the registry that the export no longer has:
`sid` (staged row), `owner` (household or member; its id is given beforehand to a new one), `old_id` (the version that holds), `what`; for a new
household or member `made`, the id of its first version, so that either can name the other when it is written.
The statements are built from the specs' names alone.
"""

from __future__ import annotations

from django.db import connection

from bihuan.web.registry.imports.specs import (
    FACTS,
    HEALTH,
    HOUSEHOLDS,
    INCOMES,
    MEMBERS,
    PLACES,
    SPECS,
    Spec,
)

KINDS = ("new", "changed", "gone", "same")
JOINS = "64MB"  # for each join: a column or two of 300 000 persons
SAMPLED = 10  # a tenth of what the planner usually looks at


def run(*statements: str) -> None:
    """Runs statements of ours."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def by_sets() -> None:
    """For the rest of the transaction tables are joined whole and in memory: the planner knows nothing of what was written in it, takes it for
    empty, and would go through it once for every row. For that it needs to know of temporary tables how long they are, and little else."""
    run(
        "set local enable_nestloop = off",
        f"set local work_mem = '{JOINS}'",
        f"set local default_statistics_target = {SAMPLED}",
    )


def compare() -> None:
    """Makes the diffs of all staged tables; `by_sets` has to be said before."""
    _households()
    _members()
    _owned(INCOMES, "at_home", "o.id = v.home_id and v.year = s.year")
    _health()
    for spec in FACTS:
        _owned(spec, "at_home", "o.id = v.home_id and v.who = s.who and v.nth = s.nth")
    for spec in PLACES:
        _placed(spec)
    run(*(f"analyze {spec.diff}" for spec in SPECS))


def _changed(spec: Spec, more: str = "") -> str:
    """SQL: whether the version and the staged row say different things. `more` is a condition that alone makes it so."""
    names = [*spec.compared, *(name for name, _ in spec.extra if name in ("health", "place_code"))]
    mine, theirs = (", ".join(f'{side}."{name}"' for name in names) for side in ("v", "s"))
    said = f"({mine}) is distinct from ({theirs})" if len(names) > 1 else f"{mine} is distinct from {theirs}"
    return f"({said}{f' or {more}' if more else ''})"


def _what(spec: Spec, more: str = "") -> str:
    return f"case when v.id is null then 'new' when {_changed(spec, more)} then 'changed' else 'same' end"


def _households() -> None:
    """`at_home`: number of every staged or known household of the export -> its id; a new one has its id before it is made."""
    spec = HOUSEHOLDS
    run(
        "drop table if exists at_home, diff_household",
        "create temp table at_home on commit drop as select n.number, coalesce(h.id, nextval('registry_household_id_seq')) as id, "
        "h.id is null as fresh, h.current_id from (select distinct number from stage_household) n "
        "left join registry_household h on h.number = n.number",
        "create unique index on at_home (number)",
        "create unique index on at_home (id)",
        "analyze at_home",
        f"create temp table diff_household on commit drop as select s.sid, o.id as owner, v.id as old_id, {_what(spec)} as what, "
        f"case when o.fresh then nextval('{spec.table}_id_seq') end as made "
        "from stage_household s join at_home o on o.number = s.number "
        f"left join {spec.table} v on v.home_id = o.id and v.recorded_to is null and v.valid_to is null",
        "insert into diff_household select null, v.home_id, v.id, 'gone' from registry_householdversion v "
        "where v.recorded_to is null and v.valid_to is null and v.place_code in (select distinct place_code from stage_household) "
        "and not exists (select 1 from at_home o where o.id = v.home_id)",
    )
    # Facts of households that stand on other sheets only: those of the registry.
    run(
        "insert into at_home select h.number, h.id, false, h.current_id from registry_household h where h.number in "
        f"({' union '.join(f'select number from {fact.stage}' for fact in FACTS)}) and not exists (select 1 from at_home o where o.id = h.id)",
        "analyze at_home",
    )


def _members() -> None:
    """Who is who: 1. alike in the same household; 2. one of the same name there; 3. the same ID, gone from another household of the export."""
    run(
        "drop table if exists known, met, diff_member",
        "create temp table known on commit drop as select m.id, m.home_id, m.who, m.nth, m.name, m.current_id is not null as here "
        "from registry_member m join at_home o on o.id = m.home_id and not o.fresh where exists "
        "(select 1 from stage_household s where s.number = o.number)",
        "create temp table met (sid bigint, owner bigint, how text) on commit drop",
        "insert into met select s.sid, k.id, 'alike' from stage_member s join at_home o on o.number = s.number "
        "join known k on k.home_id = o.id and k.who = s.who and k.nth = s.nth",
        _once(
            "named",
            "select s.sid, s.number || '/' || s.name as k from stage_member s where s.name is not null",
            "select k.id, o.number || '/' || k.name as k from known k join at_home o on o.id = k.home_id where k.here",
        ),
        _once(
            "moved",
            "select s.sid, s.who as k from stage_member s where s.id_key is not null",
            "select k.id, k.who as k from known k where k.here",
        ),
        "insert into met select s.sid, nextval('registry_member_id_seq'), 'fresh' from stage_member s where not exists (select 1 from met e where e.sid = s.sid)",
        "create unique index on met (sid)",
        "analyze met",
        "create temp table diff_member on commit drop as select s.sid, e.owner, v.id as old_id, "
        f"{_what(MEMBERS, 'v.of_home_id <> o.id')} as what, e.how, o.id as home_id, "
        f"case when e.how = 'fresh' then nextval('{MEMBERS.table}_id_seq') end as made from stage_member s "
        "join met e on e.sid = s.sid join at_home o on o.number = s.number "
        f"left join {MEMBERS.table} v on v.of_id = e.owner and v.recorded_to is null and v.valid_to is null",
        "insert into diff_member select null, k.id, v.id, 'gone', '', k.home_id from known k "
        "join registry_memberversion v on v.of_id = k.id and v.recorded_to is null and v.valid_to is null "
        "where k.here and not exists (select 1 from met e where e.owner = k.id)",
        "create index on diff_member (owner)",
        "create index on diff_member (sid)",
        "analyze diff_member",
    )


def _once(how: str, staged: str, known: str) -> str:
    """SQL: meets those that nobody met yet and whose key `k` stands once on either side."""
    return (
        f"insert into met select a.sid, b.id, '{how}' from "
        f"(select min(sid) as sid, k from ({staged}) x where not exists (select 1 from met e where e.sid = x.sid) group by k having count(*) = 1) a join "
        f"(select min(id) as id, k from ({known}) x where not exists (select 1 from met e where e.owner = x.id) group by k having count(*) = 1) b using (k)"
    )


def _owned(spec: Spec, owners: str, same: str) -> None:
    """Facts of a household, told apart by their keys; gone ones only in the villages the sheet has rows of."""
    run(
        f"drop table if exists {spec.diff}",
        f"create temp table {spec.diff} on commit drop as select s.sid, o.id as owner, v.id as old_id, {_what(spec)} as what "
        f"from {spec.stage} s join {owners} o on o.number = s.number "
        f"left join {spec.table} v on {same} and v.recorded_to is null and v.valid_to is null",
    )
    if spec.vanishes:
        run(
            f"insert into {spec.diff} select null, v.home_id, v.id, 'gone' from {spec.table} v "
            f"where v.recorded_to is null and v.valid_to is null and v.area_code in (select distinct place from {spec.stage}) "
            f"and not exists (select 1 from {spec.diff} d where d.old_id = v.id)"
        )


def _health() -> None:
    """Health of the members of the export; one whose cell is empty now has none on record any more."""
    run(
        "drop table if exists diff_health",
        f"create temp table diff_health on commit drop as select s.sid, m.owner, v.id as old_id, {_what(HEALTH)} as what "
        "from stage_health s join stage_member e on e.number = s.number and e.who = s.who and e.nth = s.nth join diff_member m on m.sid = e.sid "
        "left join registry_memberhealth v on v.of_id = m.owner and v.recorded_to is null and v.valid_to is null",
        "create index on diff_health (owner)",
        "insert into diff_health select null, v.of_id, v.id, 'gone' from registry_memberhealth v join diff_member m on m.owner = v.of_id "
        "where m.what <> 'gone' and v.recorded_to is null and v.valid_to is null and not exists (select 1 from diff_health d where d.owner = v.of_id)",
    )


def _placed(spec: Spec) -> None:
    run(
        f"drop table if exists {spec.diff}",
        f"create temp table {spec.diff} on commit drop as select s.sid, null::bigint as owner, v.id as old_id, {_what(spec)} as what "
        f"from {spec.stage} s left join {spec.table} v on v.area_code = s.area_code and v.who = s.who and v.nth = s.nth "
        "and v.recorded_to is null and v.valid_to is null",
    )


def counts() -> dict[str, dict[str, int]]:
    """Returns table -> what -> how many rows."""
    found: dict[str, dict[str, int]] = {}
    with connection.cursor() as cursor:
        for spec in SPECS:
            cursor.execute(f"select what, count(*) from {spec.diff} group by what")
            found[spec.key] = dict.fromkeys(KINDS, 0) | dict(cursor.fetchall())
    return found


def homeless() -> dict[str, int]:
    """Returns table -> how many staged facts belong to no household of the export or the registry."""
    found = {}
    with connection.cursor() as cursor:
        for spec in FACTS:
            cursor.execute(
                f"select count(*) from {spec.stage} s where not exists (select 1 from at_home o where o.number = s.number)"
            )
            found[spec.key] = int(cursor.fetchone()[0])
    return found


def fingerprint() -> str:
    """Returns a digest of what would change: two previews with the same one do the same. New ids are of no weight."""
    parts = " || ".join(
        f"(select coalesce(sum(hashtextextended(concat_ws('/', sid, old_id, what), 7)), 0)::text from {spec.diff} where what <> 'same')"
        for spec in SPECS
    )
    with connection.cursor() as cursor:
        cursor.execute(f"select md5({parts})")
        return str(cursor.fetchone()[0])
