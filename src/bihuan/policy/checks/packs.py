"""Packs: choices of checks for one errand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bihuan.engine.quality.model import SEVERITIES, Check
from bihuan.policy.checks.families import FAMILIES
from bihuan.policy.checks.texts import Fault, Part, mapping

FILE = Path(__file__).parent / "packs.yaml"


@dataclass(frozen=True)
class Pack:
    """A choice by family and severity."""

    key: str
    label: str
    families: tuple[str, ...]
    severities: tuple[str, ...]

    def of(self, checks: Sequence[Check]) -> tuple[Check, ...]:
        """Returns those of the checks that belong to it."""
        return tuple(one for one in checks if one.family in self.families and one.severity in self.severities)


@cache
def packs(path: Path = FILE) -> dict[str, Pack]:
    """Returns the packs by key; Fault (Chinese) for an unknown family or severity."""
    raw = mapping(path)
    return {key: _pack(Part(path, key, one, ("label", "families", "severities"))) for key, one in raw.items()}


def _pack(part: Part) -> Pack:
    families = part.words("families", FAMILIES, "一类核查的字母")
    severities = part.words("severities", SEVERITIES, "一种轻重") or tuple(SEVERITIES)
    return Pack(part.where, part.text("label"), families, severities)


def pack(key: str) -> Pack:
    """Returns the pack; Fault (Chinese, with those there are) for a key nobody declared."""
    found = packs().get(key)
    if found is None:
        known = "、".join(f"{one.key}（{one.label}）" for one in packs().values())
        raise Fault(f"没有“{key}”这一组核查，可以写的是 {known}。")
    return found
