"""Unit names: splitting a list, telling a unit from other words, and offering near misses among the county's own."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from functools import lru_cache

_SUFFIX = (
    r"(?:局|委|办|部|组|院|校|会|站|所|队|处|科|股|室|中心|公司|集团|银行|信用社|街道|乡|镇|村|社区|政府|园区|开发区|高新区|管理区|"
    r"林场|农场|联|厅|署|党委|党组|支部|部门|单位|专班|指挥部|领导小组|协会|社|基地|医院|学校|中学|小学|工委|纪委"
    r"|监委|党工委|管委会|联社|分局|"
    r"支队|大队|电视台|馆|县|市|区|旗|企业|工会|妇联|残联|团委|政协|人大|法院|检察院|政法委|编办|台|厂|行|店"
    r"|零售点|矿|采石场|卫生院|户|网点|处置点)"
)
UNIT = re.compile(rf"^[^，。；：:;,、\s]{{0,28}}?{_SUFFIX}(?:[（(][^（）()]{{1,24}}[)）])?$")
_SEPARATORS = re.compile(r"[、，,；;/|｜\n\t]|\s{1,}|以及|会同")
_TAIL = re.compile(
    r"(?:等(?:\d{1,3}|[一二三四五六七八九十]{1,3})?(?:个|家)?(?:相关|有关)?(?:职能)?(?:部门|单位)?(?:和单位)?"
    r"|负责|牵头|配合|按(?:照)?(?:职责|职能)分工(?:负责)?|具体负责|参与)$"
)
_COMMITTEE = re.compile(r"^(.*?)(?:党委|党工委|县委|区委|市委)$")
_GOVERNMENT = re.compile(r"^(.{1,10}[省市县区旗镇乡])(人民政府|政府)$")
_PLACE = re.compile(r"^[\u4e00-\u9fff]{1,8}[省市县区旗镇乡]$")
_BRACKET = re.compile(r"[（(][^（）()]*[)）]")


def is_unit(words: str) -> bool:
    """Returns whether the words end as names of offices do."""
    return bool(UNIT.match(words))


@lru_cache(maxsize=4096)
def split_units(text: str) -> tuple[str, ...]:
    """Returns the names in a list of units in order, without 等, doubles, or separators inside brackets."""
    names = [_bare(name) for part in _parts(_joined(text)) for name in _conjoined(part)]
    return tuple(dict.fromkeys(name for name in _whole(names) if name))


def _whole(names: list[str]) -> list[str]:
    """Names written short by their neighbours: 甲乡党委、政府 and 甲县、乙县人民政府 say two whole names each."""
    out: list[str] = []
    for name in names:
        before = _COMMITTEE.match(out[-1]) if out and name in ("政府", "人民政府") else None
        out.append(before[1] + name if before else name)
    for at in range(len(out) - 2, -1, -1):
        after = _GOVERNMENT.match(out[at + 1])
        if after and _PLACE.match(out[at]) and out[at][-1] == after[1][-1]:
            out[at] += after[2]
    return out


def _joined(text: str) -> str:
    """Puts together a name that a narrow cell broke over two lines."""
    pieces = [piece.strip() for piece in text.split("\n") if piece.strip()]
    out = pieces[0] if pieces else ""
    for piece in pieces[1:]:
        last = re.split(r"[、，,；;\s]", out)[-1]
        broken = (
            out[-1:] not in "、，,；;"
            and not is_unit(last)
            and len(last) > 1
            and is_unit(last + piece.split("、")[0])
        )
        out += piece if broken or out[-1:] in "、，,；;" else "\n" + piece
    return out


def _parts(text: str) -> list[str]:
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match[0])
        return f"\x00{len(held) - 1}\x01"

    masked = _BRACKET.sub(hold, text)
    pieces = _SEPARATORS.split(masked)
    return [re.sub(r"\x00(\d+)\x01", lambda match: held[int(match[1])], piece) for piece in pieces]


def _conjoined(part: str) -> list[str]:
    pieces = re.split(r"[和及与]", part)
    whole = all(len(piece) > 1 and is_unit(_bare(piece)) for piece in pieces)
    return pieces if whole and "（" not in part and "(" not in part else [part]


def _bare(name: str) -> str:
    name = name.strip(" 　\t。.：:；;，,、")
    cut = _TAIL.sub("", name)
    return _unwrapped(cut or name)


def _unwrapped(name: str) -> str:
    if name.count("（") + name.count("(") != name.count("）") + name.count(")"):
        return name.strip("（()）")
    return name


def near_misses(names: Sequence[str], units: Sequence[str]) -> list[str]:
    """Returns one Chinese warning for each name that is none of the county's units, with the nearest ones offered."""
    known = set(units)
    return [_miss(name, units) for name in dict.fromkeys(names) if known and name not in known]


def _miss(name: str, units: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, units, n=3, cutoff=0.5)
    offer = f"是否为：{'、'.join(close)}" if close else "单位名录中没有相近的名称，请手工选择"
    return f"责任单位“{name}”不在单位名录中，{offer}"
