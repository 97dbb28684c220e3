"""The February return of a screening campaign: filled from answers, put into words, signed, frozen, corrected, merged, taken out and opened again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from docx import Document
from openpyxl import load_workbook

from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.duties import returns as service
from bihuan.web.campaigns.models import Answer, Return, ReturnTerms
from bihuan.web.campaigns.services import answers, publish
from bihuan.web.campaigns.services.answers import Said
from bihuan.web.campaigns.who import Directory
from bihuan.web.config import clock
from tests import databases
from tests.browser import Live
from tests.office import converted
from tests.signed import acting
from tests.web.campaigns import kit
from tests.web.campaigns.duties import papers
from tests.web.spine.conftest import Ask, Sit
from tests.web.spine.hand import DESK, PHONE, Hand
from tests.web.spine.looking import faults_of
from tests.web.spine.papers import SEEDS, photo

pytestmark = [pytest.mark.xdist_group("returns")]
FEBRUARY = "2020-02-04"
ROWS = "select w.* from campaigns_returnrow w join campaigns_returnversion v on v.id = w.version_id where v.of_id = %s order by w.id"
MARCH = (
    "select r.id from campaigns_return r join areas_unit u on u.id = r.unit_id"
    " where r.campaign_id = %s and u.name = '柳溪镇' and due = '2020-03-04'"
)
OWN = papers.DOCUMENT + "\n附件：任务分解表\n注：此表于每月4日前上报县帮扶办。\n"


@pytest.fixture(scope="module")
def campaign(site: Live) -> int:
    """The plan of 2019 with its annex of 37 rows where it is at hand, else our own; published today, its six months asked for."""
    with acting("office") as office:
        plan = kit.seed(office, "004") if next(SEEDS.glob("004_*.txt"), None) else kit.uploaded(office, OWN)
        due = clock.now() + timedelta(days=7)
        known = kit.reviewed(office, plan, dict.fromkeys(_unknown(plan), "group:township"))
        made = kit.published(office, known, answers_due=due)
        monthly = ReturnTerms.objects.get(obligation__campaign=made, obligation__rule="monthly")
        service.ask_for_earlier(office, monthly.obligation_id)
    databases.close()
    return made.pk


def _unknown(plan: Any) -> list[str]:
    return list(publish.unknown_names(publish.live_items(plan), Directory()))


@pytest.fixture(scope="module")
def february(campaign: int) -> int:
    """柳溪镇's return of February, its items answered: one of them found something."""
    with acting("township") as actor:
        rows = list(
            Answer.objects.filter(campaign=campaign, unit=actor.unit_id).order_by("check_item__order")
        )
        answers.say_all(
            actor,
            [row.pk for row in rows[1:]],
            Said("none_found", "逐户看过，没有发现问题。", looked=("on_site",)),
        )
        answers.say(
            actor,
            rows[0].pk,
            Said("found", "松湾村三组三户没有进台账。", "补录、复核", "正在补录", ("on_site",)),
        )
        row = Return.objects.get(campaign=campaign, unit=actor.unit_id, due=FEBRUARY, merged=False)
        assert Unit.objects.get(pk=actor.unit_id).short_name == "柳溪镇"
    databases.close()
    return row.pk


@pytest.fixture(scope="module")
def frozen(february: int, sit: Sit) -> int:
    """Filled at a desk, handed in, judged and frozen."""
    township = sit("township").go(f"/campaigns/returns/{february}/")
    township.sees("松湾村三组三户没有进台账。")
    township.page.locator("a.rt-edit").first.click()
    township.page.fill("#row-progress", "已补录两户，第三户月底前补录。")
    township.press("存这一项")
    township.sees("已补录两户，第三户月底前补录。", ".rt")
    township.page.set_input_files(
        "#id_scans", {"name": "盖章.jpg", "mimeType": "image/jpeg", "buffer": photo("盖章")}
    )
    township.press("附上扫描件")
    township.sees("附上 1 份扫描件。")
    township.page.fill("#id_signed", "唐立群")
    township.press("签字，报给县帮扶办")
    township.sees("已报，等县帮扶办收下。")
    office = sit("office").go(f"/campaigns/returns/{february}/")
    office.sees("轮到您：收下，或退回")
    office.press("收下并冻结")
    office.sees("已收下并冻结。")
    return february


def shown(hand: Hand, number: int) -> list[list[str]]:
    """The rows of the form on the page, a merged category repeated in each of its rows."""
    hand.go(f"/campaigns/returns/{number}/?show=all")
    rows = hand.page.locator("table.rt tbody tr").evaluate_all(
        "all => all.map(tr => [tr.querySelector('.rt-cat') !== null, [...tr.querySelectorAll('[data-cell]')].map(e => e.innerText.trim())])"
    )
    found, category = [], ""
    for begins, cells in rows:
        category = cells[1] if begins else category
        serial, *rest = cells
        found.append([serial, category, *(rest[1:] if begins else rest)])
    return found


def taken_out(hand: Hand, number: int, kind: str, folder: Path) -> Path:
    """The file that the page's button gives."""
    hand.go(f"/campaigns/returns/{number}/")
    with hand.page.expect_download() as waiting:
        hand.page.click(f"a[href*='form.{kind}']")
    file = folder / f"{number}.{kind}"
    waiting.value.save_as(file)
    assert "柳溪镇" in waiting.value.suggested_filename
    return file


def test_the_frozen_return_says_on_paper_what_it_says_on_the_page(
    frozen: int, sit: Sit, ask: Ask, tmp_path: Path
) -> None:
    office = sit("office")
    page = shown(office, frozen)
    ((items,),) = ask(
        "select count(*) from campaigns_answer where campaign_id = (select campaign_id from campaigns_return where id = %s)"
        " and unit_id = (select unit_id from campaigns_return where id = %s)", frozen, frozen,
    )  # fmt: skip
    assert len(page) == items
    assert page[0][3:6] == ["松湾村三组三户没有进台账。", "补录、复核", "已补录两户，第三户月底前补录。"]

    sheet: Any = load_workbook(taken_out(office, frozen, "xlsx", tmp_path)).active
    heads = next(n for n, row in enumerate(sheet.iter_rows(values_only=True), start=1) if row[0] == "序号")
    merged = {
        c: area.start_cell.value for area in sheet.merged_cells.ranges for row in area.rows for c in row
    }
    lines = [
        [str(merged.get((r, c)) if (r, c) in merged else sheet.cell(r, c).value or "") for c in range(1, 8)]
        for r in range(heads + 1, heads + 1 + items)
    ]
    assert [[cell.strip() for cell in line] for line in lines] == page

    paper = taken_out(office, frozen, "docx", tmp_path)
    table = Document(str(paper)).tables[0]
    assert [[cell.text.strip() for cell in row.cells] for row in table.rows[1:]] == page
    pdf = pdfium.PdfDocument(converted(paper.read_bytes(), "docx", "pdf"))
    words = ["".join(leaf.get_textpage().get_text_range().split()) for leaf in pdf]
    assert "填报单位：" in words[0]
    assert "松湾村三组三户没有进台账" in words[0]
    assert all("排查内容" in leaf and "责任单位" in leaf for leaf in words)
    picture = pdf[0].render(scale=2).to_pil()
    assert picture.width > picture.height
    picture.save(tmp_path / "february.png")


def test_nothing_moves_a_frozen_return(frozen: int, sit: Sit, ask: Ask) -> None:
    before = ask(ROWS, frozen)
    with acting("township") as actor:
        row = Answer.objects.filter(unit=actor.unit_id, state="found").earliest("pk")
        answers.say(actor, row.pk, Said("found", "五户。", looked=("on_site",)))
    databases.close()
    township = sit("township")
    assert township.status_of(f"/campaigns/returns/{frozen}/") == 200
    ((item,),) = ask("select check_item_id from campaigns_returnrow where id = %s", before[0][0])
    for path, data in (
        (f"rows/i{item}/save/", {"situation": "改掉"}),
        ("hand-in/", {"note": "再交一次"}),
        ("scans/", {}),
    ):
        township.posts(f"/campaigns/returns/{frozen}/{path}", **data)
    assert ask(ROWS, frozen) == before
    assert "改掉" not in township.go(f"/campaigns/returns/{frozen}/").page.content()


def test_a_correction_and_the_merged_return(
    frozen: int, campaign: int, sit: Sit, ask: Ask, tmp_path: Path
) -> None:
    township = sit("township").go(f"/campaigns/returns/{frozen}/")
    township.page.locator("summary", has_text="更正这一份").click()
    township.page.fill("#correct-why", "第 1 项少写一户")
    township.press("开一稿更正")
    township.sees("第 2 稿（更正第 1 稿）")
    township.sees("改字以后答复又变了")
    township.page.locator("a.rt-edit").first.click()
    township.page.fill("#row-situation", "松湾村三组四户没有进台账。")
    township.press("存这一项")
    township.press("签字，报给县帮扶办")
    township.sees("已报，等县帮扶办收下。")
    office = sit("office").go(f"/campaigns/{campaign}/returns/?open={frozen}")
    office.page.set_viewport_size(DESK)
    office.sees("待审的 1 份")
    office.page.locator("input[name=return]").check()
    office.page.locator("#waiting").get_by_role("button", name="收下并冻结").click()
    office.sees("收下 1 份，已冻结。")
    assert ask(
        "select number, state from campaigns_returnversion where of_id = %s order by number", frozen
    ) == [(1, "frozen"), (2, "frozen")]
    office.go(f"/campaigns/returns/{frozen}/?version=1").sees("松湾村三组三户没有进台账。", ".rt")
    ((obligation,),) = ask("select obligation_id from campaigns_return where id = %s", frozen)
    status, _page = office.posts(f"/campaigns/{campaign}/obligations/{obligation}/merge/", due=FEBRUARY)
    assert status == 200
    ((whole,),) = ask("select id from campaigns_return where merged and due = %s", FEBRUARY)
    office.go(f"/campaigns/returns/{whole}/").sees("柳溪镇：松湾村三组四户没有进台账。", ".rt")
    office.sees("望岭乡", "aside")
    office.press("签字并冻结汇总")
    office.sees("汇总已冻结。")
    assert faults_of(office, f"/campaigns/returns/{whole}/") == []
    assert faults_of(sit("township", phone=True), f"/campaigns/returns/{frozen}/") == []


def test_a_township_fills_its_return_on_a_phone(campaign: int, february: int, sit: Sit, ask: Ask) -> None:
    """The return of March, at 390 pixels: cards, one row changed, signed, handed in."""
    ((march,),) = ask(MARCH, campaign)
    hand = sit("township", phone=True).go(f"/campaigns/returns/{march}/")
    hand.page.set_viewport_size(PHONE)
    hand.go(f"/campaigns/returns/{march}/")
    assert hand.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    hand.page.locator("a.rt-edit").first.click()
    hand.page.fill("#row-situation", "手机上改的。")
    hand.press("存这一项")
    hand.sees("手机上改的。", ".rt")
    hand.press("看过了，去签字报送")
    hand.press("签字，报给县帮扶办")
    hand.sees("已报，等县帮扶办收下。")
    assert ask("select state from campaigns_return where id = %s", march) == [("handed_in",)]
