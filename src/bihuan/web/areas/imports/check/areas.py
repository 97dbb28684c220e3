"""Checks rows of areas: the code decides level and place; what contradicts it is refused."""

from bihuan.web.areas.imports.check.items import Item
from bihuan.web.areas.imports.check.world import LEVELS, KnownArea, World, level_of, whole_code

LEVEL_WORDS = {
    "县": "county", "区县": "county", "县级": "county", "区": "county", "县区": "county",
    "乡镇": "township", "乡": "township", "镇": "township", "街道": "township", "乡级": "township",
    "乡镇级": "township", "村": "village", "社区": "village", "行政村": "village", "村级": "village",
    "居委会": "village", "村委会": "village",
}  # fmt: skip


def check_areas(items: list[Item], world: World) -> None:
    """Checks each row, adds what it brings to `world`, then checks what rows say about each other."""
    seen: dict[int, Item] = {}
    for item in items:
        code = _code(item, world)
        if item.missing() or code is None:
            continue
        if code in seen:
            item.wrong("code", f"第{seen[code].row.number}行已有同一个代码", "核对后只留一行")
            continue
        seen[code] = item
        _compare(item, code, world)
    for code, item in seen.items():
        if not item.faults:
            world.areas[code] = KnownArea(code, item.text("name"), level_of(code))
    for code, item in seen.items():
        _place(item, code, world)
    _same_names(seen, world)


def _code(item: Item, world: World) -> int | None:
    text = item.text("code")
    if not text:
        return None
    code = whole_code(text)
    if code is None:
        scientific = "e" in text.lower() and "." in text
        todo = (
            "把这一列设成文本格式，重新填 12 位代码"
            if scientific
            else "填 12 位数字，乡镇可写 9 位，县可写 6 位"
        )
        item.wrong("code", "成了科学计数法，末几位已丢失" if scientific else "不是 6、9 或 12 位数字", todo)
    elif code // 10**6 != world.county // 10**6:
        item.wrong("code", f"不在本县代码 {world.county // 10**6} 之内", "核对代码；别的县的地方不要导入")
        return None
    return code


def _compare(item: Item, code: int, world: World) -> None:
    known, level = world.areas.get(code), level_of(code)
    item.label, item.existing, item.ref = f"{item.text('name')} {code}", known is not None, code
    item.values.update(code=code, level=level, parent=KnownArea(code, "", level).above)
    item.differ(
        "name", known and known.name, item.text("name"), known.name if known else "", item.text("name")
    )
    written = item.text("level")
    if written and LEVEL_WORDS.get(written) != level:
        item.wrong("level", f"按代码应是“{LEVELS[level]}”", "改级别，或核对代码末几位")


def _place(item: Item, code: int, world: World) -> None:
    """The area above must be there or come with the file, and be the one that is written, if one is."""
    above = item.values["parent"]
    if above is None or item.faults:
        return
    if above not in world.areas:
        item.wrong("code", f"上级 {above} 不在系统里，这个文件里也没有（或那一行有错）", "先补上级那一行")
        return
    written = item.text("parent")
    name = world.areas[above].name
    if written and written != name and whole_code(written) != above:
        item.wrong("parent", f"按代码上级应是“{name}”", "改上级，或核对代码")


def _same_names(seen: dict[int, Item], world: World) -> None:
    """Two places of one name under one: mostly one renumbered, which is another job than an import."""
    held: dict[tuple[int | None, str], int] = {}
    for code, area in world.areas.items():
        if code not in seen:
            held[area.above, area.name] = code
    for code, item in seen.items():
        if item.faults:
            continue
        key = (item.values["parent"], item.values["name"])
        if key in held:
            item.wrong(
                "name",
                f"同一上级下已有同名的 {held[key]}",
                "核对代码；换了代码的地方请用“区划变更”，不要当新增导入",
            )
        held.setdefault(key, code)
