"""Reading parameters from YAML, and refusing what could mislead: no source, an unknown key, a gap, a kind of day not said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from bihuan.policy.files import Fault, mapping
from bihuan.policy.parameters.model import AREA_DIGITS, UNITS, Book, Parameter, Source, Value

HOME = Path(__file__).parent / "values"
SOURCES = Path(__file__).parents[1] / "sources.yaml"
_PARAMETER = {"label", "says", "unit", "group", "soft", "yearly", "scattered", "span", "values"}
_VALUE = {"amount", "since", "until", "source", "clause", "day_kind"}
_SOURCE = {"title", "kind", "issuer", "dated", "note"}
_KINDS = ("document", "office", "practice", "product")
_ONE = timedelta(days=1)


@cache
def book(own: Path | None = None) -> Book:
    """Returns the product's parameters, with those of the folder `own` (an office's, if there is one) laid over."""
    return load(HOME, *([own] if own else []))


def load(*folders: Path) -> Book:
    """Returns the parameters of the folders; a later folder adds jurisdictions to, or replaces them in, what an earlier one declared.

    A folder may hold its own sources.yaml. Fault (in Chinese) for the first thing that is wrong.
    """
    known, found = sources(), dict[str, Parameter]()
    for folder in folders:
        known |= sources(folder)
        for path in sorted(folder.glob("*.yaml")):
            if path.name != "sources.yaml":
                found[path.stem] = _laid_over(found.get(path.stem), path, known)
    return Book(found)


def sources(*folders: Path) -> dict[str, Source]:
    """Returns the registered sources by key: the product's, and those of the folders that have a sources.yaml."""
    found = _sources(SOURCES)
    for folder in folders:
        if (folder / "sources.yaml").is_file():
            found |= _sources(folder / "sources.yaml")
    return found


def _laid_over(below: Parameter | None, path: Path, sources: Mapping[str, Source]) -> Parameter:
    """The parameter of a file; where it was declared before, only the values of its jurisdictions count."""
    raw = _read(path)
    if below is None:
        return _parameter(path, raw, sources)
    _only(path, "这里", raw, {"values", "yearly"})
    added = _values(path, raw, below.unit, sources)
    return replace(below, values={**below.values, **added})


def _read(path: Path) -> dict[str, Any]:
    return mapping(path, " values 文件夹里别的文件")


def _only(path: Path, where: str, raw: Mapping[Any, Any], known: Iterable[str]) -> None:
    strange = [str(key) for key in raw if key not in set(known)]
    if strange:
        raise Fault(
            f"{path.name}：{where}不认识“{'、'.join(strange)}”，可以写的是 {'、'.join(sorted(known))}。"
        )


def _sources(path: Path) -> dict[str, Source]:
    return {str(key): _source(path, str(key), raw) for key, raw in _read(path).items()}


def _source(path: Path, key: str, raw: Any) -> Source:
    if not isinstance(raw, dict):
        raise Fault(f"{path.name}：来源“{key}”应当写 title 和 kind。")
    _only(path, f"来源“{key}”里", raw, _SOURCE)
    _words(path, f"来源“{key}”", raw, ("title", "kind"))
    if raw["kind"] not in _KINDS:
        raise Fault(f"{path.name}：来源“{key}”的 kind 是“{raw['kind']}”，只能是 {'、'.join(_KINDS)}。")
    if raw["kind"] == "document" and not (raw.get("issuer") and raw.get("dated")):
        raise Fault(f"{path.name}：来源“{key}”是文件，要写 issuer（谁发的）和 dated（哪天）。")
    dated = _day(path, key, raw, "dated") if "dated" in raw else None
    return Source(key, raw["title"], raw["kind"], str(raw.get("issuer", "")), dated, str(raw.get("note", "")))


def _words(path: Path, where: str, raw: Mapping[str, Any], names: Iterable[str]) -> None:
    for name in names:
        if not isinstance(raw.get(name), str) or not raw[name].strip():
            raise Fault(f"{path.name}：{where}没有写 {name}，请写上。")


def _parameter(path: Path, raw: dict[str, Any], sources: Mapping[str, Source]) -> Parameter:
    _only(path, "这里", raw, _PARAMETER)
    _words(path, "", raw, ("label", "says", "unit", "group"))
    if raw["unit"] not in UNITS:
        raise Fault(f"{path.name}：unit 是“{raw['unit']}”，只能是 {'、'.join(UNITS)}。")
    values = _values(path, raw, raw["unit"], sources)
    _cover(path, raw, values)
    soft = raw.get("soft", False)
    if not isinstance(soft, bool):
        raise Fault(f"{path.name}：soft 要写 true 或 false。")
    return Parameter(path.stem, raw["label"], raw["says"], raw["unit"], raw["group"], soft, values)


def _values(
    path: Path, raw: Mapping[str, Any], unit: str, sources: Mapping[str, Source]
) -> dict[str, tuple[Value, ...]]:
    given = raw.get("values")
    if not isinstance(given, dict) or not given:
        raise Fault(f'{path.name}：没有写 values，请按区划代码的前几位写（全部地方写 ""）。')
    made = {}
    for prefix, rows in given.items():
        _prefix(path, prefix)
        if not isinstance(rows, list) or not rows:
            raise Fault(f"{path.name}：“{prefix}”下面没有数，请至少写一条。")
        spans = [_value(path, prefix, row, unit, sources) for row in rows]
        made[prefix] = _in_order(path, prefix, spans, yearly=raw.get("yearly", False))
    return made


def _prefix(path: Path, prefix: Any) -> None:
    """Whole levels only: a prefix of seven digits would cut a township in two."""
    whole = isinstance(prefix, str) and (not prefix or (prefix.isascii() and prefix.isdecimal()))
    if not whole or len(prefix) not in (0, 2, 4, 6, 9, AREA_DIGITS):
        raise Fault(
            f'{path.name}：“{prefix}”不是区划代码的前几位，请写加引号的 2、4、6、9 或 12 位数字，全部地方写 ""。'
        )


def _value(path: Path, prefix: str, raw: Any, unit: str, sources: Mapping[str, Source]) -> Value:
    where = f"“{prefix or '全部地方'}”"
    if not isinstance(raw, dict):
        raise Fault(f"{path.name}：{where}的每一条要写 amount、since、source。")
    _only(path, where, raw, _VALUE)
    _words(path, where, raw, ("source",))
    if raw["source"] not in sources:
        raise Fault(f"{path.name}：{where}的来源“{raw['source']}”没有登记，请先写进 sources.yaml。")
    amount, most = raw.get("amount"), UNITS[unit].most
    if not isinstance(amount, int) or isinstance(amount, bool) or not 0 <= amount <= most:
        raise Fault(f"{path.name}：{where}的 amount 要是 0 到 {most} 的整数，现在是“{amount}”。")
    kind = raw.get("day_kind")
    if (unit == "days") != (kind in ("calendar", "working")):
        raise Fault(
            f"{path.name}：{where}的 day_kind 要写 calendar（日）或 working（工作日），不是天数的不写。"
        )
    since = _day(path, where, raw, "since")
    until = _day(path, where, raw, "until") if "until" in raw else None
    if until is not None and until < since:
        raise Fault(f"{path.name}：{where}的 until {until} 早于 since {since}，请核对。")
    return Value(amount, unit, since, sources[raw["source"]], until, str(raw.get("clause", "")), kind, prefix)


def _day(path: Path, where: str, raw: Mapping[str, Any], name: str) -> date:
    day = raw.get(name)
    if not isinstance(day, date) or isinstance(day, datetime):
        raise Fault(f"{path.name}：{where}的 {name} 要是一个日期，照 2026-01-01 的样子写，不加引号。")
    return day


def _in_order(path: Path, prefix: str, spans: list[Value], *, yearly: Any) -> tuple[Value, ...]:
    """Sorted by day, each closed where the next begins; a gap or an overlap is refused."""
    where, ordered = f"“{prefix or '全部地方'}”", sorted(spans, key=lambda v: v.since)
    if yearly and any(v.until is None for v in ordered):
        raise Fault(f"{path.name}：{where}是按年定的数，每一条都要写 until，过了就不知道，不沿用去年的。")
    closed = []
    for value, following in pairwise(ordered):
        end = following.since - _ONE
        if value.since == following.since or (value.until is not None and value.until > end):
            raise Fault(f"{path.name}：{where}在 {following.since} 有两个数，请只留一个。")
        if value.until is not None and value.until < end:
            raise Fault(f"{path.name}：{where}从 {value.until + _ONE} 到 {end} 没有数，请补上或接起来。")
        closed.append(replace(value, until=end))
    return (*closed, ordered[-1])


def _cover(path: Path, raw: Mapping[str, Any], values: Mapping[str, tuple[Value, ...]]) -> None:
    """The span a parameter promises is covered where it is declared for a whole tree of places.

    A `scattered` one promises nothing: it is known in some places and years, and elsewhere unknown.
    """
    if raw.get("scattered", False):
        if not raw.get("yearly") or "span" in raw:
            raise Fault(f"{path.name}：scattered（有的地方有的年份才有）的数要写 yearly: true，不写 span。")
        return
    span = raw.get("span")
    if not isinstance(span, dict):
        raise Fault(f"{path.name}：没有写 span，请写从哪天（from）起必须有数，有截止的再写 to。")
    _only(path, "span 里", span, ("from", "to"))
    start = _day(path, "span", span, "from")
    end = _day(path, "span", span, "to") if "to" in span else None
    for prefix, rows in values.items():
        if any(prefix != other and prefix.startswith(other) for other in values):
            continue
        if rows[0].since > start:
            raise Fault(
                f"{path.name}：“{prefix or '全部地方'}”从 {start} 到 {rows[0].since - _ONE} 没有数，span 要求有。"
            )
        last = rows[-1].until
        if last is not None and (end is None and not raw.get("yearly") or end is not None and last < end):
            raise Fault(f"{path.name}：“{prefix or '全部地方'}”{last} 以后没有数，span 要求有。")
