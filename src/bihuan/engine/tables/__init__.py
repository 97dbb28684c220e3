"""The one catalogue of every column: `TABLES`, and the five spreadsheets that offices hold, `EXPORTS`.

Import mapping, blank templates, the data dictionary, masking, checks and synthetic data derive from it; nothing else names a heading.
"""

from bihuan.engine.tables.exports import EXPORTS
from bihuan.engine.tables.household import HELP, HOUSEHOLD, INCOME, RISKS
from bihuan.engine.tables.member import MEMBER
from bihuan.engine.tables.model import KINDS, Code, CodeList, Column, Export, Table
from bihuan.engine.tables.village import LEDGER, PLAN, VILLAGE, VISIT, WORK

TABLES = {table.name: table for table in (MEMBER, HOUSEHOLD, WORK, PLAN, VILLAGE, VISIT, LEDGER)}

__all__ = [
    "EXPORTS", "HELP", "HOUSEHOLD", "INCOME", "KINDS", "LEDGER", "MEMBER", "PLAN", "RISKS", "TABLES", "VILLAGE", "VISIT", "WORK",
    "Code", "CodeList", "Column", "Export", "Table",
]  # fmt: skip
