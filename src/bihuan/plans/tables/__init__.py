"""Tables of a page: found in text where they were flattened, and their columns understood."""

from bihuan.plans.tables.columns import Sheet, recognise
from bihuan.plans.tables.textual import with_text_tables

__all__ = ["Sheet", "recognise", "with_text_tables"]
