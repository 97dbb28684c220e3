"""What a household's income of a year is, and which twelve months the year is.

Net income = wages + business + property + transfers - costs of business (seeds/003, point 16: 脱贫户家庭纯收入=工资性收入+生产经营性收入
+财产性收入+转移性收入-生产经营性支出). Money is whole fen. A part nobody filled in leaves the sum unknown, never nought.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bihuan.web.config.parameters import parameter

PARTS = ("wage_income", "business_income", "property_income", "transfer_income")
COST = "business_cost"


def net(amounts: Mapping[str, int | None]) -> int | None:
    """Returns the net income of the household in fen; None when any part of the formula is unknown."""
    parts = [amounts.get(name) for name in (*PARTS, COST)]
    known = [part for part in parts if part is not None]
    return sum(known[:-1]) - known[-1] if len(known) == len(parts) else None


def window(as_of: date, area_code: int) -> tuple[date, date]:
    """Returns first and last day of the income year of an export: `income_months` whole months, the last cut off at the export."""
    months = parameter("income_months", as_of, area_code).amount
    first = as_of.year * 12 + as_of.month - months
    return date(first // 12, first % 12 + 1, 1), as_of
