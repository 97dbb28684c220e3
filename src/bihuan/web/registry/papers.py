"""Which papers a household should have, and how each stands."""

from __future__ import annotations

from dataclasses import dataclass

from bihuan.web.registry.models import Household, HouseholdVersion, Paper, PaperKind


@dataclass(frozen=True)
class Wanted:
    """A paper that is asked for, and the one that is there."""

    kind: PaperKind
    paper: Paper | None

    @property
    def settled(self) -> bool:
        """Returns whether it is there, or a department refused it in writing."""
        return self.paper is not None

    @property
    def refused(self) -> bool:
        return self.paper is not None and self.paper.state == Paper.State.REFUSED


def wanted(home: Household, version: HouseholdVersion | None) -> list[Wanted]:
    """Returns the papers asked of this household in the order of the list, missing ones first, each with the last that counts."""
    kinds = [kind for kind in PaperKind.objects.filter(retired_on=None) if asked_of(kind, version)]
    there: dict[int, Paper] = {}
    for paper in (
        Paper.objects.filter(home=home)
        .exclude(state=Paper.State.WITHDRAWN)
        .select_related("added_by", "added_unit")
        .defer("added_by__phone")
    ):
        there.setdefault(paper.kind_id, paper)
    listed = [Wanted(kind, there.get(kind.pk)) for kind in kinds]
    return sorted(listed, key=lambda each: each.settled)


def asked_of(kind: PaperKind, version: HouseholdVersion | None) -> bool:
    """Returns whether the list asks this paper of such a household."""
    if kind.wanted_of == PaperKind.For.ALL or version is None:
        return kind.wanted_of == PaperKind.For.ALL
    if kind.wanted_of == PaperKind.For.MONITORED:
        return bool(version.monitored_class)
    return version.household_type == "lifted"
