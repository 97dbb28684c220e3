"""People of the invented county: six hundred, each with a post and a role, nobody with an ID number."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bihuan.web.demo.names import stream, username
from bihuan.web.demo.units import INSPECTION, ROOT, UnitSpec, village_key

TOTAL = 600
DEPARTMENT_POST = "帮扶工作联络员"
PHONE_PREFIX = "15400"  # a number range that no carrier has been given


@dataclass(frozen=True)
class PersonSpec:
    """A person: name, key of the unit, post (职务), role key, invented phone, sign-in name and other roles held beside."""

    name: str
    unit: str
    post: str
    role: str
    phone: str
    username: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seat:
    """A post to be filled; `name` where the guide and the pictures already name who holds it."""

    unit: str
    post: str
    role: str
    name: str | None = None


LEADERS = (
    Seat(ROOT, "县委书记", "leader", "柳正清"),
    Seat(ROOT, "县长", "leader"),
    Seat(ROOT, "县委副书记", "leader"),
    Seat(ROOT, "副县长", "leader"),
)
COUNTY_SEATS = (
    Seat("县帮扶办", "主任", "office", "周桂兰"),
    Seat("县帮扶办", "副主任", "office"),
    Seat("县帮扶办", "综合股干部", "clerk"),
    Seat("县帮扶办", "监测股干部", "clerk"),
    Seat("县帮扶办", "数据管理员", "clerk"),
    Seat("县帮扶办", "系统管理员", "administrator", "许春华"),
    Seat("督查二组", "组长", "inspector", "黎向东"),
    Seat("县纪委监委", "党风政风监督室主任", "discipline"),
    Seat("县纪委监委", "党风政风监督室干部", "discipline"),
    Seat("县审计局", "乡村振兴审计组组长", "auditor"),
    Seat("县统计局", "考核评估组组长", "assessor"),
    Seat("县统计局", "考核评估组成员", "assessor"),
)
# The person of each unit whom others speak to.
CONTACTS = {
    "县住建局": "方文斌",
    "县农业农村局": "邹明华",
    "县财政局": "罗建平",
    "县人社局": "谢晓东",
    "县教育局": "汤月娥",
    "县民政局": "赵德胜",
    "县残联": "田家旺",
    "县医保局": "曹丽萍",
    "县水利局": "温水生",
    "柳溪镇": "何敏",
    "望岭乡": "罗秀英",
    "马头镇": "邓志强",
    "沙湾镇": "秦海燕",
    "松林乡": "吴建民",
    "高坪乡": "石玉梅",
    "茶亭镇": "彭立华",
    "白沙镇": "杨春生",
    "南浦镇": "蒋丽",
    "东岭乡": "龚小兵",
}
LINKED_LEADERS = {"望岭乡": "唐立群"}
VILLAGERS = {
    village_key("柳溪镇", "石坳村"): "陈立生",
    village_key("柳溪镇", "桥头村"): "李满春",
    village_key("柳溪镇", "松湾村"): "段红梅",
    village_key("柳溪镇", "下洲村"): "孟庆友",
    village_key("望岭乡", "石坳口村"): "陈立生",
}
SUPERVISED = "柳溪镇"  # the township half of whose villages let their supervisor take part
HELPERS = (Seat("县交通运输局", "帮扶责任人", "helper", "郑小军"),)
ALSO = {"方文斌": ("helper",), "何敏": ("helper",)}  # people of two roles: they choose which one they work in


def people(units: Iterable[UnitSpec], seed: int = 990101) -> list[PersonSpec]:
    """Returns TOTAL people in the order of their units; the same list for the same seed."""
    rng = random.Random(seed)
    seats = list(_seats(list(units)))
    taken = {seat.name for seat in seats if seat.name}
    names, accounts = stream(rng, set(taken)), set[str]()
    return [_person(seat, seat.name or next(names), n, accounts) for n, seat in enumerate(seats, start=1)]


def _person(seat: Seat, name: str, number: int, accounts: set[str]) -> PersonSpec:
    phone = f"{PHONE_PREFIX}{number * 1607 % 1_000_000:06d}"
    return PersonSpec(
        name, seat.unit, seat.post, seat.role, phone, username(name, accounts), ALSO.get(name, ())
    )


def _seats(units: list[UnitSpec]) -> Iterator[Seat]:
    """Everybody with a fixed place first, then helpers out of the departments until TOTAL is reached."""
    fixed = [*LEADERS, *COUNTY_SEATS, *HELPERS]
    for unit in units:
        fixed += _of_unit(unit)
    yield from fixed
    departments = [unit.key for unit in units if unit.kind in ("department", "backing")]
    for n in range(TOTAL - len(fixed)):
        yield Seat(departments[n % len(departments)], "帮扶责任人", "helper")


def _of_unit(unit: UnitSpec) -> list[Seat]:
    """What posts a unit of this kind has."""
    contact = CONTACTS.get(unit.key)
    match unit.kind:
        case "department":
            return [Seat(unit.key, DEPARTMENT_POST, "department", contact)]
        case "backing":
            return [Seat(unit.key, "办公室主任", "backing")]
        case "inspection":
            members = [Seat(unit.key, "组员", "inspector"), Seat(unit.key, "组员", "inspector")]
            return members if unit.key == INSPECTION[1] else [Seat(unit.key, "组长", "inspector"), *members]
        case "township":
            return [
                Seat(
                    unit.key,
                    "副镇长" if unit.key.endswith("镇") else "副乡长",
                    "village_leader",
                    LINKED_LEADERS.get(unit.key),
                ),
                Seat(unit.key, "乡村振兴站站长", "township", contact),
                Seat(unit.key, "乡村振兴站专干", "township"),
            ]
        case "village":
            return _villagers(unit)
        case "team":
            return [Seat(unit.key, "第一书记、工作队队长", "team"), Seat(unit.key, "驻村队员", "team")]
        case _:
            return []


def _villagers(unit: UnitSpec) -> list[Seat]:
    """One account a village, mostly the secretary's, elsewhere the information clerk's; supervisors in one township."""
    where = "社区" if unit.short_name.endswith("社区") else "村"
    post = f"{where}信息员" if unit.area % 4 == 3 else f"{where}党支部书记"
    seats = [Seat(unit.key, post, "village", VILLAGERS.get(unit.key))]
    if unit.parent == SUPERVISED and unit.area % 2 == 0:
        seats.append(Seat(unit.key, "村务监督委员会主任", "supervisor"))
    return seats
