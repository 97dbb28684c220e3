"""The one table of state badges: a state's word and sign. Green is for closed only; all others stay neutral."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Badge:
    """A state on screen: its word, the icon's name, and whether it is over for good."""

    word: str
    icon: str
    closed: bool = False


BADGES: dict[str, Badge] = {
    "draft": Badge("草稿", icon="pencil"),
    "unassigned": Badge("待交办", icon="send"),
    "assigned": Badge("待签收", icon="circle-dashed"),
    "rectifying": Badge("整改中", icon="tool"),
    "submitted": Badge("待核验", icon="eye-check"),
    "recheck": Badge("整批重核", icon="refresh-alert"),
    "returned": Badge("退回重改", icon="arrow-back-up"),
    "closed": Badge("已销号", icon="circle-check", closed=True),
    "look_back": Badge("待回头看", icon="calendar-event"),
    "reopened": Badge("重新打开", icon="rotate-clockwise"),
    "routine": Badge("转常态化", icon="repeat"),
    "merged": Badge("已并入", icon="arrow-merge"),
    "answered": Badge("已答复", icon="check", closed=True),
    "done": Badge("已完成", icon="check", closed=True),
    "queued": Badge("排队中", icon="hourglass"),
    "running": Badge("正在办", icon="progress"),
    "failed": Badge("没有办成", icon="alert-circle"),
    "cancelled": Badge("已取消", icon="circle-off"),
}


def register(key: str, word: str, *, icon: str, closed: bool = False) -> None:
    """Adds or renames a state; an app calls it from its AppConfig.ready()."""
    BADGES[key] = Badge(word, icon, closed)


def badge(state: Any) -> Badge:
    """Returns the badge of a state key (a string or a text choice); an unregistered one shows its own label."""
    return BADGES.get(str(getattr(state, "value", state))) or Badge(
        str(getattr(state, "label", state)), icon="point"
    )
