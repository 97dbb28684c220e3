"""Whether the sheets of a county have a column at all: only then is an empty cell something that somebody forgot.

Offices choose the columns of the base table themselves. `nation_kept` and so on are true where any row of the county has the
column filled and unknown elsewhere, so that a check of what is missing does not name every person of a county without the column.
"""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from bihuan.engine.quantities.model import Asked, Quantity, Row, quantity
from bihuan.engine.tables import TABLES

KEPT = {
    "member": (
        "relation", "sex", "birth_date", "id_type", "nation", "health", "labour", "education", "schooling",
        "resident_insurance", "resident_pension", "subsistence", "post", "post_months",
    ),
    "household": (
        "household_type", "household_phone", "surveyor", "surveyor_phone", "survey_date", "monitored_class",
        "unsafe_house", "safe_water", "toilet", "toilet_works", "electricity", "road", "house_area",
        "farmland", "forest", "returned_forest", "orchard", "grassland", "water_surface",
        "wage_income", "business_income", "property_income", "transfer_income", "income_per_head", "destitute_payment",
        "identified", "risk_1", "eliminated_by", "eliminated_month", "house_damaged_after", "water_damaged_after", "out_of_school_after",
        "protection_help", "risk_note", "disaster",
    ),
    "village": ("households", "people"),
}  # fmt: skip


def _kept(table: str, column: str) -> Quantity:
    def expression(asked: Asked) -> nw.Expr:
        return nw.when(nw.col(column).count() > 0).then(nw.lit(True))

    def plain(rows: Sequence[Row], asked: Asked) -> bool | None:
        return True if any(row[column] is not None for row in rows) else None

    expression.__name__ = f"{column}_kept"
    label = f"表里有{TABLES[table][column].label}一栏"
    declared = quantity(table=table, of=table, by=("county",), label=label, kind="flag", inputs=(column,))
    return declared(expression).plainly(plain)


for _table, _columns in KEPT.items():
    for _column in _columns:
        _kept(_table, _column)
