"""What every template of every app keeps to: the content policy, the words, the icons, one solid button."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import bihuan.web

WEB = Path(bihuan.web.__file__).parent
PAGES = sorted(path for path in WEB.rglob("*.html") if "vendor" not in path.parts)
SPRITE = WEB / "ui" / "static" / "vendor" / "icons.svg"
FORBIDDEN = ("成功", "请稍候", "操作", "数据异常", "！", "您好", "温馨提示")
every_template = pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(WEB)))


def shown(text: str) -> str:
    """What people may read of a template: no comments, no tags of the engine."""
    text = re.sub(r"{% comment %}.*?{% endcomment %}", "", text, flags=re.S)
    return re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", " ", text, flags=re.S)


@every_template
def test_no_script_in_the_page(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\b(src=|type=\"application/json\"))", text)
    assert not re.search(r"\s(on[a-z]+|hx-on[:\w-]*)=", text)
    assert "javascript:" not in text
    assert not re.search(r"hx-(vals|headers)='js:", text)


@every_template
def test_words_an_office_would_say(path: Path) -> None:
    text = shown(path.read_text(encoding="utf-8"))
    assert [word for word in FORBIDDEN if word in text] == []


@every_template
def test_nothing_unescaped_through_undeclared_attributes(path: Path) -> None:
    declared = {"btn": {"disabled", "href", "icon", "kind", "size"}, "form": {"form"}}
    for name, attrs in re.findall(r"<c-(btn|form)\b([^>]*)>", path.read_text(encoding="utf-8")):
        assert set(re.findall(r"\s:([\w-]+)=", attrs)) <= declared[name]


@every_template
def test_every_icon_is_in_the_sprite(path: Path) -> None:
    drawn = set(re.findall(r'<symbol id="([a-z0-9-]+)"', SPRITE.read_text(encoding="utf-8")))
    named = re.findall(r'<c-icon name="([a-z0-9-]+)"|\bicon="([a-z0-9-]+)"', path.read_text(encoding="utf-8"))
    assert {a or b for a, b in named} <= drawn
