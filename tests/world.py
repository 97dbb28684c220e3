"""A small invented county that every test starts from: two townships, six villages, units, and people for every role.

For each role there are an owner (`township`), a colleague of the same unit (`township_colleague`) and an outsider
(`township_outsider`: the same role elsewhere). Keys are what `as_` and `acting` take.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.contrib.auth.hashers import make_password
from django.db import transaction

from bihuan.web.access.roles import ROLES
from bihuan.web.accounts.models import Account, Grant, Person
from bihuan.web.areas.models import Area, Unit

PASSWORD = "shijie-2026-ceshi"
COUNTY = 990101_000000
START = date(2020, 1, 1)

TOWNSHIPS = {
    "柳溪镇": (990101_101000, ["石坳村", "桥头村", "松湾村"]),
    "望岭乡": (990101_102000, ["石坳口村", "枫林村", "下洲村"]),
}
# name, kind and area code by key
UNITS = {
    "office": ("县帮扶办", "office", COUNTY),
    "inspection_1": ("督查一组", "inspection", COUNTY),
    "inspection_2": ("督查二组", "inspection", COUNTY),
    "housing": ("县住建局", "department", COUNTY),
    "water": ("县水利局", "department", COUNTY),
    "backing": ("县供销社", "backing", COUNTY),
    "backing_2": ("县城投公司", "backing", COUNTY),
    "discipline": ("县纪委监委", "discipline", COUNTY),
    "discipline_2": ("县监察二室", "discipline", COUNTY),
    "assessment": ("第三方评估组", "other", COUNTY),
}
# name, role and unit by key
PEOPLE = {
    "office": ("周桂兰", "office", "县帮扶办"),
    "office_colleague": ("唐志明", "office", "县帮扶办"),
    "clerk": ("蒋小芸", "clerk", "县帮扶办"),
    "clerk_colleague": ("龚丽", "clerk", "县帮扶办"),
    "inspector": ("黎向东", "inspector", "督查二组"),
    "inspector_colleague": ("彭立华", "inspector", "督查二组"),
    "inspector_outsider": ("石玉梅", "inspector", "督查一组"),
    "leader": ("赵德胜", "leader", "云溪县"),
    "leader_colleague": ("邓志强", "leader", "云溪县"),
    "village_leader": ("田家旺", "village_leader", "云溪县"),
    "village_leader_outsider": ("吴建民", "village_leader", "云溪县"),
    "department": ("方文斌", "department", "县住建局"),
    "department_colleague": ("汤月娥", "department", "县住建局"),
    "department_outsider": ("邹明华", "department", "县水利局"),
    "backing": ("谢晓东", "backing", "县供销社"),
    "backing_colleague": ("罗建平", "backing", "县供销社"),
    "backing_outsider": ("秦海燕", "backing", "县城投公司"),
    "township": ("何敏", "township", "柳溪镇"),
    "township_colleague": ("杨春生", "township", "柳溪镇"),
    "township_outsider": ("罗秀英", "township", "望岭乡"),
    "village": ("段红梅", "village", "松湾村"),
    "village_colleague": ("孟庆友", "village", "松湾村"),
    "village_outsider": ("陈立生", "village", "石坳口村"),
    "team": ("李满春", "team", "桥头村驻村工作队"),
    "team_colleague": ("蒋丽", "team", "桥头村驻村工作队"),
    "team_outsider": ("龚小兵", "team", "枫林村驻村工作队"),
    "helper": ("孔令辉", "helper", "县住建局"),
    "helper_outsider": ("苏晓梅", "helper", "县水利局"),
    "supervisor": ("谢长福", "supervisor", "松湾村"),
    "supervisor_outsider": ("白玉珍", "supervisor", "枫林村"),
    "discipline": ("严正", "discipline", "县纪委监委"),
    "discipline_outsider": ("毛建国", "discipline", "县监察二室"),
    "administrator": ("胡一鸣", "administrator", "县帮扶办"),
    "administrator_colleague": ("万里", "administrator", "县帮扶办"),
    "auditor": ("宋清", "auditor", "县纪委监委"),
    "assessor": ("郝评", "assessor", "第三方评估组"),
    "leaver": ("曾离", "township", "柳溪镇"),
}
LEADS = {"village_leader": [990101_101001, 990101_102001], "village_leader_outsider": [990101_102002]}
ENDED = {"leaver"}


@dataclass(frozen=True)
class County:
    """Handles on the world: `unit("柳溪镇")`, `area("松湾村")`, `person("township")`."""

    def unit(self, name: str) -> Unit:
        return Unit.objects.select_related("area").get(name=name)

    def area(self, name: str) -> Area:
        return Area.objects.get(name=name)

    def person(self, key: str) -> Person:
        return Person.objects.select_related("account", "unit").get(name=PEOPLE[key][0])

    @cached_property
    def code(self) -> int:
        return COUNTY


def build() -> None:
    """Fills an empty, migrated database through the owner."""
    with transaction.atomic(using="owner"):
        units = _units(_areas())
        _people(units)


def _areas() -> dict[str, Area]:
    county = Area(name="云溪县", code=COUNTY, level="county", valid_from=START)
    county.save(using="owner")
    made = {"云溪县": county}
    for township, (code, villages) in TOWNSHIPS.items():
        made[township] = Area(name=township, code=code, level="township", parent=county, valid_from=START)
        made[township].save(using="owner")
        for place, village in enumerate(villages, start=1):
            made[village] = Area(
                name=village, code=code + place, level="village", parent=made[township], valid_from=START
            )
            made[village].save(using="owner")
    return made


def _units(areas: dict[str, Area]) -> dict[str, Unit]:
    made: dict[str, Unit] = {}

    def add(name: str, kind: str, area: str, parent: str | None) -> None:
        made[name] = Unit(name=name, kind=kind, area=areas[area], parent=made[parent] if parent else None)
        made[name].save(using="owner")

    add("云溪县", "county", "云溪县", None)
    for name, kind, _code in UNITS.values():
        add(name, kind, "云溪县", "云溪县")
    for township, (_code, villages) in TOWNSHIPS.items():
        add(township, "township", township, "云溪县")
        for village in villages:
            add(village, "village", village, township)
            add(f"{village}驻村工作队", "team", village, village)
    return made


def _people(units: dict[str, Unit]) -> None:
    password = make_password(PASSWORD)
    for key, (name, role, unit) in PEOPLE.items():
        person = Person(name=name, unit=units[unit], post=ROLES[role].label, phone="13900000000")
        person.save(using="owner")
        Account(username=key, password=password, person=person).save(using="owner")
        ends = date(2099, 12, 31) if ROLES[role].limited else date(2021, 1, 1) if key in ENDED else None
        grant = Grant(
            person=person,
            role=role,
            unit=units[unit],
            area_codes=LEADS.get(key, []),
            valid_from=START,
            valid_to=ends,
        )
        grant.save(using="owner")
    for name, key in (
        ("柳溪镇", "township"),
        ("望岭乡", "township_outsider"),
        ("松湾村", "village"),
        ("县住建局", "department"),
    ):
        units[name].contact = Person.objects.using("owner").get(name=PEOPLE[key][0])
        units[name].save(using="owner")
