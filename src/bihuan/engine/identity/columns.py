"""A whole column of certificate numbers at once (Polars), saying what `plain.of` says of each."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from bihuan.engine.identity.plain import CHECK_DIGITS, WEIGHTS, clean
from bihuan.engine.identity.prefixes import LENGTHS, years

# the columns `derived` returns, in order
DERIVED: dict[str, pl.DataType] = {
    "id_key": pl.String(),
    "id_form": pl.String(),
    "id_birth_date": pl.Date(),
    "id_sex": pl.String(),
    "id_place_known": pl.Boolean(),
    "certificate_category": pl.Int64(),
    "certificate_grade": pl.Int64(),
}
_CLEAN = r"^[0-9A-Z]+$"
_FULL = pl.col("full")
_LENGTH = pl.col("length")


def cleaned(numbers: pl.Series) -> pl.Series:
    """Returns the numbers as they should have been typed; null for nothing. Only the unclean ones are looked at one by one."""
    unclean = numbers.filter(~numbers.str.contains(_CLEAN).fill_null(True)).unique(maintain_order=True)
    if unclean.is_empty():
        return numbers
    said = [clean(number) for number in unclean]
    return numbers.replace(unclean, pl.Series(said, dtype=pl.String))


def derived(numbers: pl.Series, places: Collection[str] | None = None) -> pl.DataFrame:
    """Returns the columns `DERIVED`, one row a number; unknown is null. `places`: known prefixes of 2, 4 or 6 digits, or none."""
    frame = pl.DataFrame({"number": cleaned(numbers)})
    frame = frame.with_columns(length=pl.col("number").str.len_chars())
    frame = frame.with_columns(shape=_shape())
    frame = frame.with_columns(body=_body().cast(pl.Int64, strict=False))
    frame = frame.with_columns(check=check_digits(pl.col("body")))
    frame = frame.with_columns(full=_full(), born=_born())
    frame = frame.with_columns(form=_form())
    valid = pl.col("form").is_in(["resident", "resident_15", "certificate"])
    certificate = pl.col("form") == "certificate"
    return frame.select(
        id_key=_key(valid),
        id_form=pl.col("form"),
        id_birth_date=pl.when(valid).then("born"),
        id_sex=pl.when(valid).then(
            pl.when(pl.col("body") % 2 == 1).then(pl.lit("male")).otherwise(pl.lit("female"))
        ),
        id_place_known=_place_known(valid, places),
        certificate_category=pl.when(certificate).then(_digit(18)),
        certificate_grade=pl.when(certificate).then(_digit(19)),
    )


def _shape() -> pl.Expr:
    """Which of the three kinds its length and characters make it, or what is wrong with them."""
    number = pl.col("number")
    return (
        pl.when(number.is_null())
        .then(None)
        .when(number.str.starts_with("999999"))
        .then(pl.lit("placeholder"))
        .when(~_LENGTH.is_in([15, 18, 20, 22]))
        .then(pl.lit("length"))
        .when((_LENGTH == 18) & number.str.contains(r"^[0-9]{17}[0-9X]$"))
        .then(pl.lit("resident"))
        .when((_LENGTH == 15) & number.str.contains(r"^[0-9]{15}$"))
        .then(pl.lit("resident_15"))
        .when((_LENGTH >= 20) & number.str.contains(r"^[0-9]{17}[0-9X][1-7][1-4](?:B[0-9])?$"))
        .then(pl.lit("certificate"))
        .otherwise(pl.lit("characters"))
    )


def _body() -> pl.Expr:
    """The first 17 digits, the century put into numbers of 15; null where the shape is none of the three."""
    number = pl.col("number")
    return (
        pl.when(pl.col("shape").is_in(["resident", "certificate"]))
        .then(number.str.slice(0, 17))
        .when(pl.col("shape") == "resident_15")
        .then(number.str.slice(0, 6) + "19" + number.str.slice(6))
    )


def check_digits(body: pl.Expr) -> pl.Expr:
    """Returns the check digit by ISO 7064 MOD 11-2 over 17 digits held as one integer; null for none."""
    total = pl.sum_horizontal((body // 10 ** (16 - at) % 10) * weight for at, weight in enumerate(WEIGHTS))
    digits = pl.Series(list(CHECK_DIGITS), dtype=pl.String)
    return pl.when(body.is_not_null()).then(pl.lit(digits).gather(total % 11))


def _full() -> pl.Expr:
    number = pl.col("number")
    return (
        pl.when(pl.col("shape") == "resident_15")
        .then(number.str.slice(0, 6) + "19" + number.str.slice(6) + pl.col("check"))
        .otherwise(number.str.slice(0, 18))
    )


def _born() -> pl.Expr:
    """The date in digits 7 to 14, from 1900 to 2099; null where it is none."""
    day = pl.col("body") // 1000 % 10**8
    year, month, of_month = day // 10000, day // 100 % 100, day % 100
    longest = (
        pl.when(month.is_in([4, 6, 9, 11]))
        .then(30)
        .when(month == 2)
        .then(pl.when((year % 4 == 0) & (year != 1900)).then(29).otherwise(28))
        .otherwise(31)
    )
    real = year.is_between(1900, 2099) & month.is_between(1, 12) & of_month.is_between(1, longest)
    return pl.when(real).then(
        pl.date(pl.when(real).then(year), pl.when(real).then(month), pl.when(real).then(of_month))
    )


def _form() -> pl.Expr:
    wrong_digit = (pl.col("shape") != "resident_15") & (_FULL.str.slice(17, 1) != pl.col("check"))
    return (
        pl.when(pl.col("body").is_null())
        .then("shape")
        .when(pl.col("born").is_null())
        .then(pl.lit("date"))
        .when(wrong_digit)
        .then(pl.lit("check_digit"))
        .otherwise("shape")
    )


def _key(valid: pl.Expr) -> pl.Expr:
    nobody = pl.col("form") == "placeholder"
    return pl.when(valid).then("full").when(~nobody).then(pl.col("number").str.slice(0, 18))


def _place_known(valid: pl.Expr, places: Collection[str] | None) -> pl.Expr:
    if places is None:
        return pl.lit(None, dtype=pl.Boolean)
    until = years(places)
    born = _FULL.str.slice(6, 4).cast(pl.Int64, strict=False)
    lists = [{place: year for place, year in until.items() if len(place) == n} for n in LENGTHS]
    known = [
        born <= _FULL.str.slice(0, n).replace_strict(listed, default=0, return_dtype=pl.Int64)
        for n, listed in zip(LENGTHS, lists, strict=True)
        if listed
    ]
    return pl.when(valid).then(pl.any_horizontal(known) if known else pl.lit(False))


def _digit(at: int) -> pl.Expr:
    return pl.col("number").str.slice(at, 1).cast(pl.Int64, strict=False)
