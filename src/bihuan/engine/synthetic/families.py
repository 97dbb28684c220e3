"""Who lives together: households by their make-up, and the persons in them with relation, sex and age that fit each other."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from bihuan.engine.synthetic.chance import Chance

SLOTS = 16  # persons of a household have keys k * SLOTS + slot

# make-up of a household -> how many in a hundred
MAKE_UPS = {
    "couple_children": 30, "three_generations": 21, "elders_and_son": 14, "left_behind": 4, "elders": 10,
    "elder": 7, "single_parent": 4, "bachelor": 4, "bachelor_mother": 3, "young_couple": 3,
}  # fmt: skip
# the head's age in years, youngest and oldest
HEADS = {
    "couple_children": (26, 49), "three_generations": (31, 52), "elders_and_son": (52, 74), "left_behind": (54, 72), "elders": (60, 84),
    "elder": (62, 89), "single_parent": (30, 48), "bachelor": (38, 64), "bachelor_mother": (36, 56), "young_couple": (24, 31),
}  # fmt: skip
COUPLES = ("couple_children", "three_generations", "elders_and_son", "left_behind", "elders", "young_couple")
WITH_CHILDREN = ("couple_children", "three_generations", "single_parent")


def households(chance: Chance, number: int) -> pl.DataFrame:
    """Returns one row a household: key, make-up, the head's sex and everybody's age in years (null: there is no such person)."""
    frame = pl.DataFrame({"k": pl.int_range(number, eager=True, dtype=pl.UInt64)})
    frame = frame.with_columns(make_up=chance.one("make_up", MAKE_UPS))
    head = pl.lit(None, dtype=pl.Int64)
    for name, (low, high) in HEADS.items():
        head = (
            pl.when(pl.col("make_up") == name).then(chance.whole(f"head/{name}", low, high)).otherwise(head)
        )
    men = pl.when(pl.col("make_up").is_in(["elder", "single_parent"])).then(0.5).otherwise(0.9)
    alone = pl.col("make_up").is_in(["bachelor", "bachelor_mother"])
    frame = frame.with_columns(head=head, man=alone | chance.below("man", men))
    gap = pl.when("man").then(chance.whole("gap", -4, 1)).otherwise(chance.whole("gap", -1, 4))
    spouse = pl.when(pl.col("make_up").is_in(COUPLES)).then(pl.max_horizontal(pl.col("head") + gap, 22))
    frame = frame.with_columns(spouse=spouse)
    woman = pl.when("man").then(pl.col("spouse").fill_null(pl.col("head"))).otherwise("head")
    return _old(chance, _young(chance, frame.with_columns(woman=woman)))


def _young(chance: Chance, frame: pl.DataFrame) -> pl.DataFrame:
    """Children of the head's generation, and the married son with wife and children where the elders keep house with them."""
    made = pl.col("make_up")
    first = pl.when(made.is_in(WITH_CHILDREN)).then(pl.col("woman") - chance.whole("child1", 21, 28))
    son = pl.when(made == "elders_and_son").then(
        pl.min_horizontal("head", "spouse") - chance.whole("son", 23, 28)
    )
    frame = frame.with_columns(child1=first, son=son)
    frame = frame.with_columns(
        child2=pl.col("child1") - chance.whole("child2", 2, 6),
        wife=pl.when(pl.col("son") >= 24).then(pl.col("son") + chance.whole("wife", -3, 1)),
    )
    youngest = pl.min_horizontal("son", "wife") - chance.whole("grandchild1", 21, 26)
    taken_in = pl.when(made == "left_behind").then(chance.whole("taken_in", 4, 14)).otherwise(youngest)
    frame = frame.with_columns(
        child3=pl.col("child2") - chance.whole("child3", 2, 5),
        grandchild1=pl.when((made == "left_behind") | pl.col("wife").is_not_null()).then(taken_in),
    )  # fmt: skip
    return frame.with_columns(
        child1=_if(pl.col("child1").is_between(0, 27), "child1"),
        child2=_if(pl.col("child2").is_between(0, 25) & chance.below("child2?", 0.68), "child2"),
        child3=_if(pl.col("child3").is_between(0, 22) & chance.below("child3?", 0.1), "child3"),
        grandchild1=_if(pl.col("grandchild1").is_between(0, 21), "grandchild1"),
        grandchild2=_if(
            (pl.col("grandchild1") >= 3) & chance.below("grandchild2?", 0.5),
            pl.col("grandchild1") - chance.whole("grandchild2", 2, 3),
        ),
    )  # fmt: skip


def _old(chance: Chance, frame: pl.DataFrame) -> pl.DataFrame:
    """The head's parents where three generations or a bachelor and his mother live together."""
    three, mother_too = pl.col("make_up") == "three_generations", pl.col("make_up") == "bachelor_mother"
    mother = pl.col("head") + chance.whole("mother", 20, 28)
    father = mother + chance.whole("father", -1, 5)
    stays = (three & chance.below("mother?", 0.8)) | mother_too
    frame = frame.with_columns(
        mother=_if(stays & (mother < 92), mother),
        father=_if(three & chance.below("father?", 0.6) & (father < 90), father),
    )
    left = three & pl.col("mother").is_null() & pl.col("father").is_null()
    return frame.with_columns(mother=pl.when(left).then(mother).otherwise("mother"))


def _if(holds: pl.Expr, value: str | pl.Expr) -> pl.Expr:
    return pl.when(holds).then(pl.col(value) if isinstance(value, str) else value)


@dataclass(frozen=True)
class Place:
    """A place in a household: which column has the age, what the head calls a man and a woman there (None: never)."""

    column: str
    man: str
    woman: str
    line: str  # whose surname: family (the man's line), married (into it), elder (the head's parents' generation)


PLACES = (
    Place("head", "head", "head", "head"), Place("spouse", "spouse", "spouse", "spouse"),
    Place("child1", "son", "daughter", "family"), Place("child2", "son", "daughter", "family"),
    Place("child3", "son", "daughter", "family"),
    Place("father", "father", "", "head"), Place("mother", "", "mother", "elder"),
    Place("son", "son", "", "family"), Place("wife", "", "daughter_in_law", "married"),
    Place("grandchild1", "grandson", "granddaughter", "family"), Place("grandchild2", "grandson", "granddaughter", "family"),
)  # fmt: skip


def persons(chance: Chance, families: pl.DataFrame, on: dt.date) -> pl.DataFrame:
    """Returns one row a person in the order of household and place: household key `h`, key `k`, relation, sex, age, birth date, line."""
    parts = []
    for slot, place in enumerate(PLACES):
        sat = families.filter(pl.col(place.column).is_not_null())
        sat = sat.select(
            "man",
            h=pl.col("k"),
            k=pl.col("k") * SLOTS + slot,
            age=pl.col(place.column),
            line=pl.lit(place.line),
        )
        woman = _woman(chance, place)
        relation = pl.when(woman).then(pl.lit(place.woman)).otherwise(pl.lit(place.man))
        parts.append(
            sat.with_columns(
                relation=relation, sex=pl.when(woman).then(pl.lit("female")).otherwise(pl.lit("male"))
            )
        )
    return pl.concat(parts).sort("k").with_columns(birth_date=_born(chance, on))


def _woman(chance: Chance, place: Place) -> pl.Expr:
    if place.column in ("head", "spouse"):
        return ~pl.col("man") if place.column == "head" else pl.col("man")
    return pl.lit(not place.man) if not (place.man and place.woman) else chance.below("woman", 0.48)


def _born(chance: Chance, on: dt.date) -> pl.Expr:
    """A day on which somebody who is `age` years old on `on` may have been born; the day itself is never 29 February."""
    birthday = pl.date(pl.lit(on.year) - pl.col("age"), on.month, min(on.day, 28))
    return birthday - pl.duration(days=chance.whole("birthday", 0, 360))


def age_on(day: dt.date) -> pl.Expr:
    """Returns whole years from `birth_date` to the day."""
    had = pl.col("birth_date").dt.strftime("%m%d") <= f"{day:%m%d}"
    return (
        pl.lit(day.year) - pl.col("birth_date").dt.year().cast(pl.Int64) - pl.when(had).then(0).otherwise(1)
    )
