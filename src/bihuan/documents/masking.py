"""Personal numbers in running text, covered: resident IDs, phones, bank cards."""

from __future__ import annotations

import re
from typing import TypeVar

from bihuan.documents.texts import changed

T = TypeVar("T")

# Digits that are part of a longer word (a hash, a serial number) are no personal number. Chinese input methods write wide figures as well,
# which \d knows and a range does not.
_ALONE, _ENDS = r"(?<![0-9A-Za-z０-９])", r"(?![0-9A-Za-z０-９])"
_ID = re.compile(rf"{_ALONE}(\d{{6}}) ?\d{{4}} ?\d{{4}} ?(\d{{3}}[\dXxＸｘ]){_ENDS}")
_OLD_ID = re.compile(rf"{_ALONE}(\d{{6}})\d{{6}}(\d{{3}}){_ENDS}")
_CARD = re.compile(rf"{_ALONE}(?:\d[ ]?){{12,15}}(\d{{4}}){_ENDS}")
_PHONE = re.compile(rf"{_ALONE}((?:[8８][6６][ -]?)?[1１][3-9３-９]\d)[ -]?\d{{4}}[ -]?(\d{{4}}){_ENDS}")


def mask(text: str) -> str:
    """The text with the birth date of IDs, the middle of phones and all but the last four of bank cards covered."""
    text = _ID.sub(r"\1********\2", text)
    text = _OLD_ID.sub(r"\1******\2", text)
    text = _CARD.sub(r"************\1", text)
    return _PHONE.sub(r"\1****\2", text)


def masked(thing: T) -> T:
    """The same (a text, a tuple, a frozen dataclass of such) with every text masked; paths stay."""
    return changed(thing, mask)
