"""Derived values that checks may use like columns: `QUANTITIES` by name. How to write one: `quantities.model`."""

from importlib import import_module
from pkgutil import iter_modules

from bihuan.engine.quantities.model import ANY, QUANTITIES, Asked, Quantity, Row, Value, quantity

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

__all__ = ["ANY", "QUANTITIES", "Asked", "Quantity", "Row", "Value", "quantity"]
