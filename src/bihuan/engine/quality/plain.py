"""The second road: the same run in plain Python, row by row. What the engines find must equal this exactly."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from bihuan.engine.quality.cases import judged
from bihuan.engine.quality.inputs import inputs
from bihuan.engine.quality.model import PLACEHOLDER, Check
from bihuan.engine.quality.outcome import (
    ALL,
    FINDINGS,
    ORDER,
    SUBJECTS,
    UNKNOWNS,
    Numbers,
    Outcome,
    Question,
    finding_key,
    question,
    subject_digest,
)
from bihuan.engine.quality.said import BLANK, said, said_parameter
from bihuan.engine.quality.world import Scope, World
from bihuan.engine.rules.model import name_of
from bihuan.engine.rules.plain import Span, answer, value
from bihuan.engine.rules.vocabulary import columns_seen, known


def run(
    frames: Mapping[str, pa.Table | None],
    checks: Sequence[Check],
    on: date,
    book: Numbers,
    area_code: int,
    inputs: Mapping[str, str] | None = None,
) -> Outcome:
    """Returns what `quality.run` returns, from the same arguments, by loops over rows.

    `frames`: table -> Arrow with the catalogue's columns and what reading derives (columns that are not there are unknown); a
    table that was not
    handed in is None or left out. `on`: the as-of date. `area_code`: 12 digits, whose parameters hold.
    """
    asking = question(frames, checks, on, book, area_code, inputs or {})
    tables = {name: None if table is None else table.to_pylist() for name, table in frames.items()}
    world = World(tables, asking.asked)
    findings, unknowns = list[tuple[tuple[Any, ...], dict[str, Any]]](), Counter[tuple[str, str]]()
    for check in asking.checks:
        findings += _found(check, asking, world, unknowns)
    findings.sort(key=lambda pair: pair[0])
    return asking.outcome(
        pa.Table.from_pylist([row for _, row in findings], FINDINGS),
        pa.Table.from_pylist(
            [{"check": code, "input": name, "rows": rows} for (code, name), rows in sorted(unknowns.items())],
            UNKNOWNS,
        ),
    )


def _found(
    check: Check, asking: Question, world: World, unknowns: Counter[tuple[str, str]]
) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """The findings of a check, each with what it is sorted by; adds what was unknown."""
    told = Counter[str]()
    for scope in world.scopes(check.table):
        hit = judged(check, scope)
        if hit is None:
            unknowns[check.code, ALL] += 1
            unknowns.update((check.code, name) for name in _lacking(check, scope))
        elif hit:
            row = _finding(check, asking, scope, told)
            yield (
                (*("" if row[name] is None else row[name] for name in ORDER[:-1]), row["row"] or 0, scope.at),
                row,
            )


def _lacking(check: Check, scope: Scope) -> set[str]:
    """The inputs without which the check stayed unknown on the row."""
    return {name_of(operand) for operand in inputs(check) if _open(value(operand, scope))}


def _open(one: Any) -> bool:
    return one is None or (isinstance(one, Span) and one.least != one.most)


def _finding(check: Check, asking: Question, scope: Scope, told: Counter[str]) -> dict[str, Any]:
    digest = subject_digest(subject(check.table, scope))
    told[digest] += 1
    whole = {name: _seen(scope, name) for name in FINDINGS.names}
    return whole | {
        "check": check.code,
        "population": next((one.key for one in check.populations if answer(one.when, scope)), None),
        "severity": check.severity,
        "score": scope[check.score] if check.score else None,
        "relation": said(known("member")["relation"], whole["relation"]),
        "sentence": PLACEHOLDER.sub(lambda found: _said(check, asking, scope, found[1]), check.sentence),
        "values": json.dumps(
            {name: said(known(check.table)[name], scope[name]) for name in check.shows}, ensure_ascii=False
        ),
        "key": finding_key(check.code, digest, told[digest]),
    }


def _seen(scope: Scope, name: str) -> Any:
    return scope[name] if name in columns_seen(scope.table) else None


def _said(check: Check, asking: Question, scope: Scope, name: str) -> str:
    of = known(check.table).get(name)
    if of is None:
        return said_parameter(asking.units[name], asking.asked.parameters[name])
    return said(of, scope[name]) or BLANK


def subject(table: str, scope: Scope) -> str:
    """Returns what a finding about the row is about, as the text whose digest stands in its key."""
    parts = [_person(scope) if name == "person" else scope[name] for name in SUBJECTS[table]]
    return "\x1f".join("" if part is None else str(part) for part in parts)


def _person(scope: Scope) -> str:
    """The person by number, by name where there is none."""
    return scope["id_key"] or f"?{scope['name'] or ''}"
