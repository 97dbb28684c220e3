"""Evidence files: what is kept, what is refused, who may open them."""

from __future__ import annotations

import hashlib
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from PIL import Image

from bihuan.web.problems import files
from bihuan.web.problems.models import Evidence
from tests.web.problems.steps import Steps, photo


def office(inner: str) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(inner, "<x/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (photo().getvalue(), "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\0\0\0\x18ftypheic....", "image/heic"),
        (b"%PDF-1.7 ...", "application/pdf"),
        (
            office("word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (office("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_told_by_what_it_is(data: bytes, kind: str) -> None:
    assert files.sniff(data) == kind


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "空的"),
        (b"<html><script>alert(1)</script>", "不能作佐证"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不能作佐证"),
        (b"MZ\x90\x00", "不能作佐证"),
        (b"PK\x03\x04 broken", "打不开"),
        (office("evil.exe"), "压缩包"),
        (photo().getvalue()[:200], "照片打不开"),
        (b"\xff\xd8\xff" + b"\0" * 50, "照片打不开"),
    ],
)
def test_refused_and_nothing_stored(data: bytes, says: str, settings: Any) -> None:
    with pytest.raises(files.Unfit, match=says):
        files.keep(BytesIO(data), "照片.jpg")
    assert not settings.FILES_ROOT.exists()


def test_too_large(settings: Any) -> None:
    settings.EVIDENCE_MAX_BYTES = 2**20
    with pytest.raises(files.Unfit, match="超过 1 兆"):
        files.keep(BytesIO(b"%PDF-" + b"0" * 2**20), "大.pdf")


def test_kept_once_under_its_hash_with_a_clean_thumbnail() -> None:
    made = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "secret words"
    Image.new("RGB", (2000, 1000), "#123").save(made, "JPEG", exif=exif)
    kept = files.keep(BytesIO(made.getvalue()), "C:\\用户\\照片.jpg")
    assert kept.sha256 == hashlib.sha256(made.getvalue()).hexdigest()
    assert kept.name == "照片.jpg"
    assert files.path_of(kept.sha256).read_bytes() == made.getvalue()
    small = files.path_of(kept.sha256, small=True).read_bytes()
    assert b"secret" not in small
    assert Image.open(BytesIO(small)).size == (640, 320)
    again = files.keep(BytesIO(made.getvalue()), "又一次.jpg")
    assert again.sha256 == kept.sha256
    assert not list(Path(settings.FILES_ROOT).rglob(".new-*"))


def test_served_to_those_who_see_the_problem(steps: Steps, as_: Any, acting: Any) -> None:
    problem = steps.worked()
    with acting("township"):
        pk = Evidence.objects.get(problem=problem).pk
    for key, status in (
        ("township", 200),
        ("office", 200),
        ("assessor", 200),
        ("township_outsider", 404),
        ("department", 404),
    ):
        response = as_(key).get(f"/problems/evidence/{pk}/")
        assert response.status_code == status, key
    seen = as_("office").get(f"/problems/evidence/{pk}/small/")
    assert (seen["Content-Type"], seen["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert seen["Content-Disposition"].startswith("inline")
    assert "sandbox" in seen["Content-Security-Policy"]


def test_the_pack_holds_every_piece(steps: Steps, as_: Any) -> None:
    problem = steps.worked()
    response = as_("assessor").get(f"/problems/{problem.pk}/evidence.zip")
    assert zipfile.ZipFile(BytesIO(response.content)).namelist() == ["01-措施1-主管换好-主管.jpg"]
    assert as_("township_outsider").get(f"/problems/{problem.pk}/evidence.zip").status_code == 404
