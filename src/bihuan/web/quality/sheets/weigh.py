"""A sheet that came back -> answers that are accepted, that collide with others', that are refused and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from bihuan.web.access import Actor, Conflict
from bihuan.web.areas.imports.faults import Fault, ImportRefused
from bihuan.web.areas.imports.read import Book, Row, read
from bihuan.web.areas.imports.trial import trial
from bihuan.web.problems.sheets.days import day
from bihuan.web.problems.sheets.keys import NoKey
from bihuan.web.quality.models import Answer, Finding
from bihuan.web.quality.services.answering import Said, answer
from bihuan.web.quality.sheets import keys
from bihuan.web.quality.sheets.columns import ANSWERS, SPOKEN, VERDICTS

MOST = 5000
TRIED = 200  # rows that the preview tries out; the rest is told after the job


@dataclass
class Line:
    """One row with an answer. `finding` is None where it is out of sight; `refused` is what the services say to it."""

    row: Row
    sheet: str
    finding: Finding | None = None
    seen: int = 0
    said: Said | None = None
    faults: list[Fault] = field(default_factory=list)
    clash: str = ""
    refused: str = ""

    @property
    def state(self) -> str:
        """wrong, conflict, refused or taken."""
        if self.faults:
            return "wrong"
        return "conflict" if self.clash else "refused" if self.refused else "taken"

    @property
    def verdict_words(self) -> str:
        """What was chosen, in the product's words."""
        return str(Finding.Verdict(self.said.verdict).label) if self.said else ""

    def wrong(self, key: str, why: str, todo: str) -> None:
        """Notes a mistake in the column."""
        heading = ANSWERS.heading(key)
        value = "" if key == "key" else self.row.cells.get(key, "")
        self.faults.append(Fault(self.sheet, self.row.number, key, heading, value, why, todo))


def open_book(data: bytes, name: str) -> Book:
    """Reads a sheet that came back; ImportRefused in words when it is none of ours or too long."""
    try:
        book = read(data, name, [ANSWERS])
    except ImportRefused as refused:
        if "没有认得的表" in str(refused):
            raise ImportRefused(
                f"“{name}”不是从“数据核查”下发的疑点清单，或隐藏的“核对码”列被删了。请重新下载清单，在下载的表里填。"
            ) from refused
        raise
    if sum(len(table.rows) for table in book.tables) > MOST:
        raise ImportRefused(f"“{name}”超过 {MOST} 行。请分成几个文件再传。")
    return book


def weigh(book: Book) -> list[Line]:
    """Returns the rows in which something was filled in, in the order of the file; a fixed number of queries, however many rows."""
    lines = [Line(row, table.sheet) for table in book.tables for row in table.rows if _filled(row)]
    told = [(line, _key(line)) for line in lines]
    wanted = {key.finding for _, key in told if key}
    there = Finding.objects.select_related("words").in_bulk(wanted)
    taken: dict[int, int] = {}
    for line, key in told:
        if key is not None:
            _tell(line, key, there, taken)
    return lines


def _filled(row: Row) -> bool:
    return any(row.cells.get(name) for name in ("verdict", "looked", "note", "by_name", "on"))


def _key(line: Line) -> keys.Key | None:
    try:
        return keys.read(line.row.cells.get("key", ""))
    except NoKey as refused:
        line.wrong("key", refused.why, refused.todo)
        return None


def _tell(line: Line, key: keys.Key, there: dict[int, Finding], taken: dict[int, int]) -> None:
    line.finding, line.seen = there.get(key.finding), key.answers
    if line.finding is None:
        return line.wrong("key", "这一条不在您能看到的范围内", "请删去这一行，或问县帮扶办")
    if key.finding in taken:
        return line.wrong("key", f"和第 {taken[key.finding]} 行是同一条", "只留一行")
    taken[key.finding] = line.row.number
    _read(line)
    if line.finding.answers_count != key.answers and not line.faults:
        line.clash = f"清单下发以后已经核实过：{line.finding.last_words or '有新的回答'}"
    return None


def _read(line: Line) -> None:
    cells = line.row.cells
    words = cells.get("verdict", "")
    verdict = VERDICTS.get(words) or SPOKEN.get(words.replace("，", "").replace(",", ""), "")
    on, by = day(cells.get("on", "")), cells.get("by_name", "")
    if not words:
        line.wrong(
            "verdict", "填了别的，没有选这一列", f"请选{'、'.join(f'“{one}”' for one in VERDICTS)}中的一项"
        )
    elif not verdict:
        line.wrong("verdict", "不是下拉里的一项", f"请选{'、'.join(f'“{one}”' for one in VERDICTS)}")
    if on is None:
        line.wrong("on", "不是一个日期", "请照 2026-11-24 的样子填")
    if not by:
        line.wrong("by_name", "没有写是谁核的", "请填核实人")
    if verdict and on and by:
        line.said = Said(verdict, by, on, cells.get("looked", ""), cells.get("note", ""))


def apply(actor: Actor, line: Line) -> None:
    """Keeps the row's answer; Refused or Conflict when it cannot be."""
    assert line.finding is not None
    assert line.said is not None
    answer(actor, line.finding, line.said, way=Answer.Way.SHEET, seen=line.seen)


def tried(actor: Actor, lines: Sequence[Line]) -> None:
    """Lets the services say what they would refuse, for as many rows as a page may take; nothing stays."""
    for line in [line for line in lines if line.state == "taken"][:TRIED]:
        told = trial(partial(apply, actor, line))
        if isinstance(told, Conflict):
            line.clash = str(told)
        elif told:
            line.refused = str(told)


def faults_of(lines: Sequence[Line]) -> list[Fault]:
    """Every mistake, conflict and refusal, for the marked copy."""
    made = [fault for line in lines for fault in line.faults]
    for line in lines:
        if line.state in ("conflict", "refused"):
            why = (line.clash or line.refused).rstrip("。")
            heading = ANSWERS.heading("verdict")
            value = line.row.cells.get("verdict", "")
            made.append(Fault(line.sheet, line.row.number, "verdict", heading, value, why, "看过再定"))
    return made
