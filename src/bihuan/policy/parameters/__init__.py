"""Numbers of the work (days, counts, shares): dated, by jurisdiction, each with its source. No such number stands in code.

`book()` holds all that come with the product, and an office's own folder laid over them.
"""

from bihuan.policy.parameters.loading import Fault, book, load, sources
from bihuan.policy.parameters.model import Book, Parameter, Source, Unknown, Value

__all__ = ["Book", "Fault", "Parameter", "Source", "Unknown", "Value", "book", "load", "sources"]
