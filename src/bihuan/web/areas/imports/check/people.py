"""Checks rows of people: who is meant, where they work, which roles they may hold there."""

import re

from bihuan.web.access.roles import ROLES
from bihuan.web.areas.imports.check.items import Item
from bihuan.web.areas.imports.check.world import KnownPerson, KnownUnit, World
from bihuan.web.ui.words import mask_phone

PHONE = re.compile(r"1[3-9]\d{9}")
USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,59}")
ROLE_WORDS = {role.label: key for key, role in ROLES.items()}
LOCAL_KINDS = {"township", "village", "team"}
# Roles that see by their unit's place: in a county unit they would see the whole county.
HOMES = {
    "township": {"township"},
    "village": {"village"},
    "supervisor": {"village"},
    "team": {"team", "village"},
}
NEAR_ANYWHERE = {"helper", "village_leader", "backing"}


def check_people(items: list[Item], world: World) -> None:
    """Checks each row against the people there are, the units (of the file too), and the other rows."""
    accounts = {person.username: person for person in world.people.values() if person.username}
    for item in items:
        unit = _unit(item, world)
        _account(item)
        _phone(item)
        if item.missing() or unit is None:
            continue
        _identify(item, unit, world, accounts)
        known = world.people.get(item.ref)
        _compare(item, known, unit, world)
        _roles(item, known, unit)
    _twice(items)


def _unit(item: Item, world: World) -> KnownUnit | None:
    text = item.text("unit")
    found = world.units_called(text) if text else []
    if text and len(found) != 1:
        names = "、".join(sorted(f"{world.unit_text(u.parent)}/{u.short_name}" for u in found)[:4])
        why = (
            f"有 {len(found)} 个单位叫这个名字（{names}）"
            if found
            else "系统里没有这个单位，文件里的也没有或那一行有错"
        )
        item.wrong(
            "unit", why, "写成“柳溪镇/松湾村”这样，或写全称" if found else "先导入单位，或改成单位简称、全称"
        )
    return found[0] if len(found) == 1 else None


def _account(item: Item) -> None:
    text = item.text("username")
    if text and not USERNAME.fullmatch(text):
        item.wrong("username", "账号只能用小写字母、数字和 . _ -，字母开头", "一般写姓名全拼，重名加数字")


def _phone(item: Item) -> None:
    text = re.sub(r"[\s-]", "", item.text("phone"))
    if text and not PHONE.fullmatch(text):
        item.wrong("phone", "不是 11 位手机号", "填 1 开头的 11 位数字；座机写进职务栏或不填")
    item.values["phone"] = text


def _identify(item: Item, unit: KnownUnit, world: World, accounts: dict[str, KnownPerson]) -> None:
    """By the account if it is taken, else by name within the unit."""
    name, username = item.text("name"), item.text("username")
    item.label = f"{name} {unit.short_name}"
    holder = accounts.get(username) if username else None
    if holder and holder.name != name:
        item.wrong("username", f"账号已是“{holder.name}”的", "换一个账号，例如加数字；改名请到人员页改")
        return
    same = [person for person in world.people.values() if (person.name, person.unit) == (name, unit.ref)]
    if not holder and len(same) > 1:
        item.wrong("name", f"本单位有 {len(same)} 个人叫这个名字", "填上账号，好认出是哪一个")
        return
    found = holder or (same[0] if same else None)
    if found and username and found.username and found.username != username:
        item.wrong(
            "username", f"此人已有账号“{found.username}”", "改成原来的账号；确是另一个人，先到人员页登记"
        )
    if found:
        item.ref, item.existing = found.ref, True


def _compare(item: Item, known: KnownPerson | None, unit: KnownUnit, world: World) -> None:
    """An empty cell leaves what is there."""
    if len(item.text("name")) > 40 or len(item.text("post")) > 60:
        item.wrong(
            "name" if len(item.text("name")) > 40 else "post", "太长（姓名 40 字，职务 60 字以内）", "改短"
        )
    item.values["name"] = item.text("name")
    item.differ(
        "unit", known and known.unit, unit.ref, world.unit_text(known.unit) if known else "", unit.short_name
    )
    if item.text("post"):
        item.differ(
            "post", known and known.post, item.text("post"), known.post if known else "", item.text("post")
        )
    phone = item.values.pop("phone", "")
    if phone:
        item.differ(
            "phone",
            known and known.phone,
            phone,
            mask_phone(known.phone) if known and known.phone else "",
            mask_phone(phone),
        )
    if item.text("username"):
        before = known.username if known else ""
        item.differ("username", before, item.text("username"), before or "没有账号", item.text("username"))


def _roles(item: Item, known: KnownPerson | None, unit: KnownUnit) -> None:
    """Roles are added, never taken away: leaving a post is done on the person's page, with its date."""
    words = [word for word in re.split(r"[、,，;；/\s]+", item.text("role")) if word]
    keys = [ROLE_WORDS.get(word) or (word if word in ROLES else None) for word in words]
    for word, key in zip(words, keys, strict=True):
        if key is None:
            item.wrong("role", f"没有“{word}”这个角色", f"填这些之一：{'、'.join(ROLE_WORDS)}")
        elif not _fits(key, unit.kind):
            item.wrong(
                "role",
                f"“{unit.short_name}”不能有“{ROLES[key].label}”，否则看到的范围不对",
                "改角色，或改单位",
            )
        elif ROLES[key].limited:
            item.wrong("role", f"“{ROLES[key].label}”必须写明起止日期", "这个角色到人员页单独授予")
    held = known.roles if known and known.unit == unit.ref else frozenset()
    roles = tuple(dict.fromkeys(key for key in keys if key))
    added = tuple(key for key in roles if key not in held)
    item.values["roles"] = added
    if added and item.existing:
        before = "、".join(ROLES[key].label for key in sorted(held) if key in ROLES)
        item.differ(
            "role", held, held | set(added), before, "加 " + "、".join(ROLES[key].label for key in added)
        )
    if added and not item.text("username") and not (known and known.username):
        item.wrong("username", "有角色就要有账号，才能登录", "填账号，一般是姓名全拼")


def _fits(role: str, kind: str) -> bool:
    if role in HOMES:
        return kind in HOMES[role]
    return kind not in LOCAL_KINDS or role in NEAR_ANYWHERE


def _twice(items: list[Item]) -> None:
    """The same person, or the same account, on two rows."""
    for key in ("who", "username"):
        seen: dict[object, Item] = {}
        for item in items:
            mark = _mark(item, key)
            if mark is None:
                continue
            if mark in seen:
                what = "账号相同" if key == "username" else "是同一个人"
                item.wrong(
                    "username" if key == "username" else "name",
                    f"和第{seen[mark].row.number}行{what}",
                    "核对后改掉一行",
                )
            seen.setdefault(mark, item)


def _mark(item: Item, key: str) -> object | None:
    """Namesakes in one unit pass when their rows carry accounts that differ."""
    if item.faults:
        return None
    if key == "username":
        return item.text("username") or None
    if item.existing:
        return item.ref
    return (item.text("name"), item.values.get("unit"), item.text("username"))
