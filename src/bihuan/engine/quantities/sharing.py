"""Numbers that belong to one person or one household and yet stand in several rows."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from bihuan.engine.quantities.model import Asked, Row, quantity


def _households(rows: Sequence[Row]) -> int:
    return len({row["household_id"] for row in rows})


@quantity(
    table="member", of="member", by=("household_id", "id_key"), label="证件号码在本户的行数", kind="count", unit="行",
    inputs=(), least=1,
)  # fmt: skip
def id_rows_in_household(asked: Asked) -> nw.Expr:
    """How many rows of the household have this person's number."""
    return nw.len().cast(nw.Int64)


@id_rows_in_household.plainly
def id_rows_in_household_plainly(rows: Sequence[Row], asked: Asked) -> int:
    return len(rows)


@quantity(
    table="member", of="member", by=("id_key",), label="证件号码登记的户数", kind="count", unit="户",
    inputs=("household_id",), least=1,
)  # fmt: skip
def id_households(asked: Asked) -> nw.Expr:
    """In how many households this person's number stands."""
    return nw.col("household_id").n_unique().cast(nw.Int64)


@id_households.plainly
def id_households_plainly(rows: Sequence[Row], asked: Asked) -> int:
    return _households(rows)


@quantity(
    table="household", of="household", by=("household_phone",), label="户联系电话登记的户数", kind="count", unit="户",
    inputs=("household_id",), least=1,
)  # fmt: skip
def phone_households(asked: Asked) -> nw.Expr:
    """How many households have this household's phone number."""
    return nw.col("household_id").n_unique().cast(nw.Int64)


@phone_households.plainly
def phone_households_plainly(rows: Sequence[Row], asked: Asked) -> int:
    return _households(rows)


@quantity(
    table="work", of="work", by=("spell_phone",), label="务工电话登记的户数", kind="count", unit="户",
    inputs=("household_id",), least=1,
)  # fmt: skip
def spell_phone_households(asked: Asked) -> nw.Expr:
    """In spells of how many households this phone number stands."""
    return nw.col("household_id").n_unique().cast(nw.Int64)


@spell_phone_households.plainly
def spell_phone_households_plainly(rows: Sequence[Row], asked: Asked) -> int:
    return _households(rows)


@quantity(
    table="work", of="work", by=("spell_phone",), label="务工电话登记在不同的县", kind="flag",
    inputs=("work_county", "work_end"),
)  # fmt: skip
def spell_phone_apart(asked: Asked) -> nw.Expr:
    """Whether spells under way with this phone number are in different counties; unknown where none of them names a county."""
    now = asked.month
    over = nw.col("work_end") < now
    counties = nw.when(~over.fill_null(False)).then(nw.col("work_county"))
    return counties.min() != counties.max()


@spell_phone_apart.plainly
def spell_phone_apart_plainly(rows: Sequence[Row], asked: Asked) -> bool | None:
    now = asked.month
    under_way = [row for row in rows if row["work_end"] is None or row["work_end"] >= now]
    counties = {row["work_county"] for row in under_way} - {None}
    return len(counties) > 1 if counties else None
