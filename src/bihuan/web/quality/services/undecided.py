"""Why a finding is not found any more: mended, its subject gone, or a value missing now, so that nobody can tell.

Missing never reads as fine: what cannot be decided any more has not vanished. Asked by the plain road, of the households in question only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from bihuan.engine.quality import Check
from bihuan.engine.quality.cases import judged
from bihuan.engine.quality.outcome import subject_digest
from bihuan.engine.quality.plain import subject
from bihuan.engine.quality.world import Scope, World
from bihuan.engine.quantities import Asked
from bihuan.engine.rules.vocabulary import columns_of

HOUSEHOLD = "household_id"
VANISHED, ABSENT, UNKNOWN = "vanished", "absent", "unknown"


def why_gone(
    gone: Iterable[tuple[str, str]], frames: Mapping[str, pa.Table], checks: Mapping[str, Check], asked: Asked
) -> dict[str, str]:
    """Returns key -> vanished, absent or unknown. `gone`: (key, household number) of findings that the run did not find."""
    found = list(gone)
    if not found:
        return {}
    world = World(_of_households(frames, {number for _, number in found if number}), asked)
    asked_of = defaultdict[str, set[str]](set)
    for key, number in found:
        asked_of[_code(key)].add(number)
    told = {code: _answers(checks[code], world, numbers) for code, numbers in asked_of.items()}
    return {key: _why(key, told[_code(key)]) for key, _ in found}


def _code(key: str) -> str:
    return key.partition("-")[0]


def _why(key: str, told: Mapping[str, bool | None]) -> str:
    digest = key.split("-")[1]
    if digest not in told:
        return ABSENT
    return UNKNOWN if told[digest] is None else VANISHED


def _answers(check: Check, world: World, numbers: Iterable[str]) -> dict[str, bool | None]:
    """Digest of a subject -> what the check says of it; unknown wins where several rows are about one."""
    answers: dict[str, bool | None] = {}
    for scope in _scopes(check.table, world, numbers):
        digest = subject_digest(subject(check.table, scope))
        said = judged(check, scope)
        answers[digest] = None if said is None or answers.get(digest, False) is None else said
    return answers


def _scopes(table: str, world: World, numbers: Iterable[str]) -> Iterable[Scope]:
    """The rows of these households alone: each check is asked of its own, not of all that any check has lost."""
    if HOUSEHOLD not in columns_of(table):
        return world.scopes(table)
    places = world.index(table, (HOUSEHOLD,))
    return (Scope(world, table, at) for number in sorted(numbers) for at in places.get((number,), ()))


def _of_households(
    frames: Mapping[str, pa.Table], numbers: set[str]
) -> dict[str, list[dict[str, object]] | None]:
    wanted = pa.array(sorted(numbers), pa.string())
    tables = {
        name: table.filter(pc.is_in(table[HOUSEHOLD], wanted)) if HOUSEHOLD in table.column_names else table
        for name, table in frames.items()
    }
    return {"household": [], "member": [], **{name: table.to_pylist() for name, table in tables.items()}}
