"""Names of places on a sheet -> the villages of this county."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl
from django.conf import settings

from bihuan.web.areas.models import Area

_TAIL = re.compile(r"(?:村民委员会|居民委员会|社区居委会|村委会|居委会|行政村|社区|村)$")
_PLACE = ["area_code", "township", "village"]


@dataclass(frozen=True)
class Unplaced:
    """A row whose village is not known here, and why."""

    source: str
    row: int
    table: str
    heading: str
    raw: str
    sentence: str


def stem(name: str | None) -> str:
    """A village's name without what it is: 松湾村委会 -> 松湾."""
    return _TAIL.sub("", re.sub(r"\s+", "", name or ""))


class Villages:
    """The county's villages by code and by (township, name)."""

    def __init__(self) -> None:
        rows = Area.objects.filter(level="village", valid_to=None).select_related("parent")
        self.codes: set[int] = set()
        self.names: dict[tuple[str, str], list[int]] = {}
        for area in rows:
            self.codes.add(area.code)
            above = area.parent.name if area.parent else ""
            for township in {above, ""}:
                self.names.setdefault((township, stem(area.name)), []).append(area.code)

    def find(self, code: str | None, township: str | None, village: str | None) -> tuple[int | None, str]:
        """Returns the village's code, or None and what is wrong in a sentence."""
        if code and code.isdigit() and int(code) in self.codes:
            return int(code), ""
        found = self.names.get(((township or "").strip(), stem(village)), [])
        if len(found) == 1:
            return found[0], ""
        where = f"{township or ''}{village or ''}" or code or "（空）"
        if len(found) > 1:
            return (
                None,
                f"县里有 {len(found)} 个“{where}”，分不清是哪一个。请在表里写明乡镇，或填 12 位区划代码。",
            )
        return None, f"系统里没有“{where}”这个村。请核对乡镇和村名，或请系统管理员先导入区划。"


def placed(frame: pl.DataFrame, table: str, villages: Villages) -> tuple[pl.DataFrame, list[Unplaced]]:
    """Returns the frame with `place` (12 digits, an integer) instead of the names, and the rows that have no place here."""
    seen = frame.select(_PLACE).unique(maintain_order=True)
    said = [villages.find(*row) for row in seen.rows()]
    known = seen.with_columns(
        place=pl.Series([code for code, _ in said], dtype=pl.Int64),
        trouble=pl.Series([why for _, why in said], dtype=pl.String),
    )
    joined = frame.join(known, on=_PLACE, how="left", nulls_equal=True, maintain_order="left")
    lost = joined.filter(pl.col("place").is_null())
    refused = [
        Unplaced(
            row["source"],
            row["row"],
            table,
            "村",
            f"{row['township'] or ''}{row['village'] or ''}",
            row["trouble"],
        )
        for row in lost.iter_rows(named=True)
    ]
    return joined.filter(pl.col("place").is_not_null()).drop("trouble", "county", *_PLACE), refused


def county_code() -> int:
    """The county's own 12 digits."""
    return settings.COUNTY_CODE * 10**6
