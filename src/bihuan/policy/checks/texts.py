"""Reading the YAML of checks strictly: a key twice, an unknown key or a missing word is refused with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bihuan.policy import files
from bihuan.policy.files import Fault, Loader

__all__ = ["Fault", "Part", "mapping"]


class _Loader(Loader):
    """Only true and false are yes and no: `on` stays a word."""


_BOOL = "tag:yaml.org,2002:bool"
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in known if tag != _BOOL or first in "tTfF"]
    for first, known in Loader.yaml_implicit_resolvers.items()
}


def mapping(path: Path) -> dict[str, Any]:
    """Returns what a file of checks holds; Fault unless it is a mapping in UTF-8 YAML."""
    return files.mapping(path, "别的核查文件", _Loader)


class Part:
    """A mapping inside a file, asked by name; every refusal says where."""

    def __init__(self, path: Path, where: str, raw: Any, known: Iterable[str]) -> None:
        self.path, self.where = path, where
        if not isinstance(raw, dict):
            raise self.fault(f"应当是“名称: 内容”，现在是“{raw}”")
        strange = [str(key) for key in raw if key not in set(known)]
        if strange:
            raise self.fault(f"不认识“{'、'.join(strange)}”，可以写的是 {'、'.join(sorted(known))}")
        self.raw: Mapping[str, Any] = raw

    def fault(self, what: str) -> Fault:
        """Returns the refusal with the file and place before it."""
        return Fault(f"{self.path.name}：{self.where}{'：' if self.where else ''}{what}。")

    def text(self, name: str, need: bool = True) -> str:
        """Returns a non-empty text; Fault when it is needed and not there."""
        found = self.raw.get(name)
        if found is None and not need:
            return ""
        if not isinstance(found, str) or not found.strip():
            raise self.fault(f"没有写 {name}，或者不是文字，请写上")
        return found

    def choice(self, name: str, among: Iterable[str]) -> str:
        """Returns one of the given words."""
        found, known = self.raw.get(name), list(among)
        if found not in known:
            raise self.fault(f"{name} 是“{found}”，只能是 {'、'.join(known)}")
        return str(found)

    def words(self, name: str, among: Iterable[str], of: str) -> tuple[str, ...]:
        """Returns a list of known words, empty when not written."""
        found, known = self.raw.get(name, []), set(among)
        if not isinstance(found, list):
            raise self.fault(f"{name} 应当写成列表，如 [a, b]")
        strange = [str(one) for one in found if one not in known]
        if strange:
            raise self.fault(f"{name} 里的“{'、'.join(strange)}”不是{of}")
        return tuple(found)

    def day(self, name: str, need: bool = True) -> date | None:
        """Returns a date; Fault when it is needed and not there."""
        found = self.raw.get(name)
        if found is None and not need:
            return None
        if not isinstance(found, date) or isinstance(found, datetime):
            raise self.fault(f"{name} 要是一个日期，照 2026-01-01 的样子写，不加引号")
        return found
