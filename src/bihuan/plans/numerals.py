"""Chinese and other numerals of official papers as integers."""

from __future__ import annotations

from functools import lru_cache

_DIGITS = {
    char: value
    for value, chars in enumerate(
        (
            "〇零○0０",
            "一壹1１",
            "二两贰2２",
            "三叁3３",
            "四肆4４",
            "五伍5５",
            "六陆6６",
            "七柒7７",
            "八捌8８",
            "九玖9９",
        )
    )
    for char in chars
}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10000}
_HAN = "零一二三四五六七八九"


@lru_cache(maxsize=4096)
def to_int(text: str) -> int | None:
    """Returns the integer that the words mean (十二, 二十, 1２, 二〇二二), None where they mean none."""
    if not text or any(char not in _DIGITS and char not in _UNITS for char in text):
        return None
    if not any(char in _UNITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    return _with_units(text)


def _with_units(text: str) -> int:
    total, digit = 0, 0
    for char in text:
        if char in _DIGITS:
            digit = digit * 10 + _DIGITS[char]
        else:
            total, digit = total + (digit or 1) * _UNITS[char], 0
    return total + digit


def to_han(number: int) -> str:
    """Returns 1..99 as Word writes it in chineseCounting (十二, 二十一); other numbers as digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _HAN[tens] + "十"
    return head + (_HAN[ones] if ones else "")
