"""Upload -> preview -> import -> result. The preview is checked anew at every step; nothing of it is kept but the file."""

from dataclasses import dataclass
from urllib.parse import quote

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from bihuan.documents.media import XLSX
from bihuan.web.access.request import Request
from bihuan.web.access.views import may
from bihuan.web.areas.imports import apply as applying
from bihuan.web.areas.imports import copy, pages, store
from bihuan.web.areas.imports.check import STATES, Item, Preview, check
from bihuan.web.areas.imports.columns import KINDS, Kind
from bihuan.web.areas.imports.faults import ImportRefused
from bihuan.web.areas.imports.known import world
from bihuan.web.areas.imports.read import MAX_BYTES, MAX_ROWS, Book, read
from bihuan.web.ui.forms import LookForm

RESULT = "areas.imports.done"


class UploadForm(LookForm):
    """One file."""

    file = forms.FileField(
        label="要导入的表",
        help_text="一个文件里可以有区划、单位、人员三张表，按列名认。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError("文件超过 5 MB。请删去图片，或分成几个文件再传。")
        return file


@dataclass(frozen=True)
class Group:
    """The rows of one kind in one state: the first pages.SHOWN of them, and how many there are."""

    kind: Kind
    state: str
    items: list[Item]
    total: int

    @property
    def word(self) -> str:
        return STATES[self.state]

    @property
    def left(self) -> int:
        return self.total - len(self.items)

    @property
    def name(self) -> str:
        """What the tick box sends."""
        return f"{self.kind.key}.{self.state}"


@may("areas.manage")
def upload(request: Request) -> HttpResponse:
    """Takes the file; a file that cannot be read is refused here, with the reason beside the field."""
    form = UploadForm(request.POST or None, request.FILES or None)
    token = pages.kept(request, form, read)
    return redirect("areas:import_preview", token=token) if token else _upload_page(request, form)


def _upload_page(request: Request, form: UploadForm) -> HttpResponse:
    kinds = [
        (kind, [(column.heading, column.required) for column in kind.columns]) for kind in KINDS.values()
    ]
    context = {"form": form, "kinds": kinds, "most_rows": MAX_ROWS}
    return render(request, "areas/import_upload.html", context, status=pages.status(form))


@may("areas.manage")
@never_cache
@require_GET
def preview(request: Request, token: str) -> HttpResponse:
    """What the file would do."""
    try:
        _, found = _checked(request, token)
    except ImportRefused as refused:
        return _gone(request, refused)
    return _preview_page(request, token, found)


def _preview_page(request: Request, token: str, found: Preview, refused: str = "") -> HttpResponse:
    counts = {state: sum(by[state] for by in found.counts().values()) for state in STATES}
    context = {
        "token": token,
        "preview": found,
        "groups": _groups(found, ("wrong", "changed", "new")),
        "choices": _groups(found, applying.TAKEN),
        "counts": counts,
        "takable": counts["new"] + counts["changed"],
        "refused": refused,
    }
    return render(request, "areas/import_preview.html", context, status=422 if refused else 200)


def _groups(found: Preview, states: tuple[str, ...]) -> list[Group]:
    groups = []
    for state in states:
        for kind in KINDS.values():
            items = found.of(kind.key, state)
            if items:
                groups.append(Group(kind, state, items[: pages.SHOWN], len(items)))
    return groups


@may("areas.manage")
@require_POST
def apply(request: Request, token: str) -> HttpResponse:
    """Imports the ticked groups, all their rows or none."""
    try:
        _, found = _checked(request, token)
    except ImportRefused as refused:
        return _gone(request, refused)
    chosen = {tuple(name.split(".", 1)) for name in request.POST.getlist("group") if name.count(".") == 1}
    known = {(kind, state) for kind, state in chosen if kind in KINDS and state in applying.TAKEN}
    try:
        result = applying.apply(request.actor, found, known, request.POST.get("seen", ""))
    except ImportRefused as refused:
        return _preview_page(request, token, found, str(refused))
    store.drop(request.actor, token)
    said = signing.dumps(
        {"file": found.filename, "counts": result.counts, "accounts": result.accounts}, salt=RESULT
    )
    return redirect("areas:import_done", token=said)


@may("areas.manage")
@require_GET
def done(request: Request, token: str) -> HttpResponse:
    """What was done; the address carries it, signed, so that a reload does nothing."""
    try:
        said = signing.loads(token, salt=RESULT)
    except signing.BadSignature:
        return redirect("areas:import")
    lines = [(KINDS[key], *said["counts"][key]) for key in KINDS if any(said["counts"][key])]
    total = sum(new + changed for _, new, changed in lines)
    context = {"file": said["file"], "lines": lines, "total": total, "accounts": said["accounts"]}
    return render(request, "areas/import_done.html", context)


@may("areas.manage")
@require_GET
def marked(request: Request, token: str) -> HttpResponse:
    """The uploaded file with its mistakes written in."""
    try:
        book, found = _checked(request, token)
    except ImportRefused as refused:
        return _gone(request, refused)
    stem = found.filename.rsplit(".", 1)[0]
    return download(copy.marked(book, found.faults), f"{stem}_标出错误.xlsx")


@may("areas.manage")
@require_GET
def blank(request: Request) -> HttpResponse:
    """The empty tables."""
    return download(copy.blank(), "区划单位人员_空表.xlsx")


def _checked(request: Request, token: str) -> tuple[Book, Preview]:
    """The kept file, read and checked against what is there now; ImportRefused when it is gone."""
    name, data = store.fetch(request.actor, token)
    book = read(data, name)
    return book, check(book, world())


def _gone(request: Request, refused: ImportRefused) -> HttpResponse:
    return _upload_page(request, pages.gone(UploadForm, refused))


def download(data: bytes, name: str) -> HttpResponse:
    """A workbook under its Chinese name."""
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename=\"import.xlsx\"; filename*=UTF-8''{quote(name)}"
    return response
