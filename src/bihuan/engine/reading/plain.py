"""One cell at a time: the text of a cell -> the value of its kind, or `Bad` with a sentence. Pure Python, no frames.

Nothing is guessed: what could be read in two ways is refused. Blank marks (`/`, `-`, 无 where a list does not know it) are "not filled".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from bihuan.engine import identity
from bihuan.engine.reading.vocabulary import BLANK, FALSE, NOT_KNOWN, NOTHING, TRUE, UNITS
from bihuan.engine.tables import CodeList, Column

Value = str | int | bool | date | None
MOST = 10**13  # a hundred thousand million yuan in fen: nothing a sheet says is larger


class Bad(ValueError):
    """A cell that cannot be read as its kind; the message is a Chinese sentence without its end."""


_UNSEEN = re.compile(r"[\u200b-\u200f\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]+")
_SPACES = re.compile(r"\s+")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:E[+-]?\d{1,2})?", re.ASCII | re.IGNORECASE)
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.ASCII | re.IGNORECASE)
_SPLIT = re.compile(r"[,，、;；\n\r|]+")
_CODED = re.compile(r"(\d{1,3})\s*[-—.、:：]?\s*(?=\D)")


def half(text: str) -> str:
    """Returns the text with full-width letters, figures and signs as half-width, unseen characters dropped, ends trimmed."""
    return _UNSEEN.sub("", text.translate(identity.HALF_WIDTH)).strip()


def reader(column: Column, unit: str = "") -> Callable[[str], Value]:
    """Returns the function that reads a cell of the column; `unit`: what the heading says where it differs from the column's."""
    if column.codes is not None:
        values, one = _made(column.codes), codes if column.kind == "codes" else code
        return lambda text: one(text, values)
    if column.kind in ("count", "fen", "hundredths"):
        figure = count if column.kind == "count" else hundredths
        return lambda text: figure(text, column.unit, unit)
    if column.name in KEYS:
        return key_text
    return {"text": words, "id": identifier, "phone": phone, "flag": flag, "month": month, "date": day}[
        column.kind
    ]


KEYS = {"household_id", "member_id", "area_code"}


def words(text: str) -> str | None:
    """A name or a remark: ends trimmed, blanks inside a Chinese word dropped, others squeezed to one."""
    said = _SPACES.sub(" ", _UNSEEN.sub("", text).replace("\u3000", " ")).strip()
    if "\ufffd" in said:
        raise Bad("有乱码，原字已经丢失，请从原系统重新导出")
    if said in BLANK:
        return None
    return said if re.search(r"[A-Za-z0-9]", said) else said.replace(" ", "")


def key_text(text: str) -> str | None:
    """A number that is a name (household, area): half-width, no blanks, no `.0`."""
    said = _SPACES.sub("", half(text)).lstrip("'")
    if said in BLANK:
        return None
    if _SCIENTIFIC.fullmatch(said):
        raise Bad("被当成数字存了，后几位已经丢失，请把这一列设成文本后重新导出")
    return re.sub(r"\.0+$", "", said)


def identifier(text: str) -> str | None:
    """A certificate number, cleaned; whether it is a good one is for the checks to say."""
    said = identity.clean(text)
    if said is None or said in BLANK or said in NOTHING:
        return None
    if _SCIENTIFIC.fullmatch(said):
        raise Bad("被当成数字存了，后几位已经丢失，请把这一列设成文本后重新导出")
    return said.removesuffix(".0")


def phone(text: str) -> str | None:
    """The figures of a telephone number; several numbers in one cell are refused."""
    said = half(text).removesuffix(".0")
    if said in BLANK or said in NOTHING:
        return None
    if _SCIENTIFIC.fullmatch(said):
        raise Bad("被当成数字存了，后几位已经丢失，请把这一列设成文本后重新导出")
    bare = re.sub(r"[\s()+-]", "", said)
    if not re.fullmatch(r"\d+", bare, re.ASCII):
        raise Bad("不是一个电话号码；一格只写一个号码")
    return bare.removeprefix("0086") if bare.startswith("0086") else re.sub(r"^86(?=1\d{10}$)", "", bare)


def flag(text: str) -> bool | None:
    said = _SPACES.sub("", half(text)).upper().removesuffix(".0")
    if said in TRUE:
        return True
    if said in FALSE:
        return False
    if said in BLANK or said in NOT_KNOWN:
        return None
    raise Bad("要写“是”或“否”")


def number(text: str, unit: str = "", heading_unit: str = "") -> Decimal | None:
    """The figure in `unit`; a unit written in the cell wins over the heading's, which wins over the column's own."""
    said = _SPACES.sub("", half(text)).lstrip("¥￥")
    if said in BLANK or said in NOTHING:
        return None
    figures, written = _parted(said)
    if not _NUMBER.fullmatch(figures):
        raise Bad("不是一个数")
    found = Decimal(figures)
    said_unit = written or heading_unit
    if said_unit and said_unit != unit:
        found *= _factor(said_unit, unit)
    if abs(found) >= MOST:
        raise Bad("数太大，不像这一列的数")
    return found


def _parted(said: str) -> tuple[str, str]:
    """Figures without thousands' commas, and the unit written behind them."""
    found = re.fullmatch(r"([+-]?[\d.,]*(?:E[+-]?\d+)?)(\D*?)", said, re.ASCII | re.IGNORECASE)
    if found is None:
        return said, ""
    figures, written = found.groups()
    if "," in figures:
        if not re.fullmatch(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", figures):
            raise Bad("逗号的位置不像千分位，分不清是几个数还是一个数")
        figures = figures.replace(",", "")
    return figures, written


def _factor(written: str, unit: str) -> Decimal:
    if written not in UNITS:
        raise Bad("不是一个数")
    (family, size), (own_family, own) = UNITS[written], UNITS.get(unit, ("", Decimal(1)))
    if family != own_family:
        raise Bad(f"单位“{written}”和这一列的单位{f'“{unit}”' if unit else ''}对不上")
    return size / own


def count(text: str, unit: str = "", heading_unit: str = "") -> int | None:
    """A whole number, in the column's unit."""
    found = number(text, unit, heading_unit)
    if found is None:
        return None
    if found != found.to_integral_value():
        raise Bad("要写整数")
    return int(found)


def hundredths(text: str, unit: str = "", heading_unit: str = "") -> int | None:
    """A hundred times the figure, in the column's unit, half a hundredth rounded away from nought."""
    found = number(text, unit, heading_unit)
    if found is None:
        return None
    if unit == "万元":
        found *= 10000
    return int((found * 100).to_integral_value(ROUND_HALF_UP))


def day(text: str) -> date | None:
    """A calendar day, in any of the shapes offices write."""
    said = _dated(text)
    if said is None:
        return None
    if found := re.fullmatch(r"(\d{4})(\d{2})(\d{2})", said):
        return _day(*found.groups())
    if found := re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", said):
        return _day(*found.groups())
    if re.fullmatch(r"\d{5}", said):
        return _serial(int(said))
    if re.fullmatch(r"\d{6}|\d{4}[-/.年]\d{1,2}月?", said):
        raise Bad("只有年月，没有日")
    if re.fullmatch(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}", said):
        raise Bad("分不清年、月、日的先后，请写成 2023-01-05 这样")
    raise Bad("不是日期，请写成 2023-01-05 这样")


def month(text: str) -> int | None:
    """Year * 12 + month - 1; a whole date gives its month."""
    said = _dated(text)
    if said is None:
        return None
    if found := re.fullmatch(r"(\d{4})(\d{2})", said):
        return _month(*found.groups())
    if found := re.fullmatch(r"(\d{4})[-/.年](\d{1,2})月?", said):
        return _month(*found.groups())
    try:
        whole = day(text)
    except Bad:
        raise Bad("不是年月，请写成 202301 这样") from None
    return None if whole is None else whole.year * 12 + whole.month - 1


def _dated(text: str) -> str | None:
    said = _SPACES.sub(" ", half(text))
    if said in BLANK or said in NOTHING:
        return None
    said = re.sub(r"[ T]00:00(?::00(?:\.0+)?)?$", "", said).removesuffix(".0")
    return said.replace(" ", "")


def _day(year: str, month_: str, of_month: str) -> date:
    try:
        found = date(int(year), int(month_), int(of_month))
    except ValueError:
        raise Bad("没有这一天") from None
    if not 1850 <= found.year <= 2150:
        raise Bad("年份不像")
    return found


def _month(year: str, of_year: str) -> int:
    if not 1 <= int(of_year) <= 12:
        raise Bad("没有这个月份")
    if not 1850 <= int(year) <= 2150:
        raise Bad("年份不像")
    return int(year) * 12 + int(of_year) - 1


def _serial(days: int) -> date:
    """A spreadsheet's day number (1900 system; before March 1900 it counts a day that never was)."""
    if not 61 <= days <= 91313:
        raise Bad("不是日期，请写成 2023-01-05 这样")
    return date(1899, 12, 30) + timedelta(days=days)


class Spelled:
    """A code list made ready for reading: folded spelling -> key, and the order of its keys."""

    def __init__(self, values: CodeList) -> None:
        self.values = values
        self.keys = {fold(said): key for said, key in values.by_spelling.items()}
        for value in values:
            if value.number:
                self.keys.setdefault(fold(value.number), value.key)
        self.order = {value.key: at for at, value in enumerate(values)}

    def find(self, text: str) -> str | None:
        """Returns the key; None when the list does not know the word."""
        said = fold(text)
        found = self.keys.get(said) or self.keys.get(said.removesuffix(".0"))
        if found is None and (coded := _CODED.match(said)):
            found = self.keys.get(said[coded.end() :])
        return found


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Returns the text as spellings are compared: half-width, no blanks, small letters."""
    return _SPACES.sub("", half(text)).lower()


@lru_cache(maxsize=256)
def _made(values: CodeList) -> Spelled:
    return Spelled(values)


def code(text: str, values: Spelled) -> str | None:
    """A key of the list; in an open list, a word nobody declared as it stands."""
    if found := values.find(text):
        return found
    said = words(text)
    if said is None or said in NOTHING or said == "否":
        return None
    if values.values.open:
        return said
    raise Bad(f"“{values.values.label}”里没有这个写法，可以写{_some(values.values)}")


def codes(text: str, values: Spelled) -> str | None:
    """Keys of the list in its order, joined by commas, undeclared words of an open list last; the whole cell or none of it."""
    if found := values.find(text):
        return found
    parts = [part for part in (code(part, values) for part in _SPLIT.split(text)) if part]
    ordered = sorted(set(parts), key=lambda part: (values.order.get(part, len(values.order)), part))
    return ",".join(ordered) or None


def _some(values: CodeList) -> str:
    shown = [f"“{value.label}”" for value in values][:6]
    return "、".join(shown) + ("等" if len(values.codes) > len(shown) else "")
