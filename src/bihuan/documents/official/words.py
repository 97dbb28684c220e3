"""Dates and ordinals as official papers write them."""

from __future__ import annotations

from datetime import date

_DIGITS = "零一二三四五六七八九"


def day(on: date) -> str:
    """2022年6月5日: Arabic figures, no leading zeros."""
    return f"{on.year}年{on.month}月{on.day}日"


def month(on: date) -> str:
    """2022年6月."""
    return f"{on.year}年{on.month}月"


def ordinal(number: int) -> str:
    """一, 十, 十一, 二十三 for 1 to 99; ValueError beyond, where headings use figures."""
    if not 0 < number < 100:
        raise ValueError(f"中文序号只到九十九，没有 {number}。")
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{_DIGITS[tens]}十")
    return head + (_DIGITS[ones] if ones else "")
