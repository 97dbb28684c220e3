"""What is done for lifted and monitored households: for each risk the measures that answer it."""

from __future__ import annotations

import polars as pl

from bihuan.engine.synthetic.chance import Chance
from bihuan.engine.tables import HELP, TABLES


def helped(chance: Chance, homes: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Adds the fourteen groups of measures, each a text of codes joined by commas in the catalogue's order, null where there is none."""
    sums = people.group_by("h", maintain_order=True).agg(
        goes=pl.col("away").any(), ranger=(pl.col("post") == "ranger").any(), posted=pl.col("post").is_not_null().any(),
        residents=pl.col("resident_insurance").any(),
        sick=(pl.col("serious") | pl.col("chronic")).any(),
    )  # fmt: skip
    homes = homes.join(sums, left_on="k", right_on="h", how="left", maintain_order="left")
    given = _given(chance)
    homes = homes.with_columns(
        **{
            f"{group}/{code}": condition.fill_null(False)
            for group, codes in given.items()
            for code, condition in codes.items()
        }
    )
    for group in HELP:
        homes = homes.with_columns(_joined(group, given.get(group, {})).alias(group))
    return homes.drop(
        *(f"{group}/{code}" for group, codes in given.items() for code in codes),
        "goes",
        "ranger",
        "posted",
        "sick",
        "residents",
    )


def _joined(group: str, codes: dict[str, pl.Expr]) -> pl.Expr:
    declared = TABLES["household"][group].codes
    assert declared is not None
    order = [code.key for code in declared if code.key in codes]
    assert set(order) == set(codes), group
    if not order:
        return pl.lit(None, dtype=pl.String)
    parts = [pl.when(f"{group}/{code}").then(pl.lit(code)) for code in order]
    text = pl.concat_str(parts, separator=",", ignore_nulls=True)
    return pl.when(text != "").then(text)


def _given(chance: Chance) -> dict[str, dict[str, pl.Expr]]:
    ours = pl.col("lifted") | pl.col("watched")
    works = pl.col("works") > 0
    at_risk = {
        code: _risk(code)
        for code in (
            "illness",
            "disability",
            "schooling",
            "unstable_work",
            "industry",
            "housing",
            "water",
            "disaster",
            "accident",
            "other",
        )
    }
    hard = at_risk["disaster"] | at_risk["accident"] | at_risk["other"]
    sells = pl.col("business_income") > 0
    farms = ours & works & sells & (pl.col("watched") | chance.below("farms help", 0.5))
    return {
        "industry_help": {
            "planting": farms & (at_risk["industry"] | chance.below("planting", 0.6)),
            "breeding": farms & chance.below("breeding", 0.4),
            "share": ours & (pl.col("property_income") > 0) & chance.below("share", 0.5),
            "leading": farms & (pl.col("watched") | chance.below("leading", 0.2)),
        },
        "job_help": {
            "travel_subsidy": pl.col("travels") & pl.col("goes"),
            "skills": ours & pl.col("goes") & (at_risk["unstable_work"] | chance.below("skills", 0.15)),
            "post": pl.col("posted"),
        },
        "finance_help": {
            "small_loan": ours & (pl.col("able") > 0) & ((pl.col("watched") & ~sells) | chance.below("loan", 0.12)),
            "relapse_insurance": ours & chance.below("relapse", 0.2),
        },
        "post_help": {"ranger": pl.col("ranger"), "village_post": pl.col("posted") & ~pl.col("ranger")},
        "housing_help": {"rebuilding": ours & ~pl.col("watched") & chance.below("rebuilding", 0.12), "repair": at_risk["housing"]},
        "water_help": {"pipes": at_risk["water"]},
        "health_help": {
            "premium": ours & pl.col("residents"), "serious": at_risk["illness"], "relief": at_risk["illness"],
            "doctor": ours & (pl.col("sick") | at_risk["illness"]), "treatment": at_risk["illness"] & chance.below("treatment", 0.4),
        },
        "compulsory_help": {"waiver": ours & (pl.col("pupils") > 0)},
        "education_help": {
            "rain_dew": ours & (pl.col("vocational") > 0),
            "grant": ours & ((pl.col("tertiary") > 0) | at_risk["schooling"]),
        },
        "protection_help": {
            "subsistence": pl.col("relief"), "destitute": pl.col("kept"), "temporary": hard,
            "disability": (ours & (pl.col("disabled") > 0)) | at_risk["disability"],
        },
        "social_help": {"goods": ours & chance.below("goods", 0.1), "consumption": farms & chance.below("consumption", 0.3)},
        "relocation_help": {"relocation": pl.col("lifted") & chance.below("relocation", 0.1)},
        "living_help": {"toilet": ours & chance.below("toilet help", 0.3)},
        "works_help": {"road": ours & chance.below("road help", 0.15)},
    }  # fmt: skip


def _risk(code: str) -> pl.Expr:
    return pl.any_horizontal((pl.col(f"risk_{n}") == code).fill_null(False) for n in (1, 2))


def development(homes: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Adds to each person of a monitored household whether measures that let people earn are under way."""
    earning = pl.any_horizontal(
        pl.col("industry_help", "job_help", "finance_help", "post_help").is_not_null()
    )
    facts = homes.select(earning=earning, h="k")
    people = people.join(facts, on="h", how="left", maintain_order="left")
    done = pl.when("earning").then(pl.lit("done")).otherwise(pl.lit("no_labour"))
    return people.with_columns(development=pl.when("watched").then(done))
