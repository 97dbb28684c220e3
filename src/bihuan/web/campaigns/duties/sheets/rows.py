"""One stored row of a return: its key, and what it says, own words before what the answers said."""

from __future__ import annotations

from decimal import Decimal

from bihuan.web.campaigns.models import ReturnRow


def key_of(row: ReturnRow) -> str:
    """Returns i<check item> or d<duty>."""
    return f"i{row.check_item_id}" if row.check_item_id else f"d{row.duty_id}"


def text_of(row: ReturnRow, name: str) -> str:
    """Returns the row's situation, measures or progress as handed in."""
    own: str | None = getattr(row, name)
    live: str = getattr(row, f"live_{name}")
    return live if own is None else own


def number_of(row: ReturnRow) -> Decimal | None:
    """Returns the row's figure as handed in; None is unknown."""
    return row.number if row.number_own else row.live_number


def own_of(row: ReturnRow) -> list[str]:
    """Returns the names of the fields in which the row has words or a figure of its own."""
    found = [name for name in ReturnRow.TEXTS if getattr(row, name) is not None]
    return [*found, "number"] if row.number_own else found
