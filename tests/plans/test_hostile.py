"""Hostile and damaged files: refused in Chinese within seconds, or read with true spans."""

from __future__ import annotations

import io
import shutil
import time
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.plans import UnreadableDocument, read_bytes, read_file, read_text

from . import papers as p
from .scoring import cut_true

HEAD = [p.cell(words) for words in ("序号", "问题类别", "存在问题", "整改措施", "责任单位", "整改时限")]


def refusal(data: bytes, name: str = "坏文件.docx") -> UnreadableDocument:
    start = time.process_time()
    with pytest.raises(UnreadableDocument) as caught:
        read_bytes(data, name)
    assert time.process_time() - start < 10
    assert name in str(caught.value)
    assert "请" in str(caught.value)
    return caught.value


def test_refusals_say_what_why_and_what_to_do() -> None:
    assert refusal(b"").code == "empty"
    assert refusal(bytes(range(256)) * 64, "a.bin").code == "not-text"
    assert refusal(b"PK\x03\x04 nothing").code == "broken"
    assert refusal(p.package("")[:-40]).code == "broken"
    assert refusal(p.package(p.paragraph(""))).code == "no-text"
    assert refusal(b"%PDF-1.4 nothing", "a.pdf").code == "broken"
    assert refusal(p.pdf([[]]), "a.pdf").code == "scan"
    assert refusal(b"<html><body></body></html>", "a.html").code == "no-text"
    assert refusal(b"\0" * 5000).code == "empty"


def test_bombs_entities_macros_and_depth() -> None:
    assert refusal(p.bomb(200 * 1048576)).code == "swells"
    assert refusal(p.package("", **{"word/vbaProject.bin": b"x"})).code == "macros"
    deep = "<w:sdt>" * 5000 + "</w:sdt>" * 5000
    assert refusal(p.package(deep)).code in ("too-deep", "broken")
    assert refusal(b"<html><body>" + b"<div>" * 100_000, "a.html").code in ("too-deep", "no-text")
    assert refusal(b"0" * (81 * 1048576), "a.txt").code == "too-big"


def entities(declaration: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as book:
        book.writestr(
            "word/document.xml",
            f'<?xml version="1.0"?><!DOCTYPE w:document [{declaration}]><w:document {p.NS}><w:body><w:p><w:r>'
            "<w:t>&x;</w:t></w:r></w:p></w:body></w:document>",
        )
    return target.getvalue()


@pytest.mark.parametrize(
    "declaration", ['<!ENTITY x SYSTEM "file:///etc/passwd">', '<!ENTITY a "ha"><!ENTITY x "&a;&a;&a;">']
)
def test_entities_are_refused(declaration: str) -> None:
    assert refusal(entities(declaration)).code == "entities"


def test_other_office_files_are_named() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as book:
        book.writestr("xl/workbook.xml", "<x/>")
    assert "Excel" in str(refusal(target.getvalue(), "清单.xlsx"))


def test_old_word_without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    error = refusal(b"\xd0\xcf\x11\xe0" + b"\0" * 600, "旧文件.doc")
    assert error.code == "no-soffice"
    assert "LibreOffice" in str(error)
    assert "docx" in str(error)


def test_missing_file() -> None:
    with pytest.raises(UnreadableDocument, match="打不开"):
        read_file("/nowhere/方案.docx")


CHEAP = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check_read_or_refused(data: bytes, name: str) -> None:
    try:
        plan = read_bytes(data, name)
    except UnreadableDocument:
        return
    assert isinstance(plan.text, str)
    plan.to_json()


@CHEAP
@given(
    st.binary(max_size=2000),
    st.sampled_from(["a.docx", "a.pdf", "a.html", "a.txt", "a.doc"]),
    st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.7\n", b"<html>", b"\xff\xfe"]),
)
def test_any_bytes(data: bytes, name: str, magic: bytes) -> None:
    check_read_or_refused(magic + data, name)


@CHEAP
@given(st.integers(0, 2000), st.binary(min_size=1, max_size=8), st.booleans())
def test_damaged_files(at: int, noise: bytes, paper: bool) -> None:
    data = p.pdf([["一、整改方案", "1.台账不全。"]]) if paper else p.package(p.table(HEAD, HEAD))
    at %= len(data)
    check_read_or_refused(data[:at] + noise + data[at + len(noise) :], "a.pdf" if paper else "a.docx")


PIECES = st.sampled_from(
    [
        "一、",
        "（一）",
        "1.",
        "（1）",
        "①",
        "一是",
        "整改措施：",
        "责任单位：",
        "整改时限：",
        "存在问题",
        "\n",
        "\t",
        " | ",
        "|",
        "。",
        "；",
        "县财政局",
        "2023年6月底前",
        "序号",
        "1",
        "2",
        "每月",
        "不少于2次",
        "报送",
        "（",
        "）",
        "第一阶段",
        "附件",
        "由",
        "负责",
        "2019212日",
        "是否",
        " ",
        "问题",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_any_words_keep_the_spans_true(text: str) -> None:
    plan = read_text(text)
    cut_true(plan)
    assert set(plan.to_json()) >= {"title", "problems"}


@pytest.mark.parametrize(
    "piece",
    [
        "（",
        "1.",
        "整改措施：",
        "一、问题\n",
        "每月",
        "由",
        "序号\t",
        "| ",
        "（1）甲。",
        "2023年",
        "是否。\n",
        "自2月",
        "(",
        "一是甲；",
    ],
)
def test_long_repetitions_stay_quick(piece: str) -> None:
    start = time.process_time()
    read_text(piece * (60_000 // len(piece)))
    assert time.process_time() - start < 6
