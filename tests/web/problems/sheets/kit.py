"""Workbooks as offices send them, and a job's run without its queue."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from xlsxwriter import Workbook

from bihuan.web.access import Actor

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class Run:
    """What a job's function is given."""

    actor: Actor
    run_id: int = 1
    told: list[tuple[int, int, str]] = field(default_factory=list)

    def progress(self, done: int, total: int, note: str = "") -> None:
        self.told.append((done, total, note))

    def check_cancelled(self) -> None:
        """Nobody cancels here."""


def book(lines: list[list[object]], name: str = "问题登记") -> bytes:
    """A workbook of one sheet."""
    stream = io.BytesIO()
    made = Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    sheet = made.add_worksheet(name)
    for number, line in enumerate(lines):
        sheet.write_row(number, 0, line)
    made.close()
    return stream.getvalue()


def sent(client: Client, address: str, data: bytes, name: str = "表.xlsx") -> Any:
    return client.post(address, {"file": SimpleUploadedFile(name, data, XLSX)})


def uploaded(client: Client, address: str, data: bytes, name: str = "表.xlsx") -> str:
    """Uploads and returns the address of the preview."""
    answer = sent(client, address, data, name)
    assert answer.status_code == 302, words(answer)[-600:]
    return str(answer["Location"])


def token_of(address: str) -> str:
    return address.rstrip("/").rsplit("/", 1)[1]


def words(answer: Any) -> str:
    """The text of a page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def hidden(answer: Any, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())
    assert found, name
    return found[1]


def cells(data: bytes, sheet: str | None = None) -> list[list[Any]]:
    """The values of a workbook's first (or named) sheet, by another library than the product reads with."""
    made = load_workbook(io.BytesIO(data))
    page = made[sheet] if sheet else made.worksheets[0]
    return [list(line) for line in page.iter_rows(values_only=True)]
