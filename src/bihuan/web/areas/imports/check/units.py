"""Checks rows of units: which existing one is meant, where it lies, what it hangs below."""

from bihuan.web.areas.imports.check.items import Item
from bihuan.web.areas.imports.check.world import KnownUnit, World, level_of
from bihuan.web.areas.models import Unit

KINDS: dict[str, str] = {str(label): str(value) for value, label in Unit.Kind.choices}
OTHER_WORDS = {
    "部门": "department", "县直部门": "department", "县直单位": "department", "职能部门": "department",
    "行业主管部门": "department", "办公室": "office", "督查": "inspection", "后盾": "backing",
    "帮扶单位": "backing", "街道": "township", "乡镇政府": "township", "村委会": "village", "社区": "village",
    "工作队": "team", "纪委监委": "discipline", "县": "county",
}  # fmt: skip
# Kind -> level its place must have.
LOCAL = {"township": "township", "village": "village", "team": "village"}


def check_units(items: list[Item], world: World) -> None:
    """Checks each row; rows may name each other in any order; what hangs on a wrong row is wrong."""
    whole = [item for item in items if not item.missing()]
    for item in whole:
        _place(item, world)
    _identify(whole, world)
    for item in whole:
        _resolve(item, world)
    _twice(whole)
    _circles(whole, world)
    spread(whole, world)


def kind_of(text: str) -> str | None:
    """Returns the unit kind for the word in the column 类型; None for an unknown one."""
    return KINDS.get(text) or OTHER_WORDS.get(text)


def _place(item: Item, world: World) -> None:
    """Column 所在地 -> area code; left out when empty."""
    text = item.text("area")
    found = world.areas_called(text) if text else []
    if len(found) == 1:
        item.values["area"] = found[0].code
    elif text:
        why = "系统里和这个文件里都没有这个地方" if not found else f"有 {len(found)} 个同名的地方"
        item.wrong("area", why, "写 12 位代码，或写成“柳溪镇/石坳村”")


def _identify(items: list[Item], world: World) -> None:
    """Finds the existing unit each row means, and lets the other rows see the new ones."""
    before = World(world.county, world.areas, dict(world.units))
    for item in items:
        item.label = item.text("short_name") or item.text("name")
        found = _meant(item, before)
        if len(found) > 1:
            item.wrong("name", f"系统里有 {len(found)} 个单位叫这个名字", "填上“上级单位”，好认出是哪一个")
        elif found:
            item.ref, item.existing = found[0].ref, True
        else:
            name = item.text("name")
            world.units[item.ref] = KnownUnit(
                item.ref,
                name,
                item.text("short_name") or name,
                kind_of(item.text("kind")) or "",
                item.values.get("area"),
                None,
            )
    _hang(items, world)


def _meant(item: Item, world: World) -> list[KnownUnit]:
    """Units of this name: below the written unit, else at the written place, else by name alone."""
    named = world.units_called(item.text("name"))
    if item.text("parent"):
        parents = {unit.ref for unit in world.units_called(item.text("parent"))}
        below = [unit for unit in named if unit.parent in parents]
        if below:
            return below
    if "area" in item.values:
        return [unit for unit in named if unit.area == item.values["area"]]
    return named if not item.text("parent") else []


def _hang(items: list[Item], world: World) -> None:
    """Notes the parents of the new units, so that paths such as “柳溪镇/石坳村” find them."""
    for item in items:
        unit = world.units.get(item.ref)
        above = (
            [u for u in world.units_called(item.text("parent")) if u.ref != item.ref]
            if item.text("parent")
            else []
        )
        if unit and not item.existing and len(above) == 1:
            world.units[item.ref] = KnownUnit(**{**vars(unit), "parent": above[0].ref})
    if hasattr(world, "_names"):
        del world._names


def _resolve(item: Item, world: World) -> None:
    known = world.units.get(item.ref) if item.existing else None
    _name(item, known)
    _kind(item, known)
    _parent(item, known, world)
    _area(item, known, world)
    contact = item.text("contact")
    if contact:
        item.differ("contact", known and known.contact, contact, known.contact if known else "", contact)


def _name(item: Item, known: KnownUnit | None) -> None:
    """A row that found its unit by the short name leaves the full name alone."""
    name, short = item.text("name"), item.text("short_name")
    item.values["name"] = known.name if known else name
    if len(name) > 80 or len(short) > 40:
        item.wrong("name" if len(name) > 80 else "short_name", "太长（全称 80 字，简称 40 字以内）", "改短")
    if short or known is None:
        item.differ(
            "short_name",
            known and known.short_name,
            short or name[:40],
            known.short_name if known else "",
            short or name,
        )


def _kind(item: Item, known: KnownUnit | None) -> None:
    text = item.text("kind")
    kind = kind_of(text) if text else (known.kind if known else None)
    if kind is None:
        item.wrong(
            "kind", "不是认得的类型" if text else "新单位必须填类型", f"填这些之一：{'、'.join(KINDS)}"
        )
        return
    labels = {value: label for label, value in KINDS.items()}
    item.differ("kind", known and known.kind, kind, labels.get(known.kind, "") if known else "", labels[kind])


def _parent(item: Item, known: KnownUnit | None, world: World) -> None:
    text = item.text("parent")
    if not text:
        ref = known.parent if known else _root(world)
        if known is None and item.values.get("kind") in LOCAL and item.values["kind"] != "township":
            item.wrong("parent", "村和工作队必须填上级单位", "填所属乡镇")
        item.values["parent"] = ref
        return
    found = [unit for unit in world.units_called(text) if unit.ref != item.ref]
    if len(found) != 1:
        why = "系统里和这个文件里都没有这个单位" if not found else f"有 {len(found)} 个单位叫这个名字"
        item.wrong("parent", why, "写单位全称，或写成“柳溪镇/石坳村”")
        return
    before = known.parent if known else None
    item.differ("parent", before, found[0].ref, world.unit_text(before), found[0].short_name)


def _root(world: World) -> int | None:
    """The unit everything hangs below: the only one of the county's kind; None while there is none."""
    roots = [unit.ref for unit in world.units.values() if unit.kind == "county" and unit.parent is None]
    return roots[0] if len(roots) == 1 else None


def _area(item: Item, known: KnownUnit | None, world: World) -> None:
    """Where nothing is written: as before, else the county for county units; local ones must say where."""
    kind = item.values.get("kind", "")
    code = item.values.get("area") or (known.area if known else None)
    if code is None and kind not in LOCAL:
        code = world.county
    if code is None:
        if not item.text("area"):
            item.wrong("area", "乡镇、村和工作队必须填所在地", "填区划名称或 12 位代码")
        return
    if (
        kind in LOCAL
        and level_of(code) != LOCAL[kind]
        and not (kind == "team" and level_of(code) == "township")
    ):
        item.wrong(
            "area",
            f"“{world.area_text(code)}”和类型“{item.text('kind') or kind}”不是一级",
            "改所在地，或改类型",
        )
    item.differ(
        "area",
        known and known.area,
        code,
        world.area_text(known.area) if known else "",
        world.area_text(code),
    )


def _twice(items: list[Item]) -> None:
    """The same unit on two rows: which of them should count?"""
    seen: dict[object, Item] = {}
    for item in items:
        key: object = item.ref if item.existing else (item.values.get("name"), item.values.get("parent"))
        if key in seen:
            item.wrong("name", f"和第{seen[key].row.number}行是同一个单位", "核对后只留一行")
        seen.setdefault(key, item)


def _circles(items: list[Item], world: World) -> None:
    """A unit may not hang below itself over others."""
    above = {unit.ref: unit.parent for unit in world.units.values()}
    above |= {item.ref: item.values.get("parent") for item in items}
    for item in items:
        ref, steps = above.get(item.ref), 0
        while ref is not None and ref != item.ref and steps <= len(above):
            ref, steps = above.get(ref), steps + 1
        if ref is not None:
            item.wrong("parent", "绕了一圈又成了自己的上级", "核对上级单位")


def spread(items: list[Item], world: World) -> None:
    """Rows that hang on a new unit whose own row is wrong cannot be taken either."""
    bad = {item.ref for item in items if item.faults and not item.existing}
    for ref in bad:
        world.units.pop(ref, None)
    for item in items:
        if not item.faults and item.values.get("parent") in bad:
            item.wrong("parent", "上级单位那一行有错", "先改好那一行")
            if not item.existing:
                spread(items, world)
                return
