"""Whatever any address gives as a table or a paper opens in LibreOffice and says there what it says in the file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import override_settings
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from tests.office import converted_all
from tests.web.access.stage import Stage
from tests.web.access.test_urls import FIXED
from tests.web.access.url_table import ROWS, Row
from tests.web.shared import module_db

__all__ = ["module_db"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Filter "csv" of LibreOffice: comma, quotes, UTF-8, every cell as it is shown.
AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"


@pytest.fixture(scope="module")
def files(module_db: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, dict[str, bytes]]]:
    """Type -> address -> contents, of every address that gives a file to a role that may, and of every list's export."""
    with override_settings(FILES_ROOT=tmp_path_factory.mktemp("files"), DEMO=False):
        stage, found = Stage(), {XLSX: {}, DOCX: {}}  # type: ignore[var-annotated]
        for row in ROWS:
            if row.method == "get" and row.get_in and not row.name.startswith("v1:"):
                _keep(found, row.name, _asked(stage, row, {}))
                _keep(found, f"{row.name} xlsx", _asked(stage, row, {"export": "xlsx"}))
        yield found


def _asked(stage: Stage, row: Row, data: dict[str, str]) -> Any:
    ids = {**stage.ids, **FIXED}
    role = "office" if "office" in row.get_in else sorted(row.get_in)[0]
    return stage.ask(
        role, "get", reverse(row.name, args=[ids[arg] for arg in row.args]), {**row.data, **data}
    )


def _keep(found: dict[str, dict[str, bytes]], name: str, answer: Any) -> None:
    """An address that gives a file anyway is not kept a second time as a list's export."""
    kept = found.get(answer.headers.get("Content-Type", ""))
    if (
        kept is not None
        and answer.status_code == 200
        and not answer.streaming
        and name.removesuffix(" xlsx") not in kept
    ):
        kept[name] = answer.content


def test_there_are_many(files: dict[str, dict[str, bytes]]) -> None:
    assert len(files[XLSX]) >= 14
    assert len(files[DOCX]) >= 5
    assert {"problems:list xlsx", "inspection:frame xlsx", "campaigns:return_file"} <= set(files[XLSX])


def test_every_table_opens_and_shows_its_cells(files: dict[str, dict[str, bytes]]) -> None:
    names, contents = zip(*files[XLSX].items(), strict=True)
    for name, data, made in zip(names, contents, converted_all(contents, "xlsx", AS_CSV), strict=True):
        shown = [cell for line in csv.reader(StringIO(made.decode())) for cell in line if cell.strip()]
        sheet = load_workbook(BytesIO(data)).worksheets[0]
        held = [cell for line in sheet.iter_rows(values_only=True) for cell in line if cell not in (None, "")]
        assert len(shown) == len([cell for cell in held if str(cell).strip()]), name
        texts = {cell for cell in held if isinstance(cell, str) and not cell.startswith("=")}
        assert {" ".join(t.split()) for t in texts} - {" ".join(s.split()) for s in shown} <= {""}, name


def test_every_paper_opens_with_its_first_words(files: dict[str, dict[str, bytes]]) -> None:
    names, contents = zip(*files[DOCX].items(), strict=True)
    for name, data, made in zip(
        names, contents, converted_all(contents, "docx", "txt:Text (encoded):UTF8"), strict=True
    ):
        first = next(p.text.strip() for p in Document(BytesIO(data)).paragraphs if p.text.strip())
        assert "".join(first.split()) in "".join(made.decode("utf-8-sig").split()), name
