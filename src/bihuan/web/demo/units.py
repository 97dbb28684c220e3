"""Units of the invented county: county-level offices and departments, townships, villages and resident teams."""

from collections.abc import Iterable
from dataclasses import dataclass

from bihuan.engine.synthetic.places import COUNTY, Place

ROOT = "root"  # key of the unit everybody is below


@dataclass(frozen=True)
class UnitSpec:
    """A unit: a key to refer to it by, its names, kind (as areas.Unit.kind), area code and the key of the unit above."""

    key: str
    name: str
    short_name: str
    kind: str
    area: int
    parent: str | None


# Full name, short name: the forty county-level units that owe returns together with the townships.
OFFICE = ("云溪县防止返贫帮扶工作领导小组办公室", "县帮扶办")
DEPARTMENTS = (
    ("云溪县农业农村局（乡村振兴局）", "县农业农村局"),
    ("云溪县住房和城乡建设局", "县住建局"),
    ("云溪县医疗保障局", "县医保局"),
    ("云溪县教育局", "县教育局"),
    ("云溪县水利局", "县水利局"),
    ("云溪县民政局", "县民政局"),
    ("云溪县残疾人联合会", "县残联"),
    ("云溪县财政局", "县财政局"),
    ("云溪县人力资源和社会保障局", "县人社局"),
    ("云溪县交通运输局", "县交通运输局"),
    ("云溪县卫生健康局", "县卫健局"),
    ("云溪县自然资源局", "县自然资源局"),
    ("云溪县发展和改革局", "县发改局"),
    ("云溪县林业局", "县林业局"),
    ("云溪县统计局", "县统计局"),
    ("云溪县公安局", "县公安局"),
    ("云溪县司法局", "县司法局"),
    ("云溪县文化旅游广电体育局", "县文旅广体局"),
    ("云溪县商务局", "县商务局"),
    ("云溪县市场监督管理局", "县市场监管局"),
    ("云溪县应急管理局", "县应急管理局"),
    ("云溪县信访局", "县信访局"),
    ("云溪县妇女联合会", "县妇联"),
    ("中共云溪县委组织部", "县委组织部"),
    ("中共云溪县委宣传部", "县委宣传部"),
    ("云溪县生态环境分局", "县生态环境分局"),
    ("云溪县数据局", "县数据局"),
    ("云溪县供销合作社联合社", "县供销社"),
    ("云溪县审计局", "县审计局"),
)
DISCIPLINE = ("中共云溪县纪律检查委员会云溪县监察委员会", "县纪委监委")
INSPECTION = ("督查一组", "督查二组", "督查三组")
BACKING = (
    ("国网云溪县供电公司", "县供电公司"),
    ("中国农业银行云溪县支行", "县农业银行"),
    ("云溪县烟草专卖局", "县烟草局"),
    ("中国邮政云溪县分公司", "县邮政公司"),
    ("云溪县人民医院", "县人民医院"),
    ("云溪县第一中学", "县第一中学"),
)
TEAMS_PER_TOWNSHIP = 1


def units(places: Iterable[Place]) -> list[UnitSpec]:
    """Returns every unit, parents first.

    The root, 40 county units, one unit for each township and village, and one resident team a township.
    """
    found = [UnitSpec(ROOT, "中共云溪县委、云溪县人民政府", "县委县政府", "county", COUNTY, None)]
    found += [_county(*OFFICE, "office")]
    found += [_county(*names, "department") for names in DEPARTMENTS]
    found += [_county(*DISCIPLINE, "discipline")]
    found += [_county(f"云溪县防止返贫帮扶工作{name}", name, "inspection") for name in INSPECTION]
    found += [_county(*names, "backing") for names in BACKING]
    return found + _local(list(places))


def county_units() -> int:
    """Returns how many county-level units (without the root) owe returns beside the townships."""
    return 2 + len(DEPARTMENTS) + len(INSPECTION) + len(BACKING)


def _county(name: str, short: str, kind: str) -> UnitSpec:
    return UnitSpec(short, name, short, kind, COUNTY, ROOT)


def _local(places: list[Place]) -> list[UnitSpec]:
    """Township, then its villages, then the resident team of its first villages."""
    found = []
    for town in (place for place in places if place.level == "township"):
        villages = [place for place in places if place.parent == town.code]
        found.append(UnitSpec(town.name, f"{town.name}人民政府", town.name, "township", town.code, ROOT))
        found += [_village(town, village) for village in villages]
        rural = [village for village in villages if village.name.endswith("村")]
        found += [_team(town, village) for village in rural[:TEAMS_PER_TOWNSHIP]]
    return found


def _village(town: Place, village: Place) -> UnitSpec:
    committee = "居民委员会" if village.name.endswith("社区") else "村民委员会"
    stem = village.name.removesuffix("村")
    key = village_key(town.name, village.name)
    return UnitSpec(key, f"{town.name}{stem}{committee}", village.name, "village", village.code, town.name)


def village_key(township: str, village: str) -> str:
    """Returns the key of a village's unit; village names repeat between townships, so the township stands before."""
    return f"{township}/{village}"


def _team(town: Place, village: Place) -> UnitSpec:
    short = f"驻{village.name}工作队"
    return UnitSpec(f"{town.name}/{short}", f"{town.name}{short}", short, "team", village.code, town.name)
