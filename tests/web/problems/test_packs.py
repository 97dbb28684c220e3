"""Evidence packs: what is in them, who gets them, how they are made and go."""

from __future__ import annotations

import hashlib
import re
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.conf import settings
from django.utils.html import strip_tags
from docx import Document

from bihuan.documents.pack import NoFont
from bihuan.web.access import Refused, scope
from bihuan.web.config import clock, files
from bihuan.web.jobs.models import JobRun
from bihuan.web.jobs.services import carry_out
from bihuan.web.journal.models import JournalLine
from bihuan.web.problems import services
from bihuan.web.problems.models import Evidence, Measure, Pack, Problem
from bihuan.web.problems.packs import build, gather
from bihuan.web.problems.packs.build import folder_of
from bihuan.web.problems.services import NotNow, packs
from tests.web.problems.papers import exif, pdf, scene
from tests.web.problems.steps import WANGLING, Steps

ID, PHONE = "990101199001011234", "13912345678"
MAKE = "/problems/packs/make/"


def quiet(done: int, total: int, note: str = "") -> None:
    pass


def made(acting: Any, who: str, *problems: Problem, **more: Any) -> Pack:
    with acting(who) as actor:
        pack = packs.ask_for_pack(actor, "佐证材料", "指定的", [p.pk for p in problems], **more)
        return packs.make_pack(actor, pack.pk, quiet)


def path(pack: Pack, kind: str) -> Path:
    return folder_of(pack.pk) / next(f["name"] for f in pack.files if f["kind"] == kind)


def docx_words(place: Path) -> str:
    document = Document(str(place))
    cells = [p.text for p in document.element.body.iter() if p.tag.endswith("}t") and p.text]
    return "".join("".join(cells).split())


def pdf_words(place: Path) -> str:
    with pypdfium2.PdfDocument(place) as document:
        return "".join("".join(page.get_textpage().get_text_range() for page in document).split()).replace(
            "\u200b", ""
        )


@pytest.fixture
def problem(steps: Steps, acting: Any) -> Problem:
    """Closed, with a photo that carries a place, a paper, personal numbers in its words, a withdrawn piece."""
    found = steps.worked(text=f"户主身份证{ID}，电话{PHONE}")
    with acting("township") as actor:
        measure = Measure.objects.get(problem=found)
        data = scene(1, exif=exif("2026:10:02 08:15:00", north=(26.0, 15.0, 18.0)))
        services.add_evidence(
            actor, found, BytesIO(data), "通水.jpg", measure_id=measure.pk, caption=f"通水，{PHONE}"
        )
        services.add_evidence(
            actor, found, BytesIO(pdf(pages=3)), "验收单.pdf", measure_id=measure.pk, caption="验收单"
        )
        wrong = services.add_evidence(
            actor, found, BytesIO(scene(2)), "错.jpg", measure_id=measure.pk, caption="传错的"
        )
        services.withdraw_evidence(actor, found, wrong.pk, "是别村的照片")
        services.submit(actor, found, achieved="12户全部通水", accepted_by="村民代表 谢长福")
    with acting("inspector") as actor:
        for kind in ("found_out", "put_right", "up_to_standard", "accepted"):
            found = services.pass_gate(actor, found, kind, f"现场看过，属实（{kind}）")
    return found


FACTS = (
    *(
        "12户管道老化，供水时断时续",
        "主管道建成二十年，没有更换过",
        "更换主管1.2公里",
        "24小时供水，水质合格",
    ),
    *(
        "12户全部通水",
        "村民代表 谢长福",
        "现场看过，属实（accepted）",
        "现场看过，属实（put_right）",
        "督查二组 黎向东",
    ),
    *("柳溪镇 何敏", "主管换好", "验收单", "传错的", "是别村的照片", "证明第 1 项措施"),
)


def test_every_fact_of_the_page_stands_in_the_papers(problem: Problem, acting: Any, as_: Any) -> None:
    page = "".join(strip_tags(as_("assessor").get(f"/problems/{problem.pk}/").content.decode()).split())
    pack = made(acting, "assessor", problem)
    word, printed = docx_words(path(pack, "docx")), pdf_words(path(pack, "pdf"))
    for fact in FACTS:
        plain = "".join(fact.split())
        assert plain in word, fact
        assert plain in printed, fact
    with acting("assessor"):
        rows = list(Evidence.objects.filter(problem=problem))
        lines = JournalLine.objects.filter(object_type="problems.problem", object_id=problem.pk)
        told = ["".join(line.text.split()) for line in lines]
    assert len(rows) == 4
    assert all(row.sha256 in word and row.sha256 in printed for row in rows)
    assert len(told) >= 12
    for line in told:
        if PHONE not in line:
            assert line in word and line in printed and line in page  # noqa: PT018
    assert (pack.problems, pack.pieces, [f["kind"] for f in pack.files]) == (1, 4, ["docx", "pdf", "zip"])


def test_the_archive_proves_itself(problem: Problem, acting: Any) -> None:
    pack = made(acting, "assessor", problem)
    with zipfile.ZipFile(path(pack, "zip")) as archive:
        sums = dict(line.split("  ", 1)[::-1] for line in archive.read("00_校验值.txt").decode().splitlines())
        names = [name for name in archive.namelist() if name != "00_校验值.txt"]
        assert {name: hashlib.sha256(archive.read(name)).hexdigest() for name in names} == sums
        inside = {name.split("/")[-1] for name in names if "/" in name}
        clean = next(archive.read(name) for name in names if "通水" in name)
    assert inside == {"01_主管换好.jpg", "02_通水，139_5678.jpg", "03_验收单.pdf", "04_传错的.jpg"}
    assert b"Exif" not in clean
    for told in pack.files:
        data = (folder_of(pack.pk) / told["name"]).read_bytes()
        assert (told["size"], told["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())


def test_personal_numbers_are_covered_unless_asked_for_with_the_right_and_a_reason(
    problem: Problem, acting: Any
) -> None:
    covered = made(acting, "office", problem)
    for words in (docx_words(path(covered, "docx")), pdf_words(path(covered, "pdf"))):
        assert ID not in words and PHONE not in words  # noqa: PT018
        assert "990101********1234" in words and "139****5678" in words  # noqa: PT018
    for who in ("township", "assessor", "leader"):
        with acting(who) as actor, pytest.raises(Refused):
            packs.ask_for_pack(actor, "x", "y", [problem.pk], unmasked=True, why="考核组要求核对")
    with acting("office") as actor, pytest.raises(NotNow, match="为什么不遮盖"):
        packs.ask_for_pack(actor, "x", "y", [problem.pk], unmasked=True)
    open_ = made(acting, "office", problem, unmasked=True, why="考核组要求核对")
    word = docx_words(path(open_, "docx"))
    assert ID in word and PHONE in word and "考核组要求核对" in word  # noqa: PT018
    with zipfile.ZipFile(path(open_, "zip")) as archive:
        original = next(archive.read(name) for name in archive.namelist() if "通水" in name)
    with acting("office"):
        assert hashlib.sha256(original).hexdigest() in Evidence.objects.values_list("sha256", flat=True)
    with scope.acting(scope.SYSTEM):
        line = JournalLine.objects.get(code="pack.unmasked")
        assert (line.person_name, line.data["note"]) == ("周桂兰", "考核组要求核对")


# who gets it


def test_what_the_asker_does_not_see_is_not_in_it(
    problem: Problem, steps: Steps, acting: Any, as_: Any
) -> None:
    near = steps.raised(by="township_outsider", area_code=WANGLING, title="水渠缺盖板2处")
    pack = made(acting, "township_outsider", problem, near)
    assert pack.problems == 1
    assert "管道老化" not in docx_words(path(pack, "docx"))
    client = as_("township_outsider")
    assert client.post(MAKE, {"problem": problem.pk}).status_code == 404
    assert client.post(MAKE, {"household": 1}).status_code == 404
    whole = client.post(f"{MAKE}?saved=all", {"whole": "1"}, follow=True)
    assert "1 件问题" in whole.content.decode()


@pytest.mark.parametrize(
    "who", ["office", "township", "township_colleague", "assessor", "leader", "department"]
)
def test_nobody_else_gets_its_files(problem: Problem, acting: Any, as_: Any, who: str) -> None:
    pack = made(acting, "inspector", problem)
    client = as_(who)
    assert client.get(f"/problems/packs/{pack.pk}/").status_code == 404
    assert client.get(f"/problems/packs/{pack.pk}/1/").status_code == 404
    assert client.post(MAKE, {"again": pack.pk}).status_code == 404
    with acting(who):
        assert not Pack.objects.exists()


@pytest.mark.parametrize("who", ["administrator", "auditor", "helper", "supervisor"])
def test_roles_without_the_right_are_refused(problem: Problem, acting: Any, as_: Any, who: str) -> None:
    pack = made(acting, "inspector", problem)
    for answer in (
        as_(who).get(f"/problems/packs/{pack.pk}/1/"),
        as_(who).post(MAKE, {"problem": problem.pk}),
    ):
        assert answer.status_code == 403


def test_from_the_page_to_the_file(problem: Problem, as_: Any) -> None:
    client = as_("assessor")
    assert "佐证包" in client.get(f"/problems/{problem.pk}/").content.decode()
    answer = client.post(MAKE, {"problem": problem.pk})
    page = client.get(answer["Location"]).content.decode()
    assert f"{problem.number} 佐证材料" in page
    for place in (1, 2, 3):
        sent = client.get(f"{answer['Location']}{place}/")
        assert sent["Content-Disposition"].startswith("attachment")
        data = b"".join(sent.streaming_content)
        assert hashlib.sha256(data).hexdigest() in page
    assert client.get(f"{answer['Location']}4/").status_code == 404
    with scope.acting(scope.SYSTEM):
        assert JournalLine.objects.filter(code="pack.taken").count() == 3
    listed = client.get("/problems/packs/").content.decode()
    assert f"{problem.number} 佐证材料" in listed


def test_the_assessors_sample_is_one_press(problem: Problem, as_: Any) -> None:
    client = as_("assessor")
    page = client.get("/").content.decode()
    assert "整个样本做成佐证包" in page
    named = re.findall(r'name="problem" value="(\d+)"', page)
    assert named == [str(problem.pk)] * 2
    answer = client.post(MAKE, {"problem": named[:1]})
    assert re.fullmatch(r"/problems/packs/\d+/", answer["Location"])


# how it is made and goes


def test_a_large_one_is_a_job(
    problem: Problem, steps: Steps, as_: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packs, "AT_ONCE_PIECES", 1)
    answer = as_("assessor").post(MAKE, {"problem": problem.pk})
    assert answer["Location"].startswith("/jobs/")
    with scope.acting(scope.SYSTEM):
        run = JobRun.objects.get(name="bihuan.web.problems.jobs.make_pack")
        pack = Pack.objects.get()
    assert "还在做" in as_("assessor").get(f"/problems/packs/{pack.pk}/").content.decode()
    monkeypatch.setattr("bihuan.web.jobs.services._apart", lambda *_: None)
    carry_out(run.pk)
    carry_out(run.pk)
    with scope.acting(scope.SYSTEM):
        run.refresh_from_db()
        assert (run.state, run.result["url"]) == ("done", f"/problems/packs/{pack.pk}/")
    page = as_("assessor").get(f"/problems/packs/{pack.pk}/").content.decode()
    assert "1 件问题，4 份佐证" in page


def test_stopped_half_way_it_leaves_nothing_under_its_name(
    problem: Problem, acting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with acting("office") as actor:
        pack = packs.ask_for_pack(actor, "x", "y", [problem.pk])

        def cancelled(done: int, total: int, note: str = "") -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            packs.make_pack(actor, pack.pk, cancelled)
        assert not folder_of(pack.pk).exists()
        assert list(folder_of(pack.pk).parent.iterdir()) == []
        assert packs.make_pack(actor, pack.pk, quiet).made_at


def test_without_a_font_there_is_no_pdf_and_the_page_says_why(
    problem: Problem, acting: Any, as_: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fontless(*_: Any) -> None:
        raise NoFont("这台服务器没有中文字体")

    monkeypatch.setattr(build, "write_pdf", fontless)
    pack = made(acting, "office", problem)
    assert [f["kind"] for f in pack.files] == ["docx", "zip"]
    assert "这台服务器没有中文字体" in as_("office").get(f"/problems/packs/{pack.pk}/").content.decode()


def test_a_lost_original_is_said_and_not_skipped(problem: Problem, acting: Any) -> None:
    from bihuan.web.problems import files

    with acting("office"):
        row = Evidence.objects.get(caption="验收单")
    files.path_of(row.sha256).unlink()
    pack = made(acting, "office", problem)
    assert "原件不在服务器上" in docx_words(path(pack, "docx"))
    with zipfile.ZipFile(path(pack, "zip")) as archive:
        assert "原件不在服务器上" in archive.read("00_目录.html").decode()


def test_old_ones_are_swept_and_can_be_made_again(problem: Problem, acting: Any, as_: Any) -> None:
    pack = made(acting, "office", problem)
    with scope.acting(scope.SYSTEM):
        assert packs.sweep_packs(clock.now() + timedelta(days=6)) == 0
        assert packs.sweep_packs(clock.now() + timedelta(days=8)) == 1
    assert not folder_of(pack.pk).exists()
    client = as_("office")
    page = client.get(f"/problems/packs/{pack.pk}/").content.decode()
    assert "文件已经清理" in page
    assert client.get(f"/problems/packs/{pack.pk}/1/").status_code == 404
    assert client.post(MAKE, {"again": pack.pk})["Location"] != f"/problems/packs/{pack.pk}/"


def test_what_a_killed_server_left_behind_is_swept(problem: Problem, acting: Any) -> None:
    """A folder whose row was never committed, and one half made; a day later both are gone, what has a row stays."""
    kept = folder_of(made(acting, "office", problem).pk)
    lost, half = folder_of(987654), folder_of(0).with_name(".new-987655")
    for folder in (lost, half):
        folder.mkdir()
        (folder / "佐证.pdf").write_bytes(b"%PDF")
    with scope.acting(scope.SYSTEM):
        packs.sweep_packs(clock.now())
        assert (lost.exists(), half.exists()) == (True, True)  # it may be in the making
        packs.sweep_packs(clock.now() + timedelta(days=1, minutes=1))
    assert [each.exists() for each in (lost, half, kept)] == [False, False, True]


def test_half_written_files_are_swept_after_a_day(problem: Problem) -> None:
    root = Path(settings.FILES_ROOT)
    half, whole = root / ".new-abc", files.path(files.store(b"whole"))
    half.write_bytes(b"hal")
    assert files.sweep_unfinished(clock.now() - timedelta(days=1)) == 0
    assert files.sweep_unfinished(clock.now() + timedelta(minutes=1)) == 1
    assert (half.exists(), whole.read_bytes()) == (False, b"whole")


def test_nothing_and_too_much(db: None, acting: Any, as_: Any) -> None:
    with acting("office") as actor:
        with pytest.raises(NotNow, match="没有选中"):
            packs.ask_for_pack(actor, "x", "y", [])
        with pytest.raises(NotNow, match="一次最多 2000 件"):
            packs.ask_for_pack(actor, "x", "y", range(2001))
    assert "没有选中问题" in as_("office").post(MAKE, {}, follow=True).content.decode()


def test_a_volume_counts_what_is_printed(problem: Problem, steps: Steps, acting: Any) -> None:
    """Three photos and a paper of three pages; as many pages of a paper as are printed; nothing is no row."""
    bare = steps.raised(title="屋顶漏雨")
    with acting("office"):
        ids = [bare.pk, problem.pk]
        assert gather.pictures_of(ids, 12) == {problem.pk: 6}
        assert gather.pictures_of(ids, 2) == {problem.pk: 5}
        assert gather.seen(ids) == sorted(ids, key=lambda pk: Problem.objects.get(pk=pk).number)


@pytest.mark.parametrize(
    ("pictures", "share"), [(0, 1.0), (60, 1.0), (96, 0.7906), (166, 0.6012), (167, 0.6), (5000, 0.6)]
)
def test_one_problem_with_more_than_a_volume_holds_is_printed_smaller(pictures: int, share: float) -> None:
    assert build.share_of(pictures) == pytest.approx(share, abs=1e-4)


def test_a_household_has_all_of_its_problems(steps: Steps, as_: Any) -> None:
    first = steps.worked(household_id=77)
    second = steps.raised(household_id=77, title="屋顶漏雨")
    page = as_("office").get(f"/problems/{first.pk}/").content.decode()
    assert "这一户的佐证包" in page
    answer = as_("office").post(MAKE, {"household": 77})
    with scope.acting(scope.SYSTEM):
        assert set(Pack.objects.get().wanted) == {first.pk, second.pk}
    assert answer.status_code == 302


def test_what_was_pasted_out_of_word_does_not_stop_a_pack(steps: Steps, acting: Any) -> None:
    """A soft line break, or a character no office file may hold, in one problem would leave nobody a pack of the whole list."""
    pasted = steps.raised(title="12户管道\x0b老化\x01，供水时断时续", text="甲\x1b乙\ufffe丙")
    with acting("office") as actor:
        services.add_evidence(actor, pasted, BytesIO(scene(9)), "a.jpg", caption="水\x0b表")
    pack = made(acting, "office", pasted)
    words = docx_words(path(pack, "docx"))
    assert "12户管道老化，供水时断时续" in words
    assert "甲乙丙" in words
