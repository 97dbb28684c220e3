"""Old Word documents (.doc, .rtf, .wps): turned into .docx by LibreOffice where it is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from bihuan.plans.errors import UnreadableDocument
from bihuan.plans.extract.docx import read_docx
from bihuan.plans.page import Page

SECONDS = 90


def read_office(data: bytes, filename: str) -> Page:
    """Returns the page of an old Word document; raises UnreadableDocument where LibreOffice is missing or fails."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise UnreadableDocument(
            "no-soffice",
            filename,
            "旧版Word文档需要LibreOffice转换，这台服务器没有安装",
            "请用Word或WPS另存为docx后再试，或请管理员安装LibreOffice（soffice）",
        )
    with tempfile.TemporaryDirectory(prefix="bihuan-doc-") as folder:
        return read_docx(_converted(program, data, filename, Path(folder)), filename)


def _converted(program: str, data: bytes, filename: str, folder: Path) -> bytes:
    source = folder / ("in.rtf" if data[:5] == b"{\\rtf" else "in.doc")
    source.write_bytes(data)
    command = [
        program,
        "--headless",
        "--norestore",
        f"-env:UserInstallation=file://{folder}/profile",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(folder / "out"),
        str(source),
    ]
    _run(command, filename)
    target = folder / "out" / "in.docx"
    if not target.exists():
        raise UnreadableDocument(
            "not-converted",
            filename,
            "LibreOffice没能转换这个文件（可能加密或损坏）",
            "请用Word或WPS另存为docx后再试",
        )
    return target.read_bytes()


def _run(command: list[str], filename: str) -> None:
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired as error:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise UnreadableDocument(
            "slow", filename, f"转换超过{SECONDS}秒", "请用Word或WPS另存为docx后再试"
        ) from error
