"""Checking: what is new, changed, unchanged or wrong, and what is said about a mistake."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.web.access.roles import ROLES
from bihuan.web.areas.imports.check import Item, Preview, check
from bihuan.web.areas.imports.check.world import KnownArea, KnownPerson, KnownUnit, World, whole_code
from bihuan.web.areas.imports.columns import KINDS
from bihuan.web.areas.imports.read import read

COUNTY, LIUXI, SHIAO, WANGLING = 990101_000_000, 990101_101_000, 990101_101_200, 990101_200_000


def world() -> World:
    areas = (
        KnownArea(COUNTY, "云溪县", "county"),
        KnownArea(LIUXI, "柳溪镇", "township"),
        KnownArea(SHIAO, "石坳村", "village"),
        KnownArea(WANGLING, "望岭乡", "township"),
    )
    units = (
        KnownUnit(1, "中共云溪县委、云溪县人民政府", "县委县政府", "county", COUNTY, None),
        KnownUnit(2, "云溪县水利局", "县水利局", "department", COUNTY, 1, "温水生"),
        KnownUnit(3, "柳溪镇人民政府", "柳溪镇", "township", LIUXI, 1),
        KnownUnit(4, "望岭乡人民政府", "望岭乡", "township", WANGLING, 1),
        KnownUnit(5, "柳溪镇石坳村民委员会", "石坳村", "village", SHIAO, 3),
    )
    people = (
        KnownPerson(11, "温水生", 2, "股长", "15400000001", "wenshuisheng", frozenset({"department"})),
        KnownPerson(12, "何敏", 3, "站长", "", "hemin", frozenset({"township"})),
    )
    return World(
        COUNTY,
        {area.code: area for area in areas},
        {unit.ref: unit for unit in units},
        {p.ref: p for p in people},
    )


def preview(headings: str, *lines: str, there: World | None = None) -> Preview:
    """Checks a table written as text: columns divided by blanks, “-” for an empty cell."""
    text = "\n".join(
        ",".join("" if cell == "-" else cell for cell in line.split()) for line in (headings, *lines)
    )
    return check(read(text.encode(), "表.csv"), there or world())


def states(found: Preview) -> list[str]:
    return [item.state for item in found.items]


def said(items: Iterable[Item]) -> str:
    return " ".join(str(fault) for item in items for fault in item.faults)


# --- areas -------------------------------------------------------------------------------------------------


def test_areas_new_changed_and_unchanged() -> None:
    found = preview(
        "行政区划代码 名称 级别 上级",
        "990101 云溪县 县 -",
        "990101101200 石坳新村 村 柳溪镇",
        "990101101201 桥头村 - -",
        "990101201 松林乡 乡 云溪县",
        "990101201200 松口村 行政村 990101201000",
    )
    assert states(found) == ["unchanged", "changed", "new", "new", "new"]
    assert [(c.heading, c.before, c.after) for c in found.items[1].changes] == [
        ("名称", "石坳村", "石坳新村")
    ]
    assert found.items[4].values == {
        "code": 990101201200, "name": "松口村", "level": "village", "parent": 990101201000,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "column", "why"),
    [
        ("430921103201 青树嘴村 - -", "行政区划代码", "不在本县代码 990101 之内"),
        ("9901011012 桥头村 - -", "行政区划代码", "不是 6、9 或 12 位数字"),
        ("9.90101E+11 桥头村 - -", "行政区划代码", "成了科学计数法"),
        ("990101101201 - - -", "名称", "这一格必须填"),
        ("990101101201 桥头村 乡镇 -", "级别", "按代码应是“村”"),
        ("990101101201 桥头村 村 望岭乡", "上级", "按代码上级应是“柳溪镇”"),
        ("990101999201 桥头村 - -", "行政区划代码", "上级 990101999000 不在系统里"),
        ("990101101299 石坳村 - -", "名称", "同一上级下已有同名的 990101101200"),
    ],
)
def test_areas_that_contradict_their_code_are_wrong(line: str, column: str, why: str) -> None:
    (item,) = preview("行政区划代码 名称 级别 上级", line).items
    assert item.state == "wrong"
    (fault,) = item.faults
    assert fault.column == column
    assert why in fault.why
    assert str(fault).startswith(f"“表”第2行“{column}”")
    assert fault.todo


def test_a_code_twice_and_a_village_below_a_wrong_township() -> None:
    found = preview(
        "代码 名称",
        "990101201 松林乡",
        "990101201 松林镇",
        "990101202 -",
        "990101202200 甲村",
        "990101101201 桥头村",
    )
    assert states(found) == ["new", "wrong", "wrong", "wrong", "new"]
    assert "第2行已有同一个代码" in said(found.items)
    assert "上级 990101202000 不在系统里，这个文件里也没有（或那一行有错）" in said(found.items)


@given(st.integers(0, 10**12 - 1))
def test_a_whole_code_is_taken_as_it_is_and_shorter_ones_are_filled_up(code: int) -> None:
    assert whole_code(f"{code:012d}") == code
    assert whole_code(f"{code:012d}"[:9]) == code // 1000 * 1000
    assert whole_code(f"{code:012d}"[:6]) == code // 10**6 * 10**6
    assert whole_code(f"{code:012d}"[:7]) is None


# --- units -------------------------------------------------------------------------------------------------


def test_units_may_be_listed_in_any_order_and_find_each_other() -> None:
    found = preview(
        "单位名称 简称 类型 所在地 上级单位",
        "驻石坳村工作队 - 驻村工作队 石坳村 柳溪镇",
        "望岭乡甲村民委员会 甲村 村 甲村 望岭乡",
        "云溪县民政局 县民政局 县直部门 - -",
        there=(lambda w: w.areas.update({990101200200: KnownArea(990101200200, "甲村", "village")}) or w)(
            world()
        ),
    )
    assert states(found) == ["new", "new", "new"]
    assert [item.values["parent"] for item in found.items] == [3, 4, 1]
    assert [item.values["area"] for item in found.items] == [SHIAO, 990101200200, COUNTY]
    assert found.items[2].values["kind"] == "department"


def test_an_existing_unit_is_found_by_full_or_short_name_and_blank_cells_leave_it_alone() -> None:
    found = preview("单位名称 简称 类型 联系人", "县水利局 - - -", "云溪县水利局 水利局 - -")
    assert states(found) == ["unchanged", "wrong"]
    assert "和第2行是同一个单位" in said(found.items)
    (item,) = preview("单位名称 简称 类型", "云溪县水利局 水利局 后盾单位").items
    assert [(c.heading, c.before, c.after) for c in item.changes] == [
        ("简称", "县水利局", "水利局"), ("类型", "行业部门", "后盾单位"),
    ]  # fmt: skip
    assert item.ref == 2


def test_the_same_village_name_below_another_township_is_another_unit() -> None:
    there = world()
    there.areas[990101200200] = KnownArea(990101200200, "石坳村", "village")
    found = preview(
        "单位名称 类型 所在地 上级单位",
        "石坳村 村 柳溪镇/石坳村 柳溪镇",
        "石坳村 村 望岭乡/石坳村 望岭乡",
        there=there,
    )
    assert states(found) == ["unchanged", "new"]
    assert found.items[1].values["area"] == 990101200200


@pytest.mark.parametrize(
    ("line", "column", "why"),
    [
        ("县交通局 公司 - -", "类型", "不是认得的类型"),
        ("县交通局 - - -", "类型", "新单位必须填类型"),
        ("县交通局 行业部门 火星 -", "所在地", "都没有这个地方"),
        ("县交通局 行业部门 - 县科技局", "上级单位", "都没有这个单位"),
        ("甲村 村 石坳村 -", "上级单位", "村和工作队必须填上级单位"),
        ("甲村 村 - 柳溪镇", "所在地", "必须填所在地"),
        ("甲村 村 柳溪镇 柳溪镇", "所在地", "不是一级"),
    ],
)
def test_units_that_hang_in_the_air_are_wrong(line: str, column: str, why: str) -> None:
    (item,) = preview("单位名称 类型 所在地 上级单位", line).items
    assert [(fault.column, why in fault.why) for fault in item.faults] == [(column, True)]


def test_what_hangs_on_a_wrong_row_is_wrong_too_and_circles_are_found() -> None:
    found = preview(
        "单位名称 类型 所在地 上级单位",
        "甲局 公司 - -", "乙股 其他 - 甲局", "丙组 其他 - 乙股", "丁局 其他 - 戊局", "戊局 其他 - 丁局",
    )  # fmt: skip
    assert states(found) == ["wrong"] * 5
    assert "“表”第3行“上级单位”填的是“甲局”，上级单位那一行有错。先改好那一行。" in said(found.items)
    assert "“表”第4行“上级单位”填的是“乙股”，上级单位那一行有错" in said(found.items)
    assert said(found.items).count("绕了一圈又成了自己的上级") == 2


def test_a_contact_must_be_of_the_unit() -> None:
    found = preview("单位名称 联系人", "县水利局 何敏", "柳溪镇 何敏")
    assert states(found) == ["wrong", "changed"]
    assert "本单位没有这个人" in said(found.items)


# --- people ------------------------------------------------------------------------------------------------


def test_people_new_changed_unchanged_and_phones_masked() -> None:
    found = preview(
        "姓名 单位 职务 角色 手机号 账号",
        "温水生 县水利局 股长 行业部门 154-0000-0001 -",
        "何敏 柳溪镇 副镇长 - 15400000009 hemin",
        "陈立生 柳溪镇/石坳村 书记 村干部、帮扶责任人 - chenlisheng",
    )
    assert states(found) == ["unchanged", "changed", "new"]
    assert [(c.heading, c.before, c.after) for c in found.items[1].changes] == [
        ("职务", "站长", "副镇长"), ("手机号", "", "154****0009"),
    ]  # fmt: skip
    assert found.items[2].values["roles"] == ("village", "helper")
    assert found.items[2].values["unit"] == 5


@pytest.mark.parametrize(
    ("line", "column", "why"),
    [
        ("陈立生 水务局 - - -", "单位", "系统里没有这个单位"),
        ("陈立生 石坳村 村长 - csl", "角色", "没有“村长”这个角色"),
        ("陈立生 县水利局 村干部 - csl", "角色", "“县水利局”不能有“村干部”"),
        ("陈立生 石坳村 县帮扶办 - csl", "角色", "“石坳村”不能有“县帮扶办”"),
        ("陈立生 县水利局 考核评估 - csl", "角色", "必须写明起止日期"),
        ("陈立生 石坳村 村干部 - -", "账号", "有角色就要有账号"),
        ("陈立生 石坳村 - - hemin", "账号", "账号已是“何敏”的"),
        ("何敏 柳溪镇 - - hemin2", "账号", "此人已有账号“hemin”"),
        ("陈立生 石坳村 - - 陈立生", "账号", "账号只能用小写字母"),
        ("陈立生 石坳村 - 12345 -", "手机号", "不是 11 位手机号"),
        ("- 石坳村 - - -", "姓名", "这一格必须填"),
    ],
)
def test_people_who_cannot_be_taken(line: str, column: str, why: str) -> None:
    (item,) = preview("姓名 单位 角色 手机号 账号", line).items
    assert [(fault.column, why in fault.why) for fault in item.faults] == [(column, True)]


def test_no_role_that_sees_by_place_fits_a_unit_of_the_county() -> None:
    """A village role in a county unit would see the whole county."""
    for key in ("township", "village", "team", "supervisor"):
        (item,) = preview("姓名 单位 角色 账号", f"甲 县水利局 {ROLES[key].label} jia").items
        assert item.state == "wrong", key


def test_two_rows_of_one_person_or_one_account() -> None:
    found = preview(
        "姓名 单位 账号", "陈立生 石坳村 chenlisheng", "陈立生 石坳村 chenlisheng2", "甲 石坳村 jia", "乙 石坳村 jia",
        "何敏 柳溪镇 -", "何敏 柳溪镇 hemin",
    )  # fmt: skip
    assert states(found) == ["new", "new", "new", "wrong", "unchanged", "wrong"]
    assert "和第4行账号相同" in said(found.items)
    assert "和第6行是同一个人" in said(found.items)


def test_one_file_brings_a_village_its_unit_and_its_secretary() -> None:
    there = world()
    areas = preview("代码 名称", "990101101201 桥头村", there=there)
    units = preview(
        "单位名称 简称 类型 所在地 上级单位", "柳溪镇桥头村民委员会 桥头村 村 桥头村 柳溪镇", there=there
    )
    people = preview("姓名 单位 角色 账号", "李满春 柳溪镇/桥头村 村干部 limanchun", there=there)
    assert [states(found) for found in (areas, units, people)] == [["new"], ["new"], ["new"]]
    assert people.items[0].values["unit"] == units.items[0].ref < 0


def test_the_fingerprint_follows_what_is_there() -> None:
    lines = ("姓名 单位 职务", "何敏 柳溪镇 站长")
    other = world()
    other.people[12] = KnownPerson(12, "何敏", 3, "副站长", "", "hemin", frozenset({"township"}))
    assert preview(*lines).fingerprint == preview(*lines).fingerprint
    assert preview(*lines).fingerprint != preview(*lines, there=other).fingerprint


WORDS = [
    "",
    "990101",
    "990101101",
    "990101101200",
    "石坳村",
    "柳溪镇",
    "县水利局",
    "何敏",
    "村",
    "村干部",
    "hemin",
    "甲",
]


@given(
    st.sampled_from([[c.heading for c in kind.columns] for kind in KINDS.values()]),
    st.lists(st.lists(st.sampled_from(WORDS), min_size=6, max_size=6), min_size=1, max_size=6),
)
def test_every_row_gets_exactly_one_state_and_a_wrong_one_says_why(
    headings: list[str], lines: list[list[str]]
) -> None:
    lines = [line[: len(headings)] for line in lines] + [["甲"] * len(headings)]
    found = preview(" ".join(headings), *(" ".join(cell or "-" for cell in line) for line in lines))
    assert sum(sum(by_state.values()) for by_state in found.counts().values()) == len(found.items)
    for item in found.items:
        assert (item.state == "wrong") == bool(item.faults)
        assert item.state != "changed" or item.changes
        assert all(fault.why and fault.todo and fault.column in headings for fault in item.faults)
