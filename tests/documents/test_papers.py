"""Papers: every shipped template keeps to the standard and to its declared fields; an office's own may put words and nothing else."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.documents.papers import KINDS, BadTemplate, check, example, shipped, shown, write_paper
from tests.documents.layout_check import faults
from tests.office import converted

CIRCULAR = KINDS["circular"]


def template(*lines: str, table: list[str] | None = None, header: str = "") -> bytes:
    document: Any = Document()
    for line in lines:
        document.add_paragraph(line)
    if table:
        made = document.add_table(len(table), 1)
        for row, words in zip(made.rows, table, strict=True):
            row.cells[0].text = words
    document.sections[0].header.paragraphs[0].text = header
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def words(data: bytes) -> str:
    return "\n".join(block.words or "\n".join("|".join(row) for row in block.rows) for block in shown(data))


def with_part(data: bytes, name: str, change: Any) -> bytes:
    """The package with one part changed or added."""
    old, made = zipfile.ZipFile(BytesIO(data)), BytesIO()
    with zipfile.ZipFile(made, "w") as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, change(old.read(name).decode() if name in old.namelist() else ""))
    return made.getvalue()


@pytest.mark.parametrize("key", KINDS)
def test_a_shipped_paper_keeps_to_the_standard_and_says_what_it_was_given(key: str) -> None:
    kind = KINDS[key]
    check(kind, shipped(key))
    made = write_paper(kind, example(kind))
    assert faults(made) == []
    said = words(made)
    assert "{" not in said
    for value in (
        "云乡振〔2026〕12号",
        "关于危房改造排查情况的通报",
        "各乡镇人民政府，县直有关单位：",
        "现将有关情况通报如下。",
    ):
        assert value in said
    assert said.endswith("云溪县乡村振兴局\n2026年6月5日")


@pytest.mark.parametrize("key", KINDS)
def test_libreoffice_opens_each(key: str) -> None:
    text = converted(write_paper(KINDS[key], example(KINDS[key])), "docx", "txt:Text (encoded):UTF8").decode()
    assert "关于危房改造排查情况的通报" in text


def test_a_circular_says_just_these_words() -> None:
    """The expected words written by hand."""
    context = {
        "title": "关于危房排查答复情况的通报", "addressee": "各乡镇", "opening": "第一段。\n第二段。", "closing": "照办。",
        "issuer": "县帮扶办", "date": "2026年6月5日", "late_units": "1", "late_answers": "2", "late_returns": "0", "late_problems": "3",
        "units": [{"serial": "1", "unit": "柳溪镇<乙>", "answers": "2", "returns": "0", "problems": "3", "days": "13"}],
    }  # fmt: skip
    assert words(write_paper(CIRCULAR, context)).split("\n") == [
        "关于危房排查答复情况的通报", "", "各乡镇：", "第一段。", "第二段。", "一、基本情况",
        "共有1个单位没有按时办理：逾期没有答复2项，缺报送0份，超过整改时限的问题3个。", "二、被通报的单位",
        "序号|单位|逾期答复|缺报送|逾期问题|最长逾期（天）", "1|柳溪镇<乙>|2|0|3|13", "三、有关要求", "照办。", "", "县帮扶办", "2026年6月5日",
    ]  # fmt: skip


def test_a_long_title_stands_in_lines_and_names_stay_whole() -> None:
    context = {**example(CIRCULAR), "title": "关于柳溪镇石坳村民委员会危房改造问题整改进展缓慢情况的通报"}
    made = write_paper(CIRCULAR, context, terms=["柳溪镇石坳村民委员会"])
    title = next(block.words for block in shown(made) if block.kind == "title")
    assert title.replace("\n", "") == context["title"]
    assert len(title.split("\n")) == 2
    assert "柳溪镇石坳村民委员会" in title
    assert faults(made) == []


def test_the_public_version_covers_personal_numbers_and_the_other_does_not() -> None:
    context = {**example(CIRCULAR), "closing": "联系人 13812345678，证件 990121199001012310。"}
    assert "13812345678" in words(write_paper(CIRCULAR, context))
    public = words(write_paper(CIRCULAR, context, public=True))
    assert "138****5678" in public
    assert "990121********2310" in public
    assert "13812345678" not in public


def test_words_of_a_person_never_become_a_template_or_markup() -> None:
    context = {**example(CIRCULAR), "opening": "{{ 7*7 }} {% for x in units %} <w:p/> & {_{ \a \x0b 完"}
    said = words(write_paper(CIRCULAR, context))
    assert "{{ 7*7 }} {% for x in units %} <w:p/> &" in said


def test_an_own_template_is_filled() -> None:
    own = template(
        "{{ campaign }}：{% if late_units != '0' %}通报{% else %}无{% endif %}",
        table=["{%tr for u in units %}", "{{ loop.index }} {{ u.unit }}", "{%tr endfor %}"],
        header="{{ number }}",
    )
    check(CIRCULAR, own)
    made = write_paper(CIRCULAR, example(CIRCULAR), own)
    assert words(made) == "住房安全大排查专项行动：通报\n1 柳溪镇\n2 柳溪镇"
    assert Document(BytesIO(made)).sections[0].header.paragraphs[0].text == "云乡振〔2026〕12号"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("开头 {{ nobody }}", "正文：“开头 {{ nobody }}”处，没有“nobody”这个字段"),
        ("{{ units }}", "“units”是一列，要用 for 逐条写出来"),
        ("{% for u in units %}{{ u.salary }}{% endfor %}", "“被通报的单位”里没有“salary”这个字段"),
        ("{% for u in title %}{% endfor %}", "“title”不是可以逐条写的一列"),
        ("{% for u in units %}{% for v in units %}{% endfor %}{% endfor %}", "“units”不是可以逐条写的一列"),
        ("{% for a, b in units %}{% endfor %}", "逐条只能写成"),
        ("{{ title.__class__ }}", "没有“title.__class__”这个字段"),
        ("{{ ''.__class__.__mro__ }}", "没有“"),
        ("{{ title['x'] }}", "只能写字段"),
        ("{{ title.format(title) }}", "只能写字段"),
        ("{{ cycler.__init__.__globals__ }}", "没有“cycler.__init__.__globals__”这个字段"),
        ("{{ lipsum() }}", "只能写字段"),
        ("{{ 'x' * 999999999 }}", "只能写字段"),
        ("{{ 9 ** 999999 }}", "只能写字段"),
        ("{% set x = title %}", "只能写字段"),
        ("{% macro m() %}{% endmacro %}", "只能写字段"),
        ("{% include 'x' %}", "只能写字段"),
        ("{% import 'os' as os %}", "只能写字段"),
        ("{% extends 'x' %}", "只能写字段"),
        ("{% for x in range(9) %}{% endfor %}", "不是可以逐条写的一列"),
        ("{{ title|upper }}", "只能写字段"),
        ("{{ title is string }}", "只能写字段"),
        ("{% for u in units %}没有结束", "写得不完整"),
        ("{{ self }}", "没有“self”这个字段"),
        ("{{r title }}", "不能用"),
        ("{{ loop.index }}", "没有“loop.index”这个字段"),
    ],
)
def test_what_a_template_may_not_do_is_refused_with_its_place(line: str, fault: str) -> None:
    own = template("正常的一段 {{ title }}", line)
    with pytest.raises(BadTemplate) as refused:
        check(CIRCULAR, own)
    assert fault in str(refused.value)
    with pytest.raises(BadTemplate):
        write_paper(CIRCULAR, example(CIRCULAR), own)


def test_every_unknown_field_is_named_at_once_also_in_the_header() -> None:
    own = template("甲 {{ one }}", "乙 {{ two }}", header="{{ three }}")
    with pytest.raises(BadTemplate) as refused:
        check(CIRCULAR, own)
    assert refused.value.faults == [
        "正文：“甲 {{ one }}”处，没有“one”这个字段", "正文：“乙 {{ two }}”处，没有“two”这个字段",
        "页眉：“{{ three }}”处，没有“three”这个字段",
    ]  # fmt: skip


def test_a_field_split_over_runs_by_word_is_still_read() -> None:
    document: Any = Document()
    line = document.add_paragraph()
    for part in ("{", "{ ti", "tle }", "}"):
        line.add_run(part).bold = True
    made = BytesIO()
    document.save(made)
    check(CIRCULAR, made.getvalue())
    assert words(write_paper(CIRCULAR, example(CIRCULAR), made.getvalue())) == "关于危房改造排查情况的通报"


@pytest.mark.parametrize(
    "code",
    ["DDEAUTO c:\\x", "INCLUDETEXT /etc/passwd", "INCLUDEPICTURE http", "MACROBUTTON x", "IF 1 { LINK x }"],
)
def test_fields_that_read_files_or_run_something_are_refused(code: str) -> None:
    document: Any = Document()
    document.add_paragraph()._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{code}"/>'))
    made = BytesIO()
    document.save(made)
    with pytest.raises(BadTemplate, match="不能用的域"):
        check(CIRCULAR, made.getvalue())


def test_what_acts_by_itself_is_refused() -> None:
    plain = template("{{ title }}")
    outside = '<Relationship Id="rId99" Type="http://x/attachedTemplate" Target="file:///x.dotm" TargetMode="External"/>'
    linked = with_part(
        plain,
        "word/_rels/document.xml.rels",
        lambda xml: xml.replace("</Relationships>", f"{outside}</Relationships>"),
    )
    with pytest.raises(BadTemplate, match="引用了外部"):
        check(CIRCULAR, linked)
    with pytest.raises(BadTemplate, match="宏"):
        check(CIRCULAR, with_part(plain, "word/vbaProject.bin", lambda _: "x"))
    with pytest.raises(BadTemplate, match="文档属性"):
        check(
            CIRCULAR,
            with_part(
                plain,
                "docProps/core.xml",
                lambda xml: xml.replace("<dc:title>", "<dc:title>{{ title }}").replace(
                    "<dc:title/>", "<dc:title>{{ title }}</dc:title>"
                ),
            ),
        )
    with pytest.raises(BadTemplate, match="太?大得不正常"):
        check(CIRCULAR, with_part(plain, "word/styles.xml", lambda xml: xml + " " * 7_000_000))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
def test_what_is_no_docx_is_refused(data: bytes) -> None:
    with pytest.raises(BadTemplate, match="打不开"):
        check(CIRCULAR, data)


def test_a_template_of_one_kind_does_not_fit_another() -> None:
    with pytest.raises(BadTemplate, match="late_units"):
        check(KINDS["plan"], shipped("circular"))


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=60), st.text(max_size=20))
def test_whatever_is_typed_gives_a_paper_that_opens(opening: str, unit: str) -> None:
    context = {
        **example(CIRCULAR),
        "opening": opening,
        "units": [{**example(CIRCULAR)["units"][0], "unit": unit}],
    }
    assert shown(write_paper(CIRCULAR, context))
