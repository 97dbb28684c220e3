"""What is covered in running text, and what is left."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from bihuan.documents.masking import mask, masked


@pytest.mark.parametrize(
    ("said", "covered"),
    [
        ("身份证990101199001011234。", "身份证990101********1234。"),
        ("99010119900101123X", "990101********123X"),
        ("老证990101900101123，", "老证990101******123，"),
        ("电话13912345678、139-1234-5678", "电话139****5678、139****5678"),
        ("卡号6222021234567890123", "卡号************0123"),
        ("6222 0212 3456 7890 到账", "************7890 到账"),
        ("电话１３９１２３４５６７８", "电话１３９****５６７８"),
        ("身份证９９０１０１１９９００１０１１２３Ｘ", "身份证９９０１０１********１２３Ｘ"),
        ("身份证990101 19900101 123X", "身份证990101********123X"),
        ("8613912345678、+86 139 1234 5678", "86139****5678、+86 139****5678"),
        (
            "编号2026-0388，12户，3800.50元，2026-11-24 10:20",
            "编号2026-0388，12户，3800.50元，2026-11-24 10:20",
        ),
        ("SHA-256 " + "1390" * 16, "SHA-256 " + "1390" * 16),
        ("99010119900101123412a", "99010119900101123412a"),
        ("区划990101101003", "区划990101101003"),
    ],
)
def test_in_text(said: str, covered: str) -> None:
    assert mask(said) == covered


@dataclass(frozen=True)
class Inner:
    words: tuple[str, ...]
    file: Path | None
    count: int


def test_through_all_of_a_thing_but_not_its_paths() -> None:
    place = Path("/x/13912345678")
    thing = (Inner(("打13912345678",), place, 13912345678), "ok")
    assert masked(thing) == (Inner(("打139****5678",), place, 13912345678), "ok")
