"""The list as it is exported, the pages of upload, preview and job, and who may hand one in."""

from __future__ import annotations

import io
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from bihuan.web.jobs import services as jobs
from bihuan.web.problems.models import Problem
from bihuan.web.problems.sheets.weigh import open_book, weigh
from tests.web.problems.sheets.hands import (
    edited,
    exported,
    setting,
)
from tests.web.problems.sheets.kit import cells, token_of, uploaded, words
from tests.web.problems.steps import LIUXI, Steps, fresh


def test_the_export_says_what_may_be_changed(steps: Steps, as_: Any) -> None:
    steps.worked()
    made = load_workbook(io.BytesIO(exported(as_("office"))))
    page, facts = made.worksheets[0], {line[0].value: line[1].value for line in made["说明"].iter_rows()}
    assert facts["可以改的列"].startswith("原因、整改措施、完成日期、时限、延期理由、标签、备注")
    tinted = {cell.value for cell in page[1] if cell.fill.fgColor.rgb == "FFE4EFEE"}
    assert tinted == {"原因", "整改措施", "完成日期", "时限", "延期理由", "标签", "备注"}
    assert page.column_dimensions["X"].hidden or any(c.hidden for c in page.column_dimensions.values())
    assert page.cell(1, page.max_column).value == "核对码"
    assert (page.freeze_panes, page.print_title_rows, page.page_setup.orientation) == (
        "A2",
        "$1:$1",
        "landscape",
    )
    assert page.page_setup.paperSize == 9
    assert page.auto_filter.ref.endswith(f"{page.cell(2, page.max_column).coordinate}"), (
        "sorting carries the keys along"
    )


def test_by_the_pages_upload_preview_and_job(committed_db: str, acting: Any, as_: Any) -> None:
    steps = Steps(acting)
    first, second = steps.worked(), steps.worked(title="另一件，路灯坏了")
    client = as_("township")

    def change(page: Any, at: dict[str, int]) -> None:
        for row in (2, 3):
            mine = page.cell(row, at["编号"]).value == first.number
            page.cell(row, at["备注" if mine else "状态"], "等天晴再铺" if mine else "已销号")

    address = uploaded(client, "/problems/sheet/", edited(exported(client), change))
    page = words(client.get(address))
    assert "要改 1 件，1 行不改" in page
    assert "备注 ： （空） → 等天晴再铺" in page
    assert "状态随办理走，不能填" in page
    marked = cells(client.get(f"{address}marked.xlsx").content)
    assert any("这一列不能在表里改" in str(line[-1]) for line in marked)
    queued = client.post(f"{address}apply/", {"idem": str(uuid.uuid4())})
    run = int(token_of(queued["Location"]))
    jobs.carry_out(run)
    done = client.get(f"/problems/sheet/done/{run}/")
    assert "改了 1 件，1 行没有改" in words(done)
    assert Problem.objects.using("owner").get(pk=first.pk).remark == "等天晴再铺"
    assert Problem.objects.using("owner").get(pk=second.pk).version == second.version
    assert as_("township_colleague").get(f"/problems/sheet/done/{run}/").status_code == 404


def test_a_preview_tries_and_takes_back(steps: Steps, acting: Any, as_: Any) -> None:
    problem = steps.worked()
    client = as_("township")
    address = uploaded(client, "/problems/sheet/", edited(exported(client), setting("备注", "等天晴再铺")))
    assert "要改 1 件" in words(client.get(address))
    assert (fresh(problem).version, fresh(problem).remark) == (problem.version, "")


def test_weighing_asks_the_database_as_often_for_ten_rows_as_for_one(
    steps: Steps, acting: Any, as_: Any
) -> None:
    counts = []
    for more in (1, 9):
        for _ in range(more):
            steps.worked(area_code=LIUXI)
        data = edited(exported(as_("office")), setting("备注", "看过"))
        with acting("office") as actor, CaptureQueriesContext(connection) as asked:
            weigh(open_book(data, "表.xlsx"), actor)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("key", ["helper", "supervisor", "leader", "assessor", "discipline"])
def test_who_only_reads_hands_no_list_in(county: Any, as_: Any, key: str) -> None:
    assert as_(key).get("/problems/sheet/").status_code == 403
