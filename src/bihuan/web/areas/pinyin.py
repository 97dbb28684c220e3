"""Sort keys and initials: the embedded database has no Chinese collation, so the order by pinyin is stored.

pypinyin is loaded at first use: its dictionary takes longer than the rest of a start.
"""

from __future__ import annotations


def sort_key(text: str) -> str:
    """Pinyin without tones, a space between syllables, lower case."""
    from pypinyin import lazy_pinyin

    return " ".join(lazy_pinyin(text)).lower()[:200]


def initials(text: str) -> str:
    """First letters, e.g. 柳溪镇 -> lxz."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()[:60]
