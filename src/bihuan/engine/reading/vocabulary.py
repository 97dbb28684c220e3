"""Words that stand for yes, no, nothing, and units, as offices write them in cells."""

from __future__ import annotations

from decimal import Decimal

BLANK = frozenset((
    "", "-", "--", "—", "——", "/", "\\", "NULL", "null", "None", "nan", "NaN", "N/A", "n/a", "(空)", "空", "未填", "未填写",
))  # fmt: skip
NOTHING = frozenset(("无", "没有", "暂无"))
TRUE = frozenset((
    "是", "有", "√", "✓", "✔", "对", "1", "Y", "YES", "TRUE", "T", "已", "能", "可以", "正常", "参加", "已参加", "已参保", "通", "已通",
    "已解决", "已硬化", "已消除", "享受", "已享受",
))  # fmt: skip
FALSE = frozenset((
    "否", "无", "没有", "×", "✗", "✘", "X", "0", "N", "NO", "FALSE", "F", "未", "不", "不是", "不能", "不正常", "未参加", "未参保", "不通",
    "未通", "未解决", "未硬化", "未消除", "未享受", "不享受",
))  # fmt: skip
NOT_KNOWN = frozenset(("不详", "未知"))
# unit -> (what is measured, how many of the smallest unit)
UNITS = {
    word: (measured, Decimal(size))
    for measured, words in {
        "钱": {"元": 1, "千元": 1000, "万元": 10000, "万": 10000},
        "长": {"米": 1, "m": 1, "里": 500, "公里": 1000, "千米": 1000, "km": 1000},
        "地": {"亩": 1, "公顷": 15},
        "屋": {"平方米": 1, "㎡": 1, "m²": 1, "平米": 1, "平": 1},
        "户": {"户": 1},
        "人": {"人": 1, "名": 1},
        "个": {"个": 1, "座": 1},
        "月": {"月": 1, "个月": 1},
        "岁": {"岁": 1},
    }.items()
    for word, size in words.items()
}
