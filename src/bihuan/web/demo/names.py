"""Names of people who do not exist: surnames by their real frequency, given names by sex and generation."""

import random
from collections.abc import Iterator

from pypinyin import lazy_pinyin

# Share of the population in per mille (public security ministry's yearly name report, rounded), common ones first.
SURNAMES: dict[str, int] = {
    "王": 72, "李": 72, "张": 68, "刘": 54, "陈": 46, "杨": 31, "黄": 23, "赵": 21, "吴": 20, "周": 19,
    "徐": 14, "孙": 14, "马": 13, "朱": 12, "胡": 12, "郭": 11, "何": 11, "林": 11, "罗": 10, "高": 10,
    "郑": 9, "梁": 9, "谢": 8, "宋": 8, "唐": 8, "许": 7, "邓": 7, "韩": 7, "冯": 6, "曹": 6,
    "彭": 6, "曾": 6, "肖": 6, "田": 5, "董": 5, "潘": 5, "袁": 5, "蔡": 5, "蒋": 5, "余": 5,
    "于": 4, "杜": 4, "叶": 4, "程": 4, "魏": 4, "苏": 4, "吕": 4, "丁": 4, "任": 4, "卢": 4,
    "姚": 4, "沈": 4, "钟": 4, "姜": 4, "崔": 3, "谭": 3, "陆": 3, "范": 3, "汪": 3, "廖": 3,
    "石": 3, "金": 3, "韦": 3, "贾": 3, "夏": 3, "付": 3, "方": 3, "邹": 3, "熊": 3, "白": 3,
    "孟": 2, "秦": 2, "邱": 2, "侯": 2, "江": 2, "尹": 2, "薛": 2, "闫": 2, "段": 2, "雷": 2,
    "龙": 2, "黎": 2, "史": 2, "陶": 2, "贺": 2, "毛": 2, "郝": 2, "顾": 2, "龚": 2, "邵": 2,
    "万": 2, "覃": 2, "武": 2, "钱": 2, "戴": 2, "严": 2, "莫": 2, "孔": 2, "向": 2, "欧阳": 1,
    "汤": 1, "易": 1, "常": 1, "康": 1, "温": 1, "洪": 1, "文": 1, "柳": 1, "聂": 1, "祝": 1,
}  # fmt: skip

# Where the dictionary reading is not the one a surname takes.
SURNAME_READINGS = {"曾": "zeng", "覃": "qin", "任": "ren", "石": "shi", "黎": "li", "尹": "yin", "万": "wan"}


def words(text: str) -> tuple[str, ...]:
    """Returns the words of a text: long lists of names are read and mended more easily without quotes."""
    return tuple(text.split())


MEN_ELDER = words(
    "建国 建华 建民 建军 国强 国平 志强 志明 志刚 永福 永生 长生 春生 水生 德胜 德华 德明 光明 光辉 新民 新华 "
    "立生 立华 立群 家旺 家富 正平 正华 正国 满春 满生 庆友 庆华 庆丰 友良 友生 贵生 贵清 冬生 秋生 福生 福田 "
    "明华 明德 文斌 文武 文明 海清 海生 祖德 祖荣 先进 先富 绍华 绍文 远志 远华 得水 万里 有才 有田 大勇 大贵 "
    "金生 金华 银生 木林 森林 火生 土生 昌盛 昌荣 兴旺 兴华 忠诚 忠华 孝文 和平 和生 太平 克勤 克俭 运来 运生"
)
MEN_YOUNGER = words(
    "伟 勇 军 磊 涛 超 鹏 波 斌 峰 刚 亮 凯 俊 浩 鑫 辉 毅 宇 杰 小军 小兵 小龙 小勇 晓东 晓峰 晓明 向东 向阳 "
    "海波 海涛 海龙 建平 建新 志远 志鹏 志勇 文涛 文杰 文博 俊杰 俊峰 浩然 子豪 宇航 宇轩 家豪 家辉 明亮 明辉 "
    "云龙 云飞 天宇 天佑 思远 思源 嘉伟 嘉诚 振华 振宇 泽宇 泽民 立新 立志 少华 少峰 永强 永亮 世杰 世豪 成龙 "
    "博文 学文 学峰 正阳 正宇 一鸣 一帆 林峰 林涛 国栋 国梁 彦斌 彦青 庭辉 庭芳 鸿飞 鸿志 启明 启航 锦程 锦华"
)
WOMEN_ELDER = words(
    "桂兰 秀英 玉梅 玉兰 玉珍 秀兰 秀珍 秀莲 桂英 桂花 桂香 春兰 春梅 春香 秋菊 秋香 冬梅 冬秀 月娥 月英 月华 "
    "红梅 红英 红霞 海燕 金莲 金花 银花 菊香 菊英 翠英 翠莲 翠兰 爱华 爱莲 爱珍 淑芳 淑英 淑华 凤英 凤娇 凤莲 "
    "素芳 素英 彩云 彩霞 美玉 美华 美珍 腊梅 腊秀 满秀 满香 小英 小莲 国英 国秀 建英 建芳 友香 友莲 福英 福秀"
)
WOMEN_YOUNGER = words(
    "敏 丽 静 芳 燕 娟 霞 玲 艳 娜 婷 洁 琳 慧 颖 倩 雪 蓉 莉 萍 春华 春燕 小红 小燕 小玲 晓燕 晓丽 晓玲 丽娟 "
    "丽萍 丽华 雪梅 雪莲 婷婷 文静 文慧 文娟 思思 思雨 思琪 佳佳 佳慧 佳怡 雨欣 雨婷 梦瑶 梦洁 欣怡 诗琪 "
    "海霞 海棠 志红 志英 艳红 艳芳 慧敏 慧玲 静怡 静雯 紫薇 紫云 云霞 云芳 亚男 亚萍 玉洁 玉婷 晶晶 莎莎 露 "
    "巧云 巧玲 林芳 林燕 清华 清莲 新月 新芳 锦绣 锦秀 若兰 若琳 望舒 念慈 采薇 静姝 宛如 书怡"
)


def stream(rng: random.Random, taken: set[str]) -> Iterator[str]:
    """Yields full names without end.

    A name already in `taken` is let through once in fifty times only: a real county has a few people of the same
    name, and the pages must tell them apart.
    """
    surnames, weights = list(SURNAMES), list(SURNAMES.values())
    while True:
        given = rng.choice(
            rng.choices((MEN_ELDER, MEN_YOUNGER, WOMEN_ELDER, WOMEN_YOUNGER), (34, 26, 20, 20))[0]
        )
        surname = rng.choices(surnames, weights)[0]
        if len(surname) + len(given) > 3:
            continue
        name = surname + given
        if name in taken and rng.random() > 0.02:
            continue
        taken.add(name)
        yield name


def username(name: str, taken: set[str]) -> str:
    """Returns the sign-in name and adds it to `taken`: full pinyin, with a number from 2 on where it is taken."""
    surname = name[:2] if name[:2] in SURNAMES else name[:1]
    first = SURNAME_READINGS.get(surname) or "".join(lazy_pinyin(surname))
    base = first + "".join(lazy_pinyin(name[len(surname) :], v_to_u=False)).replace("ü", "v")
    found, number = base, 1
    while found in taken:
        number += 1
        found = f"{base}{number}"
    taken.add(found)
    return found
