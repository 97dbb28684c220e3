"""What a run gives: findings as one Arrow table, what was not known, which checks were not asked, and a fingerprint."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

import pyarrow as pa

from bihuan.engine.quality.model import Check
from bihuan.engine.quantities import Asked

FINDINGS = pa.schema(
    [
        ("check", pa.string()), ("population", pa.string()), ("severity", pa.string()), ("score", pa.int64()),
        ("household_id", pa.string()), ("id_key", pa.string()), ("name", pa.string()), ("relation", pa.string()),
        ("county", pa.string()), ("township", pa.string()), ("village", pa.string()), ("area_code", pa.string()),
        ("source", pa.string()), ("row", pa.int64()), ("sentence", pa.string()), ("values", pa.string()), ("key", pa.string()),
    ]
)  # fmt: skip
UNKNOWNS = pa.schema([("check", pa.string()), ("input", pa.string()), ("rows", pa.int64())])
# findings are sorted by these, then by their place in the frame; nothing known comes first
ORDER = ("check", "area_code", "township", "village", "household_id", "id_key", "source", "row")
# what a finding is about, table by table: its key is a digest of the check and these, the same on the next download
SUBJECTS: dict[str, tuple[str, ...]] = {
    "member": ("household_id", "person"),
    "household": ("household_id",),
    "work": ("household_id", "person", "work_start"),
    "plan": ("household_id", "person"),
    "village": ("county", "township", "village"),
    "visit": ("household_id", "visit_date", "visitor"),
    "ledger": ("county", "township", "village", "ledger", "item"),
}
ALL = ""  # the input of an unknown that counts the rows whatever they miss
_DIGITS = 24


class Numbers(Protocol):
    """The dated parameters (`policy.parameters.Book`)."""

    def at(self, key: str, area_code: int, on: date) -> Any: ...

    def __getitem__(self, key: str) -> Any: ...


@dataclass(frozen=True)
class Outcome:
    """A run. `findings` have the columns of `FINDINGS`: check, population and severity by key; relation, sentence and `values` in words.

    `values` is JSON: name of what the check shows -> its words, null when unknown.
    `unknowns`: per check how many rows it could not decide (input ""), and of these how many lack each input (a column, a quantity,
    a parameter, or members, spells, plans, visits where a count is open).
    `skipped`: check -> why it was not asked. `fingerprint` depends on the day, place, checks, numbers and inputs only.
    """

    on: date
    area_code: int
    findings: pa.Table
    unknowns: pa.Table
    ran: tuple[str, ...]
    skipped: Mapping[str, str]
    fingerprint: str
    parameters: Mapping[str, int | None] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """Returns the number of findings by check, those without any included."""
        return dict.fromkeys(self.ran, 0) | dict(Counter(self.findings["check"].to_pylist()))


@dataclass(frozen=True)
class Question:
    """What is asked of the frames: checks in force whose tables are there, on a day, at a place."""

    checks: tuple[Check, ...]
    asked: Asked
    area_code: int
    units: Mapping[str, str]
    skipped: Mapping[str, str]
    fingerprint: str

    def outcome(self, findings: pa.Table, unknowns: pa.Table) -> Outcome:
        """Returns the run with what was found."""
        ran = tuple(check.code for check in self.checks)
        return Outcome(
            self.asked.on,
            self.area_code,
            findings,
            unknowns,
            ran,
            self.skipped,
            self.fingerprint,
            self.asked.parameters,
        )


def question(
    frames: Mapping[str, Any],
    checks: Sequence[Check],
    on: date,
    book: Numbers,
    area_code: int,
    inputs: Mapping[str, str],
) -> Question:
    """Returns what is to be asked; `inputs`: file -> digest, for the fingerprint only."""
    skipped = {check.code: why for check in checks if (why := _why_not(check, frames, on))}
    asking = tuple(
        sorted((check for check in checks if check.code not in skipped), key=lambda check: check.code)
    )
    keys = sorted({key for check in asking for key in check.parameters})
    values = {key: book.at(key, area_code, on) for key in keys}
    numbers = {key: None if value is None else int(value.amount) for key, value in values.items()}
    units = {key: str(book[key].unit) for key in keys}
    told = [repr(on), area_code, [repr(check) for check in asking], numbers, dict(sorted(inputs.items()))]
    print_ = hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()
    return Question(asking, Asked(on, numbers), area_code, units, skipped, print_)


def _why_not(check: Check, frames: Mapping[str, Any], on: date) -> str:
    if not check.holds(on):
        return f"{on} 不在有效期里"
    lacking = [name for name in (check.table, *check.needs) if frames.get(name) is None]
    return f"没有交 {'、'.join(lacking)} 表" if lacking else ""


def subject_digest(subject: str) -> str:
    """Returns the digest of what a finding is about; personal data cannot be read from it."""
    return hashlib.sha256(subject.encode()).hexdigest()[:_DIGITS]


def finding_key(code: str, digest: str, nth: int) -> str:
    """Returns the key of a finding; `nth` tells apart rows that are about the same subject, from 1."""
    return f"{code}-{digest}" + (f"-{nth}" if nth > 1 else "")
