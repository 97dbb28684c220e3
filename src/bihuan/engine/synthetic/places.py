"""Places of the invented county: 22 townships and 420 villages under 990101 云溪县."""

import random
from dataclasses import dataclass
from typing import Literal

from bihuan.engine.synthetic.names import words

COUNTY = 990101_000000
COUNTY_NAME = "云溪县"
HOME = "990101"  # the county's prefix of resident numbers; no real place has a number from 99 on
NEIGHBOURS = ("990102", "990103")  # where some who married in come from
BRIDES = "990104"  # where those come from who marry in later
ID_PREFIXES = frozenset((HOME, *NEIGHBOURS, BRIDES))  # the place list: any other prefix is unknown
Level = Literal["county", "township", "village"]


@dataclass(frozen=True)
class Place:
    """A county, township or village: 12-digit code, name, level and the code above (None for the county)."""

    code: int
    name: str
    level: Level
    parent: int | None


# How many villages each township has: 420 in all, between 11 and 28 as in real hilly counties.
TOWNSHIPS: dict[str, int] = {
    "城关镇": 27, "柳溪镇": 11, "马头镇": 23, "沙湾镇": 22, "茶亭镇": 19, "白沙镇": 21, "南浦镇": 20, "大河镇": 24,
    "龙潭镇": 22, "石桥镇": 19, "花桥镇": 20, "双井镇": 17, "云峰镇": 18, "长塘镇": 23, "望岭乡": 16, "松林乡": 17,
    "高坪乡": 15, "东岭乡": 14, "枫树坪乡": 16, "梅岭乡": 18, "青坪乡": 20, "竹园乡": 18,
}  # fmt: skip

# Villages the guide, the pictures and the demo problems speak of.
KNOWN: dict[str, tuple[str, ...]] = {
    "柳溪镇": ("石坳", "桥头", "松湾", "下洲", "枫林", "老屋场", "双柳", "杨梅冲", "溪口", "大塘", "半边街"),
    "望岭乡": ("石坳口", "上岭", "望江亭"),
    "沙湾镇": ("大垅", "沙洲"),
    "马头镇": ("新塘", "马头寨"),
    "松林乡": ("松口", "黄泥坳"),
    "白沙镇": ("江背", "白沙洲"),
    "高坪乡": ("上坪", "下坪"),
    "茶亭镇": ("横塘", "茶亭铺"),
}
COMMUNITIES: dict[str, tuple[str, ...]] = {
    "城关镇": ("东门", "西门", "南正街", "北关", "文昌", "滨河"),
    "马头镇": ("码头街",),
    "大河镇": ("河街",),
    "龙潭镇": ("龙潭街",),
    "长塘镇": ("长塘街",),
}

WHOLE = words(
    "茶园 麻田 双江 龙泉 白马 金盆 水口 犀牛 马鞍 牛栏冲 观音阁 铜锣湾 两江口 三口塘 四方井 五里牌 六斗冲 七星岭 八角亭 九龙 "
    "十里铺 百步街 千丘田 万安 枣子坪 栗木 樟树脚 桐子园 梓木冲 柏树下 油榨 碾子湾 瓦窑坪 炭山 铁炉冲 纸槽 糖坊 盐井 渡船口 "
    "车田 坝上 圳头 陂头 堰塘 井边 泉塘 温水 冷水坑 热水 响水洞 滴水岩 鹅公岭 鸡公山 虎形 狮子口 象鼻 凤凰 仙鹤 燕子岩 鱼鳞 "
    "鲤鱼塘 螃蟹岩 蛇形 龟背 乌石 红岩 白岩 青石 黄土岭 黑石 紫云 金鸡 银坑 铜鼓 锡山 石鼓 石门 石壁 石榴 石灰窑 石板桥 风雨桥 "
    "永安桥 太平桥 仙人桥 庙前 寺背 祠堂边 学堂坪 书院 文笔 状元坪 官田 军田 屯头 哨上 关口 寨下 营盘 旗山 鼓楼 塔下 亭子 凉亭坳 "
    "联合 团结 和平 光明 新民 永兴 永丰 幸福 红星 长春 兴隆 太和 仁和 同心 曙光 前进 新建 新华 大同 富民 高桥 低塘 深坑 浅滩 "
    "源头 源口 江口 河口 洞口 坳上 坳背 岭脚 岭背 山门 山下 田心 田垅 坪上 坪里 湾里 洲上 滩头 沙坪 泥湾 草坪 竹山 竹鸡坪 "
    "梅子坳 桃花 李子园 杏花 梨树坪 橘园 柚子坪 板栗 杉木 松柏 枫木 桂花 芙蓉 莲塘 荷叶 菱角塘 葛麻 蕨坪 艾家 高粱坪 粟田 "
    "禾田 早禾 糯米坪 豆田 芋头 薯冲 菜园 瓜坪 蓝靛 棉花坪 桑园 药铺 茅坪 芭蕉 棕树 漆树 皂角 槐树 柳山 楠木 檀木 黄荆 映山红"
)
BEFORE = words("上 下 大 小 新 老 东 西 南 北 中 前 后 里 外 高 长 双 青 福 白 黄 金 龙 云 石")
AFTER = words("坪 湾 塘 冲 垅 洲 坳 岭 桥 溪 田 坑 源 屋 井 河 江 寨 山 泉 园 峰 陂 岩")
FAMILY = words("周 彭 罗 邓 肖 廖 谭 易 唐 钟 曹 欧 严 余 段 黎 龚 邹 潘 孟 康 贺 尹 向")
FAMILY_AFTER = words("家湾 家冲 家坪 家坳 家屋 家塘 家桥 家垅 家院子 家大屋")
MANY = 2  # how many villages of the county may bear the same name


def places(seed: int = 990101) -> list[Place]:
    """Returns county, townships and villages, parents first; the same list for the same seed."""
    rng = random.Random(seed)
    found = [Place(COUNTY, COUNTY_NAME, "county", None)]
    used: dict[str, int] = {}
    for known in KNOWN.values():
        for name in known:
            used[name] = used.get(name, 0) + 1
    for name, code in zip(TOWNSHIPS, _township_codes(), strict=True):
        found.append(Place(code, name, "township", COUNTY))
        found += _villages(rng, name, code, used)
    return found


def _township_codes() -> list[int]:
    """The statistical bureau numbers towns (镇) from 100 and townships (乡) from 200."""
    towns, rural = 99, 199
    codes = []
    for name in TOWNSHIPS:
        if name.endswith("镇"):
            towns += 1
        else:
            rural += 1
        codes.append(COUNTY + (towns if name.endswith("镇") else rural) * 1000)
    return codes


def _villages(rng: random.Random, township: str, code: int, used: dict[str, int]) -> list[Place]:
    """Residents' committees (社区) are numbered from 001, village committees from 200, as in the statistical codes."""
    communities = COMMUNITIES.get(township, ())
    stems = list(KNOWN.get(township, ()))
    while len(communities) + len(stems) < TOWNSHIPS[township]:
        stem = _stem(rng)
        if stem in stems or stem in communities or used.get(stem, 0) >= MANY:
            continue
        used[stem] = used.get(stem, 0) + 1
        stems.append(stem)
    found = [Place(code + 1 + n, f"{stem}社区", "village", code) for n, stem in enumerate(communities)]
    return found + [Place(code + 200 + n, f"{stem}村", "village", code) for n, stem in enumerate(stems)]


def _stem(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.62:
        return rng.choice(WHOLE)
    if kind < 0.82:
        return rng.choice(BEFORE) + rng.choice(AFTER)
    return rng.choice(FAMILY) + rng.choice(FAMILY_AFTER)
