"""A volume as .pdf: its data as JSON, laid out by the template beside this file (Typst, in the wheel; no system package)."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst

from bihuan.documents.pack.model import Volume
from bihuan.documents.pdfium import sheet_of
from bihuan.documents.texts import changed, writable

TEMPLATE = Path(__file__).with_name("volume.typ")
# Song and Fangsong for the words, Hei for heads: first what offices have, then what free systems bring.
BODY = (
    "FangSong",
    "FangSong_GB2312",
    "STFangsong",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "SimSun",
    "STSong",
)
HEAD = (
    "SimHei",
    "STHeiti",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "Microsoft YaHei",
)


class NoFont(RuntimeError):
    """No Chinese font here: the page would be empty boxes. The message says what to do."""


def write_pdf(volume: Volume, target: Path, fonts: tuple[Path, ...] = ()) -> None:
    """Writes the volume; `fonts` are folders to look into beside the system's. NoFont where no Chinese font is found."""
    body, head = chosen(fonts)
    with tempfile.TemporaryDirectory(prefix="bihuan-pdf-", dir=target.parent) as folder:
        root = Path(folder)
        shutil.copy(TEMPLATE, root / "volume.typ")
        (root / "volume.json").write_text(
            json.dumps(_plain(changed(volume, writable), root), ensure_ascii=False)
        )
        typst.compile(
            str(root / "volume.typ"),
            output=str(target),
            root=str(root),
            font_paths=[str(path) for path in fonts],
            sys_inputs={"body": json.dumps(body), "head": json.dumps(head)},
        )


def chosen(fonts: tuple[Path, ...] = ()) -> tuple[list[str], list[str]]:
    """The fonts there are for words and heads, best first; NoFont where there is none."""
    there = set(typst.Fonts(font_paths=[str(path) for path in fonts]).families())
    body, head = ([name for name in names if name in there] for names in (BODY, HEAD))
    if not body and not head:
        raise NoFont(
            "这台服务器没有中文字体，PDF 没有生成；Word 和压缩包照常。请管理员安装中文字体（如 fonts-noto-cjk），"
            "或用 BIHUAN_FONTS 指明字体所在的文件夹。"
        )
    return body or head, head or body


def _plain(volume: Volume, root: Path) -> dict[str, Any]:
    """The volume for the template, its pictures in its folder, which is all that Typst may read.

    Each is a PDF of one page: Typst keeps every JPEG it is given decoded until the volume is done, and a page as it came.
    """
    made = asdict(volume) | {"label": volume.label}
    sheets = 0
    for chapter in made["chapters"]:
        for section in chapter["sections"]:
            for piece in section["pieces"]:
                names = []
                for page in piece["pages"]:
                    sheets += 1
                    names.append(f"{sheets}.pdf")
                    sheet_of(Path(page), root / names[-1])
                piece["pages"], piece["file"] = names, None
    return made
