"""The whole way in a browser: five exports dropped in and imported, checked, a request decided, a sheet sent and taken back, findings raised as
a problem, the next download, and the problem closed by its gates."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from bihuan.web.config import clock
from bihuan.web.quality.sheets.build import HEAD, LIST
from tests.web.quality.downloads import FIVE, downloads
from tests.web.spine.conftest import Ask, Sit, ask, sit, site
from tests.web.spine.hand import Hand

__all__ = ["ask", "sit", "site"]
pytestmark = [pytest.mark.xdist_group("spine")]
CHECK = "身份证校验码不对"
TODAY = clock.today()
LAST_MONTH = TODAY - timedelta(days=30)
JOB = 90_000  # milliseconds that a job may take on a busy machine


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], dict[str, bytes], str]:
    return downloads(tmp_path_factory.mktemp("downloads"))


def imported(sit: Sit, given: dict[str, bytes], on: Any) -> Hand:
    """All five at once: dropped in, read, looked at, imported."""
    clerk = sit("clerk").go("/registry/imports/")
    dropped = [{"name": name, "mimeType": "text/csv", "buffer": data} for name, data in given.items()]
    assert len(dropped) == len(FIVE)
    clerk.page.locator("#id_sheets").set_input_files(dropped)
    clerk.page.fill("#id_as_of", on.isoformat())
    clerk.page.fill("#id_income_year", str(on.year))
    clerk.page.locator("form[enctype] button[type=submit]").click()
    clerk.page.wait_for_url("**/registry/imports/*/")
    told(clerk, "读完了，看过再导入")
    clerk.page.locator("#take button[type=submit]").locator("visible=true").click()
    told(clerk, "已经导入")
    return clerk


def told(clerk: Hand, words: str) -> None:
    """Waits until the page says by itself that the worker has brought the import there."""
    clerk.page.locator("h1").filter(has_text=words).wait_for(timeout=JOB)


def checked(clerk: Hand) -> None:
    """From the page of the import on to the result of the run."""
    clerk.press("核查户档案")
    clerk.page.wait_for_url("**/quality/runs/new/")
    clerk.page.locator("form[data-once] .btn-primary").locator("visible=true").click()
    clerk.page.wait_for_url(re.compile(r"/quality/runs/\d+/$"), timeout=JOB)


def finding(ask: Ask, name: str) -> tuple[int, str]:
    """(id, state) of the mistyped number."""
    return ask(
        "select id, state from quality_finding where check_code = 'A0106' and name = %s and place = '柳溪镇 松湾村'",
        name,
    )[0]  # type: ignore[return-value]


def test_five_exports_are_previewed_imported_and_checked(sit: Sit, ask: Ask, files: Any) -> None:
    bad, _, name = files
    checked(imported(sit, bad, LAST_MONTH))
    clerk = sit("clerk")
    clerk.sees(CHECK)
    clerk.sees("柳溪镇", "aside")
    assert finding(ask, name)[1] == "there"


def test_what_is_right_as_it_stands_is_asked_for_and_decided_by_another(
    sit: Sit, ask: Ask, files: Any
) -> None:
    village = sit("village", phone=True).go("/quality/findings/")
    pk = ask(
        "select id from quality_finding where place = '柳溪镇 松湾村' and state = 'there' and severity <> 'suspicion' and check_code <> 'A0106' order by id"
    )[0][0]
    village.go(f"/quality/findings/{pk}/")
    assert village.page.evaluate("document.documentElement.scrollWidth") <= 390
    form = village.page.locator("#answer")
    village.fill(form, "verdict", "right")
    village.fill(form, "note", "户口本和证件都是这样，没有错")
    village.page.locator(".dock button[form=answer]").tap()
    village.page.get_by_text("豁免申请已交县帮扶办").wait_for()
    office = sit("office").go("/quality/exemptions/")
    office.sees("户口本和证件都是这样")
    office.page.locator("input[name=pick]").first.check()
    office.press("同意豁免")
    office.sees("同意豁免 1 项")
    assert ask("select exempt_until is not null from quality_finding where id = %s", pk) == [(True,)]


def test_a_township_gets_its_sheet_and_its_answers_come_back(
    sit: Sit, ask: Ask, files: Any, tmp_path: Path
) -> None:
    name = files[2]
    office = sit("office").go("/quality/sheets/")
    with office.page.expect_download() as waited:
        office.page.locator("a[href*='/quality/sheets/990101101000/']").click()
    waited.value.save_as(tmp_path / "柳溪镇.xlsx")
    filled = _filled((tmp_path / "柳溪镇.xlsx").read_bytes(), name)
    township = sit("township").go("/quality/answers/")
    township.page.locator("#id_file").set_input_files(
        {"name": "柳溪镇.xlsx", "mimeType": "application/octet-stream", "buffer": filled}
    )
    township.page.locator("form[enctype] button[type=submit]").click()
    township.sees("收 1 条")
    township.press("收这 1 条")
    township.page.get_by_text("收了 1 条").first.wait_for(timeout=JOB)
    pk = finding(ask, name)[0]
    assert ask("select verdict, verdict_by from quality_finding where id = %s", pk) == [("will", "何敏")]


def _filled(data: bytes, name: str) -> bytes:
    """One line filled in, as the township does."""
    book = load_workbook(io.BytesIO(data))
    page = book[LIST]
    heads = {cell.value: cell.column for cell in page[HEAD]}
    row = next(
        n
        for n in range(HEAD + 1, page.max_row + 1)
        if (page.cell(n, heads["检查"]).value, page.cell(n, heads["姓名"]).value) == (CHECK, name)
    )
    for heading, value in (
        ("是否属实", "属实，还没改"),
        ("核实情况", "看过身份证"),
        ("核实人", "何敏"),
        ("日期", TODAY),
    ):
        page.cell(row, heads[heading]).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_findings_of_a_township_become_a_problem_that_it_works_on(sit: Sit, ask: Ask, files: Any) -> None:
    office = sit("office").go("/quality/problems/")
    boxes = office.page.locator("input[name=group]")
    office.page.get_by_label("全选").check()
    assert boxes.count() > 1
    assert office.page.locator("input[name=group]:checked").count() == boxes.count()
    office.page.get_by_label("全选").uncheck()
    office.page.locator("input[name=group][value='A0106:990101101000']").check()
    office.press("登记勾选的")
    office.page.wait_for_url(re.compile(r"/problems/\d+/$"))
    pk = ask("select id from problems_problem where profile = 'data'")[0][0]
    township = sit("township").go(f"/problems/{pk}/")
    township.act("acknowledge")
    township.act("cause", cause="录入时把号码最后一位看错了。")
    township.act("measures", measures_text="对照身份证原件改正")
    township.act("measure_done")
    township.act("submit", achieved="已在系统改正", relation="nobody", accepted_by="只更正号码，不涉及群众")
    assert ask("select state from problems_problem where id = %s", pk) == [("submitted",)]


def test_the_next_download_clears_it_and_the_run_passes_the_gates(sit: Sit, ask: Ask, files: Any) -> None:
    checked(imported(sit, files[1], TODAY))
    clerk = sit("clerk")
    clerk.sees("比对核验通过 1 件问题")
    assert finding(ask, files[2])[1] == "vanished"
    assert ask("select state from problems_problem where profile = 'data'") == [("closed",)]
    gates = "select distinct g.state from problems_gate g join problems_problem p on p.id = g.problem_id where p.profile = 'data'"
    assert {state for (state,) in ask(gates)} == {"passed", "not_applicable"}
