"""Asking the checks of a source of data: which ones, at which place, by which engine."""

from __future__ import annotations

from datetime import date

from django.conf import settings

from bihuan.engine.quality import Check, Outcome, run
from bihuan.policy.checks.packs import pack as pack_of
from bihuan.policy.checks.packs import packs as all_packs
from bihuan.web.config.parameters import all_parameters
from bihuan.web.quality.checks import by_code
from bihuan.web.quality.sources import Source

# Planning three hundred checks costs DuckDB seconds whatever the size, and a county fits in memory.
ENGINE = "polars"
ALL = "all"  # what is asked when nobody chooses


def checks_of(pack: str) -> tuple[Check, ...]:
    """Returns the checks of a pack; Fault (Chinese) for one that nobody declared."""
    return pack_of(pack).of(tuple(by_code().values()))


def packs() -> list[tuple[str, str]]:
    """Returns (key, label) of the packs that may be chosen."""
    return [(one.key, one.label) for one in all_packs().values()]


def ask(source: Source, on: date, pack: str = ALL) -> Outcome:
    """Returns what the checks of the pack find in the source as of the day, with the parameters that hold in this county."""
    return run(
        source.frames,
        checks_of(pack),
        on,
        all_parameters(),
        settings.COUNTY_CODE * 10**6,
        backend=ENGINE,
        inputs=source.inputs,
    )
