"""Automatic numbering of Word: the numbers that stand on paper but not in the text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bihuan.plans.numerals import to_han

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_LEGAL = str.maketrans("0123456789", "零壹贰叁肆伍陆柒捌玖")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def _roman(number: int) -> str:
    out = ""
    for value, letters in _ROMAN:
        out += letters * (number // value)
        number %= value
    return out


def _letters(number: int) -> str:
    return chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else f"({number})"


def _cycle(letters: str) -> Callable[[int], str]:
    return lambda number: letters[(number - 1) % len(letters)]


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "none": lambda number: "",
    "bullet": lambda number: "",
    "decimalFullWidth": lambda number: str(number).translate(_WIDE),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "ideographDigital": lambda number: str(number).translate(_DIGITS),
    "chineseLegalSimplified": lambda number: str(number).translate(_LEGAL),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "ideographEnclosedCircle": lambda number: chr(0x3280 + number - 1) if number <= 10 else str(number),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}
_HAN = (
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "japaneseDigitalTenThousand",
    "koreanCounting",
)
_FORMATS.update(dict.fromkeys(_HAN, to_han))


def spell(number: int, form: str) -> str:
    """Returns the number in a Word number format; an unknown format counts as decimal."""
    return _FORMATS.get(form, str)(max(number, 1) if form not in ("decimal",) else number)


@dataclass(frozen=True)
class Level:
    """One level of a list definition."""

    start: int = 1
    form: str = "decimal"
    words: str = ""
    suffix: str = "tab"
    legal: bool = False


@dataclass
class Numbering:
    """The definitions of numbering.xml and the counters while the document is read in order."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    abstract: dict[str, str] = field(default_factory=dict)
    overrides: dict[str, dict[int, int]] = field(default_factory=dict)
    counters: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    started: set[tuple[str, int]] = field(default_factory=set)

    def label(self, num: str, level: int) -> str:
        """Returns the next number of a list at a level as it is printed, empty for bullets and unknown lists."""
        key = self.abstract.get(num)
        definition = self.levels.get(key or "", {}).get(level)
        if key is None or definition is None:
            return ""
        self._count(num, key, level, definition)
        words = self._printed(key, definition)
        gap = (
            " "
            if words and words[-1].isascii() and words[-1].isalnum() and definition.suffix != "nothing"
            else ""
        )
        return words + gap

    def _count(self, num: str, key: str, level: int, definition: Level) -> None:
        counters = self.counters[key]
        override = self.overrides.get(num, {}).get(level)
        if override is not None and (num, level) not in self.started:
            self.started.add((num, level))
            counters[level] = override
        else:
            counters[level] = counters[level] + 1 if level in counters else definition.start
        for deeper in [other for other in counters if other > level]:
            del counters[deeper]

    def _printed(self, key: str, definition: Level) -> str:
        if definition.form == "bullet":
            return ""

        def number(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            other = self.levels[key].get(level, Level())
            return spell(
                self.counters[key].get(level, other.start), "decimal" if definition.legal else other.form
            )

        return re.sub(r"%([1-9])", number, definition.words)


def read_numbering(root: _Element | None) -> Numbering:
    """Returns the numbering of a document; an empty one where it has no numbering part."""
    numbering = Numbering()
    if root is None:
        return numbering
    for item in root.iterfind(f"{W}abstractNum"):
        numbering.levels[item.get(f"{W}abstractNumId", "")] = _levels(item)
    for item in root.iterfind(f"{W}num"):
        _read_num(numbering, item)
    return numbering


def _read_num(numbering: Numbering, item: _Element) -> None:
    num, reference = item.get(f"{W}numId", ""), item.find(f"{W}abstractNumId")
    numbering.abstract[num] = _value(reference) or ""
    for override in item.iterfind(f"{W}lvlOverride"):
        level, start = _integer(override.get(f"{W}ilvl")), override.find(f"{W}startOverride")
        if start is not None:
            numbering.overrides.setdefault(num, {})[level] = _integer(_value(start), 1)
        own = _levels(override)
        if own:
            key = f"{num}*{numbering.abstract[num]}"
            numbering.levels[key] = {**numbering.levels.get(numbering.abstract[num], {}), **own}
            numbering.abstract[num] = key


def _levels(item: _Element) -> dict[int, Level]:
    return {
        _integer(level.get(f"{W}ilvl")): Level(
            _integer(_value(level.find(f"{W}start")), 1),
            _value(level.find(f"{W}numFmt")) or "decimal",
            _words(level),
            _value(level.find(f"{W}suff")) or "tab",
            level.find(f"{W}isLgl") is not None,
        )
        for level in item.iterfind(f"{W}lvl")
    }


def _value(item: _Element | None) -> str | None:
    return None if item is None else item.get(f"{W}val")


def _integer(words: str | None, default: int = 0) -> int:
    return int(words) if words and re.fullmatch(r"-?\d{1,6}", words) else default


def _words(level: _Element) -> str:
    """The label's pattern; a ? in it is the 、 that a conversion from .rtf lost."""
    return (_value(level.find(f"{W}lvlText")) or "").replace("?", "、")
