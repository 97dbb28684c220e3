"""Reading the YAML of the policy strictly: what could mislead is refused with its file and place, in Chinese."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml


class Fault(ValueError):
    """A file of the policy that is refused: which file, where in it, what is wrong, what to do."""


class Loader(yaml.CSafeLoader):
    """YAML without the silent loss of a key written twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = [key for place, key in enumerate(keys) if key in keys[:place]]
        if twice:
            raise Fault(f"第 {node.start_mark.line + 1} 行起“{twice[0]}”写了两遍，请只留一个。")
        return super().construct_mapping(node, deep)


def mapping(path: Path, model: str, loader: type[Loader] = Loader) -> dict[str, Any]:
    """Returns what a file holds; Fault unless it is a mapping in UTF-8 YAML. `model` says which files show how it is written."""
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), loader)
    except Fault as fault:
        raise Fault(f"{path.name}：{fault}") from fault
    except (yaml.YAMLError, UnicodeDecodeError) as wrong:
        raise Fault(f"{path.name} 读不出来，不是 UTF-8 的 YAML：{wrong}。请照{model}写。") from wrong
    if not isinstance(raw, dict):
        raise Fault(f"{path.name} 里应当是“名称: 内容”，现在不是。请照{model}写。")
    return raw
