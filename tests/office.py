"""LibreOffice without a screen: opens what we made, and prints it. Where it is missing the tests are skipped, but never in CI."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

# Fonts that the office's machines have, by what stands for them here.
_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><include>/etc/fonts/fonts.conf</include>
<alias binding="same"><family>仿宋</family><prefer><family>Noto Serif CJK SC</family></prefer></alias>
<alias binding="same"><family>方正小标宋简体</family><prefer><family>Noto Serif CJK SC</family></prefer></alias>
<alias binding="same"><family>宋体</family><prefer><family>Noto Serif CJK SC</family></prefer></alias>
<alias binding="same"><family>黑体</family><prefer><family>Noto Sans CJK SC</family></prefer></alias>
<alias binding="same"><family>楷体</family><prefer><family>AR PL KaitiM GB</family></prefer></alias></fontconfig>"""


def needed() -> str:
    """Where LibreOffice stands; skips the test where it is missing, fails it in CI."""
    found = shutil.which("soffice")
    if found is None:
        words = "没有 LibreOffice：apt-get install libreoffice-writer-nogui libreoffice-calc-nogui"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(words)
    return found


def converted(data: bytes, ending: str, wanted: str) -> bytes:
    """What LibreOffice makes of a file: `ending` it has (docx), `wanted` (pdf, xlsx, txt:Text). Fails when it cannot open it."""
    return converted_all([data], ending, wanted)[0]


def converted_all(files: Sequence[bytes], ending: str, wanted: str) -> list[bytes]:
    """As `converted`, of many files by one start of LibreOffice; in their order. Fails naming the places of those it cannot open."""
    office = needed()
    with _room() as room:
        for number, data in enumerate(files):
            (room / f"paper{number}.{ending}").write_bytes(data)
        (room / "fonts.conf").write_text(_FONTS, encoding="utf-8")
        command = [
            *(office, f"-env:UserInstallation=file://{room}/profile", "--headless", "--norestore"),
            *("--convert-to", wanted, "--outdir", str(room / "made")),
            *(str(room / f"paper{number}.{ending}") for number in range(len(files))),
        ]
        given = {**os.environ, "FONTCONFIG_FILE": str(room / "fonts.conf"), "HOME": str(room)}
        done = subprocess.run(command, capture_output=True, text=True, timeout=180, env=given, check=False)
        made = [next((room / "made").glob(f"paper{number}.*"), None) for number in range(len(files))]
        closed = [number for number, path in enumerate(made) if path is None]
        assert not closed, f"LibreOffice 打不开第 {closed} 份：{done.stdout} {done.stderr}"
        return [path.read_bytes() for path in made if path is not None]


@contextmanager
def _room() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)
