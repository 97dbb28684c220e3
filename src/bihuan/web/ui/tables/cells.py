"""The cells of a sheet as the XML of an .xlsx file: each kind of value by its own rule, each value worked out once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any
from xml.sax.saxutils import escape

from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from bihuan.web.config import clock

LONGEST = 32_767  # characters Excel holds in a cell
CUT = "……（太长，后面的请到系统里看）"
_REMEMBERED = 5_000
_DAY_NOUGHT = date(1899, 12, 30).toordinal()
# Excel takes 1900 for a leap year: days before this one would come out one off.
_FIRST_DAY = date(1900, 3, 1).toordinal()
_SECONDS = 86_400
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True)
class Styles:
    """The numbers of the formats of days, moments and text in the file's style sheet."""

    day: str
    moment: str
    text: str


class Cells:
    """Rows of values to rows of XML, under the styles of one file."""

    def __init__(self, styles: Styles) -> None:
        words = _Words(f'" s="{styles.text}" t="inlineStr"><is><t')
        numbers: dict[type, Any] = {kind: _Numbers(words) for kind in (int, float, Decimal)}
        days: dict[type, Any] = {date: _Days(words, styles.day), datetime: _Moments(words, styles.moment)}
        self._ends = _Kinds({type(None): {None: ""}, str: words, **numbers, **days})

    def rows(self, rows: Iterable[Sequence[Any]], columns: int) -> Iterator[str]:
        """The <row> elements from the second on: the first holds the heads. Empty values have no cell."""
        ends, names = self._ends, [f'<c r="{letters(at)}' for at in range(columns)]
        for number, row in enumerate(rows, start=2):
            cells = [
                f"{name}{number}{end}"
                for name, value in zip(names, row, strict=True)
                if (end := ends[type(value)][value])
            ]
            yield f'<row r="{number}">{"".join(cells)}</row>'


class _Ends(dict[Any, str]):
    """Value -> its cell's XML after the address. Lists repeat their words, so many are found and not made."""

    def keep(self, value: Any, end: str) -> str:
        if len(self) < _REMEMBERED:
            self[value] = end
        return end


class _Words(_Ends):
    """Text stays text whatever it begins with."""

    def __init__(self, begun: str) -> None:
        super().__init__({"": ""})
        self._begun, self._plain = begun, f"{begun}>"

    def __missing__(self, value: str) -> str:
        # Nearly all text is of this kind; the rest goes the long way.
        if (
            value.isprintable()
            and "&" not in value
            and "<" not in value
            and ">" not in value
            and "_x" not in value
            and value[0] != " "
            and value[-1] != " "
            and len(value) <= LONGEST
        ):
            return self.keep(value, f"{self._plain}{value}</t></is></c>")
        return self.keep(value, f"{self._begun}{_careful(value)}</t></is></c>")


class _Numbers(_Ends):
    """Numbers that Excel can count with; others are words."""

    def __init__(self, words: _Words) -> None:
        super().__init__()
        self._words = words

    def __missing__(self, value: Any) -> str:
        if isinstance(plain(value), str) or not isfinite(value):
            return self.keep(value, self._words[str(value)])
        return self.keep(value, f'"><v>{value}</v></c>')


class _Days(_Ends):
    """Days as the numbers Excel counts them by; those before its calendar are words."""

    def __init__(self, words: _Words, style: str) -> None:
        super().__init__()
        self._words, self._begun = words, f'" s="{style}"><v>'

    def __missing__(self, value: date) -> str:
        return self.keep(value, self._end(value, value.toordinal() - _DAY_NOUGHT))

    def _end(self, value: date, number: int | str) -> str:
        return (
            f"{self._begun}{number}</v></c>" if value.toordinal() >= _FIRST_DAY else self._words[str(value)]
        )


class _Moments(_Days):
    """Moments, in local time."""

    def __missing__(self, value: date) -> str:
        held: datetime = plain(value)
        seconds = held.hour * 3600 + held.minute * 60 + held.second + held.microsecond / 1e6
        return self.keep(
            value, self._end(held, f"{held.toordinal() - _DAY_NOUGHT + seconds / _SECONDS:.15g}")
        )


class _Kinds(dict[type, Any]):
    """Type -> the ends of its values; kinds that Excel has no cell for are written as what `plain` makes of them."""

    def __missing__(self, kind: type) -> Any:
        return _Other(self)


class _Other:
    """The ends of values of any other kind; nothing is remembered, because they may change or not be hashable."""

    def __init__(self, kinds: _Kinds) -> None:
        self._kinds = kinds

    def __getitem__(self, value: Any) -> str:
        held = plain(value)
        if type(held) not in self._kinds:  # a kind of number or day of somebody's own
            held = str(held)
        end: str = self._kinds[type(held)][held]
        return end


def plain(value: Any) -> Any:
    """Returns the value as Excel holds it: local time without zone, 是/否, text without tags, long numbers as text."""
    if isinstance(value, datetime):
        return value.astimezone(clock.ZONE).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int) and abs(value) >= 10**11:
        return str(value)  # area codes and the like: not quantities, and Excel keeps 15 digits only
    if value is None or isinstance(value, date | int | float | Decimal):
        return "" if value is None else value
    if isinstance(value, list | tuple | set):
        return "、".join(str(plain(each)) for each in value)
    return strip_tags(value) if isinstance(value, SafeString) else str(value)


def letters(at: int) -> str:
    """Returns the letters of the column at `at`, from nought: A, Z, AA."""
    name, at = "", at + 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(65 + rest) + name
    return name


def _careful(value: str) -> str:
    """The rest of the opening tag and the text. What XML cannot hold is written as Excel writes it: _x0007_."""
    if len(value) > LONGEST:
        value = value[: LONGEST - len(CUT)] + CUT
    value = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", value)
    keep = ' xml:space="preserve"' if value != value.strip() or "\n" in value else ""
    return f"{keep}>{escape(value)}"
