"""The page of a return and its files: what it says, who reaches it, what pressing does, how many questions it asks."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.documents.returns.read import read_back
from bihuan.web.campaigns.models import Answer, Return, ReturnScan, ReturnVersion
from bihuan.web.campaigns.services import answers
from bihuan.web.campaigns.services.answers import Said
from bihuan.web.config import clock
from tests.web.campaigns import kit
from tests.web.dashboard.test_queries import MOST
from tests.web.problems.steps import photo

MANY = "".join(f"{n}.是否建立第{n}种台账，做到应建尽建。（责任单位：各乡镇）\n" for n in range(4, 24))


def campaign_of(acting, text: str = kit.DOCUMENT):
    with acting("office") as office:
        plan = kit.uploaded(office, text.replace("2027年1—6月，", ""))
        return kit.published(office, plan, answers_due=clock.now() + timedelta(days=7))


@pytest.fixture
def row(county, acting) -> Return:
    """柳溪镇's present return, with one item found."""
    campaign = campaign_of(acting)
    with acting("township") as actor:
        found = Answer.objects.get(unit=actor.unit_id, check_item__no="2")
        answers.say(actor, found.pk, Said("found", "三户住在危房里。", "搬", "正在搬", ("on_site",)))
    with acting("office"):
        rows = Return.objects.filter(campaign=campaign, unit__name="柳溪镇", obligation__rule="monthly")
        return rows.select_related("obligation").order_by("due")[0]


def of(row: Return, tail: str = "") -> str:
    return f"/campaigns/returns/{row.pk}/{tail}"


def main(answer) -> str:
    return answer.content.decode().partition("<main")[2]


def key_of(row: Return, acting, no: str = "2") -> str:
    with acting("office"):
        return f"i{row.campaign.check_items.get(no=no).pk}"


def cells(page: str) -> list[str]:
    """What stands in the cells of the form, in order."""
    found = re.findall(r"<(?:span|div) data-cell[^>]*>(.*?)</(?:span|div)>", page, re.S)
    return [unescape(re.sub(r"<br ?/?>", "\n", words)).strip() for words in found]


@pytest.mark.parametrize(
    ("who", "sees", "hides"),
    [
        ("township", ["三户住在危房里。", "签字，报给县帮扶办", "未答复 2 项"], ["轮到您：收下"]),
        ("office", ["三户住在危房里。", "替柳溪镇登记已交"], ["改第 2 项"]),
        ("leader", ["三户住在危房里。"], ["签字，报给", "登记已交", "选扫描件"]),
        ("clerk", ["三户住在危房里。"], ["签字，报给", "登记已交", "选扫描件"]),
    ],
)
def test_each_sees_what_is_his_to_do(row, as_, who, sees, hides):
    page = main(as_(who).get(of(row)))
    assert [w for w in sees if w not in page] == []
    assert [w for w in hides if w in page] == []


@pytest.mark.parametrize("who", ["township_outsider", "department", "village", "village_outsider"])
def test_outsiders_do_not_know_it_is_there(row, as_, who):
    client = as_(who)
    assert client.get(of(row)).status_code == 404
    assert client.get(of(row, "form.xlsx")).status_code == 404
    assert client.post(of(row, "rows/i1/save/"), {"situation": "x"}).status_code == 404
    assert client.post(of(row, "scans/")).status_code == 404


def test_a_row_is_edited_marked_and_given_up(row, as_, acting):
    client, key = as_("township"), key_of(row, acting)
    page = main(client.get(of(row, f"?row={key}")))
    stamp = re.search(r'name="stamp" value="(\w+)"', page)[1]  # type: ignore[index]
    given = {
        "situation": "三户住在危房里。",
        "measures": "搬",
        "progress": "已搬两户",
        "number": "3",
        "counted_in": "户",
        "stamp": stamp,
    }
    page = main(client.post(of(row, f"rows/{key}/save/"), given, follow=True))
    assert "已搬两户" in page
    assert "改过字，答复是：正在搬" in page
    assert "数量 3 户" in page
    # With the stamp of before somebody else's words are not overwritten, and what was typed stays.
    again = client.post(of(row, f"rows/{key}/save/"), {**given, "progress": "别人写的"})
    assert again.status_code == 409
    assert "刚被本单位别的同志改过" in main(again)
    assert "别人写的" in main(again)
    wrong = client.post(of(row, f"rows/{key}/save/"), {**given, "number": "三"})
    assert (wrong.status_code, "请填数字，比如 3。" in main(wrong)) == (422, True)
    with acting("township") as actor:
        found = Answer.objects.get(unit=actor.unit_id, check_item__no="2")
        answers.say(actor, found.pk, Said("found", "三户住在危房里。", "搬", "都搬完了", ("on_site",)))
    assert "改字以后答复又变了" in main(client.get(of(row)))
    page = main(client.post(of(row, f"rows/{key}/live/"), follow=True))
    assert "都搬完了" in page
    assert "已搬两户" not in page


def test_the_office_may_not_write_and_nobody_does_nonsense(row, as_, acting):
    key = key_of(row, acting)
    page = main(as_("office").post(of(row, f"rows/{key}/save/"), {"situation": "x"}, follow=True))
    assert "这一份归柳溪镇" in page
    page = main(as_("township").post(of(row, f"rows/{key}/nonsense/"), follow=True))
    assert "没有这样的办法" in page
    page = main(as_("township").post(of(row, "rows/i999999/save/"), {"situation": "x"}))
    assert "这一份里没有这一项" in page


def test_from_filled_to_frozen_and_corrected(row, as_, acting):
    township, office = as_("township"), as_("office")
    scan = township.post(of(row, "scans/"), {"scans": [photo(), photo("#222222")]}, follow=True)
    assert "附上 2 份扫描件。" in main(scan)
    page = main(township.post(of(row, "hand-in/"), {"signed": "唐立群", "note": "已盖章"}, follow=True))
    assert "已报，等县帮扶办收下。" in page
    assert "唐立群 签字" in page
    assert "签字，报给" not in page
    page = main(office.get(of(row)))
    assert "轮到您：收下，或退回" in page
    assert "有 2 项未答复" in page
    assert "已收下并冻结。" in main(office.post(of(row, "accept/"), follow=True))
    page = main(township.post(of(row, "correct/"), {"why": "第 2 项户数错了"}, follow=True))
    assert "第 2 稿（更正第 1 稿）" in page
    assert "第 2 项户数错了" in page
    key = key_of(row, acting)
    township.post(of(row, f"rows/{key}/save/"), {"situation": "四户住在危房里。"})
    township.post(of(row, "hand-in/"), {})
    office.post(of(row, "accept/"))
    both = [main(township.get(of(row, f"?version={n}&show=all"))) for n in (1, 2)]
    assert "三户住在危房里。" in both[0]
    assert "四户住在危房里。" not in both[0]
    assert "这是第 1 稿" in both[0]
    assert "四户住在危房里。" in both[1]


def test_wrong_files_and_wrong_scans_are_refused(row, as_, acting):
    client = as_("township")
    broken = io.BytesIO(b"MZ\x90\x00" * 20)
    broken.name = "坏.exe"
    client.post(of(row, "scans/"), {"scans": [photo(), broken]})
    with acting("office"):
        assert not ReturnScan.objects.exists()
    assert "请选扫描件" in main(client.post(of(row, "scans/"), follow=True))
    client.post(of(row, "scans/"), {"scans": [photo()]})
    with acting("office"):
        scan = ReturnScan.objects.get()
    sent = client.get(f"/campaigns/returns/scans/{scan.pk}/")
    assert (sent.status_code, sent["Content-Disposition"].startswith("attachment")) == (200, True)
    assert as_("township_outsider").get(f"/campaigns/returns/scans/{scan.pk}/").status_code == 404
    assert as_("township_outsider").post(f"/campaigns/returns/scans/{scan.pk}/remove/").status_code == 404
    assert "已拿掉" in main(client.post(f"/campaigns/returns/scans/{scan.pk}/remove/", follow=True))


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_files_say_what_the_page_says_cell_by_cell(row, as_, kind):
    client = as_("township")
    page = main(client.get(of(row, "?show=all")))
    answer = client.get(of(row, f"form.{kind}"))
    made = read_back(answer.content)
    shown = [
        cell
        for r in made.rows
        for cell in (r.serial, r.category, r.contents, r.situation, r.measures, r.progress, r.unit)
    ]
    said = iter(cells(page))
    category = ""
    expected = []
    for r in made.rows:  # a merged category stands once on the page, in the file in each of its rows
        serial = next(said)
        if r.category != category:
            category = next(said)
        expected += [serial, category, *(next(said) for _ in range(5))]
    assert expected == shown
    assert next(said, None) is None
    assert made.unit in page
    assert made.title in page
    assert made.period.startswith(f"{row.due.year}年{row.due.month}月")
    assert client.get(of(row, "form.exe")).status_code == 404
    assert client.get(of(row, "form.xlsx?version=7")).status_code == 404


def test_the_office_judges_several_at_once_and_merges(row, as_, acting):
    with acting("office"):
        rows = list(Return.objects.filter(obligation=row.obligation, due=row.due).order_by("pk"))
    for who, name in (("township", "柳溪镇"), ("township_outsider", "望岭乡")):
        with acting("office"):
            mine = Return.objects.get(obligation=row.obligation, due=row.due, unit__name=name)
        as_(who).post(of(mine, "hand-in/"))
    office, board = as_("office"), f"/campaigns/{row.campaign_id}/"
    decide = f"{board}obligations/{row.obligation_id}/"
    ids = [r.pk for r in rows]
    page = main(office.get(f"{board}returns/"))
    assert "待审的 2 份" in page
    assert "请先勾选" in main(office.post(f"{decide}accept/", follow=True))
    with acting("office"):
        two = list(Return.objects.filter(pk__in=ids, state="handed_in").values_list("pk", flat=True))
    said = main(office.post(f"{decide}send-back/", {"return": two, "reason": "缺第 3 项"}, follow=True))
    assert "已退回 2 份" in said
    for who, name in (("township", "柳溪镇"), ("township_outsider", "望岭乡")):
        with acting("office"):
            mine = Return.objects.get(obligation=row.obligation, due=row.due, unit__name=name)
        assert "缺第 3 项" in main(as_(who).get(of(mine)))
        as_(who).post(of(mine, "hand-in/"))
    assert "收下 2 份，已冻结。" in main(office.post(f"{decide}accept/", {"return": two}, follow=True))
    merged = office.post(f"{decide}merge/", {"due": row.due.isoformat()}, follow=True)
    page = main(merged)
    assert "县帮扶办汇总" in page
    assert "柳溪镇：三户住在危房里。" in page
    assert "县住建局" in page
    assert "请选要汇总哪一天" in main(office.post(f"{decide}merge/", {"due": "昨天"}, follow=True))
    assert as_("township").post(f"{decide}merge/", {"due": row.due.isoformat()}).status_code == 403
    with acting("office"):
        whole = Return.objects.get(merged=True)
    assert "汇总已冻结。" in main(office.post(of(whole, "hand-in/"), {"signed": "周桂兰"}, follow=True))
    assert as_("township").get(of(whole)).status_code == 404
    assert "没有报来的：县住建局。" in main(as_("leader").get(of(whole)))


@pytest.mark.parametrize("who", ["township", "office"])
def test_pages_do_not_ask_more_for_more_rows(county, acting, as_, who):
    """Three items or twenty-three, the page and the board ask the same number of questions."""
    counts = []
    for text in (
        kit.DOCUMENT,
        kit.DOCUMENT.replace("二、工作步骤", f"（三）台账\n\n{MANY}\n二、工作步骤").replace("9号", "10号"),
    ):
        campaign = campaign_of(acting, text)
        with acting("office"):
            rows = Return.objects.filter(campaign=campaign, unit__name="柳溪镇", obligation__rule="monthly")
            row = rows.order_by("due")[0]
            assert ReturnVersion.objects.filter(of=row).count() == 1
        asked = []
        for address in (of(row), f"/campaigns/{campaign.pk}/returns/?open={row.pk}"):
            client = as_(who)
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            plain = ("SAVEPOINT", "RELEASE", "select set_config", "ROLLBACK")
            asked.append(sum(not q["sql"].startswith(plain) for q in queries.captured_queries))
        counts.append(asked)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= MOST
