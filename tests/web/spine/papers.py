"""The papers the browser uploads: published plans of other offices where they are at hand, else ones of our own of the same form."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parents[3]
SEEDS = ROOT.parent / "shared" / "seeds"
OWN = ROOT / "tests" / "plans" / "documents"
THREE = "\n坚持问题不查清不放过、整改不到位不放过、群众对整改不满意不放过。\n"


@dataclass(frozen=True)
class Paper:
    """A document and what a careful reader finds in it: `count` items of `kind`, and the gates it demands."""

    name: str
    data: bytes
    kind: str
    count: int
    gates: tuple[str, ...]


FOUR_GATES = ("问题查清", "整改到位", "成效达标", "群众满意")
THREE_GATES = ("问题查清", "整改到位", "群众满意")


def screening() -> Paper:
    """A screening plan: the one of 2019 with its 37 rows, or our list of seven. Neither names gates, so all four are offered."""
    found = next(iter(SEEDS.glob("004_*.txt")), None)
    if found:
        return Paper("排查方案.txt", found.read_bytes(), "排查项目", 37, FOUR_GATES)
    return Paper("排查方案.txt", (OWN / "checklist.txt").read_bytes(), "排查项目", 7, FOUR_GATES)


def rectification() -> Paper:
    """A rectification plan with three gates: the one of 2022 with its 23 problems, or ours with three."""
    found = next(iter(SEEDS.glob("003_*.txt")), None)
    if found:
        return Paper("整改方案.txt", found.read_bytes(), "问题", 23, THREE_GATES)
    own = (OWN / "subheads.txt").read_text(encoding="utf-8") + THREE
    return Paper("整改方案.txt", own.encode(), "问题", 3, THREE_GATES)


def photo(words: str, size: tuple[int, int] = (1280, 960)) -> bytes:
    """A JPEG as a phone's camera would give, without EXIF; other `words`, another picture."""
    made = Image.new("RGB", size, "#8aa29a")
    draw = ImageDraw.Draw(made)
    draw.rectangle((size[0] // 6, size[1] // 3, size[0] // 2, size[1] // 2), fill="#5b6d66")
    draw.text((20, 20), str(sum(words.encode())), fill="white")
    out = BytesIO()
    made.save(out, "JPEG", quality=80)
    return out.getvalue()
