"""Pages of administration answer, for the roles that may, with words a clerk would look for."""

from __future__ import annotations

import pytest

PAGES = [
    ("administrator", "/accounts/", "登记人员"),
    ("administrator", "/accounts/people/new/", "登记，生成初始密码"),
    ("administrator", "/areas/", "松湾村"),
    ("administrator", "/jobs/", "没有后台任务"),
    ("auditor", "/journal/", "核对全链"),
    ("office", "/accounts/password/", "新密码"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("who", "address", "words"), PAGES)
def test_page_answers_with_its_words(county, as_, who: str, address: str, words: str) -> None:
    answer = as_(who).get(address)
    assert answer.status_code == 200
    assert words in answer.content.decode()


@pytest.mark.django_db
def test_person_page_shows_posts_and_hand_over(county, as_) -> None:
    person = county_person("township")
    page = as_("administrator").get(f"/accounts/people/{person}/").content.decode()
    assert "乡镇工作站" in page
    assert "办理离岗，交接工作" in page
    assert "13900000000" not in page
    assert "139****0000" in page


def county_person(key: str) -> int:
    from tests.signed import post_of

    return post_of(key)[0].pk


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "words"),
    [("waiting", "取消这个任务"), ("done", "看结果"), ("failed", "表格第 3 行"), ("cancelled", "没有改动")],
)
def test_run_page_says_where_it_stands(county, as_, state: str, words: str) -> None:
    from bihuan.web.access import scope
    from bihuan.web.config import clock
    from bihuan.web.jobs.models import JobProgress, JobRun

    person = county_person("office")
    with scope.acting(scope.SYSTEM):
        run = JobRun.objects.create(
            name="x", title="读取方案", person_id=person, grant_id=1, created_at=clock.now(), state=state,
            ended_at=None if state == "waiting" else clock.now(), result={"url": "/"} if state == "done" else {},
            message={"failed": "表格第 3 行没有单位。", "cancelled": "已取消，没有改动任何数据。"}.get(state, ""),
        )  # fmt: skip
        JobProgress.objects.create(run=run, person_id=person)
    assert words in as_("office").get(f"/jobs/{run.pk}/").content.decode()
