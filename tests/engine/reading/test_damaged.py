"""Files damaged at random: they are read or refused in words, and never anything else."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bihuan.engine.reading import Unreadable, read
from tests.engine.reading.books import base
from tests.engine.reading.malformed.whole import changed

GOOD = base({}, {"户编号": "H002"})
OLD = (Path(__file__).parent / "kept" / "base.xls").read_bytes()
TEXT = "县,乡,村,户编号,姓名,证件号码\r\n云溪县,石桥镇,柳湾村,H1,张三,11010519491231002X"
PARTS = (
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/workbook.xml",
    "xl/styles.xml",
    "xl/_rels/workbook.xml.rels",
    "[Content_Types].xml",
)


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The bytes with one to five of them changed, lost or said twice."""
    made = bytearray(data)
    for _ in range(chance.randrange(1, 6)):
        at, length = chance.randrange(len(made)), chance.randrange(1, 40)
        match chance.randrange(3):
            case 0:
                made[at] = chance.randrange(256)
            case 1:
                del made[at : at + length]
            case _:
                made[at:at] = made[chance.randrange(len(made)) :][:length]
    return bytes(made)


def outcome(name: str, data: bytes) -> str:
    """How it went; any other error than the one in words goes through."""
    said: list[str] = []
    try:
        reading = read({name: data})
    except Unreadable as unreadable:
        said = [str(fault) for fault in unreadable.faults]
    if said:
        assert all(sentence.startswith(f"“{name}”") and sentence.endswith("。") for sentence in said)
        return "refused"
    assert reading.frames["member"].num_rows > 0
    return "read"


def test_damage_anywhere_in_a_workbook() -> None:
    assert {outcome("a.xlsx", damaged(GOOD, random.Random(seed))) for seed in range(120)} >= {"refused"}


@pytest.mark.parametrize("part", PARTS)
def test_damage_in_a_part_of_a_workbook(part: str) -> None:
    found = {
        outcome("a.xlsx", changed(part, lambda xml, s=seed: damaged(xml, random.Random(s)), GOOD))
        for seed in range(25)
    }
    assert found & {"refused", "read"}


def test_damage_in_an_old_workbook() -> None:
    assert {outcome("a.xls", damaged(OLD, random.Random(seed))) for seed in range(12)} >= {"refused"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_damage_in_text(encoding: str) -> None:
    found = {outcome("a.csv", damaged(TEXT.encode(encoding), random.Random(seed))) for seed in range(150)}
    assert found == {"refused", "read"}
