"""Evidence files: what is kept, what is refused, who may open them."""

from __future__ import annotations

import hashlib
import socket
import struct
import sys
import threading
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from PIL import Image, ImageChops, ImageStat

from bihuan.web.problems import files
from bihuan.web.problems.files import kinds, papers, pictures
from bihuan.web.problems.models import Evidence
from tests.web.problems.papers import HEIC, exif, office, old_office, pdf, png, scene
from tests.web.problems.steps import Steps, photo


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (photo().getvalue(), "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (HEIC, "image/heic"),
        (pdf(), "application/pdf"),
        (office("word/document.xml"), kinds.DOCX),
        (office("xl/workbook.xml"), kinds.XLSX),
        (old_office("WordDocument"), kinds.DOC),
        (old_office("Workbook"), kinds.XLS),
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
        (HEIC[:300], "照片打不开"),
        (b"GIF89a" + bytes(20), "不能作佐证"),
        (png(50_000, 50_000), "尺寸太大"),
        (png(12_000, 9_000), "尺寸太大"),
        (png(64, 64)[:40], "照片打不开"),
        (office("word/document.xml", "word/vbaProject.bin"), "带有宏"),
        (old_office("WordDocument", "_VBA_PROJECT"), "带有宏"),
        (old_office("PowerPoint Document"), "不能作佐证"),
        (old_office("EncryptedPackage"), "打开密码"),
        (b"%PDF-1.7 nothing else", "PDF 打不开"),
        (pdf(pages=0), "PDF 打不开"),
        (pdf("<< /S /JavaScript /JS (app.alert(1)) >>", catalogue="/OpenAction 4 0 R"), "脚本"),
        (pdf("<< /S /JavaScript /J#53 (x) >>", catalogue="/OpenAction 4 0 R"), "脚本"),
        (pdf("<< /S /Launch /F (cmd.exe) >>", catalogue="/OpenAction 4 0 R"), "脚本"),
        (pdf(packed="<< /S /JavaScript /JS (x) >>"), "脚本"),
        (pdf("<< /Type /EmbeddedFile /Length 2 >>\nstream\nMZ\nendstream"), "附件"),
    ],
)
def test_refused_and_nothing_stored(data: bytes, says: str, settings: Any) -> None:
    with pytest.raises(files.Unfit, match=says):
        files.keep(BytesIO(data), "照片.jpg")
    assert not settings.FILES_ROOT.exists()


def test_a_package_that_grows_beyond_measure(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    bomb = office("word/document.xml", opened=410 * 2**20)
    assert len(bomb) < 2**20
    with pytest.raises(files.Unfit, match="大得不正常"):
        files.keep(BytesIO(bomb), "报告.docx")
    assert not settings.FILES_ROOT.exists()


def test_packed_bytes_that_happen_to_spell_a_name_are_no_script() -> None:
    data = pdf("<< /Length 20 >>\nstream\nab/JS (x) /Launch yz\nendstream")
    assert files.keep(BytesIO(data), "报告.pdf").name == "报告.pdf"


def test_a_script_behind_much_padding_is_not_overlooked() -> None:
    """Twenty megabytes of blanks pack into twenty kilobytes."""
    blanks = " " * (20 * 2**20)
    with pytest.raises(files.Unfit, match="脚本"):
        papers.check(pdf(packed=f"{blanks}<< /S /JavaScript /JS (x) >>"))
    with pytest.raises(files.Unfit, match="大得不正常"):
        papers.check(pdf(packed=f"{blanks * 4}<< /S /JavaScript /JS (x) >>"))


def test_many_packed_streams_are_not_unpacked_without_end() -> None:
    """A file of twenty megabytes could ask for three minutes of work; all of it together may unpack to so much and no more."""
    one = zlib.compress(bytes(16 * 2**20))
    many = b"".join(
        b"9 0 obj << /Type /ObjStm >>\nstream\n" + one + b"\nendstream\nendobj\n" for _ in range(40)
    )
    with pytest.raises(files.Unfit, match="大得不正常"):
        papers.check(pdf() + many)


def test_a_polyglot_is_only_ever_shown_as_what_we_drew() -> None:
    """A JPEG with a page of HTML in its comment and a .zip behind it: kept as it came, drawn without either."""
    tail = office("evil.exe")
    data = photo().getvalue()
    data = (
        data[:2] + b"\xff\xfe" + struct.pack(">H", 32) + b"<script>alert(1)</script>     " + data[2:] + tail
    )
    kept = files.keep(BytesIO(data), "x.html")
    drawn = files.shown(kept.sha256, kept.media_type)
    assert kept.media_type == "image/jpeg"
    assert drawn is not None
    assert files.path_of(kept.sha256).read_bytes() == data
    assert b"script" not in drawn.read_bytes()
    assert b"PK" not in drawn.read_bytes()[-200:]


@pytest.mark.parametrize(
    ("data", "sent", "kept"),
    [
        (photo().getvalue(), "x.html", "x.html.jpg"),
        (photo().getvalue(), "整改后.JPEG", "整改后.JPEG"),
        (pdf(), "../../通知.hta", "通知.hta.pdf"),
        (pdf(), "C:\\x\\通知.pdf", "通知.pdf"),
        (pdf(), "通知.pdf.lnk", "通知.pdf.lnk.pdf"),
        (pdf(), "", "文件.pdf"),
        (pdf(), "照片", "照片.pdf"),
        (old_office("WordDocument"), "setup.msi", "setup.msi.doc"),
        (old_office("WordDocument"), "报告.wps", "报告.wps"),
        (office("xl/workbook.xml"), "台账.xls ", "台账.xls.xlsx"),
        (photo().getvalue(), "长" * 300 + ".exe", "长" * 111 + ".exe.jpg"),
    ],
)
def test_a_name_ends_as_what_the_file_is(data: bytes, sent: str, kept: str) -> None:
    """A paper called .hta, or an installer that passes for an old Word file, would run where somebody saves and opens it."""
    assert files.keep(BytesIO(data), sent).name == kept


@pytest.mark.parametrize(
    "broken", [b"\0" * 40, b"MM\0*\xff\xff\xff\xff", b"II*\0\x08\0\0\0\xff\xff" + b"A" * 400]
)
def test_broken_metadata_counts_as_none(broken: bytes) -> None:
    data, block = photo().getvalue(), b"Exif\0\0" + broken
    data = data[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + data[2:]
    kept = files.keep(BytesIO(data), "x.jpg")
    assert (kept.photo_at, kept.latitude, kept.thumbnail) == ("", None, True)


def test_what_a_photo_says_of_itself() -> None:
    data = scene(3, exif=exif("2026:10:02 08:15:00", north=(26.0, 15.0, 18.0), words="secret words"))
    kept = files.keep(BytesIO(data), "x.jpg")
    assert kept.photo_at == "2026-10-02T08:15:00+08:00"
    assert (kept.latitude, kept.longitude) == (26.255, 111.51)
    drawn = files.shown(kept.sha256, kept.media_type)
    assert drawn is not None
    assert b"secret" not in drawn.read_bytes()
    assert b"Exif" not in drawn.read_bytes()


@pytest.mark.parametrize(
    "taken", ["0000:00:00 00:00:00", "1970:01:01 08:00:00", "9999:01:01 00:00:00", "昨天"]
)
def test_times_no_camera_has_count_as_none(taken: str) -> None:
    assert files.keep(BytesIO(scene(1, exif=exif(taken))), "x.jpg").photo_at == ""


def test_heic_is_drawn() -> None:
    kept = files.keep(BytesIO(HEIC), "IMG_1.HEIC")
    drawn = files.shown(kept.sha256, kept.media_type)
    assert kept.thumbnail
    assert drawn is not None
    assert Image.open(BytesIO(drawn.read_bytes())).size == (64, 48)


@pytest.mark.parametrize("longest", [90, 400, 900, 5000])
def test_a_large_photo_decoded_at_a_part_of_its_size_looks_the_same(longest: int) -> None:
    lying = exif()
    lying[0x0112] = 6
    data = scene(3, size=(1600, 1200), exif=lying)
    copy = Image.open(BytesIO(pictures.copy(data, longest)))
    whole = Image.open(BytesIO(data)).convert("RGB").transpose(Image.Transpose.ROTATE_270)
    whole.thumbnail((longest, longest), reducing_gap=None)
    assert copy.size == whole.size
    apart = ImageChops.difference(copy.convert("L"), whole.convert("L"))
    assert max(ImageStat.Stat(apart).mean) < 2


def test_pages_of_a_pdf_are_drawn_one_by_one() -> None:
    kept = files.keep(BytesIO(pdf(pages=3)), "扫描.pdf")
    assert (kept.pages, kept.thumbnail) == (3, True)
    last = files.shown(kept.sha256, kept.media_type, 2)
    assert last is not None
    assert max(Image.open(BytesIO(last.read_bytes())).size) == pictures.VIEW
    assert files.shown(kept.sha256, kept.media_type, 3) is None


def test_a_look_survives_another_size_and_quality_and_tells_scenes_apart() -> None:
    def look(data: bytes) -> int:
        found = files.keep(BytesIO(data), "x.jpg").look
        assert found is not None
        return found

    def apart(a: int, b: int) -> int:
        return ((a ^ b) & (2**64 - 1)).bit_count()

    first = look(scene(1))
    assert apart(first, look(scene(1, size=(640, 480), quality=40))) <= 6
    assert all(apart(first, look(scene(other))) > 6 for other in range(2, 12))
    assert files.keep(photo(), "flat.jpg").look is None


def test_too_large(settings: Any) -> None:
    settings.EVIDENCE_MAX_BYTES = 2**20
    with pytest.raises(files.Unfit, match="超过 1 兆"):
        files.keep(BytesIO(b"%PDF-" + b"0" * 2**20), "大.pdf")


def test_kept_once_under_its_hash_with_a_clean_thumbnail() -> None:
    made = BytesIO()
    Image.new("RGB", (2000, 1000), "#123").save(made, "JPEG", exif=exif(words="secret words"))
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


# the antivirus hook


SCANNER = "import sys; data = sys.stdin.buffer.read(); sys.exit({found} if b'virus' in data else {clean})"


@pytest.mark.parametrize(
    ("found", "clean", "says"), [(1, 0, "认为这个文件有问题"), (2, 2, "没有答复"), (70, 70, "没有答复")]
)
def test_a_scanner_by_command(settings: Any, tmp_path: Path, found: int, clean: int, says: str) -> None:
    script = tmp_path / "scan.py"
    script.write_text(SCANNER.format(found=found, clean=clean))
    settings.EVIDENCE_SCANNER = f"{sys.executable} {script}"
    with pytest.raises(files.Unfit, match=says):
        files.keep(BytesIO(pdf("(virus)")), "x.pdf")
    assert not settings.FILES_ROOT.exists()
    if clean == 0:
        assert files.keep(BytesIO(pdf()), "x.pdf").size


def test_a_scanner_that_is_not_there(settings: Any) -> None:
    settings.EVIDENCE_SCANNER = "/nowhere/scan"
    with pytest.raises(files.Unfit, match="没有答复"):
        files.keep(photo(), "x.jpg")


def _clamd(door: socket.socket, answers: list[bytes], seen: list[bytes]) -> None:
    """As clamd does: takes INSTREAM in parts, answers once."""
    for answer in answers:
        line, _ = door.accept()
        with line, line.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            whole = b""
            while size := struct.unpack(">I", stream.read(4))[0]:
                whole += stream.read(size)
            seen.append(whole)
            line.sendall(answer)


@pytest.mark.parametrize("family", ["file", "port"])
def test_clamd_over_its_socket(settings: Any, tmp_path: Path, family: str) -> None:
    door = socket.socket(socket.AF_UNIX if family == "file" else socket.AF_INET)
    door.bind(str(tmp_path / "s") if family == "file" else ("127.0.0.1", 0))
    door.listen()
    place = str(tmp_path / "s") if family == "file" else f"127.0.0.1:{door.getsockname()[1]}"
    settings.EVIDENCE_SCANNER = f"clamd:{place}"
    seen: list[bytes] = []
    answers = [b"stream: OK\0", b"stream: Eicar FOUND\0", b"INSTREAM size limit exceeded. ERROR\0"]
    running = threading.Thread(target=_clamd, args=(door, answers, seen), daemon=True)
    running.start()
    data = scene(1, size=(1600, 1200), quality=98)
    assert files.keep(BytesIO(data), "x.jpg").size == len(data)
    for says in ("认为这个文件有问题", "没有答复"):
        with pytest.raises(files.Unfit, match=says):
            files.keep(BytesIO(data), "x.jpg")
    running.join(timeout=5)
    door.close()
    assert seen == [data] * 3
    assert len(data) > 2**16


# who may open them


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
        ("village_outsider", 404),
        ("discipline", 404),
        ("administrator", 403),
        ("auditor", 403),
    ):
        client = as_(key)
        for part in ("", "small/", "view/"):
            assert client.get(f"/problems/evidence/{pk}/{part}").status_code == status, (key, part)
    seen = as_("office").get(f"/problems/evidence/{pk}/view/")
    assert (seen["Content-Type"], seen["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert seen["Content-Disposition"] == "inline"
    assert "sandbox" in seen["Content-Security-Policy"]
    original = as_("office").get(f"/problems/evidence/{pk}/")
    assert original["Content-Disposition"].startswith("attachment")
    for odd in ("1", "-1", "x", "9" * 30):
        assert as_("office").get(f"/problems/evidence/{pk}/view/?page={odd}").status_code == 404
