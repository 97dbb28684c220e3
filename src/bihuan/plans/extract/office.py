"""Old Word, WPS and RTF documents, turned into .docx by LibreOffice in a folder, profile and process group of their own."""

from __future__ import annotations

import contextlib
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
# no macros are run and no links are followed, whatever the document asks for
_SETTINGS = (
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "2"),
)
_ITEM = '<item oor:path="/{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
# the streams that tell what an old compound file is
_OLD_WORD = "WordDocument"
_OTHERS = {"Workbook": "Excel工作簿", "Book": "Excel工作簿", "PowerPoint Document": "演示文稿"}
_LOCKED = "EncryptedPackage"


def read_office(data: bytes, filename: str) -> Page:
    """Returns the page of an old Word, WPS or RTF document; raises UnreadableDocument where LibreOffice is missing or fails."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise UnreadableDocument(
            "no-soffice",
            filename,
            "旧版Word文档需要LibreOffice转换，这台服务器没有安装",
            "请用Word或WPS另存为docx后再试，或请管理员安装LibreOffice（soffice）",
        )
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        _check_streams(data, filename)
    with tempfile.TemporaryDirectory(prefix="bihuan-doc-", ignore_cleanup_errors=True) as folder:
        return read_docx(_converted(program, data, filename, Path(folder)), filename)


def _check_streams(data: bytes, filename: str) -> None:
    """Refuses a compound file that holds no Word text: LibreOffice would read its bytes as plain text."""
    if _names(data, _LOCKED):
        raise UnreadableDocument("locked", filename, "文件设了打开密码", "请去掉密码后再试")
    if not _names(data, _OLD_WORD):
        kind = next((words for name, words in _OTHERS.items() if _names(data, name)), None)
        why = f"这是{kind}，不是Word文档" if kind else "文件损坏或不完整"
        raise UnreadableDocument(
            "not-word" if kind else "broken", filename, why, "请用Word或WPS打开后另存为docx再试"
        )


def _names(data: bytes, stream: str) -> bool:
    return stream.encode("utf-16-le") in data


def _converted(program: str, data: bytes, filename: str, folder: Path) -> bytes:
    source = folder / ("in.rtf" if data[:5] == b"{\\rtf" else "in.doc")
    source.write_bytes(data)
    _run(_command(program, source, folder), folder, filename)
    target = folder / "out" / "in.docx"
    if not target.exists():
        raise UnreadableDocument(
            "not-converted",
            filename,
            "LibreOffice没能转换这个文件（可能加密或损坏）",
            "请用Word或WPS另存为docx后再试",
        )
    return target.read_bytes()


def _command(program: str, source: Path, folder: Path) -> list[str]:
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(_settings(), encoding="utf8")
    return [
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


def _settings() -> str:
    items = "".join(_ITEM.format(*item) for item in _SETTINGS)
    space = 'xmlns:oor="http://openoffice.org/2001/registry"'
    return f'<?xml version="1.0" encoding="UTF-8"?><oor:items {space}>{items}</oor:items>'


def _run(command: list[str], folder: Path, filename: str) -> None:
    """Runs the conversion; whatever happens, nothing of its process group stays behind."""
    home = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
    }
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, env=home
    )
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocument(
            "slow", filename, f"转换超过{SECONDS}秒", "请用Word或WPS另存为docx后再试"
        ) from error
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
