"""A run from end to end: ask, record, let problems know."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pyarrow as pa
from django.db.models import Count

from bihuan.engine.quality import Outcome
from bihuan.engine.quantities import Asked
from bihuan.policy.checks.packs import pack as pack_of
from bihuan.web import journal
from bihuan.web.access import Actor, Refused, require
from bihuan.web.access.scope import SYSTEM, SYSTEM_ACTOR, acting
from bihuan.web.config import clock
from bihuan.web.config.parameters import parameter
from bihuan.web.problems import services as problems
from bihuan.web.problems.models import Finding as Grouped
from bihuan.web.quality.checks import by_code, version
from bihuan.web.quality.models import Finding, Run
from bihuan.web.quality.services import asking, recording, staging
from bihuan.web.quality.services.recording import Told
from bihuan.web.quality.services.undecided import why_gone
from bihuan.web.quality.sources import Source, of_batch, of_registry
from bihuan.web.registry.imports.places import county_code
from bihuan.web.registry.models import Batch, Household

SOURCE = "quality"
Progress = Callable[[int, int, str], None]
STEPS = 4


def silent(done: int, total: int, note: str) -> None:
    """Tells nobody how far it is."""


def check_day(as_of: date) -> None:
    """Refused for a day to come, and for data older than those of the last run: what was mended would seem to be back."""
    if as_of > clock.today():
        raise Refused(f"数据日期 {as_of:%Y-%m-%d} 还没有到，请填今天或以前的日子。")
    last = Run.objects.order_by("-as_of").first()
    if last and as_of < last.as_of:
        raise Refused(
            f"上一次核查的数据是 {last.as_of:%Y-%m-%d} 的，这次是 {as_of:%Y-%m-%d} 的，更早。用旧数据核查，改好的会变回没改，所以没有办。"
        )


def ready(as_of: date, batch: Batch | None = None) -> None:
    """Refused where a run as of that day over the registry, or over the batch, cannot be."""
    check_day(as_of)
    if batch is not None and batch.state != Batch.State.READY:
        raise Refused(f"{batch}现在是“{batch.get_state_display()}”，不能单独核查。导入了的，请核查户档案。")
    if batch is None and not Household.objects.exists():
        raise Refused("户档案里还没有户，没有可以核查的。请先导入户档案。")


def carry_out(
    actor: Actor,
    *,
    as_of: date,
    batch: Batch | None = None,
    pack: str = asking.ALL,
    progress: Progress = silent,
) -> Run:
    """Runs the checks of a pack over the registry, or over a batch that was read and not applied, and returns the run.

    Findings are seen, back or vanished by it. Gates of problems are passed only by a run over the registry: what was handed in and not
    imported is evidence, and nothing more (docs/decisions/0126-runs-over-files.md).
    """
    require(actor, "quality.run")
    recording.alone()
    ready(as_of, batch)
    started = time.monotonic()
    progress(0, STEPS, "取数据")
    source = of_registry(as_of) if batch is None else of_batch(batch)
    progress(1, STEPS, "逐项核查")
    outcome = asking.ask(source, as_of, pack)
    progress(2, STEPS, "和上一次对照")
    run = _new(actor, as_of, batch, pack, source, outcome)
    with recording.by_sets():
        told = _recorded(run, source, outcome)
    progress(3, STEPS, "更新问题")
    _counted(run, outcome, told)
    _problems(run, told)
    run.milliseconds = int((time.monotonic() - started) * 1000)
    run.save()
    journal.write(
        actor, "quality.run", run, what=run.get_kind_display(), found=run.found, new=run.fresh, back=run.back, vanished=run.vanished,
    )  # fmt: skip
    return run


def _new(actor: Actor, as_of: date, batch: Batch | None, pack: str, source: Source, outcome: Outcome) -> Run:
    people = source.frames.get("member")
    return Run.objects.create(
        area_code=county_code(),
        units=[],
        kind=Run.Kind.LIVE if batch is None else Run.Kind.FILES,
        batch=batch,
        as_of=as_of,
        pack=pack,
        pack_label=pack_of(pack).label,
        engine=asking.ENGINE,
        policy=version(tuple(check.code for check in asking.checks_of(pack))),
        fingerprint=outcome.fingerprint,
        inputs=source.inputs,
        skipped=dict(outcome.skipped),
        checks=len(outcome.ran),
        rows=people.num_rows if people is not None else 0,
        found=outcome.findings.num_rows,
        made_by_id=actor.person_id or None,
        made_unit_id=actor.unit_id or None,
        made_at=clock.now(),
    )


def _recorded(run: Run, source: Source, outcome: Outcome) -> Told:
    told = Told()
    staging.stage(outcome)
    recording.write(run, told)
    known = by_code()
    gone = [
        (one.key, one.household_no)
        for one in recording.gone(outcome.ran)
        if source.tells(known[one.check_code].table, one.area_code, one.place, one.household_no)
    ]
    kinds = why_gone(gone, source.frames, known, Asked(run.as_of, outcome.parameters))
    over = [check.code for check in known.values() if not check.holds(run.as_of)]
    recording.leave(run, kinds | recording.retired(over), told)
    return told


def _counted(run: Run, outcome: Outcome, told: Told) -> None:
    """Writes into the run what it found of each check and in each township; exempt findings apart."""
    exempt = _by_check(Finding.objects.filter(last_run=run, exempt_until__gte=clock.today()))
    unknown, missing = _unknowns(outcome.unknowns)
    run.counts = {
        code: {
            "found": found, "exempt": exempt.get(code, 0), "unknown": unknown.get(code, 0), "missing": missing.get(code, {}),
            **told.by_check.get(code, {}),
        }
        for code, found in outcome.counts.items()
    }  # fmt: skip
    run.exempt = sum(exempt.values())
    run.fresh, run.back, run.vanished = (
        told.total("first"),
        told.total("back"),
        told.total("vanished", "absent"),
    )
    standing = (
        Finding.objects.standing().filter(last_run=run).order_by().values_list("township_code", "family")
    )
    for township, family, count in standing.annotate(n=Count("pk")):
        run.places.setdefault(str(township or 0), {})[family] = count


def _by_check(rows: Any) -> dict[str, int]:
    return dict(rows.order_by().values_list("check_code").annotate(n=Count("pk")))


def _unknowns(table: pa.Table) -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """check -> rows it could not decide, and check -> {what is missing: rows}."""
    rows: dict[str, int] = {}
    missing: dict[str, dict[str, int]] = {}
    for line in table.to_pylist():
        if line["input"]:
            missing.setdefault(line["check"], {})[line["input"]] = line["rows"]
        else:
            rows[line["check"]] = line["rows"]
    return rows, missing


def _problems(run: Run, told: Told) -> None:
    """Tells the problems that findings were grouped into what this run saw of them."""
    with acting(SYSTEM):
        grouped = set(Grouped.objects.filter(source=SOURCE).values_list("key", flat=True))
        if not grouped:
            return
        seen = Finding.objects.filter(last_run=run, problem__isnull=False).values_list("key", flat=True)
        still, gone = sorted(set(seen) & grouped), sorted(set(told.vanished) & grouped)
        if run.kind == Run.Kind.FILES:
            problems.seen_again(SYSTEM_ACTOR, SOURCE, still, run.as_of, run=str(run))
            problems.vanished(SYSTEM_ACTOR, SOURCE, gone, run.as_of, run=str(run))
            return
        person, unit = _handed_in(run)
        this = problems.Run(str(run), run.fingerprint, run.as_of, SOURCE, person, unit)
        made = problems.compared(
            SYSTEM_ACTOR, this, still, gone, due=parameter("immediate_days").after(clock.today())
        )
        run.passed, run.reopened, run.left = made.passed, made.reopened, made.left


def _handed_in(run: Run) -> tuple[int | None, int | None]:
    """Who of which unit handed in the data: the last import that was applied, else whoever ran the checks."""
    last = Batch.objects.filter(state=Batch.State.APPLIED).order_by("-applied_at").first()
    return (last.made_by_id, last.made_unit_id) if last else (run.made_by_id, run.made_unit_id)
