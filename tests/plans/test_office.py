"""Old Word, WPS and RTF files through LibreOffice: numbering and tables kept, time limit, no process left, several at once."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from bihuan.plans import UnreadableDocument, read_bytes
from bihuan.plans.extract import office

from . import papers as p

needs_soffice = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed here"
)
OLD = b"\xd0\xcf\x11\xe0"
# half-width brackets are what LibreOffice itself writes into .rtf labels
WIDE = str.maketrans({"(": "（", ")": "）", "\t": None, " ": None})
LEVELS = (
    p.level(0, "chineseCounting", "%1、")
    + p.level(1, "chineseCounting", "（%2）")
    + p.level(2, "decimal", "%3.")
)
ROWS = (
    ("序号", "存在问题", "整改措施", "责任单位", "整改时限"),
    ("1", "台账登记不全", "（1）补录台账。（2）逐户核对。", "县财政局、柳溪镇人民政府", "2023年6月底前"),
    ("2", "公示不及时", "按月公示", "县民政局", "长期坚持"),
)


def _word() -> bytes:
    """A .docx with automatic numbers on three levels and a table."""
    paper = docx.Document()
    numbers = paper.part.numbering_part.element
    lists = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{LEVELS}</w:abstractNum>')
    numbers.insert(0, lists)
    numbers.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    paper.add_paragraph("云溪县督查反馈问题整改方案")
    for words, at in (
        ("总体要求", 0),
        ("反馈问题", 0),
        ("资金方面", 1),
        ("拨付不及时。", 2),
        ("管理方面", 1),
    ):
        properties: Any = paper.add_paragraph(words)._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{at}"/><w:numId w:val="77"/></w:numPr>')
        )
    grid = paper.add_table(rows=len(ROWS), cols=len(ROWS[0]))
    for row, texts in zip(grid.rows, ROWS, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    paper.add_paragraph("云溪县人民政府")
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


def _saved_as(folder: Path, kind: str, form: str) -> bytes:
    source = folder / "plan.docx"
    source.write_bytes(_word())
    subprocess.run(
        [
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to",
            f"{kind}:{form}",
            "--outdir",
            str(folder),
            str(source),
        ],
        check=True,
        timeout=90,
        capture_output=True,
        env={**os.environ, "LANG": "C.UTF-8"},
    )
    return (folder / f"plan.{kind}").read_bytes()


@pytest.fixture(scope="module")
def old_word(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return _saved_as(tmp_path_factory.mktemp("doc"), "doc", "MS Word 97")


def _expect(data: bytes, name: str) -> None:
    plan = read_bytes(data, name)
    assert plan.title == "云溪县督查反馈问题整改方案"
    for line in ("一、总体要求", "二、反馈问题", "（一）资金方面", "1.拨付不及时。", "（二）管理方面"):
        assert line in plan.text.translate(WIDE)
    rows = [item for item in plan.problems if item.no in ("1", "2") and item.deadline]
    assert [
        (item.text, len(item.measures), item.responsible, item.deadline.text)
        for item in rows
        if item.deadline
    ] == [
        ("台账登记不全", 2, ("县财政局", "柳溪镇人民政府"), "2023年6月底前"),
        ("公示不及时", 1, ("县民政局",), "长期坚持"),
    ]


@needs_soffice
def test_old_word_and_wps_keep_numbers_and_tables_also_at_once(old_word: bytes) -> None:
    assert old_word.startswith(b"\xd0\xcf\x11\xe0")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(_expect, [old_word, old_word], ["方案.doc", "方案.wps"]))


@needs_soffice
def test_rich_text_keeps_numbers_and_tables(tmp_path: Path) -> None:
    data = _saved_as(tmp_path, "rtf", "Rich Text Format")
    assert data.startswith(b"{\\rtf")
    _expect(data, "方案.rtf")


@pytest.mark.parametrize(
    ("stream", "code"),
    [
        ("", "broken"),
        ("Workbook", "not-word"),
        ("PowerPoint Document", "not-word"),
        ("EncryptedPackage", "locked"),
    ],
)
def test_compound_files_without_word_text_are_refused(
    stream: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: "/nowhere/soffice")
    with pytest.raises(UnreadableDocument) as refused:
        read_bytes(OLD + bytes(range(1, 256)) * 20 + stream.encode("utf-16-le"), "坏.doc")
    assert refused.value.code == code


def _fake(folder: Path, script: str) -> str:
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return str(program)


def _runs(pid: int) -> bool:
    """Whether the process does anything still; one that is dead and not yet collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_a_conversion_that_hangs_is_ended_with_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = tmp_path / "child"
    program = _fake(tmp_path, f"sleep 300 & echo $! > {note}; wait")
    monkeypatch.setattr(shutil, "which", lambda name: program)
    monkeypatch.setattr(office, "SECONDS", 1)
    start = time.monotonic()
    with pytest.raises(UnreadableDocument) as refused:
        read_bytes(OLD + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "慢.doc")
    assert refused.value.code == "slow"
    assert time.monotonic() - start < 20
    assert not _runs(int(note.read_text()))


def test_the_converter_sees_no_environment_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = tmp_path / "environment"
    program = _fake(tmp_path, f"env > {note}")
    monkeypatch.setattr(shutil, "which", lambda name: program)
    monkeypatch.setenv("BIHUAN_TEST_SECRET", "s3cret")
    with pytest.raises(UnreadableDocument):
        read_bytes(OLD + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "空.doc")
    seen = note.read_text()
    assert "s3cret" not in seen
    assert str(Path.home()) not in seen.split("HOME=")[1].split("\n")[0]
