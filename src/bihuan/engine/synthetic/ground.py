"""Villages with their households, people who collect, enter and review, and what the village has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl

from bihuan.engine.synthetic.chance import Chance, gather
from bihuan.engine.synthetic.names import STAFF, SURNAMES
from bihuan.engine.synthetic.places import COUNTY_NAME, KNOWN, places

PER_VILLAGE = 90  # households of a village on average, until all villages of the county are used
COLLECTORS, HELPERS = 3, 8  # of a village
PHONES = 15400000000  # a number range that no carrier has been given
PEOPLE_FROM, STAFF_FROM = 1_000_000, 100_000  # where the numbers of members and of staff begin in it


def villages(chance: Chance, households: int) -> pl.DataFrame:
    """Returns the villages used, with place columns, key `v` and the township's key `t`.

    One of each township in turn, the townships that the guide speaks of first, so that few households still lie in villages people know.
    """
    known = places()
    townships = {place.code: place.name for place in known if place.level == "township"}
    familiar = sorted(townships, key=lambda code: (townships[code] not in KNOWN, code))
    groups = [
        [place for place in known if place.level == "village" and place.parent == code] for code in familiar
    ]
    groups = [sorted(group, key=lambda place: place.name.endswith("社区")) for group in groups]
    number = min(sum(map(len, groups)), max(3, households // PER_VILLAGE))
    order = [group[turn] for turn in range(max(map(len, groups))) for group in groups if turn < len(group)]
    order = sorted(order[:number], key=lambda place: place.code)
    frame = pl.DataFrame({
        "county": COUNTY_NAME,
        "township": [townships[place.parent or 0] for place in order],
        "village": [place.name for place in order],
        "area_code": [str(place.code) for place in order],
        "t": [place.parent for place in order],
    })  # fmt: skip
    frame = frame.with_columns(k=pl.int_range(frame.height, dtype=pl.UInt64))
    return frame.with_columns(
        **{f"collector_{n}": person(chance, f"collector {n}", STAFF[:20]) for n in range(COLLECTORS)},
        **{f"helper_{n}": person(chance, f"helper {n}", STAFF) for n in range(HELPERS)},
        entered_by=person(Chance(chance.seed, "t"), "enters", STAFF[20:28]),
        reviewed_by=person(Chance(chance.seed, "t"), "reviews", STAFF[28:]),
    ).rename({"k": "v"})


def person(chance: Chance, label: str, given: Sequence[str]) -> pl.Expr:
    """Returns the name of somebody on the staff; who collects, who enters and who reviews never have the same."""
    surname = chance.one(
        f"surname {label}", {name: weight for name, weight in SURNAMES.items() if len(name) == 1}
    )
    return surname + chance.one(f"given {label}", given)


def settled(chance: Chance, homes: pl.DataFrame, ground: pl.DataFrame, on: dt.date) -> pl.DataFrame:
    """Adds each household's village, number, and who asked, entered and reviewed on which day. Villages differ in size."""
    weights = ground.select(Chance(chance.seed, "v").whole("size", 5, 14)).to_series().to_list()
    urn = [v for v, weight in enumerate(weights) for _ in range(weight)]
    at = gather(urn, chance.bits("village") % pl.lit(len(urn), dtype=pl.UInt64))
    homes = homes.with_columns(v=at.cast(pl.UInt64), collector=chance.whole("collector", 0, COLLECTORS - 1))
    homes = placed(homes, ground)
    day = dt.date(on.year, 4, 1)
    return homes.with_columns(
        household_id=household_id(pl.col("k")),
        survey_date=pl.lit(day) + pl.duration(days=chance.whole("survey_date", 0, 84)),
    )  # fmt: skip


def household_id(key: pl.Expr) -> pl.Expr:
    """Returns the household's number for its key."""
    return (pl.lit(99_010_000_000_000, dtype=pl.Int64) + key.cast(pl.Int64)).cast(pl.String)


def placed(homes: pl.DataFrame, ground: pl.DataFrame) -> pl.DataFrame:
    """Returns households with what their village `v` says: names and code of the place, and the people who work there."""
    named = ground.drop("t")
    homes = homes.drop([name for name in named.columns if name != "v"], strict=False)
    homes = homes.join(named, on="v", how="left", maintain_order="left")
    collector = pl.coalesce(
        pl.when(pl.col("collector") == n).then(pl.col(f"collector_{n}")) for n in range(COLLECTORS)
    )
    number = PHONES + STAFF_FROM + pl.col("v").cast(pl.Int64) * 10 + pl.col("collector")
    return homes.with_columns(surveyor=collector, surveyor_phone=number.cast(pl.String))


def reached(people: pl.DataFrame) -> pl.DataFrame:
    """Adds to everybody from 14 on a telephone number of their own."""
    number = (PHONES + PEOPLE_FROM + pl.col("k").cast(pl.Int64)).cast(pl.String)
    return people.with_columns(phone=pl.when(pl.col("age") >= 14).then(number))
