"""Builds a pack in a folder of its own: chapters in volumes, papers of each, one archive. Then the folder takes its name.

Only one volume's pictures (reduced) and one chapter's rows are held at a time; originals go from disk to disk.
"""

from __future__ import annotations

import hashlib
import math
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings

from bihuan.documents.masking import masked
from bihuan.documents.pack import (
    Chapter,
    Cover,
    NoFont,
    Piece,
    Section,
    Volume,
    volumes_of,
    write_archive,
    write_docx,
    write_pdf,
)
from bihuan.documents.pack.archive import safe
from bihuan.documents.pack.model import PICTURES_MOST
from bihuan.web.access import Actor
from bihuan.web.config import clock
from bihuan.web.problems import files
from bihuan.web.problems.files import papers, pictures
from bihuan.web.problems.models import Pack
from bihuan.web.problems.packs import gather
from bihuan.web.ui.words import cn_time

PRINTED = 1000  # pixels of the longer side on paper
PRINTED_PAGES = 1400
PAGES_MOST = 12
LEAST = 0.6  # below it a page of a paper cannot be read
PDF = "application/pdf"
Progress = Callable[[int, int, str], None]


def folder_of(pack_id: int) -> Path:
    """Where the files of a pack stand."""
    return Path(settings.FILES_ROOT) / "packs" / str(pack_id)


def build(actor: Actor, pack: Pack, progress: Progress) -> None:
    """Fills the pack's facts and folder; run again it begins anew. Nothing stands under its name before all of it is written."""
    target = folder_of(pack.pk)
    work = target.with_name(f".new-{pack.pk}")
    for old in (work, target):
        shutil.rmtree(old, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        made = _Making(actor, pack, work, progress)
        made.all()
        shutil.rmtree(work / "pictures", ignore_errors=True)
        work.rename(target)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise


class _Making:
    def __init__(self, actor: Actor, pack: Pack, work: Path, progress: Progress) -> None:
        self.actor, self.pack, self.work, self.progress = actor, pack, work, progress
        self.ids = gather.seen(pack.wanted)
        self.share = 1.0
        self.total = len(self.ids) + 2
        self.notes: list[str] = []
        self.made: list[tuple[str, str, Path]] = []

    def all(self) -> None:
        printed = gather.pictures_of(self.ids, PAGES_MOST)
        sizes = [printed.get(pk, 0) for pk in self.ids]
        cuts = list(volumes_of(sizes))
        self.pack.problems, self.pack.pieces = len(self.ids), gather.size_of(self.ids)[0]
        for no, cut in enumerate(cuts, start=1):
            self.share = share_of(sum(sizes[place] for place in cut))
            self._volume(no, len(cuts), [self.ids[place] for place in cut])
        self.progress(len(self.ids), self.total, "压成一个文件")
        self._archive()
        self.pack.files = [_told(kind, label, path) for kind, label, path in self.made]
        self.pack.notes = self.notes

    def _volume(self, no: int, of: int, ids: list[int]) -> None:
        chapters = tuple(self._chapters(ids, printing=True))
        volume = Volume(self.cover, no, of, chapters)
        label = f"第 {no} 册" if of > 1 else ""
        name = safe(self.pack.title, 60) + (f"_第{no}册" if of > 1 else "")
        paper = self.work / f"{name}.docx"
        write_docx(volume, paper)
        self.made.append(("docx", f"Word {label}".strip(), paper))
        try:
            write_pdf(volume, paper.with_suffix(".pdf"), font_folders())
            self.made.append(("pdf", f"PDF {label}".strip(), paper.with_suffix(".pdf")))
        except NoFont as missing:
            if str(missing) not in self.notes:
                self.notes.append(str(missing))
        shutil.rmtree(self.work / "pictures", ignore_errors=True)

    def _chapters(self, ids: list[int], *, printing: bool) -> Iterator[Chapter]:
        for pk in ids:
            (problem,) = gather.load([pk])
            types = {row.sha256: row.media_type for row in problem.evidence.all()}
            chapter = gather.chapter(problem)
            if printing:
                self.progress(self.ids.index(pk), self.total, f"整理 {problem.number}")
            fitted = replace(
                chapter, sections=tuple(self._fitted(s, types, printing) for s in chapter.sections)
            )
            yield fitted if self.pack.unmasked else masked(fitted)

    def _fitted(self, section: Section, types: dict[str, str], printing: bool) -> Section:
        fit = self._printed if printing else self._packed
        return replace(section, pieces=tuple(fit(piece, types[piece.original]) for piece in section.pieces))

    def _printed(self, piece: Piece, media_type: str) -> Piece:
        """With its pictures for paper: a photo reduced, the first pages of a PDF."""
        stored = files.path_of(piece.original)
        if not stored.is_file():
            return replace(piece, facts=(*piece.facts, "原件不在服务器上"))
        data = stored.read_bytes()
        try:
            if media_type in files.PICTURES:
                picture = pictures.copy(data, int(PRINTED * self.share))
                return replace(piece, pages=(self._kept(piece, 0, picture),))
            if media_type == PDF:
                sheets, side = papers.count(data), int(PRINTED_PAGES * self.share)
                pages = [papers.page(data, n, side) for n in range(min(sheets, PAGES_MOST))]
                return replace(
                    piece,
                    sheets=sheets,
                    pages=tuple(self._kept(piece, n, page) for n, page in enumerate(pages)),
                )
        except files.Unfit:
            return replace(piece, facts=(*piece.facts, "打不开，见压缩包里的原件"))
        return piece

    def _kept(self, piece: Piece, page: int, picture: bytes) -> Path:
        place = self.work / "pictures" / f"{piece.original}-{page}.jpg"
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(picture)
        return place

    def _packed(self, piece: Piece, media_type: str) -> Piece:
        """With its file for the archive: the original; of photos, unless asked for uncovered, the copy without metadata."""
        stored = files.path_of(piece.original)
        if self.pack.unmasked or media_type not in files.PICTURES:
            return replace(piece, file=stored)
        try:
            clean = files.shown(piece.original, media_type)
        except files.Unfit:
            clean = None
        return replace(piece, file=clean or stored, name="x.jpg" if clean else piece.name)

    def _archive(self) -> None:
        target = self.work / f"{safe(self.pack.title, 60)}.zip"
        chapters = self._chapters(self.ids, printing=False)
        write_archive(self.cover, [path for _, _, path in self.made], chapters, target)
        self.made.append(("zip", "压缩包", target))

    @property
    def cover(self) -> Cover:
        now = clock.now()
        facts = (
            ("内容", f"{self.pack.problems} 件问题，{self.pack.pieces} 份佐证"),
            ("按什么取", self.pack.words),
            ("制作", f"{self.actor.unit_name} {self.actor.name}（{self.actor.role_label}）"),
            ("时间", f"{now.year}年{now.month}月{now.day}日 {cn_time(now)}"),
            ("编号", f"佐证包 {self.pack.pk}"),
        )
        open_ = (f"没有遮盖个人信息，理由：{self.pack.why}。请妥善保管。",)
        covered = (
            "文字里的身份证号、电话、银行卡号已遮盖；照片去掉了自带的信息，所附扫描件和文件照原样，请妥善保管。",
        )
        notes = open_ if self.pack.unmasked else covered
        cover = Cover(
            self.pack.title,
            facts,
            (*notes, "压缩包里的校验值可以核对每个文件有没有改动；SHA-256 是上传时原件的校验值。"),
        )
        return cover if self.pack.unmasked else masked(cover)


def share_of(pictures: int) -> float:
    """The share of their side that a volume's pictures are printed at: 1, and less where one problem alone has more than a volume holds."""
    return max(LEAST, min(1.0, math.sqrt(PICTURES_MOST / max(pictures, 1))))


def font_folders() -> tuple[Path, ...]:
    """Folders with fonts beside the system's own."""
    return tuple(Path(each) for each in settings.FONT_FOLDERS)


def _told(kind: str, label: str, path: Path) -> dict[str, Any]:
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return {"kind": kind, "label": label, "name": path.name, "size": path.stat().st_size, "sha256": digest}
