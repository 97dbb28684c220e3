"""The invented county is sized like a real one, is the same every time, and holds nothing of a real person."""

import hashlib
import re
from collections import Counter

import pytest

from bihuan.engine.synthetic.names import SURNAMES
from bihuan.engine.synthetic.places import COUNTY, MANY, TOWNSHIPS, Place, places
from bihuan.web.demo.names import username
from bihuan.web.demo.people import PHONE_PREFIX, TOTAL, PersonSpec, people
from bihuan.web.demo.units import UnitSpec, county_units, units

ROLES = {
    "office", "clerk", "inspector", "leader", "village_leader", "department", "backing", "township", "village",
    "team", "helper", "supervisor", "discipline", "administrator", "auditor", "assessor",
}  # fmt: skip
PLACES = places()
UNITS = units(PLACES)
PEOPLE = people(UNITS)


def test_sizes_are_those_of_a_county() -> None:
    assert Counter(place.level for place in PLACES) == {"county": 1, "township": 22, "village": 420}
    assert county_units() == 40
    assert Counter(unit.kind for unit in UNITS) == {
        "county": 1, "office": 1, "department": 29, "discipline": 1, "inspection": 3, "backing": 6,
        "township": 22, "village": 420, "team": 22,
    }  # fmt: skip
    assert len(PEOPLE) == TOTAL == 600


def test_codes_are_twelve_digits_under_the_invented_county_and_nest() -> None:
    assert len({place.code for place in PLACES}) == len(PLACES)
    for place in PLACES:
        assert re.fullmatch(r"990101\d{6}", str(place.code))
        if place.level == "township":
            assert (place.code % 1000, place.parent) == (0, COUNTY)
            assert place.code // 1000 % 1000 >= (100 if place.name.endswith("镇") else 200)
        if place.level == "village":
            assert place.code // 1000 * 1000 == place.parent


def test_village_names_vary_and_do_not_repeat_within_a_township() -> None:
    by_town = Counter((place.parent, place.name) for place in PLACES)
    assert max(by_town.values()) == 1
    villages = Counter(place.name for place in PLACES if place.level == "village")
    assert max(villages.values()) <= MANY
    assert len(villages) > 320
    assert all(re.fullmatch(r"[\u4e00-\u9fff]{3,5}", name) for name in villages)


@pytest.mark.parametrize(
    ("township", "village"),
    [
        ("柳溪镇", "石坳村"),
        ("柳溪镇", "松湾村"),
        ("望岭乡", "石坳口村"),
        ("沙湾镇", "大垅村"),
        ("茶亭镇", "横塘村"),
    ],
)
def test_places_that_the_guide_speaks_of_exist(township: str, village: str) -> None:
    codes = {place.name: place.code for place in PLACES if place.level == "township"}
    assert (village, codes[township]) in {(place.name, place.parent) for place in PLACES}
    assert set(codes) == set(TOWNSHIPS)


def test_every_unit_hangs_below_the_root_and_lies_somewhere() -> None:
    codes = {place.code for place in PLACES}
    seen: set[str] = set()
    for unit in UNITS:
        assert unit.area in codes
        assert unit.key not in seen
        assert unit.parent in seen or (unit.parent is None and unit.key == "root")
        seen.add(unit.key)


def test_every_role_is_held_and_every_unit_of_the_people_exists() -> None:
    keys = {unit.key for unit in UNITS}
    assert {person.role for person in PEOPLE} == ROLES
    assert {person.unit for person in PEOPLE} <= keys
    assert keys - {person.unit for person in PEOPLE} == set()


@pytest.mark.parametrize(
    ("name", "unit", "role", "account"),
    [
        ("周桂兰", "县帮扶办", "office", "zhouguilan"),
        ("许春华", "县帮扶办", "administrator", "xuchunhua"),
        ("何敏", "柳溪镇", "township", "hemin"),
        ("罗秀英", "望岭乡", "township", "luoxiuying"),
        ("黎向东", "督查二组", "inspector", "lixiangdong"),
        ("段红梅", "柳溪镇/松湾村", "village", "duanhongmei"),
        ("方文斌", "县住建局", "department", "fangwenbin"),
    ],
)
def test_people_of_the_pictures_exist(name: str, unit: str, role: str, account: str) -> None:
    (person,) = [person for person in PEOPLE if person.name == name]
    assert (person.unit, person.role, person.username) == (unit, role, account)


def test_accounts_and_phones_are_unique_and_nobody_has_an_id_number() -> None:
    assert len({person.username for person in PEOPLE}) == TOTAL
    assert len({person.phone for person in PEOPLE}) == TOTAL
    for person in PEOPLE:
        assert re.fullmatch(r"[a-z]+\d*", person.username)
        assert re.fullmatch(PHONE_PREFIX + r"\d{6}", person.phone)
        assert not re.search(r"\d{15}", repr(person))


def test_names_follow_the_real_frequency_of_surnames() -> None:
    surnames = Counter(person.name[0] for person in PEOPLE)
    assert surnames["王"] + surnames["李"] + surnames["张"] > TOTAL * 0.12
    assert len(surnames) > 60
    assert len({person.name for person in PEOPLE}) > TOTAL * 0.98
    assert sum(SURNAMES.values()) > 840


def test_people_of_the_same_reading_get_a_number() -> None:
    taken: set[str] = set()
    assert [username(name, taken) for name in ("陈立生", "陈丽生", "曾吕", "欧阳娟")] == [
        "chenlisheng", "chenlisheng2", "zenglv", "ouyangjuan",
    ]  # fmt: skip


def digest(world: tuple[list[Place], list[UnitSpec], list[PersonSpec]]) -> str:
    return hashlib.sha256(repr(world).encode()).hexdigest()[:16]


def test_the_same_seed_gives_the_same_county_and_another_gives_another() -> None:
    again = places()
    assert digest((again, units(again), people(units(again)))) == digest((PLACES, UNITS, PEOPLE))
    assert digest((PLACES, UNITS, PEOPLE)) == "39fc9f444cf19efa"
    other = places(7)
    assert digest((other, units(other), people(units(other), 7))) != digest((PLACES, UNITS, PEOPLE))
