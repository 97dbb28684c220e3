"""How households live: subsistence and destitute support, house and land, and a year's income that follows from work, land and age."""

from __future__ import annotations

import polars as pl

from bihuan.engine.synthetic.chance import Chance

YUAN = 100
FLOOR = 11_800  # yuan a head: what a household that nobody monitors, or no longer, has at least; above every line in use
PARTS = ("wage_income", "business_income", "property_income", "transfer_income", "business_cost")


def supported(chance: Chance, homes: pl.DataFrame) -> pl.DataFrame:
    """Adds `relief` (the whole household on subsistence) and `kept` (a destitute person living alone)."""
    idle = pl.col("works") == 0
    kept = idle & (pl.col("size") == 1) & (pl.col("head") >= 60) & chance.below("kept", 0.3)
    need = (pl.col("serious") > 0) | (pl.col("disabled") > 0)
    share = (
        pl.when(idle & (pl.col("lifted") | pl.col("watched")))
        .then(1.0)
        .when(idle & need)
        .then(0.5)
        .when("lifted")
        .then(0.1)
    )
    relief = ~kept & chance.below("relief", share.when("watched").then(0.2).otherwise(0.01))
    return homes.with_columns(idle=idle, kept=kept, relief=relief).with_columns(
        no_labour_supported=pl.col("idle") & (pl.col("kept") | pl.col("relief")),
        travels=(pl.col("lifted") | pl.col("watched")) & chance.below("travels", 0.35),
    )


def home(chance: Chance, homes: pl.DataFrame) -> pl.DataFrame:
    """Adds house, water, road and land; what a case of housing or water says is so until the case is eliminated."""
    fails = {
        risk: pl.col("open_case") & (pl.col("risk_1") == risk).fill_null(False)
        for risk in ("housing", "water")
    }
    mu = pl.col("size") * chance.spread("mu", 9, 0.5)
    area = pl.max_horizontal(chance.spread("area", 118, 0.28).clip(40, 320), pl.col("size") * 12)
    return homes.with_columns(
        unsafe_house=fails["housing"], safe_water=~fails["water"],
        toilet=pl.lit(True), toilet_works=pl.lit(True), electricity=pl.lit(True), road=pl.lit(True),
        house_area=(area * 10 + chance.whole("area+", 0, 9)) * 10,
        road_distance=chance.whole("distance", 0, 24) * 10,
        farmland=mu.clip(0, 400) * 10, forest=chance.spread("forest", 48, 0.9).clip(0, 600) * 10,
        returned_forest=pl.when(chance.below("returned?", 0.3)).then(chance.whole("returned", 5, 40) * 10).otherwise(0),
        orchard=pl.when(chance.below("orchard?", 0.25)).then(chance.whole("orchard", 3, 45) * 10).otherwise(0),
        grassland=pl.lit(0, dtype=pl.Int64),
        water_surface=pl.when(chance.below("pond?", 0.1)).then(chance.whole("pond", 2, 20) * 10).otherwise(0),
    )  # fmt: skip


def earned(chance: Chance, homes: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Adds the year's income in fen, kind by kind."""
    pay = people.group_by("h", maintain_order=True).agg(
        wages=(pl.col("monthly_wage") * pl.col("work_months")).sum(),
        posts=pl.col("post_months").sum().cast(pl.Int64),
        hands=(pl.col("works") & pl.col("away").not_()).sum().cast(pl.Int64),
    )
    homes = homes.join(pay, left_on="k", right_on="h", how="left", maintain_order="left")
    odd = chance.whole("odd jobs", 150, 900) * 10 * YUAN * pl.col("hands")
    farms = (pl.col("hands") > 0) & chance.below("farms", 0.8)
    business = pl.when(farms).then(chance.spread("business", 9800, 0.6) * YUAN).otherwise(0)
    grown = pl.col("aged") * 1620 * YUAN
    relief = pl.when("relief").then(pl.col("size") * 3360 * YUAN).otherwise(0)
    kept = pl.when("kept").then(9360 * YUAN).otherwise(0)
    land = pl.col("farmland") * 98
    homes = homes.with_columns(
        wage_income=pl.col("wages") + pl.col("posts") * 800 * YUAN + odd,
        business_income=business,
        property_income=pl.when(chance.below("property?", 0.3)).then(chance.whole("property", 120, 1800) * YUAN).otherwise(0),
        transfer_income=grown + relief + kept + land + chance.whole("transfer", 0, 480) * YUAN,
        destitute_payment=kept, business_share=chance.whole("business_share", 28, 44),
    )  # fmt: skip
    return _ill(chance, _lifted_to_floor(chance, homes)).drop("wages", "posts", "hands", "business_share")


def _lifted_to_floor(chance: Chance, homes: pl.DataFrame) -> pl.DataFrame:
    """What is missing to the floor comes from farming where somebody works, from children elsewhere where nobody does."""
    cost = pl.col("business_income") * pl.col("business_share") // 100
    homes = homes.with_columns(business_cost=cost)
    wanted = pl.col("size") * (FLOOR + chance.whole("above", 0, 5200)) * YUAN
    short = pl.when(pl.col("open_case")).then(0).otherwise((wanted - net()).clip(lower_bound=0))
    more = short * 100 // (100 - pl.col("business_share")) // YUAN * YUAN + YUAN
    earns, lacks = pl.col("works") > 0, short > 0
    homes = homes.with_columns(
        more_business=pl.when(earns & lacks).then(more).otherwise(0),
        more_transfer=pl.when(~earns & lacks).then(short + YUAN).otherwise(0),
    )
    homes = homes.with_columns(
        business_income=pl.col("business_income") + pl.col("more_business"),
        business_cost=pl.col("business_cost") + pl.col("more_business") * pl.col("business_share") // 100,
        transfer_income=pl.col("transfer_income") + pl.col("more_transfer"),
    )
    return homes.drop("more_business", "more_transfer")


def net() -> pl.Expr:
    """Returns net income of the columns, in fen: wage, business, property and transfer less what the business cost."""
    return (
        pl.col("wage_income") + pl.col("business_income") + pl.col("property_income") + pl.col("transfer_income") - pl.col("business_cost")
    )  # fmt: skip


def _ill(chance: Chance, homes: pl.DataFrame) -> pl.DataFrame:
    """Self-payment within policy where somebody is seriously ill, and what insurers paid back."""
    ill = pl.col("serious") > 0
    paid = pl.when(ill).then(chance.spread("self_payment", 7600, 0.6) * YUAN).otherwise(0)
    homes = homes.with_columns(self_payment=paid)
    return homes.with_columns(
        claims=pl.when(ill & chance.below("claims?", 0.6)).then(paid * 2 // 5).otherwise(0)
    )


def last_year(chance: Chance, homes: pl.DataFrame) -> pl.DataFrame:
    """Adds the year before in `last_…`, each kind by its own growth, both years a head (cut to the fen), and the change reported."""

    def growth(name: str) -> pl.Expr:  # never none: nobody earns to the fen what he earned the year before
        share = chance.whole(f"last {name}", 86, 103)
        return pl.when(share == 100).then(104).otherwise(share)

    homes = homes.with_columns(
        **{f"last_{name}": pl.col(name) * growth(name) // 10_000 * 100 for name in PARTS}
    )
    return per_head(homes)


def per_head(homes: pl.DataFrame) -> pl.DataFrame:
    """Returns households with what their income is a head, this year and the last, for as many as there are now, and its change."""
    last = pl.sum_horizontal(f"last_{name}" for name in PARTS[:4]) - pl.col("last_business_cost")
    homes = homes.with_columns(
        income_per_head=net() // pl.col("size"), last_income_per_head=last // pl.col("size")
    )
    now, before = pl.col("income_per_head"), pl.col("last_income_per_head")
    trend = pl.when(now > before).then(pl.lit("rising")).when(now < before).then(pl.lit("falling"))
    return homes.with_columns(income_trend=trend.otherwise(pl.lit("level")))
