"""Looks into an .xlsx before it is opened: a small file can unpack to gigabytes, or claim row 1 048 576."""

import io
import re
import zipfile
import zlib

from bihuan.web.areas.imports.faults import ImportRefused

MAX_UNPACKED = 80 * 2**20  # a real list of 20 000 people unpacks to some 12 MB
MAX_MEMBERS = 400
MAX_CELLS = (
    3_000_000  # rows times columns between the first cell and the last: the reader fills what lies between
)
CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["'][^>]*?(/?)>""")


def weigh(data: bytes, filename: str) -> None:
    """Raises ImportRefused when the archive is none, is damaged, or is too big once open."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
                raise ImportRefused(_too_big(filename))
            for member in members:
                _weigh_member(archive.read(member), filename)  # a false size fails here against the checksum
    except (
        zipfile.BadZipFile,
        zlib.error,
        RuntimeError,
        ValueError,
        OSError,
        NotImplementedError,
        EOFError,
    ) as error:
        raise ImportRefused(
            f"“{filename}”不是完好的 .xlsx（可能损坏、加了密码，或只改了后缀）。"
            "请用电子表格打开后另存为 .xlsx 再传。"
        ) from error


def _weigh_member(xml: bytes, filename: str) -> None:
    """Only cells with content count: whole formatted columns are common and harmless."""
    rows = columns = 0
    for letters, row, empty in CELL.findall(xml):
        if not empty:
            rows, columns = max(rows, int(row)), max(columns, _column(letters))
    if rows * columns > MAX_CELLS:
        raise ImportRefused(_too_big(filename))


def _column(letters: bytes) -> int:
    """'A' -> 1, 'XFD' -> 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _too_big(filename: str) -> str:
    return f"“{filename}”打开后过大，没有收。请删去空白行列、图片和多余的表，另存后再传。"
