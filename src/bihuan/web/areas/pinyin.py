"""Sort keys and initials: the embedded database has no Chinese collation, so the order by pinyin is stored."""

from __future__ import annotations

from pypinyin import Style, lazy_pinyin


def sort_key(text: str) -> str:
    """Pinyin without tones, a space between syllables, lower case."""
    return " ".join(lazy_pinyin(text)).lower()[:200]


def initials(text: str) -> str:
    """First letters, e.g. 柳溪镇 -> lxz."""
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()[:60]
