"""The rows of some problems as plain dictionaries, read past every rule: what the second roads start from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.areas.models import Unit
from bihuan.web.journal.models import JournalLine
from bihuan.web.problems.models import Problem

Row = dict[str, Any]
CHILDREN = ("assignments", "gates", "measures", "evidence", "extensions", "look_backs", "sweep_asks")


@dataclass
class Rows:
    """One problem: its own row and those of its children by kind, in order of their ids."""

    own: Row
    children: dict[str, list[Row]] = field(default_factory=dict)

    def __getattr__(self, name: str) -> list[Row]:
        if name.startswith("__"):
            raise AttributeError(name)
        return self.children[name]

    @property
    def parts(self) -> list[Row]:
        """Of the present round, without those taken back."""
        now = self.own["rounds"]
        return [p for p in self.assignments if p["round"] == now and p["state"] != "withdrawn"]

    @property
    def lead(self) -> Row | None:
        return next((p for p in self.parts if p["role"] == "lead"), None)

    @property
    def gates_now(self) -> list[Row]:
        """The newest round of each kind."""
        newest = {g["kind"]: g for g in sorted(self.gates, key=lambda g: g["round"])}
        return sorted(newest.values(), key=lambda g: g["order"])


def read(pks: Sequence[int]) -> dict[int, Rows]:
    """The problems `pks` with their children, whoever may see them."""
    with scoped(SYSTEM):
        made = {row["id"]: Rows(row) for row in Problem.objects.filter(pk__in=pks).values()}
        for name in CHILDREN:
            model = Problem._meta.get_field(name).related_model
            for rows in made.values():
                rows.children[name] = []
            for row in model.objects.filter(problem__in=pks).order_by("pk").values():  # type: ignore[union-attr]
                made[row["problem_id"]].children[name].append(row)
        return made


def lines(pks: Sequence[int]) -> dict[int, list[Row]]:
    """The journal of the problems `pks`, in the order it was written."""
    made: dict[int, list[Row]] = {pk: [] for pk in pks}
    with scoped(SYSTEM):
        about = JournalLine.objects.filter(object_type="problems.problem", object_id__in=pks)
        for row in about.order_by("pk").values("id", "object_id", "code", "unit_id", "unit_name", "data"):
            made[row["object_id"]].append(row)
    return made


def units() -> dict[int, Unit]:
    """All units by id."""
    with scoped(SYSTEM):
        return Unit.objects.select_related("area").in_bulk()
