"""A parameter as plain data, and the one question it answers: what holds here on this day?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from bihuan.days import add_calendar_days, add_working_days

DayKind = Literal["calendar", "working"]
AREA_DIGITS = 12


@dataclass(frozen=True)
class Unit:
    """How an amount is said and how large it may be.

    An amount is what frames hold: money in fen, areas and distances in hundredths. `scale` is how many of them make one of
    what people say.
    """

    says: str
    most: int = 36500
    scale: int = 1

    def words(self, amount: int) -> str:
        """Returns 7 天; 6900 元 for 690000 fen; 0.5 亩 for 50 hundredths of a mu."""
        whole, part = divmod(amount, self.scale)
        digits = f"{part:0{len(str(self.scale)) - 1}d}".rstrip("0") if part else ""
        return self.says.format(f"{whole}.{digits}" if digits else whole)


# unit -> how it is said; days depend on their kind
UNITS = {
    "days": Unit("{0} 天"),
    "months": Unit("{0} 个月"),
    "years": Unit("{0} 年"),
    "age": Unit("{0} 周岁", most=150),
    "count": Unit("{0} 次"),
    "items": Unit("{0} 件"),
    "households": Unit("{0} 户"),
    "people": Unit("{0} 人"),
    "figures": Unit("{0} 个数"),
    "times": Unit("{0} 倍"),
    "groups": Unit("{0} 类"),
    "percent": Unit("{0}%", most=100),
    "score": Unit("{0} 分", most=100),
    "ten_thousandths": Unit("万分之 {0}", most=10_000),
    "fen": Unit("{0} 元", most=10**12, scale=100),
    "mu": Unit("{0} 亩", most=10**8, scale=100),
    "square_metres": Unit("{0} 平方米", most=10**8, scale=100),
    "kilometres": Unit("{0} 公里", most=10**6, scale=100),
    "hundredths": Unit("{0}", most=10**8, scale=100),
}
WORKING = "{0} 个工作日"


class Unknown(LookupError):
    """No value holds for this place and day; the message says what is missing and who gives it."""


@dataclass(frozen=True)
class Source:
    """Where a value comes from; `kind` is document, office or product."""

    key: str
    title: str
    kind: str
    issuer: str = ""
    dated: date | None = None
    note: str = ""

    def __str__(self) -> str:
        paper = self.kind == "document"
        about = "，".join(
            part for part in (self.issuer, f"{self.dated:%Y-%m-%d}" if self.dated else "") if part
        )
        title = f"《{self.title}》" if paper else self.title
        return f"{title}（{about}）" if about else title


@dataclass(frozen=True)
class Value:
    """One amount with its span (both days included), its source and, for days, the kind of day it counts."""

    amount: int
    unit: str
    since: date
    source: Source
    until: date | None = None
    clause: str = ""
    day_kind: DayKind | None = None
    jurisdiction: str = ""

    @property
    def words(self) -> str:
        """7 天, 5 个工作日, 10%."""
        return (
            WORKING.format(self.amount) if self.day_kind == "working" else UNITS[self.unit].words(self.amount)
        )

    def after(self, day: date) -> date:
        """Returns the day this many days after `day`, counted as its source counts; ValueError for what is no number of days."""
        if self.day_kind is None:
            raise ValueError(f"“{self.words}”不是天数，不能往后数。")
        count = add_working_days if self.day_kind == "working" else add_calendar_days
        return count(day, self.amount)

    def before(self, day: date) -> date:
        """Returns the day this many days before `day`."""
        if self.day_kind is None:
            raise ValueError(f"“{self.words}”不是天数，不能往前数。")
        count = add_working_days if self.day_kind == "working" else add_calendar_days
        return count(day, -self.amount)

    def holds(self, on: date) -> bool:
        """Whether `on` lies in its span."""
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True)
class Parameter:
    """One named number. `values` are by jurisdiction (leading digits of the area code), each in order of time without gaps.

    `soft`: going past it is not forbidden but wants a reason. `group` is where the page lists it.
    """

    key: str
    label: str
    says: str
    unit: str
    group: str
    soft: bool
    values: dict[str, tuple[Value, ...]]

    def at(self, area_code: int, on: date) -> Value | None:
        """Returns what holds at the place (12 digits) on the day; None when it is unknown.

        The longest prefix that has the parameter by then wins. Where its last value has run out the answer is unknown:
        neither last year's value nor the one of the jurisdiction above takes its place.
        """
        code = f"{area_code:0{AREA_DIGITS}d}"
        for length in range(AREA_DIGITS, -1, -1):
            own = self.values.get(code[:length], ()) if length else self.values.get("", ())
            if own and own[0].since <= on:
                return next((value for value in own if value.holds(on)), None)
        return None


@dataclass(frozen=True)
class Book:
    """All parameters by key."""

    parameters: dict[str, Parameter]

    def __getitem__(self, key: str) -> Parameter:
        if key not in self.parameters:
            raise KeyError(f"没有“{key}”这个参数，参数都列在 policy/parameters/values 里。")
        return self.parameters[key]

    def at(self, key: str, area_code: int, on: date) -> Value | None:
        """Returns the value, None when unknown; KeyError for a key nobody declared."""
        return self[key].at(area_code, on)

    def need(self, key: str, area_code: int, on: date) -> Value:
        """Returns the value; Unknown (in Chinese, with the next step) when there is none."""
        found = self.at(key, area_code, on)
        if found is None:
            where = f"{area_code:0{AREA_DIGITS}d}"
            raise Unknown(
                f"参数“{self[key].label}”在 {on:%Y-%m-%d} 没有数（区划代码 {where}）：已过有效期或还没有定。"
                "请由系统管理员把新的数和来源写进本县参数，再办。"
            )
        return found
