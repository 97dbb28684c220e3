"""One certificate number at a time, in plain Python."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from bihuan.engine.identity.prefixes import LENGTHS, years

# the forms (`engine.tables.derived.ID_FORM`) whose number says something of a person
VALID = ("resident", "resident_15", "certificate")
WEIGHTS = tuple(2**power % 11 for power in range(17, 0, -1))
CHECK_DIGITS = "10X98765432"
# full-width letters, figures and signs, and the full-width blank
HALF_WIDTH = {0x3000: 0x20, **{0xFF01 + at: 0x21 + at for at in range(94)}}
_UPPER = {small: small - 32 for small in range(ord("a"), ord("z") + 1)}
_UNSEEN = re.compile(r"[\s\u200b-\u200f\u2060\ufeff'’‘\"“”`]+")
_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")
_FIFTEEN = re.compile(r"[0-9]{15}")
_CERTIFICATE = re.compile(r"[0-9]{17}[0-9X][1-7][1-4](?:B[0-9])?")


@dataclass(frozen=True)
class Said:
    """What one number says. All but `form` are None where the form is not one of `VALID` (`key`: see `key_of`)."""

    key: str | None = None
    form: str | None = None
    birth_date: date | None = None
    sex: str | None = None
    place_known: bool | None = None
    certificate_category: int | None = None
    certificate_grade: int | None = None


def clean(text: str | None) -> str | None:
    """Returns the number as it should have been typed: half-width, without blanks and quotes, X upper-case; None for nothing."""
    if text is None:
        return None
    return _UNSEEN.sub("", text.translate(HALF_WIDTH)).translate(_UPPER) or None


def of(text: str | None, places: Collection[str] | None = None) -> Said:
    """Returns what the number says. `places`: known prefixes, as in `prefixes`; without it `place_known` stays unknown."""
    number = clean(text)
    if number is None:
        return Said()
    form = _form(number)
    if form not in VALID:
        return Said(key=key_of(number), form=form)
    full = to_18(number) if form == "resident_15" else number
    certificate = form == "certificate"
    return Said(
        key=full[:18],
        form=form,
        birth_date=_birth_date(full),
        sex="male" if int(full[16]) % 2 else "female",
        place_known=None if places is None else _place_known(full, years(places)),
        certificate_category=int(number[18]) if certificate else None,
        certificate_grade=int(number[19]) if certificate else None,
    )


def _place_known(full: str, until: Mapping[str, int]) -> bool:
    """Whether somebody born that year may have a number of the place."""
    return any(int(full[6:10]) <= until.get(full[:n], 0) for n in LENGTHS)


def key_of(text: str | None) -> str | None:
    """Returns the same 18 characters for every number of one person (15 digits, 18, or a disability certificate).

    A number of another form stands for itself, cut after 18; a placeholder stands for nobody: None.
    """
    number = clean(text)
    if number is None or number.startswith("999999"):
        return None
    return to_18(number) if _form(number) == "resident_15" else number[:18]


def to_18(fifteen: str) -> str:
    """Returns the 18 characters of a number of 15 digits (everybody who has one was born in the twentieth century)."""
    body = f"{fifteen[:6]}19{fifteen[6:]}"
    return body + check_digit(body)


def check_digit(body: str) -> str:
    """Returns the 18th character for the first 17 digits (GB 11643-1999, ISO 7064 MOD 11-2)."""
    return CHECK_DIGITS[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=False)) % 11]


def _form(number: str) -> str:
    if number.startswith("999999"):
        return "placeholder"
    if len(number) == 15:
        return _dated("resident_15", to_18(number)) if _FIFTEEN.fullmatch(number) else "characters"
    if len(number) not in (18, 20, 22):
        return "length"
    if not (_EIGHTEEN if len(number) == 18 else _CERTIFICATE).fullmatch(number):
        return "characters"
    if number[17] != check_digit(number[:17]) and _birth_date(number):
        return "check_digit"
    return _dated("resident" if len(number) == 18 else "certificate", number)


def _dated(form: str, number: str) -> str:
    return form if _birth_date(number) else "date"


def _birth_date(number: str) -> date | None:
    """The date in digits 7 to 14, from 1900 to 2099."""
    if number[6:8] not in ("19", "20"):
        return None
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
