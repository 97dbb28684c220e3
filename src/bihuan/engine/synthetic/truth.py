"""Every finding there is in what was written, by the road that uses none of the engines: frames from the maker, checks in plain Python."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import polars as pl
import pyarrow as pa

from bihuan.engine import identity
from bihuan.engine.quality import plain
from bihuan.engine.quality.model import Check
from bihuan.engine.quality.outcome import Numbers, Outcome
from bihuan.engine.reading.merging import arrow
from bihuan.engine.synthetic.places import COUNTY, ID_PREFIXES
from bihuan.engine.synthetic.writing import Written, first_row
from bihuan.engine.tables import EXPORTS

FROM = {
    "member": "base",
    "household": "base",
    "work": "away",
    "plan": "planned",
    "village": "village",
    "visit": "visit",
    "ledger": "ledger",
}
TRUTH = "truth"  # the folder beside the exports


def truth(written: Written, checks: Sequence[Check], book: Numbers) -> Outcome:
    """Returns the findings of these checks over what was written, on its day, by plain Python (`quality.plain`)."""
    return plain.run(traced(written), checks, written.wishes.on, book, COUNTY)


def traced(written: Written, places: Collection[str] | None = ID_PREFIXES) -> dict[str, pa.Table]:
    """Returns the frames as reading the files must give them: with row and file, and what each identity number says."""
    return {name: arrow(_traced(name, frame, written, places)) for name, frame in written.frames.items()}


def _traced(name: str, frame: pl.DataFrame, written: Written, places: Collection[str] | None) -> pl.DataFrame:
    if "id_number" in frame.columns:
        said = [identity.of(number, places) for number in frame["id_number"]]
        derived = {
            column: pl.Series([getattr(one, column.removeprefix("id_")) for one in said], dtype=kind)
            for column, kind in identity.DERIVED.items()
        }
        frame = frame.with_columns(**derived)
    export = EXPORTS[FROM[name]]
    start = first_row(export, written.wishes.format)
    row = pl.int_range(start, frame.height + start, eager=True)
    if name == "household":
        row = _first_members(frame, written.frames["member"], start)
        if not written.wishes.last_year:
            frame = frame.with_columns(
                pl.lit(None, dtype=pl.Int64).alias(c) for c in frame.columns if c.startswith("last_")
            )
    return frame.with_columns(row=row, source=pl.lit(written.files[export.key].name))


def _first_members(homes: pl.DataFrame, members: pl.DataFrame, start: int) -> pl.Series:
    """A household stands where its first member does."""
    first = members.with_row_index("row", start).group_by("household_id").agg(pl.min("row").cast(pl.Int64))
    return homes.select("household_id").join(first, on="household_id", how="left", maintain_order="left")[
        "row"
    ]


def _told(written: Written, found: Outcome) -> list[tuple[str, pl.DataFrame]]:
    told = [("truth", pl.DataFrame(found.findings)), ("planted", written.planted)]
    return [*told, ("events", written.events)] if written.wishes.after else told


def write(written: Written, checks: Sequence[Check], book: Numbers, folder: Path) -> Outcome:
    """Write to `folder`/truth every finding, what was planted on purpose and what happened in the month; returns the findings."""
    found = truth(written, checks, book)
    place = folder / TRUTH
    place.mkdir(exist_ok=True)
    for name, frame in _told(written, found):
        if written.wishes.format == "parquet":
            frame.write_parquet(place / f"{name}.parquet")
        else:
            (place / f"{name}.csv").write_bytes(b"\xef\xbb\xbf" + frame.write_csv(None).encode())
    return found
