"""What goes out packed, and that an edited file is never served as it was."""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from bihuan.web.config.packing import PageMiddleware, StaticMiddleware, holds

WORDS = "逾期的问题" * 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sent(kind: str, accepted: str = "gzip", body: str = WORDS) -> HttpResponse:
    request = RequestFactory().get("/", headers={"Accept-Encoding": accepted})
    made = PageMiddleware(lambda _: HttpResponse(body, content_type=kind))(request)
    assert isinstance(made, HttpResponse)
    return made


def test_a_page_goes_out_packed_and_reads_the_same() -> None:
    page = sent("text/html; charset=utf-8")
    assert page["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in page["Vary"]
    assert len(page.content) < len(WORDS.encode()) / 5
    assert gzip.decompress(page.content).decode() == WORDS


@pytest.mark.parametrize(
    ("kind", "accepted", "body"),
    [("text/html", "", WORDS), (XLSX, "gzip", WORDS), ("text/html", "gzip", "短")],
)
def test_what_is_packed_already_or_short_or_not_understood_goes_as_it_is(
    kind: str, accepted: str, body: str
) -> None:
    page = sent(kind, accepted, body)
    assert "Content-Encoding" not in page
    assert page.content.decode() == body


def test_the_same_page_has_another_length_each_time() -> None:
    assert len({len(sent("text/html").content) for _ in range(40)}) > 3


def test_a_packed_file_is_used_until_its_file_is_edited(tmp_path: Path) -> None:
    style = tmp_path / "look.css"
    style.write_text("a{color:red}" * 50)
    Path(f"{style}.gz").write_bytes(gzip.compress(style.read_bytes(), mtime=0))
    assert holds(str(style))
    assert encodings(style) == ["gzip", None]
    style.write_text("a{color:tan}" * 50)  # as long as before
    os.utime(style, (0, 0))
    assert not holds(str(style))
    assert encodings(style) == [None, None]
    assert not holds(str(tmp_path / "none.css"))


def encodings(path: Path) -> list[Any]:
    """How the file comes to who understands gzip, and to who does not."""
    static = StaticMiddleware(lambda _: HttpResponse())
    beside = {str(p): os.stat(p) for p in path.parent.iterdir()}
    found = static.get_static_file(str(path), "/static/look.css", stat_cache=beside)
    return [
        _encoding(found.get_response("GET", {"HTTP_ACCEPT_ENCODING": how})) for how in ("gzip", "identity")
    ]


def _encoding(answer: Any) -> Any:
    answer.file.close()
    return dict(answer.headers).get("Content-Encoding")
