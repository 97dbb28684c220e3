"""A recognised sheet -> its rows as typed columns; what is no row of the table is left out, what cannot be read is refused."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from bihuan.engine.reading import columns
from bihuan.engine.reading.files import Refused, Sheet
from bihuan.engine.reading.headings import Found, Place
from bihuan.engine.reading.model import Note, Refusal

NOTES = r"^(?:注|备注|说明|填表|制表|审核|填报|联系人|合计|总计|小计|汇总|共计|示例)"
TOTALS = r"^(?:合计|总计|小计|汇总|共计)"
MOST_UNREAD = 0.5  # of a column's filled cells; more means that the column is another
FEW = 10  # filled cells below which no share is judged
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


@dataclass(frozen=True)
class Rows:
    """Typed columns by catalogue name with `row`, and what was refused and noticed."""

    frame: pl.DataFrame
    refusals: tuple[Refusal, ...]
    notes: tuple[Note, ...]


def read(file: str, sheet: Sheet, found: Found) -> Rows:
    """Returns the rows of the sheet. Raises `Refused` when it has none, or a column that is plainly another."""
    raw = _raw(sheet, found)
    raw, notes = _without_others(file, sheet, found, raw)
    if raw.is_empty():
        raise Refused("只有列名，没有数据。请确认导出时选对了范围，重新导出后再交。", sheet.name)
    read_, refusals = _typed(file, sheet, found, raw)
    read_, unplaced = _placed(file, sheet, found, read_)
    return Rows(read_, (*refusals, *unplaced), notes)


def _raw(sheet: Sheet, found: Found) -> pl.DataFrame:
    """The mapped cells below the headings as text, under their columns' names; `row` as people count, `at` as the sheet's texts do."""
    body = sheet.texts.slice(found.end)
    named = {f"c{place.at}": place.column.name for place in found.places}
    return body.select(
        pl.int_range(found.end, found.end + pl.len(), dtype=pl.Int64).alias("at"),
        *(pl.col(at).alias(name) for at, name in named.items()),
    )


def _without_others(
    file: str, sheet: Sheet, found: Found, raw: pl.DataFrame
) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """Without blank rows, headings said again, totals and remarks."""
    names = [place.column.name for place in found.places]
    raw = raw.filter(pl.any_horizontal(pl.col(names).is_not_null()))
    heads = {place.column.name: place.heading for place in found.places}
    again = pl.sum_horizontal(
        pl.col(name).eq_missing(heads[name]).cast(pl.Int32) for name in names
    ) * 2 > len(names)
    first = pl.coalesce(pl.col(names))
    filled = pl.sum_horizontal(pl.col(names).is_not_null().cast(pl.Int32))
    keys = [name for group in PLACED_BY[found.export.key] for name in group if name in names]
    keyless = pl.all_horizontal(pl.col(keys).is_null()) if keys else pl.lit(False)
    total = first.str.contains(TOTALS) & (found.export.key != "ledger")
    remark = keyless & (first.str.contains(NOTES) | (filled == 1))
    marked = raw.with_columns(again=again, other=(total | remark).fill_null(False))
    notes = []
    if repeated := marked["again"].sum():
        notes.append(Note(file, sheet.name, f"表里又出现了 {repeated} 行列名，已经略过。"))
    if others := marked.filter(~pl.col("again"))["other"].sum():
        notes.append(Note(file, sheet.name, f"有 {others} 行是合计或说明，已经略过。"))
    return marked.filter(~pl.col("again") & ~pl.col("other")).drop("again", "other"), tuple(notes)


def _typed(file: str, sheet: Sheet, found: Found, raw: pl.DataFrame) -> tuple[pl.DataFrame, list[Refusal]]:
    rows = (raw["at"] + sheet.first_row).alias("row")
    done: list[pl.Series] = []
    refusals: list[Refusal] = []
    for place in found.places:
        cells = raw[place.column.name]
        values, refused = columns.read(cells, place.column, place.unit)
        done.append(values.alias(place.column.name))
        if refused:
            hit = pl.DataFrame({"row": rows, "raw": cells}).filter(pl.col("raw").is_in(list(refused)))
            _column_is_another(sheet, place, hit, cells)
            refusals += [
                Refusal(
                    file,
                    sheet.name,
                    row,
                    place.table,
                    place.column.name,
                    place.heading,
                    text,
                    f"“{_short(text)}”{refused[text]}。",
                )
                for row, text in hit.iter_rows()
            ]
    return pl.DataFrame([rows, *done]), refusals


def _column_is_another(sheet: Sheet, place: Place, hit: pl.DataFrame, cells: pl.Series) -> None:
    filled = len(cells) - cells.null_count()
    if filled >= FEW and hit.height > filled * MOST_UNREAD:
        example = "、".join(f"“{_short(text)}”" for text in hit["raw"].unique(maintain_order=True)[:3])
        raise Refused(
            f"“{place.heading}”一列填了 {filled} 格，有 {hit.height} 格读不出（如{example}），"
            "多半是列错了位或格式不对。请核对这一列后再交。",
            sheet.name,
        )


def _placed(file: str, sheet: Sheet, found: Found, read_: pl.DataFrame) -> tuple[pl.DataFrame, list[Refusal]]:
    """Without the rows that nothing says where they belong."""
    refusals: list[Refusal] = []
    for group in PLACED_BY[found.export.key]:
        names = [name for name in group if name in read_.columns]
        lost = read_.filter(pl.all_horizontal(pl.col(names).is_null()))
        read_ = read_.filter(pl.any_horizontal(pl.col(names).is_not_null()))
        place = next(place for place in found.places if place.column.name == names[0])
        refusals += [
            Refusal(
                file,
                sheet.name,
                row,
                place.table,
                place.column.name,
                place.heading,
                "",
                f"这一行没有“{place.heading}”，不知道是谁的，整行没有读。",
            )
            for row in lost["row"]
        ]
    return read_, refusals


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "…"
