"""A list that came back -> what was changed in it, what somebody else changed meanwhile, what may not be changed there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bihuan.web.access import Actor
from bihuan.web.areas.imports.faults import Fault, ImportRefused
from bihuan.web.areas.imports.read import Book, Row, Table, read
from bihuan.web.problems.models import Problem
from bihuan.web.problems.sheets import keys
from bihuan.web.problems.sheets.layout import CHANGEABLE, EXPORTED, KINDS, normal, said
from bihuan.web.problems.tables import rows as listed
from bihuan.web.ui.tables import Column

MOST = 5000
WHERE = {
    "severity": "请到问题页“改程度”，写明理由",
    "owner": "请到问题页办，责任人由签收和交接定",
    "unit": "请到问题页撤回后重新交办",
    "state": "状态随办理走，不能填",
    "first": "首次时限不能改",
    "gates": "由核验人在问题页逐关定",
}


@dataclass(frozen=True)
class Asked:
    """One changed cell: column, what the system says now, what the sheet says."""

    key: str
    heading: str
    now: str
    to: str


@dataclass
class Line:
    """One row that came back. `problem` is None when it is not in sight; `refused` is what a trial run was told."""

    row: Row
    sheet: str
    number: str = ""
    version: int = 0
    problem: Problem | None = None
    asked: list[Asked] = field(default_factory=list)
    stale: bool = False
    faults: list[Fault] = field(default_factory=list)
    refused: str = ""

    @property
    def state(self) -> str:
        """wrong, conflict, refused, changed or same."""
        if self.faults:
            return "wrong"
        if self.asked and self.stale:
            return "conflict"
        if self.refused:
            return "refused"
        return "changed" if self.asked else "same"

    @property
    def headings(self) -> str:
        return "、".join(each.heading for each in self.asked)

    def wrong(self, key: str, heading: str, why: str, todo: str) -> None:
        value = self.row.cells.get(key, "") if key != "key" else ""
        self.faults.append(Fault(self.sheet, self.row.number, key, heading, value, why, todo))


def open_book(data: bytes, name: str) -> Book:
    """Reads a list that came back; ImportRefused in words when it is none of ours or too long."""
    try:
        book = read(data, name, KINDS.values())
    except ImportRefused as refused:
        if "没有认得的表" in str(refused):
            raise ImportRefused(
                f"“{name}”不是从清单导出的表，或隐藏的“核对码”列被删了。请在清单页重新“导出”，在导出的表里改。"
            ) from refused
        raise
    count = sum(len(table.rows) for table in book.tables)
    if count > MOST:
        raise ImportRefused(f"“{name}”有 {count} 行，一次最多 {MOST} 行。请先筛选再导出，分几次传。")
    return book


def weigh(book: Book, actor: Actor) -> list[Line]:
    """Returns the rows in the order of the file; a fixed number of queries, however many rows."""
    lines = [(table, Line(row, table.sheet)) for table in book.tables for row in table.rows]
    told = [(table, line, _key(actor, line, table.kind.key)) for table, line in lines]
    numbers = {key.number for _, _, key in told if key}
    there = {problem.number: problem for problem in listed(actor).filter(number__in=numbers)}
    seen: set[str] = set()
    for table, line, key in told:
        _tell(line, table, key, there, seen)
    return [line for _, line in lines]


def _key(actor: Actor, line: Line, view: str) -> keys.Key | None:
    """The row's key; None where it is none of the actor's, which the line then says."""
    try:
        return keys.read(actor, view, line.row.cells.get("key", ""))
    except keys.NoKey as refused:
        line.wrong("key", "核对码", refused.why, refused.todo)
        return None


def _tell(line: Line, table: Table, key: keys.Key | None, there: dict[str, Problem], seen: set[str]) -> None:
    columns = EXPORTED[table.kind.key]
    if key is None:
        return None
    line.number, line.version = key.number, key.version
    if key.columns != len(columns):
        return line.wrong("key", "核对码", "这份表是旧版导出的", keys.AGAIN)
    if key.number in seen:
        return line.wrong("key", "核对码", f"{key.number} 在表里出现了两次", "只留一行")
    seen.add(key.number)
    line.problem = there.get(key.number)
    if line.problem is None:
        return line.wrong("key", "核对码", f"{key.number} 不在您能看到的范围内", "请删去这一行，或问县帮扶办")
    line.stale = line.problem.version != key.version
    for place, column in enumerate(columns):
        _cell(line, line.problem, key, place, column, table.kind.key)
    return None


def _cell(line: Line, problem: Problem, key: keys.Key, place: int, column: Column, view: str) -> None:
    """A cell that is empty, or says what it said when it went out, or what stands there anyway, asks for nothing."""
    words = normal(column.key, line.row.cells.get(column.key, ""))
    if not words or key.untouched(place, column.key, words):
        return
    now = said(column, problem)
    if words == now:
        return
    if column.key not in CHANGEABLE[view]:
        line.wrong(
            column.key,
            column.label,
            "这一列不能在表里改",
            WHERE.get(column.key, "请到问题页办，或改回导出时的样子"),
        )
        return
    line.asked.append(Asked(column.key, column.label, now, words))


def faults_of(lines: Sequence[Line]) -> list[Fault]:
    """Every mistake, every conflict and every refusal, for the marked copy."""
    made = [fault for line in lines for fault in line.faults]
    for line in lines:
        if line.state == "conflict":
            made += [
                Fault(
                    line.sheet,
                    line.row.number,
                    a.key,
                    a.heading,
                    a.to,
                    f"您导出之后别人改过，现在是“{a.now or '空'}”",
                    "看过再定，重新导出再改",
                )
                for a in line.asked
            ]
        elif line.state == "refused":
            first = line.asked[0]
            made.append(
                Fault(
                    line.sheet,
                    line.row.number,
                    first.key,
                    line.headings,
                    first.to,
                    line.refused.rstrip("。"),
                    "改好再传",
                )
            )
    return made
