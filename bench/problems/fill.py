"""A county full of problems: as many as asked for, spread as in a real one, over the areas, units and people of the demo's county.

The same figures and seed make the same rows. They are written as the server's superuser with triggers off: what services derive
(state, who is waited for, `units`, the columns stamped on children) is derived here once more, by the same rules but in bulk.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg

TODAY = "date '2026-11-27'"
NEUTRAL = {"ARRAY": "'{}'", "boolean": "false", "jsonb": "'{}'", "text": "''", "character varying": "''"}
AT_ONCE = 2_000  # journal lines a transaction
WORKING = "('assigned', 'rectifying', 'submitted', 'returned', 'reopened')"


@dataclass(frozen=True)
class Filled:
    """How many rows there are of each sort."""

    problems: int
    parts: int
    gates: int
    measures: int
    lines: int


def fill(admin: psycopg.Connection[Any], *, problems: int = 100_000, seed: int = 1, lines: int = 0) -> Filled:
    """Fills an installation that has the demo's county and no campaigns yet; `lines` is journal lines a problem, sealed into the chain.

    `admin` is a superuser's connection with autocommit. Took 23 s for 20 000 problems without lines, on two busy cores (load 10).
    Raises LookupError where there are no areas.
    """
    if (admin.execute("select count(*) from areas_area").fetchone() or (0,))[0] == 0:
        raise LookupError("这里还没有区划，请先运行 bihuan demo --county-only。")
    admin.execute("set session_replication_role = replica")
    _places(admin)
    _campaigns(admin)
    _drawn(admin, problems, seed)
    counts = [_problems(admin), _parts(admin), _gates(admin), _measures(admin)]
    _figures(admin)
    admin.execute("set session_replication_role = origin")
    admin.execute("analyze")
    return Filled(*counts, _journal(admin, lines))


def _add(admin: psycopg.Connection[Any], table: str, values: dict[str, str], source: str) -> int:
    """Inserts `values` (column -> expression) from `source`; columns that must have something and are not named get what is neutral."""
    rows = admin.execute(
        "select column_name, data_type from information_schema.columns where table_schema = 'public' and table_name = %s "
        "and is_nullable = 'NO' and column_default is null and is_identity = 'NO'",
        [table],
    )
    given = {name: NEUTRAL.get(kind, "0") for name, kind in rows.fetchall()} | values
    return admin.execute(
        f"insert into {table} ({', '.join(map(_quoted, given))}) select {', '.join(given.values())} from {source}"  # type: ignore[arg-type]
    ).rowcount


def _quoted(name: str) -> str:
    return f'"{name}"'


def _places(admin: psycopg.Connection[Any]) -> None:
    """Every village with its own unit and its township's, numbered; departments numbered too."""
    admin.execute("""
create temp table place as
  select row_number() over (order by v.code) - 1 as no, v.code, v.name as village, t.name as township, vu.id as village_unit, tu.id as town_unit
  from areas_area v join areas_area t on t.code = v.code / 1000 * 1000
  join areas_unit vu on vu.area_id = v.id and vu.kind = 'village' join areas_unit tu on tu.area_id = t.id and tu.kind = 'township'
  where v.level = 'village' and v.valid_to is null;
create temp table bureau as select row_number() over (order by id) - 1 as no, id from areas_unit where kind = 'department';
create temp table people as select row_number() over (order by id) - 1 as no, id from accounts_person;
""")


def _campaigns(admin: psycopg.Connection[Any]) -> None:
    """Two campaigns of four gates with forty check items each."""
    office = "(select id from areas_unit where kind = 'office')"
    first = "(select min(id) from accounts_person)"
    everybody = "(select array_agg(id::int) from areas_unit)"
    shown = {"audience": everybody, "unit_id": office}
    _add(
        admin,
        "campaigns_plan",
        {
            **shown, "idem": "gen_random_uuid()", "title": "'方案' || n", "kind": "'campaign'", "state": "'published'",
            "uploaded_at": "now()", "uploaded_by_id": first,
        },
        "generate_series(1, 2) n",
    )  # fmt: skip
    _add(
        admin,
        "campaigns_campaign",
        {
            **shown, "title": "'专项行动' || n", "number": "'批' || n", "profile": "'general'", "lookback_rule": "'after_days'",
            "gates": "array['found_out', 'put_right', 'up_to_standard', 'accepted']", "lookback_days": "90", "lookback_count": "4",
            "answers_due": "now() + interval '9 days'", "state": "'running'", "published_at": "now() - interval '200 days'",
            "published_by_id": first, "plan_id": "p.id",
        },
        "(select id, row_number() over (order by id) as n from campaigns_plan order by id desc limit 2) p",
    )  # fmt: skip
    _add(
        admin,
        "campaigns_checkitem",
        {
            **shown, "order": "n", "no": "n::text", "kind": "'item'", "text": "'是否存在第 ' || n || ' 项所列情况'",
            "campaign_id": "c.id", "due_at": "c.answers_due", "period": "'2026-11-01'", "rule": "'once'",
            "units": "'{}'", "leads": "'{}'", "measures": "'[]'",
        },
        "(select id, answers_due from campaigns_campaign order by id desc limit 2) c, generate_series(1, 40) n",
    )  # fmt: skip


def _drawn(admin: psycopg.Connection[Any], problems: int, seed: int) -> None:
    """The raw lots of each problem: place (large villages have more), age, who leads, how far it is, which deadline."""

    def lot(salt: int) -> str:
        return f"((hashint8extended(n, {seed * 100 + salt}) & 1048575) / 1048576.0)"

    lots = ", ".join(f"{lot(salt)} as r{salt}" for salt in range(1, 13))
    admin.execute(
        f"""
create temp table drawn as
with raw as (select n, {lots} from generate_series(1::bigint, {problems}) n), aged as (
  select raw.*, p.*, {TODAY} - (r2 * r2 * 730)::int as found, (select count(*) from bureau) as bureaus
  from raw join place p on p.no = floor(power(r1, 1.6) * (select count(*) from place))
), stated as (
  select *, case
    when r3 < least(0.93, ({TODAY} - found) / 120.0) then (case when r4 < 0.93 then 'closed' when r4 < 0.98 then 'routine' else 'merged' end)
    when r4 < 0.06 then 'unassigned' when r4 < 0.18 then 'assigned' when r4 < 0.66 then 'rectifying'
    when r4 < 0.88 then 'submitted' when r4 < 0.95 then 'returned' when r4 < 0.98 then 'reopened' else 'recheck' end as state,
    case when r5 < 0.2 then 'immediate' when r5 < 0.88 then 'dated' when r5 < 0.95 then 'standing' else 'event' end as deadline_kind,
    case when r6 < 0.12 then 'severe' else 'normal' end as severity
  from aged
)
select n, code as area_code, village, township, village_unit, town_unit, found, state, deadline_kind, severity, r7, r8, r9, r10, r11, r12,
  b.id as bureau, case when state = 'unassigned' then null when r7 < 0.55 then town_unit when r7 < 0.75 then village_unit else b.id end as lead,
  case when deadline_kind in ('standing', 'event') then null
    else found + (case deadline_kind when 'immediate' then 7 else 20 + (r8 * 160)::int end) end as first_due,
  (select id from areas_unit where kind = 'office') as office
from stated join bureau b on b.no = floor(r9 * bureaus)
""",  # type: ignore[arg-type]
    )


def _problems(admin: psycopg.Connection[Any]) -> int:
    campaigns = "(select array_agg(id order by id desc) from (select id from campaigns_campaign order by id desc limit 2) c)"
    items = "(select array_agg(id order by id desc) from (select id from campaigns_checkitem order by id desc limit 80) c)"
    tags = "array['饮水', '住房', '教育', '医疗', '产业', '资金', '公益岗', '兜底']"
    waits = "case state when 'unassigned' then 'assign' when 'assigned' then 'acknowledge' when 'submitted' then 'verify' when 'recheck' then 'verify' when 'closed' then 'look_back' when 'routine' then 'check' when 'merged' then '' else 'rectify' end"
    waited = "case when state = 'unassigned' then null when state in ('submitted', 'recheck', 'closed', 'routine') then (case when severity = 'severe' then null else town_unit end) when state = 'merged' then null else lead end"
    return _add(
        admin,
        "problems_problem",
        {
            "area_code": "area_code", "number": "'F' || lpad(n::text, 8, '0')", "title": "village || ' ' || (1 + (r10 * 40)::int) || ' 户' || (array['饮水管道老化', '屋面漏雨', '医保未参保', '雨露补助未到户', '公益岗未上岗', '产业奖补未兑现'])[1 + floor(r11 * 6)::int]",
            "text": "repeat('经入户核实，情况属实。', 6)", "source": "(array['plan', 'inspection', 'visit', 'complaint', 'rule', 'self'])[1 + floor(r11 * 6)::int]",
            "severity": "severity", "higher_level": "r10 < 0.05", "profile": "(array['general', 'general', 'general', 'household', 'on_the_spot', 'data', 'standing'])[1 + floor(r12 * 7)::int]",
            "place": "township || village", "discovered_on": "found", "deadline_kind": "deadline_kind", "first_due": "first_due",
            "due": "case when r8 < 0.1 then first_due + 30 else first_due end", "event_day_kind": "'calendar'",
            "category": "'类别' || (1 + (r10 * r10 * 60)::int)", "tags": f"case when r12 < 0.4 then array[({tags})[1 + floor(r11 * 8)::int]] else '{{}}' end",
            "raised_by_id": "(select id from people where no = n % (select count(*) from people))", "raised_unit_id": "case when r9 < 0.4 then village_unit when r9 < 0.7 then town_unit else office end",
            "raised_at": "found + time '09:30'", "look_back_rule": "'after_days'", "look_back_days": "90", "look_back_count": "4", "version": "1",
            "state": "state", "campaign_id": f"case when r11 < 0.8 then ({campaigns})[1 + floor(r11 * 2.4)::int] end",
            "check_item_id": f"case when r11 < 0.8 then ({items})[1 + floor(r10 * 80)::int] end", "lead_unit_id": "lead",
            "owner_id": "case when lead is not null then (select id from people where no = (n * 7) % (select count(*) from people)) end",
            "waiting_for": waits, "waiting_unit_id": waited, "waiting_since": "found + time '10:00'", "waiting_words": "township || ' 负责人'",
            "closed_at": "case when state in ('closed', 'routine') then coalesce(first_due, found + 30) - 3 + time '16:00' end",
            "verified": "state in ('closed', 'routine')", "returned": "case when state = 'returned' then 1 else 0 end",
            "made_routine": "case when state = 'routine' then found + 60 end", "rounds": "case when state = 'reopened' then 1 else 0 end",
            "household_id": "case when r12 < 0.5 then (r10 * 60000)::bigint end",
            "units": "array_remove(array(select distinct unnest(array[case when r9 < 0.4 then village_unit when r9 < 0.7 then town_unit else office end, lead, case when lead = bureau then town_unit end])), null)::int[]",
        },
        "drawn order by found, n",
    )  # fmt: skip


def _figures(admin: psycopg.Connection[Any]) -> None:
    """Marks that follow from the parts, and the figures of the overview, which triggers would have kept."""
    late = "exists (select from problems_assignment a where a.problem_id = p.id and a.round = p.rounds and a.late_reason <> '')"
    admin.execute(f"update problems_problem p set handed_late = true where {late}")  # type: ignore[arg-type]
    admin.execute("truncate dashboard_figuretally, dashboard_figuredelta")
    admin.execute(
        "insert into dashboard_figuretally (kind, key, campaign, fact, day, n) select f.kind, f.key, f.campaign, f.fact, f.day, count(*) "
        "from problems_problem p cross join lateral figures_of(p) f group by 1, 2, 3, 4, 5"
    )


CHILD = {
    "area_code": "p.area_code",
    "units": "p.units",
    "household_id": "p.household_id",
    "problem_id": "p.id",
}


def _parts(admin: psycopg.Connection[Any]) -> int:
    """The lead's part, and for two in five an assisting one of the problem's other units."""
    state = "case p.state when 'assigned' then 'issued' when 'rectifying' then 'working' when 'reopened' then 'issued' when 'returned' then 'returned' when 'submitted' then 'submitted' when 'recheck' then 'submitted' else 'accepted' end"
    shared = {
        **CHILD, "state": state, "round": "p.rounds", "issued_at": "p.raised_at", "moved_at": "p.raised_at", "due": "p.due",
        "first_due": "p.first_due", "issued_unit_id": "(select id from areas_unit where kind = 'office')",
        "submitted_at": "case when p.state in ('submitted', 'recheck', 'closed', 'routine') then coalesce(p.closed_at, p.raised_at + interval '20 days') end",
        "late_reason": "case when p.id % 14 = 0 then '材料等上级批复' else '' end",
    }  # fmt: skip
    lead = _add(
        admin, "problems_assignment", {**shared, "role": "'lead'", "unit_id": "p.lead_unit_id", "owner_id": "p.owner_id"},
        "problems_problem p where p.lead_unit_id is not null",
    )  # fmt: skip
    other = "(select u from unnest(p.units) u where u <> p.lead_unit_id limit 1)"
    return lead + _add(
        admin,
        "problems_assignment",
        {**shared, "role": "'assist'", "unit_id": other},
        f"problems_problem p where p.lead_unit_id is not null and p.id % 5 < 2 and {other} is not null",
    )


def _gates(admin: psycopg.Connection[Any]) -> int:
    """Four gates of the round, passed where the problem is struck off, stated where it waits for its verifier."""
    over, handed = "p.state in ('closed', 'routine')", "p.state in ('submitted', 'recheck')"
    return _add(
        admin,
        "problems_gate",
        {
            **CHILD, "kind": "k.kind", "order": "k.no", "round": "p.rounds", "state": f"case when {over} then 'passed' else 'waiting' end",
            "stated": f"case when {over} or {handed} then '已办完，见佐证' else '' end", "ground": f"case when {over} then '看过现场' else '' end",
            "at": f"case when {over} then p.closed_at end", "by_id": f"case when {over} then p.raised_by_id end",
            "by_unit_id": f"case when {over} then (select id from areas_unit where kind = 'office') end",
        },
        "problems_problem p, (values (1, 'found_out'), (2, 'put_right'), (3, 'up_to_standard'), (4, 'accepted')) k(no, kind)",
    )  # fmt: skip


def _measures(admin: psycopg.Connection[Any]) -> int:
    return _add(
        admin,
        "problems_measure",
        {
            **CHILD, "no": "n", "text": "'第 ' || n || ' 步：更换材料、逐户验收'", "round": "p.rounds", "unit_id": "p.lead_unit_id",
            "done_at": "p.closed_at::date",
        },
        "problems_problem p, generate_series(1, 2) n where p.lead_unit_id is not null and n <= 1 + p.id % 2",
    )  # fmt: skip


def _journal(admin: psycopg.Connection[Any], lines: int) -> int:
    """So many lines a problem, each sealed by the trigger as its transaction ends.

    The transactions are small: the sealing of a line walks the head's versions of the same transaction, so one of a hundred thousand lines
    would take the square of the time.
    """
    if not lines:
        return 0
    codes = "array['problem.raised', 'problem.assigned', 'problem.acknowledged', 'problem.measures_planned', 'problem.submitted', 'problem.reminded']"
    first, last = admin.execute("select min(id), max(id) from problems_problem").fetchone() or (0, 0)
    together = max(1, AT_ONCE // lines)
    return sum(
        _add(
            admin,
            "journal_journalline",
            {
                "at": "p.raised_at + n * interval '1 day'", "code": f"({codes})[1 + n % 6]", "person_id": "p.raised_by_id", "unit_id": "p.raised_unit_id",
                "role": "'township'", "object_type": "'problems.problem'", "object_id": "p.id", "area_code": "p.area_code", "units": "p.units",
                "household_id": "p.household_id", "data": "jsonb_build_object('number', p.number)",
            },
            f"problems_problem p, generate_series(1, {lines}) n where p.id >= {at} and p.id < {at + together}",
        )
        for at in range(first, last + 1, together)
    )  # fmt: skip
