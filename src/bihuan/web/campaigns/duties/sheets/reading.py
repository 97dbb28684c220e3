"""A return as people read it: each item with its words, where they are its own, what changed meanwhile, and what it said last time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from decimal import Decimal

from bihuan.web.campaigns.duties.sheets import live, merging
from bihuan.web.campaigns.duties.sheets.live import Live
from bihuan.web.campaigns.duties.sheets.rows import key_of, number_of, own_of, text_of
from bihuan.web.campaigns.models import Return, ReturnRow, ReturnVersion
from bihuan.web.ui.words import number as figure

State = ReturnVersion.State
LABELS = {"situation": "排查情况", "measures": "整改措施", "progress": "整改进度"}


@dataclass(frozen=True)
class Line:
    """One item of a version. `now` is what the live rows say (of a draft only), `row` what is stored, `last` the return before."""

    now: Live | None
    row: ReturnRow | None
    last: ReturnRow | None = None

    @property
    def key(self) -> str:
        return self.now.key if self.now else key_of(self._stored)

    @property
    def _stored(self) -> ReturnRow:
        assert self.row is not None
        return self.row

    @property
    def head(self) -> Live | ReturnRow:
        """Where number, category, contents and responsible unit of the item stand."""
        return self.now or self._stored

    def text(self, name: str) -> str:
        """Returns situation, measures or progress: own words, else what the live rows say."""
        if self.row is not None and (self.now is None or getattr(self.row, name) is not None):
            return text_of(self.row, name)
        return str(getattr(self.now, name))

    situation = property(lambda self: self.text("situation"))
    measures = property(lambda self: self.text("measures"))
    progress = property(lambda self: self.text("progress"))

    @property
    def number(self) -> Decimal | None:
        if self.row is not None and (self.now is None or self.row.number_own):
            return number_of(self.row)
        return self.now.number if self.now else None

    @property
    def counted_in(self) -> str:
        return self.row.counted_in if self.row and self.row.number_own else self.head.counted_in

    @property
    def number_words(self) -> str:
        """12 户; empty where nobody counted."""
        return "" if self.number is None else f"{figure(self.number)} {self.counted_in}".strip()

    @property
    def answered(self) -> bool:
        """Whether something is said: by the live rows, or in own words."""
        return self.head.answered or (self.row is not None and self.row.situation is not None)

    @property
    def own(self) -> list[str]:
        """The fields with words of the return's own."""
        return own_of(self.row) if self.row else []

    @property
    def overtaken(self) -> list[str]:
        """The own fields whose live words have changed since they were written."""
        if self.now is None or self.row is None:
            return []
        return [
            name for name in self.own if getattr(self.now, name) != getattr(self.row, f"live_{name}")
        ]  # fmt: skip

    @property
    def changed(self) -> list[str]:
        """The fields that read otherwise than in the return before."""
        if self.last is None:
            return []
        found = [name for name in ReturnRow.TEXTS if self.text(name) != text_of(self.last, name)]
        return [*found, "number"] if self.number != number_of(self.last) else found

    @property
    def before(self) -> list[tuple[str, str]]:
        """What the changed fields said in the return before: field and words."""
        return (
            [(name, text_of(self.last, name)) for name in self.changed if name in LABELS] if self.last else []
        )

    @property
    def cells(self) -> list[tuple[str, str, str, str, bool, str]]:
        """The three cells people fill: name, label, words, what the return before said if otherwise, own, the live words then."""
        before = dict(self.before)
        return [
            (
                name, label, self.text(name), before[name] or "（空）" if name in before else "",
                name in self.own, str(getattr(self.now, name)) if self.now else "",
            )
            for name, label in LABELS.items()
        ]  # fmt: skip

    @property
    def stamp(self) -> str:
        """A short digest of what the line says, to find out that somebody else changed it meanwhile."""
        said = [*(self.text(name) for name in ReturnRow.TEXTS), figure(self.number)]
        return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Sheet:
    """A version with its lines; `before` is the version of the return before it, None where there is none."""

    version: ReturnVersion
    lines: list[Line] = field(default_factory=list)
    before: ReturnVersion | None = None

    @property
    def changed(self) -> list[Line]:
        """The lines to look at: those that read otherwise than last time; without a last time all that found something."""
        return [line for line in self.lines if line.changed or (self.before and line.last is None)]

    @property
    def unanswered(self) -> list[Line]:
        return [line for line in self.lines if not line.answered]

    @property
    def overtaken(self) -> list[Line]:
        return [line for line in self.lines if line.overtaken]

    @property
    def own(self) -> list[Line]:
        return [line for line in self.lines if line.own]

    def line(self, key: str) -> Line | None:
        """Returns the line of that item; None where the return has no such item."""
        return next((line for line in self.lines if line.key == key), None)


def sheet(row: Return, version: ReturnVersion) -> Sheet:
    """Returns the version of the return as it reads now, beside the one before: at most nine queries, however many items."""
    stored = {key_of(each): each for each in version.rows.all()}
    before = version_before(row)
    last = {key_of(each): each for each in before.rows.all()} if before else {}
    if version.state != State.DRAFT:
        return Sheet(version, [Line(None, each, last.get(key)) for key, each in stored.items()], before)
    found = [Line(each, stored.pop(each.key, None), last.get(each.key)) for each in present(row)]
    # An item that is no longer asked is kept where somebody wrote words of their own.
    found += [Line(None, each, last.get(key)) for key, each in stored.items() if Line(None, each).own]
    return Sheet(version, sorted(found, key=lambda line: (line.key[0] != "i", line.head.order)), before)


def present(row: Return) -> list[Live]:
    """Returns what the live rows say now: of the unit, or of the merged return what all units handed in."""
    return merging.lines(row) if row.merged else live.lines(row)


def version_before(row: Return) -> ReturnVersion | None:
    """Returns the version that holds of the same unit's return before this one; None when there was none."""
    rows = ReturnVersion.objects.filter(
        of__obligation=row.obligation_id, of__unit=row.unit_id, of__merged=row.merged, of__due__lt=row.due
    )
    held = rows.filter(state__in=(State.SUBMITTED, State.FROZEN)).select_related("of")
    latest = held.order_by("-of__due").values_list("of", flat=True).first()
    return merging.standing_versions([latest]).get(latest) if latest else None
