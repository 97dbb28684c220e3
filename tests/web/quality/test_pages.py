"""The pages as each role gets them, the forms, and what a page costs."""

from __future__ import annotations

import io
import uuid
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.web.access import scope
from bihuan.web.access.scope import SYSTEM
from bihuan.web.config import clock
from bihuan.web.jobs.models import JobRun
from bihuan.web.problems.models import Problem
from bihuan.web.quality.models import Exemption, Finding, Run
from bihuan.web.quality.models.finding import MASKED
from bihuan.web.quality.services.answering import Said, answer
from bihuan.web.quality.todo import todos
from tests.signed import acting
from tests.web.quality.runs import Data, done, wang, xie, xie_wrong
from tests.web.quality.test_sheets import GOOD, WRONG_DIGIT, filled

CHECK_DIGIT = "A0106"


@pytest.fixture(scope="module")
def begun(begun_db: None) -> int:
    data = Data(acting)
    data.imported([*xie_wrong(), *wang()])
    return int(data.run().pk)


@pytest.fixture
def run(begun: int, db: None) -> Run:
    with scope.acting(SYSTEM):
        return Run.objects.get(pk=begun)


def text(response: Any) -> str:
    words: str = response.content.decode()
    return words


def idem(**given: Any) -> dict[str, Any]:
    return {"idem": str(uuid.uuid4()), **given}


def newest_job() -> JobRun:
    with scope.acting(SYSTEM):
        found = JobRun.objects.order_by("-pk").first()
    assert found is not None
    return done(found)


def test_the_first_page_counts_by_township_and_leads_to_the_rows(run: Run, as_: Any) -> None:
    page = text(as_("office").get("/quality/"))
    for words in ("柳溪镇", "望岭乡", "条疑点等核实", "身份证件"):
        assert words in page
    mine = text(as_("township").get("/quality/"))
    assert "松湾村" in mine
    assert "望岭乡" not in mine
    assert "核查户档案" not in mine


def test_a_village_answers_one_after_the_other(data: Data, run: Run, as_: Any, acting: Any) -> None:
    finding, village = data.finding(CHECK_DIGIT), as_("village")
    page = text(village.get(finding.get_absolute_url()))
    assert "轮到您：核实" in page
    wrong = village.post(
        finding.get_absolute_url(), idem(verdict="right", by_name="段红梅", on=clock.today(), seen=0)
    )
    assert wrong.status_code == 422
    assert "凭什么说数据无误" in text(wrong)
    sent = idem(verdict="will", by_name="段红梅", on=clock.today(), seen=0, looked="入户看过")
    answered = [village.post(finding.get_absolute_url(), sent) for _ in range(2)]
    assert {a.status_code for a in answered} == {302}
    assert answered[0]["Location"].startswith("/quality/findings/")
    assert data.finding(CHECK_DIGIT).answers_count == 1, "sent twice is answered once"
    assert "段红梅 核实" in text(as_("office").get(finding.get_absolute_url()))


def test_health_is_not_on_the_page_of_who_may_not_read_it(run: Run, as_: Any) -> None:
    with scope.acting(SYSTEM):
        finding = Finding.objects.filter(health=True, name="李秋菊").first()
    assert finding is not None
    assert MASKED in text(as_("village").get(finding.get_absolute_url()))
    assert MASKED not in text(as_("office").get(finding.get_absolute_url()))


def test_requests_are_decided_in_bulk_by_another(data: Data, run: Run, as_: Any, acting: Any) -> None:
    with acting("village") as actor:
        answer(
            actor, data.finding(CHECK_DIGIT), Said("right", "段红梅", clock.today(), note="户口本就是这个号")
        )
    with acting("office") as actor:
        assert [line.title for line in todos(actor)] == ["批 1 项豁免申请"]
        request = Exemption.objects.get(state="asked")
    office = as_("office")
    assert "户口本就是这个号" in text(office.get("/quality/exemptions/"))
    page = text(
        office.post(
            "/quality/exemptions/decide/", idem(pick=request.pk, decision="refuse", words=""), follow=True
        )
    )
    assert "为什么不予豁免" in page
    until = clock.today() + timedelta(days=60)
    office.post(
        "/quality/exemptions/decide/",
        idem(pick=request.pk, decision="approve", until=until, words="看过材料"),
    )
    assert data.finding(CHECK_DIGIT).exempt_until == until
    assert text(office.get(f"/quality/exemptions/{request.pk}/end/")).count("豁免到") >= 1
    office.post(f"/quality/exemptions/{request.pk}/end/", idem(reason="派出所说号码错了"))
    assert data.finding(CHECK_DIGIT).exempt_until is None


def test_groups_become_problems(run: Run, as_: Any) -> None:
    office = as_("office")
    page = text(office.get("/quality/problems/"))
    assert f"{CHECK_DIGIT}:990101101000" in page
    due = (clock.today() + timedelta(days=20)).isoformat()
    empty = office.post("/quality/problems/", idem(due=due, assign="on"))
    assert empty.status_code == 422
    assert "还没有勾选" in text(empty)
    made = office.post("/quality/problems/", idem(due=due, assign="on", group=f"{CHECK_DIGIT}:990101101000"))
    assert made.status_code == 302
    with scope.acting(SYSTEM):
        problem = Problem.objects.get(profile="data")
    assert made["Location"] == problem.get_absolute_url()


def test_sheets_go_down_and_come_back_through_the_pages(data: Data, run: Run, as_: Any) -> None:
    office, township = as_("office"), as_("township")
    assert "柳溪镇" in text(office.get("/quality/sheets/"))
    assert "望岭乡" not in text(township.get("/quality/sheets/"))
    sheet = office.get("/quality/sheets/990101101000/?due=2026-12-05").content
    file = SimpleUploadedFile("柳溪镇.xlsx", filled(sheet, (WRONG_DIGIT, GOOD)))
    kept = township.post("/quality/answers/", {"file": file})
    assert kept.status_code == 302, text(kept)
    page = text(township.get(kept["Location"]))
    assert "收 1 条" in page
    assert township.get(f"{kept['Location']}marked/").status_code == 200
    assert township.post(f"{kept['Location']}apply/", idem()).status_code == 302
    assert "收了 1 条" in text(township.get(newest_job().result["url"]))
    assert data.finding(CHECK_DIGIT).verdict == "will"
    wrong = township.post("/quality/answers/", {"file": SimpleUploadedFile("别的.xlsx", b"nothing")})
    assert wrong.status_code == 422
    assert "“别的.xlsx”" in text(wrong)


def test_all_sheets_in_one_file_for_who_asked(run: Run, as_: Any) -> None:
    office = as_("office")
    assert office.post("/quality/sheets/pack/", idem(due="2026-12-05")).status_code == 302
    job = newest_job()
    assert "2 个地方的清单做好了" in text(office.get(job.result["url"]))
    packed = b"".join(office.get(f"{job.result['url']}?file=1").streaming_content)
    names = zipfile.ZipFile(io.BytesIO(packed)).namelist()
    assert [name.partition("数据核查")[0] for name in names] == ["柳溪镇", "望岭乡"]
    assert as_("clerk").get(job.result["url"]).status_code == 404


def test_a_check_explains_itself(run: Run, as_: Any) -> None:
    page = text(as_("township").get(f"/quality/checks/{CHECK_DIGIT}/"))
    for words in ("什么时候查出", "例子", "怎么改", "柳溪镇 松湾村"):
        assert words in page
    assert as_("township").get("/quality/checks/Z9999/").status_code == 404
    assert "身份证校验码不对" in text(as_("leader").get("/quality/checks/"))


def test_the_dossier_names_the_households_findings(data: Data, run: Run, as_: Any) -> None:
    home = data.finding(CHECK_DIGIT).household_id
    page = text(as_("village").get(f"/registry/households/{home}/"))
    assert "数据里的疑点" in page
    assert "身份证校验码不对" in page


def test_the_first_screen_says_that_findings_wait(run: Run, as_: Any) -> None:
    assert "条疑点" in text(as_("village").get("/"))


ADDRESSES = (
    "/quality/",
    "/quality/findings/?saved=all",
    "/quality/exemptions/?saved=all",
    "/quality/runs/",
    "/quality/checks/",
    f"/quality/checks/{CHECK_DIGIT}/",
    "/quality/sheets/",
    "/quality/problems/",
)


def test_more_findings_cost_no_more_questions(data: Data, run: Run, as_: Any) -> None:
    office = as_("office")
    before = {path: asked(office, path) for path in ADDRESSES}
    data.later()
    more = [row | {"household_id": f"990101101003{n:02d}"} for n in range(30) for row in xie()]
    data.imported([*more, *xie_wrong(), *wang()])
    data.run()
    after = {path: asked(office, path) for path in ADDRESSES}
    assert {path: count for path, count in after.items() if count > before[path]} == {}


def asked(client: Any, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return sum(
        not q["sql"].startswith(("SAVEPOINT", "RELEASE", "select set_config", "ROLLBACK")) for q in queries
    )
