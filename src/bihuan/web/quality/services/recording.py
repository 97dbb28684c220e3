"""What a run found -> findings that are seen, back, or there no more. Set by set, in the transaction of the run.

1. `moves`: what changes for whom, before anything is written. 2. `write`: findings, and the words that tell of health.
3. `leave`: what the run could tell of and did not find. 4. `note`: one event for each change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from bihuan.web.quality.models import Finding, Run

_MOVES = """
drop table if exists quality_moved;
create temp table quality_moved on commit drop as
select s.key, case
    when f.id is null then 'first'
    when f.state in ('vanished', 'retired') then 'back'
    when f.verdict = 'mended' and f.verdict_on < %(on)s then 'still'
  end as kind
from quality_seen s left join quality_finding f on f.key = s.key;
analyze quality_moved;
"""
_WRITE = """
insert into quality_finding as f (
  key, check_code, family, population, severity, score, area_code, township_code, place, household_no, household_id, name,
  relation, source, "row", sentence, shown, health, units, state, first_on, last_on, first_run_id, last_run_id, seen, backs,
  absent, answers_count, verdict, verdict_note, verdict_by
)
select key, check_code, family, population, severity, score, area_code, township_code, place, household_no, household_id, name,
  relation, source, "row", sentence, shown, health, '{}', 'there', %(on)s, %(on)s, %(run)s, %(run)s, 1, 0,
  false, 0, '', '', ''
from quality_seen order by area_code, household_no, key
on conflict (key) do update set
  population = excluded.population, severity = excluded.severity, score = excluded.score, area_code = excluded.area_code,
  township_code = excluded.township_code, place = excluded.place, household_no = excluded.household_no,
  household_id = excluded.household_id, name = excluded.name, relation = excluded.relation, source = excluded.source,
  "row" = excluded."row", sentence = excluded.sentence, shown = excluded.shown, health = excluded.health, state = 'there',
  last_on = excluded.last_on, last_run_id = excluded.last_run_id, seen = f.seen + 1, absent = false, vanished_on = null,
  backs = f.backs + (f.state in ('vanished', 'retired'))::int,
  verdict = case when f.state in ('vanished', 'retired') or f.verdict = 'mended' and f.verdict_on < excluded.last_on then ''
    else f.verdict end
"""
_WORDS = """
insert into quality_findingwords as w (finding_id, sentence, shown, area_code, units)
select f.id, s.told, s.told_shown, f.area_code, f.units from quality_seen s join quality_finding f on f.key = s.key where s.health
on conflict (finding_id) do update set sentence = excluded.sentence, shown = excluded.shown
  where w.sentence <> excluded.sentence or w.shown <> excluded.shown
"""
_GONE = """
select f.key, f.check_code, f.household_no, f.area_code, f.place from quality_finding f
where f.check_code = any(%(codes)s) and f.state in ('there', 'unknown')
  and not exists (select 1 from quality_seen s where s.key = f.key)
"""
_LEAVE = """
update quality_finding f set
  state = case when g.kind = 'unknown' then 'unknown' when g.kind = 'retired' then 'retired' else 'vanished' end,
  absent = g.kind = 'absent', vanished_on = case when g.kind in ('vanished', 'absent') then %(on)s::date end
from unnest(%(keys)s::text[], %(kinds)s::text[]) as g(key, kind)
where f.key = g.key and (f.state <> 'unknown' or g.kind <> 'unknown')
"""
_NOTE = """
insert into quality_findingevent (finding_id, run_id, kind, "on", at, area_code, units)
select f.id, %(run)s, m.kind, %(on)s, %(at)s, f.area_code, f.units from ({moved}) m join quality_finding f on f.key = m.key
where m.kind is not null order by f.id
"""
_RETIRED = (
    "select key, 'retired' from quality_finding where check_code = any(%s) and state in ('there', 'unknown')"
)
LOCK = "select pg_advisory_xact_lock(hashtext('quality.run'))"


@dataclass
class Told:
    """check -> {new, back, still, vanished, absent, unknown, exempt}, and the keys of what vanished."""

    by_check: dict[str, dict[str, int]] = field(default_factory=dict)
    vanished: list[str] = field(default_factory=list)

    def add(self, code: str, kind: str, count: int = 1) -> None:
        """Counts `count` more."""
        told = self.by_check.setdefault(code, {})
        told[kind] = told.get(kind, 0) + count

    def total(self, *kinds: str) -> int:
        """Returns how many of these kinds over all checks."""
        return sum(told.get(kind, 0) for told in self.by_check.values() for kind in kinds)


def alone() -> None:
    """Waits until no other run is written; held to the end of the transaction."""
    _do(LOCK, {})


@contextmanager
def by_sets() -> Iterator[None]:
    """Within it tables are joined whole: the planner takes what a run wrote for empty, and would go through it once for each row."""
    _do("set local enable_nestloop = off", {})
    yield
    _do("set local enable_nestloop = on", {})


def write(run: Run, told: Told) -> None:
    """Steps 1, 2 and 4 for what `quality_seen` holds."""
    on = {"on": run.as_of, "run": run.pk, "at": run.made_at}
    _do(_MOVES, on)
    _do(_WRITE, on)
    _do(_WORDS, on)
    _do(_NOTE.format(moved="select key, kind from quality_moved"), on)
    moved = "select left(key, strpos(key, '-') - 1), kind, count(*) from quality_moved where kind is not null group by 1, 2"
    for code, kind, count in _rows(moved, {}):
        told.add(code, kind, count)


@dataclass(frozen=True)
class Gone:
    """A finding that stands and was not found now."""

    key: str
    check_code: str
    household_no: str
    area_code: int
    place: str


def gone(codes: Sequence[str]) -> list[Gone]:
    """Returns what stands of these checks and was not found now, wherever it lies."""
    return [Gone(*row) for row in _rows(_GONE, {"codes": list(codes)})]


def leave(run: Run, kinds: Mapping[str, str], told: Told) -> None:
    """Step 3 and its events: key -> vanished, absent, unknown or retired. What was undecided before and still is gets no event."""
    keys = sorted(kinds)
    before = set(Finding.objects.filter(key__in=keys, state="unknown").values_list("key", flat=True))
    moved = [key for key in keys if not (kinds[key] == "unknown" and key in before)]
    on = {
        "on": run.as_of,
        "run": run.pk,
        "at": run.made_at,
        "keys": moved,
        "kinds": [kinds[key] for key in moved],
    }
    if moved:
        _do(_LEAVE, on)
        _do(
            _NOTE.format(moved="select * from unnest(%(keys)s::text[], %(kinds)s::text[]) as g(key, kind)"),
            on,
        )
    for key in keys:
        told.add(key.partition("-")[0], kinds[key])
    told.vanished += [key for key in keys if kinds[key] in ("vanished", "absent")]


def retired(codes: Sequence[str]) -> dict[str, str]:
    """Returns key -> retired for findings of checks that are asked no more."""
    return dict(_rows(_RETIRED, [list(codes)])) if codes else {}


def _do(statement: str, values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _rows(statement: str, values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
