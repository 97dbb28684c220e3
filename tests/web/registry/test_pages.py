"""What people see and press: the lists and what finds a household, the dossier, papers, an import from files to undone."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from bihuan.web.accounts.crypto import decrypt
from bihuan.web.registry.models import Batch, Household, Paper, PaperKind
from tests.signed import acting
from tests.web.problems.steps import photo
from tests.web.registry import filled
from tests.web.registry.exports import FATHER, SON, XIE, id_number, person, sheet, xie
from tests.web.registry.importing import again, apply, done, hand_in, imported

pytestmark = pytest.mark.usefixtures("clean_db")


@pytest.fixture
def ids(clean_db: str) -> dict[str, Any]:
    return filled.fill()


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("words", ["谢长福", "谢文", XIE["household_id"], FATHER, SON.lower(), FATHER[-4:]])
def test_a_household_is_found_by_names_numbers_and_the_last_four(
    ids: dict[str, Any], as_: Any, words: str
) -> None:
    assert "谢长福" in text(as_("office").get("/registry/", {"q": words}))
    assert "谢长福" in text(as_("office").get("/search/", {"q": words}))
    for nothing in ("文涛", "9999", id_number("19990101")):
        assert f"/registry/households/{ids['household']}/" not in text(
            as_("office").get("/registry/", {"q": nothing})
        )


def test_lists_ask_as_much_of_the_database_for_one_as_for_many(ids: dict[str, Any], as_: Any) -> None:
    office = as_("office")
    addresses = ("/registry/", "/registry/members/", "/registry/changes/?saved=all")

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert office.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    asked()  # what a process looks up once and keeps
    few = asked()
    more = [
        {
            **row,
            "household_id": f"9901011010{n:04d}",
            "name": f"王{n}{at}",
            "id_number": id_number("19600101", n * 3 + at),
        }
        for n in range(12)
        for at, row in enumerate(xie(**filled.HOUSE))
    ]
    imported(("base", [*xie(**filled.HOUSE), *more]))
    assert asked() == few


@pytest.mark.parametrize("address", ["/registry/", "/registry/members/", "/registry/changes/?saved=all"])
def test_lists_open_no_sealed_number(
    ids: dict[str, Any], as_: Any, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    office = as_("office")
    opened: list[bytes] = []

    def noted(blob: bytes) -> str:
        opened.append(blob)
        return decrypt(blob)

    monkeypatch.setattr("bihuan.web.accounts.crypto.decrypt", noted)
    assert "谢" in text(office.get(address))
    assert opened == []
    office.get(f"/registry/households/{ids['household']}/")
    assert opened != []  # the dossier shows its members' numbers, masked


def test_the_dossier_says_who_they_are_and_how_they_live(ids: dict[str, Any], as_: Any) -> None:
    office = as_("office")
    with CaptureQueriesContext(connection) as queries:
        page = text(office.get(f"/registry/households/{ids['household']}/"))
    for words in (
        "谢长福户",
        "突发严重困难户",
        "因病",
        "大病保险、医疗救助",
        "东莞市务工，每月 3,800 元",
        "郑小军",
        "县残联书面不予办理",
        "39,200.5",
        "段红梅",
        "长期慢性病",
    ):
        assert words in page, words
    assert "缺</b> 家庭经济状况核对授权书" in page
    assert "<b>3</b> / 4 份齐" not in page
    assert FATHER not in page
    assert len(queries) < 42
    village = text(as_("village").get(f"/registry/households/{ids['household']}/"))
    assert "不显示" in village
    assert "长期慢性病" not in village
    assert "谢老太不见了" in village


def test_net_income_is_the_formula_and_unknown_where_a_part_is(ids: dict[str, Any], as_: Any) -> None:
    imported(("base", xie(**filled.HOUSE, property_income="")), as_of=filled.JUNE)
    page = text(as_("office").get(f"/registry/households/{ids['household']}/"))
    assert "有的收入没有填，家庭纯收入算不出来" in page


def test_papers_are_put_in_taken_out_and_given_to_those_who_see_the_household(
    ids: dict[str, Any], as_: Any
) -> None:
    with acting("office"):
        kind = PaperKind.objects.get(name="家庭经济状况核对授权书")
    village, address = as_("village"), f"/registry/households/{ids['household']}/papers/"
    refused = village.post(
        address,
        {"kind": kind.pk, "refused": "on", "file": SimpleUploadedFile("a.jpg", photo("#111111").read())},
    )
    assert refused.status_code == 422
    assert "写明是哪个部门" in text(refused)
    assert (
        village.post(
            address, {"kind": kind.pk, "file": SimpleUploadedFile("授权书.jpg", photo("#222222").read())}
        ).status_code
        == 302
    )
    with acting("village"):
        paper = Paper.objects.get(kind=kind)
    assert as_("leader").get(f"/registry/papers/{paper.pk}/").status_code == 200
    assert as_("village_outsider").get(f"/registry/papers/{paper.pk}/").status_code == 404
    village.post(f"/registry/papers/{paper.pk}/withdraw/")
    assert "缺</b> 家庭经济状况核对授权书" in text(village.get(f"/registry/households/{ids['household']}/"))


def test_an_import_from_files_to_undone(clean_db: str, as_: Any) -> None:
    clerk = as_("clerk")
    rows = xie(identified="去年", risk_1="因病")
    rows.append(
        {**person("外村人", "户主", id_number("19700101")), "household_id": "77", "village": "没有这个村"}
    )
    files = [
        SimpleUploadedFile("基础信息.csv", sheet("base", rows)),
        SimpleUploadedFile("走访.csv", sheet("visit", [{**XIE, "visitor": "郑小军"}])),
    ]
    sent = clerk.post("/registry/imports/", {"sheets": files, "as_of": "2026-06-20", "income_year": "2026"})
    assert sent.status_code == 302
    with acting("clerk"):
        batch = Batch.objects.get()
    from bihuan.web.jobs.models import JobRun

    def carried_out() -> str:
        with acting("clerk"):
            run = JobRun.objects.filter(state="waiting").get()
        return done(run)

    assert carried_out() == "done"
    page = text(clerk.get(sent["Location"]))
    assert "读完了，看过再导入" in page
    assert "没有“柳溪镇没有这个村”这个村" in page
    assert "去年" in page
    marked = load_workbook(io.BytesIO(clerk.get(f"/registry/imports/{batch.pk}/marked/0/").content))
    said = " ".join(str(cell.value) for row in marked.worksheets[0].iter_rows() for cell in row if cell.value)
    assert "没有这个村" in said
    seen = {"seen": again(batch).fingerprint}
    assert clerk.post(f"/registry/imports/{batch.pk}/apply/", {"seen": "another"}).status_code == 422
    assert clerk.post(f"/registry/imports/{batch.pk}/apply/", seen).status_code == 302
    assert carried_out() == "done"
    assert "已经导入" in text(clerk.get(f"/registry/imports/{batch.pk}/"))
    assert as_("township").get("/registry/").context["table"].total == 1
    assert clerk.post(f"/registry/imports/{batch.pk}/undo/").status_code == 302
    assert carried_out() == "done"
    with acting("office"):
        home = Household.objects.get()
        assert (home.current, home.ending) == (None, "undone")
    assert as_("township").get("/registry/").context["table"].total == 0


def test_a_file_nobody_can_read_stops_all_of_them_and_says_why(clean_db: str) -> None:
    from bihuan.web.registry.imports import services

    with acting("clerk") as actor:
        given = [
            ("基础信息.csv", io.BytesIO(sheet("base", xie()))),
            ("坏的.xlsx", io.BytesIO("不是表格".encode())),
        ]
        batch, run = services.receive(actor, given, filled.JUNE, 2026)
    assert done(run) == "done"
    batch = again(batch)
    assert batch.state == "refused"
    assert "坏的.xlsx" in batch.trouble


def test_a_heading_mapped_by_hand_is_remembered(clean_db: str, as_: Any) -> None:
    data = sheet("base", xie(unsafe_house="是")).replace("是否危房户".encode(), "房子危不危".encode())
    from bihuan.web.registry.imports import services

    def read() -> Batch:
        with acting("clerk") as actor:
            batch, run = services.receive(actor, [("基础信息.csv", io.BytesIO(data))], filled.JUNE, 2026)
        assert done(run) == "done"
        return again(batch)

    batch = read()
    assert [s["unknown"] for s in batch.found["sheets"]] == [["房子危不危"]]
    as_("clerk").post(f"/registry/imports/{batch.pk}/headings/", {"heading:房子危不危": "unsafe_house"})
    apply(read())
    with acting("office"):
        assert Household.objects.get().current.unsafe_house is True


def test_what_changed_since_the_preview_stops_the_import(clean_db: str) -> None:
    from bihuan.web.registry.imports import services

    first, second = hand_in(("base", xie(unsafe_house="是"))), hand_in(("base", xie(unsafe_house="否")))
    apply(first)
    with acting("clerk") as actor:
        run = services.take(actor, second, second.fingerprint, False)
    assert done(run) == "failed"
    assert again(second).state == "ready"
    with acting("office"):
        assert Household.objects.get().current.unsafe_house is True


def test_an_older_export_is_refused(clean_db: str) -> None:
    from bihuan.web.access import Refused

    imported(("base", xie()))
    with pytest.raises(Refused, match="不能再用更早的"):
        hand_in(("base", xie()), as_of=filled.LAST_YEAR)


def test_the_dossier_is_two_sheets_of_paper(ids: dict[str, Any], as_: Any) -> None:
    page = text(as_("township").get(f"/registry/households/{ids['household']}/print/"))
    assert page.count('class="leaf"') == 2
    assert FATHER not in page


def test_blank_sheets_read_back_and_every_column_is_explained(clean_db: str, as_: Any) -> None:
    village = as_("village")
    assert village.get("/registry/templates/base.xlsx").content[:2] == b"PK"
    assert village.get("/registry/templates/nothing.xlsx").status_code == 404
    assert "是否危房户" in text(village.get("/registry/templates/?table=household"))


def test_a_change_seen_in_an_export_is_said_on_its_page(ids: dict[str, Any], as_: Any) -> None:
    village, address = as_("village"), f"/registry/changes/{ids['change']}/"
    assert "谢老太以前在这一户" in text(village.get(address))
    assert village.post(address, {"kind": "", "on": "2026-06-10"}).status_code == 422
    assert "写明怎么回事" in text(village.post(address, {"kind": "none", "on": "2026-06-10"}))
    assert village.post(address, {"kind": "death", "on": "2026-06-10", "text": "病故"}).status_code == 302
    assert "去世" in text(village.get("/registry/changes/?saved=recorded"))
