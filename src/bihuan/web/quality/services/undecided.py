"""Why a finding is not found any more: mended, its subject gone, or a value missing now, so that nobody can tell.

Missing never reads as fine: what cannot be decided any more has not vanished. Asked by the plain road, of the households in question only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from bihuan.engine.quality import Check
from bihuan.engine.quality.cases import judged
from bihuan.engine.quality.outcome import subject_digest
from bihuan.engine.quality.plain import subject
from bihuan.engine.quality.world import World
from bihuan.engine.quantities import Asked

VANISHED, ABSENT, UNKNOWN = "vanished", "absent", "unknown"


def why_gone(
    gone: Iterable[tuple[str, str]], frames: Mapping[str, pa.Table], checks: Mapping[str, Check], asked: Asked
) -> dict[str, str]:
    """Returns key -> vanished, absent or unknown. `gone`: (key, household number) of findings that the run did not find."""
    found = list(gone)
    if not found:
        return {}
    world = World(_of_households(frames, {number for _, number in found if number}), asked)
    told: dict[str, dict[str, bool | None]] = {}
    return {key: _why(key, checks, world, told) for key, _ in found}


def _why(key: str, checks: Mapping[str, Check], world: World, told: dict[str, dict[str, bool | None]]) -> str:
    code, digest = key.split("-")[:2]
    if code not in told:
        told[code] = _answers(checks[code], world)
    if digest not in told[code]:
        return ABSENT
    return UNKNOWN if told[code][digest] is None else VANISHED


def _answers(check: Check, world: World) -> dict[str, bool | None]:
    """Digest of a subject -> what the check says of it; unknown wins where several rows are about one."""
    answers: dict[str, bool | None] = {}
    for scope in world.scopes(check.table):
        digest = subject_digest(subject(check.table, scope))
        said = judged(check, scope)
        answers[digest] = None if said is None or answers.get(digest, False) is None else said
    return answers


def _of_households(
    frames: Mapping[str, pa.Table], numbers: set[str]
) -> dict[str, list[dict[str, object]] | None]:
    wanted = pa.array(sorted(numbers), pa.string())
    tables = {
        name: table.filter(pc.is_in(table["household_id"], wanted))
        if "household_id" in table.column_names
        else table
        for name, table in frames.items()
    }
    return {"household": [], "member": [], **{name: table.to_pylist() for name, table in tables.items()}}
