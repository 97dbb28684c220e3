"""The pages before and at the first run."""

from __future__ import annotations

from typing import Any

from bihuan.web.config import clock
from tests.web.quality.runs import Data, wang, xie_wrong
from tests.web.quality.test_pages import idem, newest_job, text


def test_before_the_first_run_it_says_what_to_do(db: None, as_: Any) -> None:
    assert "核查户档案" in text(as_("office").get("/quality/"))
    assert "县帮扶办核查以后" in text(as_("township").get("/quality/"))
    page = text(as_("clerk").get("/quality/runs/new/"))
    assert "户档案里还没有户" in page


def test_a_run_is_asked_for_on_a_page(data: Data, as_: Any) -> None:
    data.imported(xie_wrong())
    asked = as_("clerk").post("/quality/runs/new/", idem(as_of=clock.today().isoformat()))
    assert asked.status_code == 302, text(asked)
    result = newest_job().result
    page = text(as_("leader").get(result["url"]))
    assert "新出现" in page
    assert "判断不了的" in page
    again = as_("clerk").post("/quality/runs/new/", idem(as_of="2026-06-01"))
    assert again.status_code == 422
    assert "更早" in text(again)


def test_a_batch_that_is_imported_is_not_checked_by_itself(data: Data, as_: Any) -> None:
    batch = data.imported(xie_wrong())
    answered = as_("clerk").post(f"/quality/runs/batch/{batch.pk}/", idem(), follow=True)
    assert "不能单独核查" in text(answered)
    waiting = data.handed_in([*xie_wrong(), *wang()])
    assert as_("clerk").post(f"/quality/runs/batch/{waiting.pk}/", idem()).status_code == 302
    assert "还没有导入的表" in text(as_("clerk").get(newest_job().result["url"]))
