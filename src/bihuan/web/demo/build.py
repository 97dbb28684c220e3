"""Fills the database with the demo county. Safe to run again: what is there stays."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from bihuan.engine.synthetic.places import places
from bihuan.web.access.roles import ROLES
from bihuan.web.demo import quality, registry
from bihuan.web.demo.ground import OWNER, PASSWORD, build_ground, there
from bihuan.web.demo.life.build import live, lived
from bihuan.web.demo.people import PersonSpec, people
from bihuan.web.demo.units import units

Say = Callable[[str], None]

# Who to sign in as, and what to look at first.
TRY: dict[str, str] = {
    "周桂兰": "看今天要催的单位，复制催办；核验一件问题",
    "何敏": "答复排查项目，转给村里；签收并报完成",
    "罗秀英": "看另一个乡镇只看得到自己的",
    "黎向东": "核验、退回，记一次回头看",
    "段红梅": "用手机宽度打开，当场整改拍两张照片",
    "方文斌": "只看交给县住建局的；也能换成帮扶责任人",
    "许春华": "导入单位和人员，办一次离岗交接",
}


def build(progress: Say) -> None:
    """Writes whatever of the demo county is missing; each step is one transaction, so that a cut leaves no half."""
    build_county(progress)
    if not lived():
        progress("正在补演九个星期的工作：发方案、答复、交办、整改、核验……")
        counts = live()
        progress(f"两次专项行动，{counts['problems']} 个问题，办了 {counts['steps']} 步，到此刻为止。")
    if not registry.there():
        progress(f"户档案：导入了两批表，{registry.build_registry()} 户。")
    if not quality.there():
        progress(f"数据核查：核查了两次，现在 {quality.build_quality()} 条疑点。")


def build_county(progress: Say) -> None:
    """Writes areas, units and people, unless they are there."""
    if there():
        progress("演示县已经在库里，没有重建。")
        return
    with transaction.atomic(using=OWNER):
        counts = build_ground()
    said = f"区划 {counts['areas']} 个，单位 {counts['units']} 个，人员 {counts['people']} 人"
    progress(f"云溪县：{said}。")


def sign_ins() -> list[tuple[str, str, str, str]]:
    """Returns (role in Chinese with name and unit, account, password, what to try): first the people of TRY, then one a role."""
    staff = people(units(places()))
    named = [next(person for person in staff if person.name == name) for name in TRY]
    roles = {person.role for person in named}
    others: dict[str, PersonSpec] = {}
    for person in staff:
        if person.role not in roles:
            others.setdefault(person.role, person)
    return [_line(person) for person in (*named, *others.values())]


def _line(person: PersonSpec) -> tuple[str, str, str, str]:
    where = person.unit.replace("root", "县委县政府").replace("/", "")
    role = ROLES[person.role]
    return (
        f"{role.label}（{where} {person.name}）",
        person.username,
        PASSWORD,
        TRY.get(person.name, _what(role.key)),
    )


def _what(key: str) -> str:
    """What a role that the list above leaves out comes for."""
    return {
        "clerk": "上传工作方案，核对读出的条目；导入户档案",
        "leader": "看五个红数字，批示一件卡住的事",
        "village_leader": "看所联系的村",
        "department": "答复交给本部门的问题",
        "backing": "看交给后盾单位的问题",
        "team": "看本村今天要办的事",
        "helper": "看结对的户",
        "supervisor": "登记一个问题",
        "discipline": "看移交来的问题",
        "auditor": "查经过记录，核对链",
        "assessor": "只读：抽一件问题看佐证",
    }.get(key, ROLES[key].label)
