"""Evidence files, served to those who see the row and to nobody else."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import quote
from zipfile import ZipFile

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from bihuan.web.access import Refused
from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.problems import files
from bihuan.web.problems.models import Evidence, Problem

PACK_MAX = 100 * 2**20
INLINE = ("image/jpeg", "image/png", "application/pdf")


@needs("problem.read")
def evidence(request: Request, pk: int) -> HttpResponse:
    """The file as it was sent in. Pictures and PDF open in the browser, the rest is downloaded."""
    row = get_object_or_404(Evidence, pk=pk)
    return _serve(row, small=False)


@needs("problem.read")
def thumbnail(request: Request, pk: int) -> HttpResponse:
    """The small picture."""
    row = get_object_or_404(Evidence, pk=pk, thumbnail=True)
    return _serve(row, small=True)


@needs("problem.read")
def pack(request: Request, pk: int) -> HttpResponse:
    """All evidence of a problem in one .zip, named by measure; refused when it is too much for one download."""
    problem = get_object_or_404(Problem, pk=pk)
    rows = list(problem.evidence.select_related("measure"))
    if sum(row.size for row in rows) > PACK_MAX:
        raise Refused(f"佐证一共超过 {PACK_MAX // 2**20} 兆，不能一次导出。请在页面上逐份打开。")
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        for place, row in enumerate(rows, start=1):
            stored = files.path_of(row.sha256)
            if stored.is_file():
                head = f"措施{row.measure.no}" if row.measure else "问题"
                archive.write(stored, f"{place:02d}-{head}-{row.caption}-{row.name}".replace("/", "_"))
    response = HttpResponse(made.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{problem.number}佐证材料.zip')}"
    return response


def _serve(row: Evidence, *, small: bool) -> HttpResponse:
    place = files.path_of(row.sha256, small=small)
    if not place.is_file():
        raise Http404
    media_type = "image/jpeg" if small else row.media_type
    response = HttpResponse(place.read_bytes(), content_type=media_type)
    way = "inline" if small or row.media_type in INLINE else "attachment"
    response["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(row.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"
    )
    response["Cache-Control"] = "private, max-age=3600" if small else "private, no-store"
    return response
