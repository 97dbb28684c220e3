"""From the files to checks, and every refusal: nothing that could mislead is loaded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from bihuan.engine.quality.cases import outcome
from bihuan.engine.quality.model import PLACEHOLDER, SEVERITIES, Case, Check, Population
from bihuan.engine.rules.model import All
from bihuan.engine.rules.possible import possible
from bihuan.engine.rules.reading import read
from bihuan.engine.rules.refusal import Refused
from bihuan.engine.rules.vocabulary import SEES, known, quantities_seen
from bihuan.engine.tables import TABLES
from bihuan.policy.checks.rows import rows
from bihuan.policy.checks.texts import Fault, Part, mapping
from bihuan.policy.parameters import Book, Source, book, sources

HOME = Path(__file__).parent
# where the cases of the product's checks are asked: the demo county, which has every parameter
PLACE = 990101 * 10**6
_CHECK = {
    "code", "label", "table", "applies_to", "severity", "score", "sentence", "remedy", "source", "clause", "since", "until",
    "needs", "shows", "when", "cases",
}  # fmt: skip
_CODE = re.compile(r"[A-L][0-9]{4}")
_EXPECT = ("hit", "miss", "unknown")


@cache
def checks() -> tuple[Check, ...]:
    """Returns the product's checks in order of their codes; Fault for the first that is wrong."""
    return load(HOME)


def load(folder: Path, parameters: Book | None = None, area_code: int = PLACE) -> tuple[Check, ...]:
    """Returns the checks of a folder (`<family>/<CODE>.yaml` and its populations.yaml), their cases run; Fault for the first
    thing that is wrong."""
    reading = _Reading(folder, parameters or book(), area_code)
    return reading.checks(sorted(folder.glob("*/*.yaml"), key=lambda path: path.stem))


class _Reading:
    def __init__(self, folder: Path, parameters: Book, area_code: int) -> None:
        self.book, self.area_code = parameters, area_code
        self.amounts = {
            key: tuple(sorted({value.amount for rows in one.values.values() for value in rows}))
            for key, one in parameters.parameters.items()
        }
        self.held: dict[date, dict[str, int | None]] = {}
        self.units = {key: one.unit for key, one in parameters.parameters.items()}
        self.sources: Mapping[str, Source] = sources()
        self.populations = self._populations(folder / "populations.yaml")

    def _populations(self, path: Path) -> dict[str, Population]:
        if not path.is_file():
            return {}
        raw = mapping(path)
        return {key: self._population(Part(path, key, one, ("label", "when"))) for key, one in raw.items()}

    def _population(self, part: Part) -> Population:
        return Population(part.where, part.text("label"), self._tree(part, "household"))

    def _tree(self, part: Part, table: str) -> Any:
        try:
            return read(part.raw.get("when"), table, self.units)
        except Refused as refused:
            raise part.fault(str(refused)) from refused

    def checks(self, paths: Iterable[Path]) -> tuple[Check, ...]:
        """Returns the checks of the files."""
        return tuple(self.check(path) for path in paths)

    def check(self, path: Path) -> Check:
        """Returns the check of one file, its cases run."""
        part = Part(path, "", mapping(path), _CHECK)
        code, table = part.text("code"), part.choice("table", TABLES)
        if not _CODE.fullmatch(code) or path.stem != code:
            raise part.fault(f"code 是“{code}”，要是一个 A 到 L 的字母加四位数字，并且和文件名一样")
        since = part.day("since")
        assert since is not None
        check = Check(
            code=code, label=part.text("label"), table=table, severity=part.choice("severity", SEVERITIES),  # type: ignore[arg-type]  # one of SEVERITIES
            sentence=part.text("sentence"), remedy=part.text("remedy"), source=self._source(part), clause=part.text("clause", need=False),
            since=since, until=part.day("until", need=False), when=self._tree(part, table), populations=self._applies(part, table),
            score=self._score(part, table), needs=part.words("needs", TABLES, "一张表"), shows=self._shows(part, table),
            cases=self._cases(part, table),
        )  # fmt: skip
        self._sentence(part, check)
        self._span(part, check)
        self._possible(part, check)
        self._prove(part, check)
        return check

    def _source(self, part: Part) -> str:
        key = part.text("source")
        if key not in self.sources:
            raise part.fault(f"来源“{key}”没有登记，请先写进 policy/sources.yaml")
        return key

    def _applies(self, part: Part, table: str) -> tuple[Population, ...]:
        wanted = part.words("applies_to", self.populations, "populations.yaml 里的人群")
        if wanted and "household" not in SEES[table]:
            raise part.fault(f"{table} 的一行没有户，不能写 applies_to")
        return tuple(one for key, one in self.populations.items() if key in wanted)

    def _score(self, part: Part, table: str) -> str | None:
        name, suspicion = part.text("score", need=False), part.raw.get("severity") == "suspicion"
        if suspicion != bool(name):
            raise part.fault("疑似（suspicion）要写 score，错误和提醒不写")
        if name and (name not in quantities_seen(table) or quantities_seen(table)[name].of.kind != "count"):
            raise part.fault(f"score“{name}”不是 {table} 的一行看得到的整数推算值")
        return name or None

    def _shows(self, part: Part, table: str) -> tuple[str, ...]:
        return part.words("shows", known(table), f" {table} 的一行看得到的栏目或推算值")

    def _span(self, part: Part, check: Check) -> None:
        """Its span is in order, and all its numbers have begun to hold by its first day somewhere."""
        if check.until is not None and check.until < check.since:
            raise part.fault(f"until {check.until} 早于 since {check.since}，请核对")
        unknown = [key for key in check.parameters if key not in self.units]
        if unknown:
            raise part.fault(
                f"推算值用到的参数“{'、'.join(unknown)}”没有登记，请先写进 policy/parameters/values"
            )
        for key in check.parameters:
            first = min(rows[0].since for rows in self.book[key].values.values())
            if first > check.since:
                raise part.fault(
                    f"从 {check.since} 到 {first} 参数“{key}”没有数，请改 since，或者补上更早的数"
                )

    def _sentence(self, part: Part, check: Check) -> None:
        for name in PLACEHOLDER.findall(check.sentence):
            if name not in known(check.table) and name not in self.units:
                raise part.fault(
                    f"sentence 里的“{{{name}}}”不是 {check.table} 的一行看得到的栏目、推算值，也不是参数"
                )

    def _possible(self, part: Part, check: Check) -> None:
        """It can hit, and so can each alternative in it; so can it for a household of each population."""
        for tree in (check.when, *(All((one.when, check.when)) for one in check.populations)):
            verdict = possible(tree, check.table, self.amounts)
            if not verdict:
                raise part.fault(
                    f"when 永远不会成立，或者其中一种情形永远不会成立：{verdict.reason}，请改条件"
                )

    def _cases(self, part: Part, table: str) -> tuple[Case, ...]:
        given = part.raw.get("cases")
        if not isinstance(given, list) or not given:
            raise part.fault("没有写 cases，请至少写一个应当查出的例子（hit）和一个不应当查出的例子（miss）")
        found = tuple(
            self._case(Part(part.path, f"例{n}", raw, ("says", "expect", "on", "rows")), table)
            for n, raw in enumerate(given, 1)
        )
        for kind in ("hit", "miss"):
            if kind not in {case.expect for case in found}:
                raise part.fault(f"cases 里没有 {kind} 的例子，请至少写一个")
        return found

    def _case(self, part: Part, table: str) -> Case:
        on = part.day("on")
        assert on is not None
        given = rows(part)
        if table != "household" and not given.get(table):
            raise part.fault(f"没有写 {table} 的行，例子判断的是它的第一行")
        return Case(part.text("says"), part.choice("expect", _EXPECT), on, given)  # type: ignore[arg-type]  # one of _EXPECT

    def _prove(self, part: Part, check: Check) -> None:
        for n, case in enumerate(check.cases, 1):
            if not check.holds(case.on):
                raise part.fault(f"例{n}“{case.says}”的日期 {case.on} 不在这条核查的有效期里")
            found = outcome(check, case, self._holding(case.on))
            if found != case.expect:
                raise part.fault(
                    f"例{n}“{case.says}”应当是 {case.expect}，算出来是 {found}，请改 when 或者改例子"
                )

    def _holding(self, on: date) -> dict[str, int | None]:
        """What holds at the place on the day, by key."""
        if on not in self.held:
            values = {key: self.book.at(key, self.area_code, on) for key in self.units}
            self.held[on] = {key: None if value is None else value.amount for key, value in values.items()}
        return self.held[on]


def problems(paths: Iterable[Path]) -> list[str]:
    """Returns the refusals of the files, all of them; an empty list when every check is in order."""
    reading, found = _Reading(HOME, book(), PLACE), []
    for path in paths:
        try:
            reading.check(path)
        except Fault as fault:
            found.append(str(fault))
    return found
