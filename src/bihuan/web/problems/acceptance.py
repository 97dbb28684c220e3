"""Who accepted what was put right: a person, what they are to it, when and how they were asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bihuan.web.ui.words import cn_date

RELATIONS = {
    "head": "户主",
    "member": "家庭成员",
    "representative": "村民代表",
    "raiser": "提出问题的单位",
    "nobody": "不涉及群众",
}
# Who can speak for a household.
HOUSEHOLD = ("head", "member", "representative")
HOWS = {"visit": "上门当面", "phone": "电话", "meeting": "会上", "writing": "书面"}


@dataclass(frozen=True)
class Accepted:
    """`who` is a name; where nobody is concerned, the reason why."""

    who: str
    relation: str
    on: date | None = None
    how: str = ""

    @property
    def words(self) -> str:
        """户主 段长福，11月20日上门当面认可."""
        if self.relation == "nobody":
            return f"不涉及群众：{self.who.strip()}"
        return f"{RELATIONS[self.relation]} {self.who.strip()}，{cn_date(self.on)}{HOWS[self.how]}认可"

    def faults(self, found: date, today: date) -> list[str]:
        """Returns what is missing or cannot be, in Chinese; `found` is the day of discovery."""
        if self.relation not in RELATIONS:
            return ["请选认可的是户主、家庭成员、村民代表，还是提出问题的单位"]
        if len(self.who.strip()) < 2:
            return ["请写明认可的人的姓名" if self.relation != "nobody" else "请写明为什么不涉及群众"]
        if self.relation == "nobody":
            return []
        missing = [] if self.how in HOWS else ["请选是怎么问的"]
        if self.on is None or not found <= self.on <= today:
            missing.append(f"问的日期要在发现日期{cn_date(found)}和今天之间")
        return missing
