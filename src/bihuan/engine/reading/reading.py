"""Files in, frames out; or every reason why not."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from bihuan.engine.reading import agreeing, merging, rows
from bihuan.engine.reading.files import SUFFIXES, Refused, Sheet, sheets
from bihuan.engine.reading.headings import WITHIN, Found, find
from bihuan.engine.reading.model import (
    LOOKED_AT,
    Fault,
    FileRead,
    Note,
    Reading,
    Refusal,
    SheetRead,
    Unreadable,
)

Source = Path | str | Iterable[Path | str]


def read(
    source: Source | Mapping[str, bytes],
    *,
    places: Collection[str] | None = None,
    aliases: Mapping[str, str] | None = None,
    last_year: Source | Mapping[str, bytes] | None = None,
    county: str | None = None,
) -> Reading:
    """Reads a folder of exports, some files, or name -> bytes, into frames (see `Reading`).

    `places`: known prefixes (2, 4 or 6 digits) of certificate numbers; without it `id_place_known` stays unknown.
    `aliases`: heading -> column name, as earlier readings learnt or people said; an empty name leaves the heading aside.
    `last_year`: the base export of the year before, from which the `last_…` incomes come.
    `county`: the name that rows must bear in their column 县, where they bear one.
    Raises `Unreadable` when any file cannot be taken: then nothing is. The same bytes give the same frames to the byte.
    """
    done = _taken(source, aliases or {}, county)
    frames, differences = merging.frames(done.parts, places)
    if last_year is not None:
        before = read(last_year, aliases=aliases, county=county)
        if "household" in frames and "household" in before.frames:
            frames["household"] = merging.with_last_year(
                frames["household"], pl.DataFrame(before.frames["household"])
            )
        done.files += before.files
    return Reading(
        {table: merging.arrow(frame) for table, frame in frames.items()},
        tuple(done.refusals),
        tuple(done.notes),
        tuple(differences),
        tuple(done.files),
        done.learnt,
    )


@dataclass
class _Taken:
    parts: list[merging.Part] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    files: list[FileRead] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    learnt: dict[str, str] = field(default_factory=dict)


def _taken(source: Source | Mapping[str, bytes], aliases: Mapping[str, str], county: str | None) -> _Taken:
    done = _Taken()
    seen: dict[str, str] = {}
    for name, data in _files(source, done):
        digest = hashlib.sha256(data).hexdigest()
        if digest in seen:
            done.notes.append(Note(name, "", f"和“{seen[digest]}”是同一个文件，只读了一次。"))
            continue
        seen[digest] = name
        try:
            read_ = tuple(_sheets(name, data, aliases, done))
        except Refused as refused:
            done.faults.append(Fault(name, str(refused), refused.sheet))
        else:
            done.files.append(FileRead(name, digest, len(data), read_))
    if not done.faults and not done.files:
        done.faults.append(
            Fault("", "没有可以读的文件。请把原系统导出的 .xlsx、.xls、.csv 或 .parquet 放进来。")
        )
    done.faults += agreeing.faults(done.parts, county)
    if done.faults:
        raise Unreadable(tuple(done.faults))
    return done


def _files(source: Source | Mapping[str, bytes], done: _Taken) -> list[tuple[str, bytes]]:
    """(name, bytes) in the order of names; a folder's other files are noted and left."""
    if isinstance(source, Mapping):
        return sorted(source.items())
    if isinstance(source, Path | str):
        top = Path(source)
        if not top.exists():
            raise Unreadable((Fault(top.name, f"找不到这个文件或目录（{top}）。请核对路径。"),))
        if not top.is_dir():
            return [(top.name, top.read_bytes())]
        found = []
        for path in sorted(top.iterdir()):
            if path.name.startswith((".", "~$")) or path.is_dir():
                continue
            if path.suffix.lower() in SUFFIXES:
                found.append((path.name, path.read_bytes()))
            else:
                done.notes.append(Note(path.name, "", "不是表格文件，没有读。"))
        return found
    return sorted((Path(path).name, Path(path).read_bytes()) for path in source)


def _sheets(name: str, data: bytes, aliases: Mapping[str, str], done: _Taken) -> Iterable[SheetRead]:
    taken: list[SheetRead] = []
    left: list[tuple[str, str]] = []
    for sheet in sheets(name, data):
        found = find(sheet.texts.head(LOOKED_AT).rows(), name, aliases)
        if sheet.hidden:
            left.append((sheet.name, "是隐藏的工作表"))
        elif found is None:
            left += [] if sheet.texts.is_empty() else [(sheet.name, "没有认得的列名")]
        else:
            taken.append(_sheet(name, sheet, found, done))
    if not taken:
        raise Refused(_nothing(left))
    done.notes += [Note(name, sheet_name, f"{why}，没有读。") for sheet_name, why in left]
    return taken


def _nothing(left: Sequence[tuple[str, str]]) -> str:
    if not left:
        return "表是空的，一格内容也没有。请回原系统重新导出后再交。"
    if all("隐藏" in why for _, why in left):
        return (
            f"工作表{'、'.join(f'“{name}”' for name, _ in left)}都是隐藏的，没有读。请取消隐藏，另存后再交。"
        )
    return (
        f"没有认得的列名（前 {WITHIN} 行里要有一行列名，如“户编号”“姓名”“证件号码”）。"
        "请确认交的是防返贫监测的导出表，或下载空表照着填。"
    )


def _sheet(name: str, sheet: Sheet, found: Found, done: _Taken) -> SheetRead:
    if found.missing:
        labels = "、".join(f"“{label}”" for label in found.missing)
        these = "这一列" if len(found.missing) == 1 else "这几列"
        raise Refused(
            f"像是{found.export.label}，但缺少{labels}{these}，认不出每行是谁的。请把这些列一起导出后再交。",
            sheet.name,
        )
    if found.twice:
        one, other = found.twice[0]
        raise Refused(
            f"“{one}”和“{other}”两列说的是同一件事，不知道该用哪一列。请删去一列后再交。", sheet.name
        )
    read_ = rows.read(name, sheet, found)
    done.parts.append(merging.Part(found.export.key, name, sheet.name, read_.frame))
    done.refusals += read_.refusals
    done.notes += read_.notes
    done.learnt.update(found.learnt)
    if found.unknown:
        done.notes.append(Note(name, sheet.name, f"这些列不认得，没有用：{'、'.join(found.unknown)}。"))
    places = {place.heading: (place.table, place.column.name) for place in found.places}
    return SheetRead(
        sheet.name,
        found.export.key,
        found.end - 1 + sheet.first_row,
        read_.frame.height,
        places,
        found.unknown,
    )
