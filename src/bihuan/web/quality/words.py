"""A finding in words, as far as the reader may know them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from bihuan.web.quality import checks
from bihuan.web.quality.models import Finding

UNFILLED = "（未填）"


def _told(finding: Finding) -> Any:
    """The finding, or where it tells of health and the reader may know, its true words."""
    if not finding.health:
        return finding
    try:
        return finding.words
    except ObjectDoesNotExist:
        return finding


def sentence_of(finding: Finding) -> str:
    """Returns what is wrong."""
    words: str = _told(finding).sentence
    return words


def values_of(finding: Finding) -> list[tuple[str, str]]:
    """Returns (label, words) of the values that the check shows."""
    shown: dict[str, str | None] = _told(finding).shown
    return [(checks.shown_label(finding.check_code, name), said or UNFILLED) for name, said in shown.items()]


def values_words(finding: Finding) -> str:
    """住房面积 120；入户道路是否硬化 （未填）."""
    return "；".join(f"{label} {said}" for label, said in values_of(finding))


@dataclass(frozen=True)
class Labelled:
    """A finding with its check's short title."""

    finding: Finding
    label: str


def of_household(number: str) -> list[Labelled]:
    """Returns the standing findings of a household, for its dossier."""
    rows = Finding.objects.standing().filter(household_no=number).order_by("check_code", "pk")
    return [Labelled(finding, checks.label(finding.check_code)) for finding in rows]


def source_words(finding: Finding) -> str:
    """Where on the sheet the row stood: 监测对象信息.xlsx 第 12 行."""
    return f"{finding.source} 第 {finding.row} 行".strip() if finding.row else finding.source
