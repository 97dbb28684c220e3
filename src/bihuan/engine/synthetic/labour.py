"""Who works where: spells away, posts paid by the public, and plans to go."""

from __future__ import annotations

import datetime as dt

import polars as pl

from bihuan.engine.synthetic.chance import Chance
from bihuan.engine.synthetic.places import COUNTY_NAME
from bihuan.engine.synthetic.risks import month

AGE = pl.col("age")
PLACES = {"township": 12, "county": 22, "province": 28, "outside": 38}
CHANNELS = {"self": 38, "relatives": 28, "organised": 12, "company": 22}
TRADES = {"C": 46, "E": 26, "H": 9, "G": 7, "F": 6, "O": 6}
COUNTIES = {
    "province": ("青原县", "安丰县", "永澄县", "临江区", "北塔区"),
    "outside": ("东莞市", "昆山市", "慈溪市", "晋江市", "南海区", "龙岗区"),
}
EMPLOYERS = (
    "恒达电子厂",
    "鸿运制衣厂",
    "宏基建筑公司",
    "顺通物流公司",
    "好滋味餐饮店",
    "安居物业公司",
    "新盛家具厂",
    "金源五金厂",
    "华泰鞋业公司",
    "远航食品厂",
)
POSTS = {"ranger": 3, "cleaner": 4, "road": 2, "carer": 1}


def working(chance: Chance, people: pl.DataFrame, homes: pl.DataFrame) -> pl.DataFrame:
    """Adds to each person whether it works away (`away`), where and for how many months of the year, and the post of one of a household."""
    facts = homes.select("watched", "lifted", "open_case", "travels", "risk_1", h="k")
    people = people.join(facts, on="h", how="left", maintain_order="left")
    fit = (
        pl.col("works")
        & AGE.is_between(30, 64)
        & (pl.col("lifted") | pl.col("watched"))
        & ~pl.col("education").is_in(["technician", "college", "bachelor"])
    )
    wanted = (
        fit
        & (pl.col("labour") != "skilled")
        & chance.below("post?", 0.1)
        & (pl.col("risk_1").fill_null("") != "unstable_work")
    )
    first = wanted & (wanted.cast(pl.UInt32).cum_sum().over("h") == 1)
    people = people.with_columns(post=pl.when(first).then(chance.one("post", POSTS)))
    people = people.with_columns(post_months=pl.when(pl.col("post").is_not_null()).then(12))
    graduate = pl.col("education").is_in(["technician", "college", "bachelor"])
    must = graduate | (pl.col("labour") == "skilled") | (pl.col("risk_1") == "unstable_work").fill_null(False)
    share = pl.when(must).then(1.0).when("open_case").then(0.3).when(AGE < 50).then(0.6).otherwise(0.35)
    able = pl.col("able") & AGE.is_between(18, 59) & pl.col("post").is_null()
    people = people.with_columns(away=able & chance.below("away", share))
    months = pl.when("open_case").then(chance.whole("months", 2, 6)).otherwise(chance.whole("months", 6, 12))
    return people.with_columns(
        work_place=pl.when("away").then(chance.one("work_place", PLACES)),
        work_months=pl.when("away").then(months),
        monthly_wage=pl.when("away").then((chance.spread("wage", 42, 0.25).clip(18, 110) * 100 + chance.whole("wage+", 0, 99)) * 100),
    )  # fmt: skip


def spells(chance: Chance, people: pl.DataFrame, on: dt.date) -> pl.DataFrame:
    """Returns the spells of work: the one under way of everybody away, and of some the one before it."""
    local = pl.col("work_place").is_in(["township", "county"])
    channel = (
        pl.when(local & chance.below("workshop", 0.15))
        .then(pl.lit("workshop"))
        .otherwise(chance.one("channel", CHANNELS))
    )
    town = (
        pl.when(local)
        .then(pl.lit(COUNTY_NAME))
        .when(pl.col("work_place") == "province")
        .then(chance.one("town", COUNTIES["province"]))
    )
    now = people.filter("away").with_columns(
        work_county=town.otherwise(chance.one("far", COUNTIES["outside"])),
        employer=chance.one("employer", EMPLOYERS), trade=chance.one("trade", TRADES), channel=channel,
        work_start=month(on) - pl.col("work_months") + 1, working=pl.lit(True),
        work_end=pl.when(chance.below("fixed", 0.25)).then(month(on) + chance.whole("end", 1, 6)),
        spell_phone=pl.col("phone"), first=pl.col("k").cum_count().over("h") == 1,
    )  # fmt: skip
    now = now.with_columns(
        point_to_point=pl.col("channel") == "organised",
        spell_subsidy=pl.when(pl.col("travels") & pl.col("first")).then(40_000).otherwise(0).cast(pl.Int64),
    )
    before = now.filter(chance.below("before", 0.1)).with_columns(
        work_end=pl.col("work_start") - chance.whole("ended", 1, 2),
        work_start=pl.col("work_start") - chance.whole("began", 7, 13),
        working=pl.lit(False), spell_subsidy=pl.lit(0, dtype=pl.Int64), employer=chance.one("employer before", EMPLOYERS),
    )  # fmt: skip
    return pl.concat([now, before]).sort("k", "work_start")


def plans(chance: Chance, people: pl.DataFrame) -> pl.DataFrame:
    """Returns the plans to go away, of able grown people who are at home, most with the service they need."""
    free = pl.col("able") & AGE.is_between(18, 55) & ~pl.col("away") & pl.col("post").is_null()
    needs = {"job": 5, "training": 2, "job,transport": 2, "none": 3}
    return people.filter(free & chance.below("plan", 0.3)).with_columns(
        plans_work=pl.lit(True), service_need=chance.one("service_need", needs)
    )
