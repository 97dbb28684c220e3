"""Townships in order, by a formula that everybody can check: four shares, their weights as parameters, nothing hidden.

Source of the weights: the county's own decision (parameters `ranking_*`); no document prescribes one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from django.db import IntegrityError, transaction

from bihuan.web import journal
from bihuan.web.access import Actor, Refused, require
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import Campaign
from bihuan.web.config import clock
from bihuan.web.config.parameters import parameter
from bihuan.web.dashboard.figures import reading
from bihuan.web.dashboard.figures.reading import Figures
from bihuan.web.dashboard.models import Ranking

# key -> (parameter, what it is called, how it is reckoned)
PARTS = {
    "closed": ("ranking_closed_weight", "销号率", "已销号 ÷ 负责的"),
    "on_time": ("ranking_on_time_weight", "按时率", "没有逾期、这一轮也没有晚交的 ÷ 负责的"),
    "first_time": ("ranking_first_time_weight", "一次通过率", "没有被退回过的 ÷ 负责的"),
    "lasting": ("ranking_lasting_weight", "站得住的", "回头看没有又发现的 ÷ 负责的"),
}
WHOLE = 100


@dataclass(frozen=True)
class Formula:
    """The weights that hold today, in per cent, with the words of their sources; how many problems one must have."""

    weights: dict[str, int]
    sources: dict[str, str]
    least: int

    @property
    def words(self) -> str:
        """得分 = 销号率×40 + 按时率×30 + …"""
        return "得分 = " + " + ".join(f"{PARTS[key][1]}×{weight}" for key, weight in self.weights.items())

    @property
    def parts(self) -> list[tuple[str, str, int, str]]:
        """(name, how it is reckoned, weight, whose word) of each share."""
        return [
            (PARTS[key][1], PARTS[key][2], weight, self.sources[key]) for key, weight in self.weights.items()
        ]


@dataclass(frozen=True)
class Place:
    """One township: its shares in tenths of a per cent, its score in tenths; place None where it has too few problems to rank."""

    unit: int
    name: str
    whole: int
    shares: dict[str, int]
    score: int
    place: int | None = None

    @property
    def score_words(self) -> str:
        """86.4."""
        return f"{self.score // 10}.{self.score % 10}"

    @property
    def share_words(self) -> list[str]:
        """92.3% for each share, in the formula's order."""
        return [f"{self.shares[key] // 10}.{self.shares[key] % 10}%" for key in PARTS]


def formula() -> Formula:
    """Returns the formula of today; Refused where the weights do not add up to the whole."""
    held = {key: parameter(name) for key, (name, _, _) in PARTS.items()}
    weights = {key: value.amount for key, value in held.items()}
    if sum(weights.values()) != WHOLE:
        told = "、".join(f"{PARTS[key][1]} {weight}%" for key, weight in weights.items())
        raise Refused(
            f"排名的四个权重合起来是 {sum(weights.values())}%，不是 100%（{told}）。请系统管理员改“口径和参数”里的权重。"
        )
    return Formula(
        weights, {key: str(value.source) for key, value in held.items()}, parameter("ranking_least").amount
    )


def shares(held: Figures) -> dict[str, Fraction]:
    """Returns the four shares of what somebody answers for, nought to one. Needs at least one problem."""
    whole = held["found"]
    late = min(whole, held["late"] + held["handed_late"])
    return {
        "closed": Fraction(held["closed"], whole),
        "on_time": 1 - Fraction(late, whole),
        "first_time": 1 - Fraction(held["returned"], whole),
        "lasting": 1 - Fraction(held["fell_back"], whole),
    }


def ranked(rows: Iterable[tuple[int, str, Figures]], rule: Formula) -> list[Place]:
    """Returns the townships in order, equal scores sharing a place; those with too few problems last, without one."""
    made, few = [], []
    for unit, name, held in rows:
        if held["found"] < max(rule.least, 1):
            few.append(Place(unit, name, held["found"], dict.fromkeys(PARTS, 0), 0))
            continue
        parts = shares(held)
        score = sum((parts[key] * weight for key, weight in rule.weights.items()), Fraction())
        tenths = {key: round(share * 1000) for key, share in parts.items()}
        made.append(Place(unit, name, held["found"], tenths, round(score * 10)))
    made.sort(key=lambda each: -each.score)
    places = {score: 1 + sum(each.score > score for each in made) for score in {each.score for each in made}}
    return [Place(**{**asdict(each), "place": places[each.score]}) for each in made] + few


def townships(campaign: int | None, rule: Formula) -> list[Place]:
    """Returns today's ranking of all townships, as far as the reader reaches; two questions."""
    units = Unit.objects.filter(kind=Unit.Kind.TOWNSHIP, closed_on=None).order_by("pinyin")
    names = {unit.pk: unit.short_name for unit in units}
    held = reading.read("body", list(names), campaign)
    return ranked(((pk, name, held.get(pk, Figures())) for pk, name in names.items()), rule)


@transaction.atomic
def publish(actor: Actor, campaign: Campaign | None) -> Ranking:
    """Publishes today's ranking to all townships and villages, once a day and campaign; Refused the second time."""
    require(actor, "ranking.publish")
    rule = formula()
    rows = townships(campaign.pk if campaign else None, rule)
    if not any(row.place for row in rows):
        raise Refused(f"没有一个乡镇负责的问题够 {rule.least} 件，排不出名次，没有公布。")
    try:
        with transaction.atomic():
            made = Ranking.objects.create(
                unit_id=actor.unit_id,
                audience=[row.unit for row in rows],
                on=clock.today(),
                campaign=campaign,
                rows=[asdict(row) for row in rows],
                formula={**asdict(rule), "words": rule.words},
                by_id=actor.person_id,
                at=clock.now(),
            )
    except IntegrityError as twice:
        raise Refused("今天已经公布过一次排名，一天只公布一次。公布过的在下面，各乡镇都看得到。") from twice
    journal.write(actor, "ranking.published", made, on=str(made), places=sum(bool(row.place) for row in rows))
    return made


def places_of(made: Ranking) -> list[Place]:
    """The lines of a published ranking."""
    return [Place(**row) for row in made.rows]


def formula_of(made: Ranking) -> Formula:
    """The formula of a published ranking."""
    held: dict[str, Any] = made.formula
    return Formula(held["weights"], held["sources"], held["least"])
