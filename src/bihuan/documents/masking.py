"""Personal numbers in running text, covered: resident IDs, phones, bank cards."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

# Digits that are part of a longer word (a hash, a serial number) are no personal number.
_ID = re.compile(r"(?<![0-9A-Za-z])(\d{6})\d{8}(\d{3}[\dXx])(?![0-9A-Za-z])")
_OLD_ID = re.compile(r"(?<![0-9A-Za-z])(\d{6})\d{6}(\d{3})(?![0-9A-Za-z])")
_CARD = re.compile(r"(?<![0-9A-Za-z])(?:\d[ ]?){12,15}(\d{4})(?![0-9A-Za-z])")
_PHONE = re.compile(r"(?<![0-9A-Za-z])(1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})(?![0-9A-Za-z])")


def mask(text: str) -> str:
    """The text with the birth date of IDs, the middle of phones and all but the last four of bank cards covered."""
    text = _ID.sub(r"\1********\2", text)
    text = _OLD_ID.sub(r"\1******\2", text)
    text = _CARD.sub(r"************\1", text)
    return _PHONE.sub(r"\1****\2", text)


def masked(thing: T) -> T:
    """The same (a text, a tuple, a frozen dataclass of such) with every text masked; paths stay."""
    made: Any = thing
    if isinstance(thing, str):
        made = mask(thing)
    elif isinstance(thing, tuple):
        made = tuple(masked(each) for each in thing)
    elif is_dataclass(thing) and not isinstance(thing, type):
        parts = {f.name: masked(getattr(thing, f.name)) for f in fields(thing)}
        made = replace(thing, **parts)
    return made if not isinstance(thing, Path) else thing
