"""`name__begins`: a prefix by an operator that row security lets use the index (LIKE it does not; see docs/decisions/0121)."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Lookup, TextField


@CharField.register_lookup
@TextField.register_lookup
class Begins(Lookup):
    """The column begins with the words, letter for letter."""

    lookup_name = "begins"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Returns `column ^@ words`."""
        left, left_values = self.process_lhs(compiler, connection)
        right, right_values = self.process_rhs(compiler, connection)
        return f"{left} ^@ {right}", (*left_values, *right_values)
