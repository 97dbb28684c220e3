"""Official papers by their measures; titles, signatures and dates by the standard's words."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.documents.official import day, flat_paper, ordinal, paper, shaped, sign, undersigned
from bihuan.documents.official.title import _TERMS
from tests.documents.layout_check import faults


def saved(document: Any) -> bytes:
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def letter() -> Any:
    document = paper()
    document.add_paragraph("关于整改进展缓慢单位的通报", style="公文标题")
    document.add_paragraph("各乡镇人民政府，县直有关单位：", style="主送")
    document.add_paragraph("一、基本情况", style="一级标题")
    document.add_paragraph("现将有关情况通报如下。", style="公文正文")
    document.add_paragraph("附件：1. 未报单位名单", style="附件说明")
    document.add_paragraph("云溪县乡村振兴局", style="署名")
    document.add_paragraph("2026年6月5日", style="成文日期")
    sign(document)
    return document


def test_a_paper_has_the_measures_of_the_standard() -> None:
    assert faults(saved(letter())) == []
    assert faults(saved(flat_paper()), flat=True) == []


def test_the_checker_sees_what_is_wrong() -> None:
    document = letter()
    document.sections[0].left_margin = document.sections[0].left_margin // 2
    document.styles["公文正文"].font.size = 152400
    document.paragraphs[-1].runs[0].text = "2026年06月05日"
    document.paragraphs[1].runs[0].text = "各乡镇:"
    seen = "；".join(faults(saved(document)))
    for words in ("左边距", "版心宽", "公文正文是 仿宋 12.0", "成文日期：2026年06月05日", "全角冒号"):
        assert words in seen


def test_days_have_no_leading_zeros() -> None:
    assert day(date(2022, 6, 5)) == "2022年6月5日"


def test_ordinals() -> None:
    assert [ordinal(n) for n in (1, 10, 11, 20, 23, 99)] == ["一", "十", "十一", "二十", "二十三", "九十九"]
    with pytest.raises(ValueError, match="九十九"):
        ordinal(100)


def test_the_signature_stands_centred_over_the_date() -> None:
    """Date 6.5 characters wide and four in, so its centre is 7.25 in; a name of eight has its centre there at 3.25."""
    assert undersigned("云溪县乡村振兴局", "2022年6月15日") == (3.25, 4.0)
    assert undersigned("县委办", "2022年6月15日") == (5.75, 4.0)
    left, right = undersigned("中共云溪县委农村工作领导小组办公室", "2022年6月15日")
    assert left == 0
    assert right == pytest.approx((17 - 6.5) / 2)


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("脱贫攻坚夏季整改工作总结", ["脱贫攻坚夏季整改工作总结"]),
        (
            "关于2026年10月问题整改进展缓慢单位的通报报送情况",
            ["关于2026年10月问题整改", "进展缓慢单位的通报报送情况"],
        ),
        (
            "云溪县巩固拓展脱贫攻坚成果问题大排查专项行动任务分解月报表",
            ["云溪县巩固拓展脱贫攻坚成果问题", "大排查专项行动任务分解月报表"],
        ),
    ],
)
def test_titles_are_cut_between_terms(title: str, lines: list[str]) -> None:
    assert shaped(title, ["云溪县"]) == lines


def test_a_name_given_stays_whole() -> None:
    title = "关于柳溪镇石坳村民委员会危房改造问题整改情况的反馈函"
    for cut in shaped(title, ["柳溪镇石坳村民委员会", "危房改造"]):
        assert ("石坳村民委员会" in cut) == ("石坳" in cut)
        assert ("危房改造" in cut) == ("危房" in cut)


@given(st.lists(st.sampled_from(_TERMS), min_size=6, max_size=14))
def test_lines_are_the_title_and_never_too_long_and_have_no_waist(terms: list[str]) -> None:
    title = "".join(terms)
    lines = shaped(title)
    assert "".join(lines) == title
    if len(lines) > 1:
        sizes = [len(line) for line in lines]
        assert max(sizes) <= 20
        assert all(line[0] not in "》”的、" for line in lines)
