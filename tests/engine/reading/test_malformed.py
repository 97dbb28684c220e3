"""More than a hundred kinds of malformed sheets: nothing of them is taken as good, and each refusal says what is wrong and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from bihuan.engine.reading import Unreadable, read
from tests.engine.reading.books import base
from tests.engine.reading.malformed import cells, sheets, whole
from tests.engine.reading.malformed.case import Case, Cell

WHOLE = [*whole.CASES, *sheets.CASES]


def test_there_are_a_hundred_kinds_and_each_is_another() -> None:
    names = [case.name for case in WHOLE] + [f"{cell.heading}={cell.text}" for cell in cells.CELLS]
    assert len(names) == len(set(names)) > 150
    assert len(WHOLE) > 100


@pytest.mark.parametrize("case", WHOLE, ids=lambda case: case.name)
def test_a_malformed_file_is_refused_whole(case: Case) -> None:
    with pytest.raises(Unreadable) as refused:
        read(case.files, county=case.county)
    said = str(refused.value)
    for words in case.says:
        assert words in said
    for fault in refused.value.faults:
        assert fault.file in case.files or not case.files
        assert fault.sentence.endswith("。")


@pytest.mark.parametrize("cell", cells.CELLS, ids=lambda cell: f"{cell.heading}={cell.text}")
def test_a_malformed_cell_is_refused_alone(cell: Cell) -> None:
    people = [
        {"户编号": f"H{at}", "姓名": f"张{at}", cell.heading: cell.text if at == 1 else None}
        for at in range(3)
    ]
    reading = read({"a.xlsx": base(*people)})
    (refusal,) = reading.refusals
    assert (refusal.file, refusal.sheet, refusal.row) == ("a.xlsx", "Sheet1", 5)
    assert (refusal.table, refusal.column, refusal.heading) == (cell.table, cell.column, cell.heading)
    for words in cell.says:
        assert words in refusal.sentence
    assert reading.frames[cell.table][cell.column].to_pylist()[1] is None
    assert reading.frames[cell.table].num_rows == 3


def test_one_bad_file_names_itself_and_only_itself() -> None:
    with pytest.raises(Unreadable) as refused:
        read({"a.xlsx": base({}), "b.xlsx": b"%PDF", "c.xlsx": b""})
    assert [fault.file for fault in refused.value.faults] == ["b.xlsx", "c.xlsx"]


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="找不到"):
        read(tmp_path / "没有")
    with pytest.raises(Unreadable, match="没有可以读的文件"):
        read(tmp_path)
