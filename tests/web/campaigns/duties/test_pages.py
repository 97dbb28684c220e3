"""Pages of returns and counted duties: their words, who sees what, how many questions they ask, what pressing does."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.web.campaigns.models import DutyCount, DutyEntry, Return, ReturnTerms
from bihuan.web.config import clock
from tests.web.campaigns import kit
from tests.web.dashboard.test_queries import MOST

TAIL = """
县督查组每天要随机抽查不少于10户。各村每月走访不少于2次。确保贫困户参与公益性岗位占比达到50%以上。
"""


@pytest.fixture
def running(county, acting):
    """A campaign of today whose first monthly return is asked for, with counters for villages and inspection teams."""
    with acting("office") as office:
        text = kit.DOCUMENT.replace("2027年1—6月，", "") + TAIL
        return kit.published(office, kit.uploaded(office, text), answers_due=clock.now() + timedelta(days=7))


def at(running, page: str) -> str:
    return f"/campaigns/{running.pk}/{page}"


def due_of(acting, running, unit: str) -> Return:
    with acting("office"):
        return Return.objects.filter(campaign=running, unit__name=unit).order_by("due").first()


def test_the_office_sees_all_and_decides(running, as_):
    page = as_("office").get(at(running, "returns/")).content.decode()
    for words in ("柳溪镇", "望岭乡", "部门 1", "改由谁报", "每月4日前", "导出报送情况"):
        assert words in page
    assert "县住建局" in as_("office").get(at(running, "returns/?group=department")).content.decode()
    page = as_("office").get(at(running, "duties/")).content.decode()
    for words in ("各督查组", "各村", "指标，不计数", "占比达到50%", "改由谁办"):
        assert words in page


@pytest.mark.parametrize(
    ("who", "sees", "hides"),
    [
        ("township", ["柳溪镇", "报给县帮扶办"], ["望岭乡", "改由谁报"]),
        ("township_outsider", ["望岭乡"], ["柳溪镇"]),
        ("department", ["县住建局", "报给县帮扶办"], ["柳溪镇", "望岭乡"]),
        ("leader", ["柳溪镇", "望岭乡"], ["报给县帮扶办", "改由谁报"]),
        ("village", ["还没有要收的"], ["柳溪镇", "望岭乡"]),
    ],
)
def test_returns_are_seen_by_whom_they_concern(running, as_, who, sees, hides):
    page = as_(who).get(at(running, "returns/")).content.decode().partition("<main")[2]
    assert [w for w in sees if w not in page] == []
    assert [w for w in hides if w in page] == []


@pytest.mark.parametrize(
    ("who", "sees", "hides"),
    [
        ("village", ["松湾村", "记一笔"], ["桥头村", "石坳口村"]),
        ("township", ["松湾村", "桥头村", "记一笔"], ["石坳口村"]),
        ("inspector", ["督查二组", "记一笔"], []),
        ("department", ["您看得到的单位不用办这一项"], ["松湾村"]),
        ("leader", ["督查一组"], ["记一笔", "改由谁办"]),
    ],
)
def test_counters_are_seen_by_whom_they_concern(running, as_, acting, who, sees, hides):
    with acting("office"):
        monthly = DutyCount.objects.filter(duty__per="month").first().duty_id
    asked = "duties/" if who in ("inspector", "leader") else f"duties/?duty={monthly}"
    page = as_(who).get(at(running, asked)).content.decode().partition("<main")[2]
    assert [w for w in sees if w not in page] == []
    assert [w for w in hides if w in page] == []


def test_a_unit_hands_in_the_office_sends_back_the_unit_again(running, as_, acting):
    row = due_of(acting, running, "柳溪镇")
    said = (
        as_("township")
        .post(f"/campaigns/returns/{row.pk}/hand-in/", {"note": "已盖章"}, follow=True)
        .content.decode()
    )
    assert "已报，等县帮扶办收下。" in said
    said = (
        as_("office")
        .post(f"/campaigns/returns/{row.pk}/send-back/", {"reason": ""}, follow=True)
        .content.decode()
    )
    assert "请写明退回的原因" in said
    said = (
        as_("office")
        .post(f"/campaigns/returns/{row.pk}/send-back/", {"reason": "缺第 3 项"}, follow=True)
        .content.decode()
    )
    assert "已退回柳溪镇" in said
    assert "缺第 3 项" in as_("township").get(at(running, f"returns/?open={row.pk}")).content.decode()
    assert "退回重报" in as_("township").get("/").content.decode()
    as_("township").post(f"/campaigns/returns/{row.pk}/hand-in/", {"note": ""})
    assert (
        "已收下并冻结"
        in as_("office").post(f"/campaigns/returns/{row.pk}/accept/", follow=True).content.decode()
    )
    with acting("office"):
        assert Return.objects.get(pk=row.pk).state == "accepted"


def test_outsiders_do_not_reach_a_return(running, as_, acting):
    row = due_of(acting, running, "柳溪镇")
    for who in ("township_outsider", "department", "village_outsider"):
        assert as_(who).post(f"/campaigns/returns/{row.pk}/hand-in/").status_code == 404
    for who in ("leader", "clerk"):
        as_(who).post(f"/campaigns/returns/{row.pk}/hand-in/")
    assert (
        as_("township")
        .post(at(running, f"obligations/{row.obligation_id}/level/"), {"level": "village"})
        .status_code
        == 403
    )
    with acting("office"):
        assert Return.objects.get(pk=row.pk).state == "waiting"


def test_the_office_changes_who_reports(running, as_, acting):
    with acting("office"):
        obligation = ReturnTerms.objects.get(obligation__rule="monthly").obligation_id
    page = (
        as_("office")
        .post(at(running, f"obligations/{obligation}/level/"), {"level": "township"}, follow=True)
        .content.decode()
    )
    assert "已改，新派 0 份" in page
    with acting("office"):
        assert set(
            Return.objects.exclude(state="withdrawn")
            .filter(obligation=obligation)
            .values_list("unit__kind", flat=True)
        ) == {"township"}


def test_noting_work_once_though_sent_twice(running, as_, acting):
    with acting("office"):
        count = DutyCount.objects.get(unit__name="松湾村", duty__per="month")
    given = {"number": "2", "on": clock.today().isoformat(), "note": "石坳村", "idem": str(uuid.uuid4())}
    for _twice in range(2):
        page = (
            as_("village")
            .post(f"/campaigns/counters/{count.pk}/record/", given, follow=True)
            .content.decode()
        )
    assert "这一期一共 2 次，够了。" in page
    assert "石坳村" in page
    wrong = (
        as_("village")
        .post(f"/campaigns/counters/{count.pk}/record/", {"number": "两", "on": ""}, follow=True)
        .content.decode()
    )
    assert "请填数字，比如 3。" in wrong
    assert as_("village_outsider").post(f"/campaigns/counters/{count.pk}/record/", given).status_code == 404
    with acting("office"):
        assert DutyEntry.objects.count() == 1


def test_exports_hold_what_the_reader_sees(running, as_):
    answer = as_("township").get(at(running, "returns.xlsx"))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[0][:4] == ("报送要求", "单位", "应报", "哪类日子")
    assert {row[1] for row in rows[1:]} == {"柳溪镇"}
    book = openpyxl.load_workbook(io.BytesIO(as_("office").get(at(running, "duties.xlsx")).content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert len(rows) - 1 == 2 + 6
    assert {row[5] for row in rows[1:]} == {10, 2}


def test_the_campaign_page_leads_to_both(running, as_):
    page = as_("township").get(at(running, "")).content.decode()
    assert "任务量与报送" in page
    assert at(running, "returns/") in page
    assert at(running, "duties/") in page


def test_an_office_reminder_is_journaled_and_a_township_may_not_read_anothers(running, as_, acting):
    row = due_of(acting, running, "柳溪镇")
    assert as_("office").post(f"/campaigns/returns/{row.pk}/remind/").status_code == 204
    assert as_("township_outsider").post(f"/campaigns/returns/{row.pk}/remind/").status_code == 404
    assert as_("department").post(f"/campaigns/returns/{row.pk}/remind/").status_code == 403


@pytest.mark.parametrize("page", ["returns/", "duties/", ""])
def test_pages_ask_few_questions(running, as_, page):
    client = as_("office")
    client.get(at(running, page))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(at(running, page)).status_code == 200
    own = [
        q
        for q in queries.captured_queries
        if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "select set_config", "ROLLBACK"))
    ]
    assert len(own) <= MOST
