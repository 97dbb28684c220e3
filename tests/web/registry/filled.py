"""A registry in which something has happened: two imports, a change to be looked at, a list of papers, one of them there."""

from __future__ import annotations

from datetime import date
from typing import Any

from bihuan.web.registry import services
from bihuan.web.registry.models import Household, HouseholdEvent, PaperKind
from tests.signed import acting
from tests.web.problems.steps import photo
from tests.web.registry.exports import FATHER, SON, XIE, id_number, person, xie
from tests.web.registry.importing import imported

LAST_YEAR, JUNE = date(2025, 6, 20), date(2026, 6, 20)
HOUSE = {
    "monitored_class": "突发严重困难户", "identified": "202603", "risk_1": "因病", "eliminated": "否", "unsafe_house": "是", "safe_water": "是", "road": "是",
    "house_area": "86.5", "farmland": "3.2", "health_help": "医疗救助,大病保险", "protection_help": "低保", "income_per_head": "9800", "survey_date": "20260601",
    "household_phone": "13807370001",
}  # fmt: skip


def fill() -> dict[str, Any]:
    """Fills the database Django points at; returns the numbers that addresses need, by name."""
    base = xie(**HOUSE)
    imported(
        ("base", [*base[:2], person("谢老太", "之母", id_number("19480101", 9), sex="女")]),
        as_of=LAST_YEAR,
        year=2025,
    )
    batch = imported(
        ("base", base),
        (
            "away",
            [
                person(
                    "谢文涛",
                    "",
                    SON,
                    work_start="202602",
                    monthly_wage="3800",
                    working="是",
                    work_county="东莞市",
                )
            ],
        ),
        ("visit", [{**XIE, "visitor": "郑小军", "visit_date": "20260611", "visit_way": "入户"}]),
        as_of=JUNE,
    )
    with acting("office") as actor:
        home = Household.objects.get()
        for name, wanted_of in (
            ("户申请书", "monitored"),
            ("家庭经济状况核对授权书", "monitored"),
            ("残疾证复印件", "all"),
            ("帮扶手册", "lifted"),
        ):
            services.add_kind(actor, name, "bag", wanted_of, "本县要求")
        kinds = {kind.name: kind for kind in PaperKind.objects.all()}
        paper = services.keep(actor, home, kinds["户申请书"], photo(), "申请书.jpg")
        services.refuse(
            actor, home, kinds["残疾证复印件"], photo("#123123"), "告知书.jpg", "县残联", "达不到评残标准"
        )
        change = HouseholdEvent.objects.filter(kind="left").get()
        return {
            "household": home.pk, "change": change.pk, "household_paper": paper.pk, "household_paper_kind": kinds["帮扶手册"].pk, "batch": batch.pk, "sheet_of_export": "base",
        }  # fmt: skip


__all__ = ["FATHER", "fill"]
