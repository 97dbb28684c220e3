"""The one list: every table of the product filters, sorts, pages, exports what is shown and prints through `Table`."""

from bihuan.web.ui.tables.columns import Column, ComesBack, Filter, Saved
from bihuan.web.ui.tables.table import Table

__all__ = ["Column", "ComesBack", "Filter", "Saved", "Table"]
