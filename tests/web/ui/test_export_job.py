"""A large list is written by a job: the same sheet, under the same eyes, for nobody but who asked."""

from __future__ import annotations

import os
from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client

from bihuan.web.access import scope
from bihuan.web.access.scope import SYSTEM
from bihuan.web.accounts.models import Grant
from bihuan.web.areas.models import Unit
from bihuan.web.config import clock
from bihuan.web.jobs import files, services
from bihuan.web.jobs.models import JobRun
from bihuan.web.journal.models import JournalLine
from tests import signed
from tests.web.shared import clean_db, module_db

__all__ = ["clean_db", "module_db"]

LIST = "/kit/list/?export=xlsx&kind=village&sort=-name&q=村"


@pytest.fixture(autouse=True)
def _large(
    clean_db: str,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.DEMO = True  # the gallery's list
    monkeypatch.setattr("bihuan.web.ui.tables.export.AT_ONCE", 5)
    monkeypatch.setattr("bihuan.web.ui.tables.export._READ", 2)


def asked(client: Client, address: str = LIST) -> JobRun:
    answer = client.get(address)
    assert answer.status_code == 302
    return run_of(int(answer.headers["Location"].strip("/").split("/")[-1]))


def run_of(pk: int) -> JobRun:
    return JobRun.objects.using("owner").get(pk=pk)


def taken(client: Client, pk: int) -> Any:
    answer = client.get(f"/jobs/{pk}/file/")
    assert answer.status_code == 200, answer.content
    return openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]


def lines(code: str) -> list[JournalLine]:
    return list(JournalLine.objects.using("owner").filter(code=code))


def test_the_job_writes_what_the_list_shows_and_the_run_gives_it_out() -> None:
    office = signed.client("office")
    run = asked(office)
    assert "村" not in str(run.arguments)  # what was looked for may be somebody's number
    services.carry_out(run.pk)
    run = run_of(run.pk)
    assert (run.state, run.message) == ("done", "单位 6 行，可以下载。")
    assert f'href="/jobs/{run.pk}/file/"' in office.get(f"/jobs/{run.pk}/").content.decode()
    book = taken(office, run.pk)
    shown = Unit.objects.filter(kind="village").order_by("-pinyin").values_list("name", flat=True)
    assert [row[0].value for row in book["单位"].iter_rows(min_row=2)] == list(shown)
    facts = {row[0].value: row[1].value for row in book["说明"].rows}
    assert (facts["筛选"], facts["条数"]) == ("全部；类型：村；找“村”", "6")
    assert facts["导出"].startswith("县帮扶办 周桂兰 ")
    (line,) = lines("table.exported")
    assert line.data == {"name": "单位", "count": 6, "words": "全部；类型：村；找“村”"}
    (line,) = lines("table.taken")
    assert (line.data, line.object_id) == ({"name": "单位"}, run.pk)


def test_few_rows_are_the_answer_itself() -> None:
    assert signed.client("office").get(LIST + "&q=松湾").headers["Content-Type"].endswith("sheet")


def test_nobody_else_gets_the_file_not_even_who_may_read_all_runs() -> None:
    run = asked(signed.client("office"))
    services.carry_out(run.pk)
    for other in ("office_colleague", "township", "administrator"):
        assert signed.client(other).get(f"/jobs/{run.pk}/file/").status_code == 404
    page = signed.client("administrator").get(f"/jobs/{run.pk}/").content.decode()
    assert "文件只给提交的人" in page
    assert f"/jobs/{run.pk}/file/" not in page
    assert lines("table.taken") == []


def test_a_run_that_is_not_done_or_was_swept_has_no_file() -> None:
    office = signed.client("office")
    run = asked(office)
    assert office.get(f"/jobs/{run.pk}/file/").status_code == 404
    services.carry_out(run.pk)
    old = (clock.now() - timedelta(days=files.KEPT_DAYS, minutes=1)).timestamp()
    os.utime(files.place(run.pk), (old, old))
    assert files.sweep(clock.now()) == 1
    assert office.get(f"/jobs/{run.pk}/file/").status_code == 404
    assert "文件已经清掉" in office.get(f"/jobs/{run.pk}/").content.decode()


def test_carried_out_twice_it_is_made_once() -> None:
    run = asked(signed.client("office"))
    services.carry_out(run.pk)
    made = files.place(run.pk).stat().st_mtime_ns
    services.carry_out(run.pk)
    assert files.place(run.pk).stat().st_mtime_ns == made
    assert len(lines("table.exported")) == 1


def test_cancelled_on_the_way_nothing_is_left() -> None:
    run = asked(signed.client("office"))
    with scope.acting(SYSTEM):
        services._apart("update jobs_jobprogress set cancel = true where run_id = %s", run.pk)
    services.carry_out(run.pk)
    assert run_of(run.pk).state == "cancelled"
    assert lines("table.exported") == []
    assert not files.place(run.pk).exists()
    assert list(files.place(run.pk).parent.glob(".*")) == []


def test_a_list_that_is_gone_meanwhile_is_said_and_nothing_kept(settings: Any) -> None:
    run = asked(signed.client("office"))
    settings.DEMO = False  # the page is there for nobody any more
    services.carry_out(run.pk)
    run = run_of(run.pk)
    assert run.state == "failed"
    assert "没有导出" in run.message
    assert not files.place(run.pk).exists()


def test_whose_post_ended_meanwhile_gets_nothing() -> None:
    run = asked(signed.client("office"))
    Grant.objects.using("owner").filter(pk=run.grant_id).update(valid_to=clock.today() - timedelta(days=1))
    services.carry_out(run.pk)
    assert "到期" in run_of(run.pk).message
    assert not files.place(run.pk).exists()


def test_more_rows_than_a_sheet_holds_are_refused_before_any_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bihuan.web.ui.tables.export.MOST", 3)
    answer = signed.client("office").get(LIST)
    assert answer.status_code == 403
    assert "请先筛选，分几次导出" in answer.content.decode()
