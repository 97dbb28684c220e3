"""A recognised sheet -> its rows as typed columns; what is no row of the table is left out, what cannot be read is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from bihuan.engine.reading import columns
from bihuan.engine.reading.files import Refused, Sheet
from bihuan.engine.reading.headings import Found, Place
from bihuan.engine.reading.model import Note, Refusal

NOTES = r"^(?:注|备注|说明|填表|制表|审核|填报|联系人|单位负责人|示例)"
TOTALS = r"^(?:合计|总计|小计|汇总|共计)"
MOST_UNREAD = 0.5  # of a column's filled cells; more means that the column is another (of a code list: all, for a list may lack words)
MOST_REPEATED = 0.3  # of all rows; more means that the sheet was pasted twice
FEW = 10  # filled cells, or rows, below which no share is judged
# what a row must have, by export: at least one of each group
PLACED_BY: dict[str, tuple[tuple[str, ...], ...]] = {
    "base": (("household_id",),),
    "rural": (("household_id",),),
    "away": (("household_id", "id_number"),),
    "planned": (("household_id", "id_number"),),
    "village": (("village",),),
    "visit": (("household_id",),),
    "ledger": (("item",), ("figure",)),
}
# exports whose rows are figures, and what makes one: a second row of it would say two things about one thing
ONCE = {"village": ("township", "village"), "ledger": ("township", "village", "ledger", "item")}


@dataclass(frozen=True)
class Rows:
    """Typed columns by catalogue name with `row`, and what was refused and noticed."""

    frame: pl.DataFrame
    refusals: tuple[Refusal, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class _Of:
    """What every step needs to know: which file, which sheet, what it was recognised as."""

    file: str
    sheet: Sheet
    found: Found

    def refusal(self, place: Place, row: int, raw: str, sentence: str) -> Refusal:
        return Refusal(
            self.file, self.sheet.name, row, place.table, place.column.name, place.heading, raw, sentence
        )

    def note(self, sentence: str) -> Note:
        return Note(self.file, self.sheet.name, sentence)

    def place(self, name: str) -> Place:
        return next(place for place in self.found.places if place.column.name == name)


def read(file: str, sheet: Sheet, found: Found) -> Rows:
    """Returns the rows of the sheet. Raises `Refused` when it has none, cells are merged, or a column is plainly another.

    1. below the headings, without blank rows, headings said again, totals and remarks;
    2. merged cells are refused: which rows a value belongs to would be a guess;
    3. figures that stand twice word for word are taken once;
    4. cells become values; 5. rows that nothing places are left out.
    """
    of = _Of(file, sheet, found)
    raw, notes = _without_others(of, _raw(of))
    if raw.is_empty():
        raise Refused("只有列名，没有数据。请确认导出时选对了范围，重新导出后再交。", sheet.name)
    _unmerged(of, raw)
    raw, repeated, more = _without_repeated(of, raw)
    frame, refusals = _typed(of, raw)
    frame, unplaced = _placed(of, frame, refusals)
    frame, doubled = _once(of, frame)
    if frame.is_empty():
        first = (*refusals, *unplaced, *doubled)[0]
        raise Refused(
            f"{raw.height} 行里没有一行能读（第 {first.row} 行：{first.sentence[:-1]}）。请对照空表核对后再交。",
            sheet.name,
        )
    return Rows(frame, (*repeated, *refusals, *unplaced, *doubled), (*notes, *more))


def _raw(of: _Of) -> pl.DataFrame:
    """The mapped cells below the headings as text, under their columns' names; `at` is the row within the sheet's texts."""
    body = of.sheet.texts.slice(of.found.end)
    return body.select(
        pl.int_range(of.found.end, of.found.end + pl.len(), dtype=pl.Int64).alias("at"),
        *(pl.col(f"c{place.at}").alias(place.column.name) for place in of.found.places),
    )


def _without_others(of: _Of, raw: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    heads = {place.column.name: place.heading for place in of.found.places}
    raw = raw.filter(pl.any_horizontal(pl.col(heads).is_not_null()))
    said = pl.sum_horizontal(pl.col(name).eq_missing(head).cast(pl.Int32) for name, head in heads.items())
    first = pl.coalesce(pl.col(heads))
    filled = pl.sum_horizontal(pl.col(heads).is_not_null().cast(pl.Int32))
    keys = [name for group in PLACED_BY[of.found.export.key] for name in group if name in heads]
    total = first.str.contains(TOTALS) & (of.found.export.key != "ledger")
    remark = pl.all_horizontal(pl.col(keys).is_null()) & (first.str.contains(NOTES) | (filled == 1))
    marked = raw.with_columns(_again=said * 2 > len(heads), _other=total | remark)
    again, other = marked["_again"].sum(), marked.filter(~pl.col("_again"))["_other"].sum()
    notes = [of.note(f"表里又出现了 {again} 行列名，已经略过。")] if again else []
    notes += [of.note(f"有 {other} 行是合计或说明，已经略过。")] if other else []
    kept = marked.filter(~pl.col("_again") & ~pl.col("_other")).drop("_again", "_other")
    return kept, tuple(notes)


def _unmerged(of: _Of, raw: pl.DataFrame) -> None:
    """Refuses merged cells among the rows that count."""
    used = {place.at: place for place in of.found.places}
    last = raw["at"].max()
    for top, left, bottom, right in of.sheet.merged:
        touched = [used[at] for at in range(left, right + 1) if at in used]
        if touched and bottom >= of.found.end and isinstance(last, int) and top <= last:
            if raw.filter(pl.col("at").is_between(top, bottom)).is_empty():
                continue
            raise Refused(
                f"第 {top + 1} 到 {bottom + 1} 行的“{touched[0].heading}”是合并的单元格，分不清值属于哪几行。"
                "请取消合并、每行都填上，再交。",
                of.sheet.name,
            )


def _without_repeated(of: _Of, raw: pl.DataFrame) -> tuple[pl.DataFrame, list[Refusal], list[Note]]:
    """Figures said twice are taken once; a person said twice stays, because that is for the checks to find."""
    names = [place.column.name for place in of.found.places]
    marked = raw.with_columns(
        _first=pl.struct(names).is_first_distinct(), _before=pl.col("at").first().over(names)
    )
    again = marked.filter(~pl.col("_first")).select("at", "_before").rows()
    if not again:
        return raw, [], []
    start = of.sheet.first_row
    if raw.height >= FEW and len(again) > raw.height * MOST_REPEATED:
        raise Refused(
            f"{raw.height} 行里有 {len(again)} 行和前面的一字不差（如第 {again[0][0] + start} 行和第 {again[0][1] + start} 行），"
            "像是贴了两遍。请删去重复的行，再交。",
            of.sheet.name,
        )
    if of.found.export.key not in ONCE:
        same = "、".join(f"{at + start}" for at, _ in again[:5])
        return (
            raw,
            [],
            [
                of.note(
                    f"有 {len(again)} 行和前面的行一字不差（第 {same} 行{'等' if len(again) > 5 else ''}），照样读了。"
                )
            ],
        )
    said = "这一行和第 {} 行一字不差，只读了前一行。"
    refused = [
        of.refusal(of.found.places[0], at + start, "", said.format(before + start)) for at, before in again
    ]
    return raw.filter(marked["_first"]), refused, []


def _typed(of: _Of, raw: pl.DataFrame) -> tuple[pl.DataFrame, list[Refusal]]:
    rows = (raw["at"] + of.sheet.first_row).alias("row")
    done: list[pl.Series] = []
    refusals: list[Refusal] = []
    for place in of.found.places:
        cells, spoilt = _spoilt(of, place, raw)
        values, refused = columns.read(cells, place.column, place.unit)
        done.append(values.alias(place.column.name))
        hit = _hit(rows, cells, refused)
        _column_is_another(of, place, cells, spoilt, hit)
        refusals += [of.refusal(place, row, text, f"“{short(text)}”{refused[text]}。") for row, text in hit]
        refusals += [
            of.refusal(place, at + of.sheet.first_row, text, f"“{short(text)}”{why}。")
            for at, (text, why) in spoilt.items()
        ]
    return pl.DataFrame([rows, *done]), sorted(refusals, key=lambda refusal: refusal.row)


def _spoilt(of: _Of, place: Place, raw: pl.DataFrame) -> tuple[pl.Series, Mapping[int, tuple[str, str]]]:
    """The column's cells without those whose value is gone, and these: row within the sheet -> (what stands there, why)."""
    cells = raw[place.column.name]
    errors = {at: text for (at, column), text in of.sheet.errors.items() if column == place.at}
    lost = {
        at
        for at, column in of.sheet.lost
        if column == place.at and place.column.kind in ("text", "id", "phone")
    }
    if not errors and not lost:
        return cells, {}
    there = dict(zip(raw["at"], cells, strict=True))
    spoilt = {at: (text, "是公式出错的结果，不是值") for at, text in errors.items() if at in there}
    spoilt |= {
        at: (str(there[at]), "被当成数字存了，后几位已经丢失，请把这一列设成文本后重新导出")
        for at in sorted(lost)
        if at in there
    }
    gone = raw["at"].is_in(list(spoilt))
    return cells.zip_with(~gone, pl.Series([None], dtype=pl.String)), spoilt


def _hit(rows: pl.Series, cells: pl.Series, refused: Mapping[str, str]) -> list[tuple[int, str]]:
    if not refused:
        return []
    found = pl.DataFrame({"row": rows, "raw": cells}).filter(pl.col("raw").is_in(list(refused)))
    return [(row, text) for row, text in found.iter_rows()]


def _column_is_another(
    of: _Of, place: Place, cells: pl.Series, spoilt: Mapping[int, tuple[str, str]], hit: list[tuple[int, str]]
) -> None:
    filled, unread = cells.len() - cells.null_count() + len(spoilt), len(hit) + len(spoilt)
    another = unread == filled if place.column.codes else unread > filled * MOST_UNREAD
    if filled >= FEW and another:
        texts = dict.fromkeys([*(text for _, text in hit), *(text for text, _ in spoilt.values())])
        example = "、".join(f"“{short(text)}”" for text in list(texts)[:3])
        raise Refused(
            f"“{place.heading}”一列填了 {filled} 格，有 {unread} 格读不出（如{example}），"
            "多半是列错了位或格式不对。请核对这一列后再交。",
            of.sheet.name,
        )


def _placed(of: _Of, frame: pl.DataFrame, refusals: list[Refusal]) -> tuple[pl.DataFrame, list[Refusal]]:
    """Without the rows that nothing says where they belong. A row whose key was refused already has its reason."""
    found: list[Refusal] = []
    for group in PLACED_BY[of.found.export.key]:
        names = [name for name in group if name in frame.columns]
        lost = frame.filter(pl.all_horizontal(pl.col(names).is_null()))
        frame = frame.filter(pl.any_horizontal(pl.col(names).is_not_null()))
        known = {refusal.row for refusal in refusals if refusal.column in names}
        place = of.place(names[0])
        found += [
            of.refusal(place, row, "", f"这一行没有“{place.heading}”，不知道说的是谁，整行没有读。")
            for row in lost["row"]
            if row not in known
        ]
    return frame, found


def _once(of: _Of, frame: pl.DataFrame) -> tuple[pl.DataFrame, list[Refusal]]:
    """Of two rows about one village, or one item of a ledger, neither is taken: nobody knows which is right."""
    if of.found.export.key not in ONCE:
        return frame, []
    names = ONCE[of.found.export.key]
    twice = frame.select(name for name in names if name in frame.columns).is_duplicated()
    place = of.place(names[-1])
    said = frame.filter(twice).select("row", place.column.name)
    refused = [
        of.refusal(place, row, text, f"“{short(str(text))}”有不止一行，说法不同，这几行都没有读。")
        for row, text in said.iter_rows()
    ]
    return frame.filter(~twice), refused


def short(text: str) -> str:
    """Returns the text cut for a sentence."""
    return text if len(text) <= 30 else text[:29] + "…"
