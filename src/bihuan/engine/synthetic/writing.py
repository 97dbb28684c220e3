"""An invented county written to a folder: the five exports, the visits and the ledgers, the same bytes for the same wishes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl

from bihuan.engine.synthetic import workbook
from bihuan.engine.synthetic.county import County, county
from bihuan.engine.synthetic.defects.planting import plant
from bihuan.engine.synthetic.frames import Frames, frames
from bihuan.engine.synthetic.months import after
from bihuan.engine.synthetic.places import COUNTY_NAME
from bihuan.engine.synthetic.risks import month_end
from bihuan.engine.synthetic.sheets import sheet
from bihuan.engine.tables import EXPORTS, Export

Format = Literal["xlsx", "csv", "parquet"]
NAMES = {
    "base": "（自定义）基础信息", "rural": "（乡村建设）户信息_{day}", "away": "（务工月监测）已外出务工信息_{day}",
    "planned": "计划外出务工信息_{day}", "village": "（自定义）行政村信息", "visit": "走访台账", "ledger": "台账合计表",
}  # fmt: skip
LAST_YEAR = "上年"  # the folder of the year before's base table


@dataclass(frozen=True)
class Wishes:
    """What county to make.

    `on` is the day of the download: the last day of `month` in `year`. `defects`: share of
    households with one. `after`: how many months after that day; the county has gone on, and so have its defects.
    """

    households: int
    seed: int
    year: int = 2026
    month: int = 6
    format: Format = "xlsx"
    last_year: bool = False
    defects: float = 0.0
    after: int = 0

    @property
    def first(self) -> dt.date:
        """Returns the day of the first download."""
        return month_end(self.year * 12 + self.month - 1)

    @property
    def on(self) -> dt.date:
        """Returns the day the exports are of."""
        return month_end(self.year * 12 + self.month - 1 + self.after)


@dataclass(frozen=True)
class Written:
    """What was written: the county before it was spoilt, the frames as they stand on the sheets, the files by export.

    `planted` has a line for each row spoilt on purpose: kind, family and code of the check that must see it, household, person,
    village; `events` one for each thing that happened in the last month, where it is a later download.
    """

    wishes: Wishes
    county: County
    frames: Frames
    files: dict[str, Path]
    planted: pl.DataFrame
    events: pl.DataFrame


def exports(households: int, seed: int, folder: Path, **wishes: object) -> Written:
    """Write the county of so many households and this seed to `folder`, which is made; further wishes as in `Wishes`."""
    return write(Wishes(households, seed, **wishes), folder)  # type: ignore[arg-type]


def write(wishes: Wishes, folder: Path) -> Written:
    """Write the exports of the county wished for into `folder`; existing files of the same names are replaced."""
    made, events = after(county(wishes.households, wishes.seed, wishes.first), wishes.after)
    found, planted = plant(frames(made), wishes.seed, wishes.defects, wishes.on, wishes.after)
    folder.mkdir(parents=True, exist_ok=True)
    files = {key: _file(export, found, folder, wishes, wishes.on) for key, export in EXPORTS.items()}
    if wishes.last_year:
        before = folder / LAST_YEAR
        before.mkdir(exist_ok=True)
        day = wishes.on.replace(year=wishes.on.year - 1, day=28)
        files["last_year"] = _file(EXPORTS["base"], year_before(found), before, wishes, day)
    return Written(wishes, made, found, files, planted, events)


def _file(export: Export, found: Frames, folder: Path, wishes: Wishes, day: dt.date) -> Path:
    path = folder / file_name(export.key, day, wishes.format)
    rows = sheet(export, found)
    if wishes.format == "parquet":
        rows.write_parquet(path)
    elif wishes.format == "csv":
        path.write_bytes(b"\xef\xbb\xbf" + rows.write_csv(None).encode())
    else:
        titles = (
            (export.label, f"单位：{COUNTY_NAME}　导出日期：{day:%Y-%m-%d}")
            if export.heading_row == 3
            else ()
        )
        workbook.write(path, rows, titles)
    return path


def file_name(export: str, day: dt.date, format: Format) -> str:
    """Returns the name that the export's file has on that day."""
    return f"{NAMES[export].format(day=f'{day:%Y%m%d}')}.{format}"


def first_row(export: Export, format: Format) -> int:
    """Returns the number, as people count rows, of the first row under the headings; a .parquet has none above."""
    return {"xlsx": export.heading_row + 1, "csv": 2, "parquet": 1}[format]


def year_before(found: Frames) -> Frames:
    """Returns the frames with the year before's income in the place of this year's."""
    homes = found["household"]
    last = [name for name in homes.columns if name.startswith("last_")]
    return {**found, "household": homes.with_columns(pl.col(name).alias(name[5:]) for name in last)}
