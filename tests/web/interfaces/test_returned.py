"""What returns hold, version by version, as other systems read it: what was handed in, as the page shows it, to whoever sees the return."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.duties import returns
from bihuan.web.campaigns.duties.sheets import editing
from bihuan.web.campaigns.duties.sheets.editing import Words
from bihuan.web.campaigns.models import Return, ReturnRow, ReturnVersion
from bihuan.web.config import clock
from tests.web.campaigns.duties import papers
from tests.web.campaigns.duties.sheets.test_editing import read
from tests.web.campaigns.duties.sheets.test_live import say
from tests.web.campaigns.duties.sheets.test_versions import texts
from tests.web.interfaces.callers import Acting, Caller, caller
from tests.web.interfaces.test_reading import all_pages

pytestmark = pytest.mark.django_db
FILLED_ON = papers.at("2020-02-03")


def owed(unit: str) -> Return:
    return Return.objects.get(unit__short_name=unit, due=date(2020, 2, 4), merged=False)


@pytest.fixture
def sent_back(county: Any, acting: Acting) -> int:
    """柳溪镇's return of February: handed in with words of its own, sent back, and a second version being filled in."""
    with acting("township") as township:
        pass
    with acting("office") as office:
        with clock.frozen(papers.at("2019-12-06")):
            papers.published(office)
        with clock.frozen(FILLED_ON):
            say(township, "柳溪镇", "2", text="三户。", number=3, measures="搬", progress="正在搬")
            row = owed("柳溪镇")
            own = Words("三户，问 13812345678。（3 户）", "搬", "已搬两户", 3, "户")
            editing.edit(township, row.pk, read(row).key, own)
            returns.hand_in(township, row.pk, "", "唐立群")
            returns.send_back(office, row.pk, "第 3 项没有答")
    return row.pk


def again(acting: Acting, pk: int) -> None:
    """The second version is handed in, and accepted."""
    with acting("township") as township:
        pass
    with acting("office") as office, clock.frozen(FILLED_ON):
        say(township, "柳溪镇", "3", "none_found")
        returns.hand_in(township, pk, "", "唐立群")
        returns.accept(office, [pk])


def of(by: Caller, pk: int, path: str = "/return-rows", **query: Any) -> list[dict[str, Any]]:
    answer = by.get(path, **{"return": pk, **query})
    assert answer.status_code == 200, answer.content.decode()
    return list(answer.json()["data"])


def test_each_row_is_told_as_the_page_shows_it(platform: Caller, sent_back: int) -> None:
    told = sorted(of(platform, sent_back), key=lambda row: int(row["order"]))
    with scoped(SYSTEM), clock.frozen(FILLED_ON):
        shown = texts(Return.objects.get(pk=sent_back), 1)
    told_words = [
        (
            row["no"],
            row["situation"],
            row["progress"],
            f"{float(row['number']):g} 户" if row["number"] else "",
        )
        for row in told
    ]
    assert told_words == [
        (no, words.replace("13812345678", "138****5678"), progress, "" if number == "0" else number)
        for no, words, progress, number in shown
    ]
    assert [row["own"] for row in told] == [[], ["situation", "progress"], []]
    assert {(row["version"], row["version_state"], row["return_id"]) for row in told} == {
        (1, "sent_back", sent_back)
    }
    assert [row["answered"] for row in told] == [False, True, False]


def test_what_is_being_filled_in_is_not_told_until_it_is_handed_in(
    liuxi: Caller, acting: Acting, sent_back: int
) -> None:
    before = of(liuxi, sent_back)
    (first,) = of(liuxi, sent_back, "/return-versions")
    assert (first["number"], first["state"], first["reason"], first["signed"]) == (
        1, "sent_back", "第 3 项没有答", "唐立群",
    )  # fmt: skip
    again(acting, sent_back)
    versions = of(liuxi, sent_back, "/return-versions")
    assert [(v["number"], v["state"], v["why"]) for v in versions] == [
        (1, "sent_back", ""), (2, "frozen", "第 3 项没有答"),
    ]  # fmt: skip
    rows = of(liuxi, sent_back)
    assert rows[: len(before)] == before  # a cursor kept before comes upon what is new, and on nothing else
    assert {row["no"]: row["situation"] for row in rows[len(before) :]}["3"] == "没有发现问题。"
    assert of(liuxi, sent_back, version=versions[1]["id"]) == rows[len(before) :]
    assert of(liuxi, sent_back, state="frozen") == rows[len(before) :]
    item = rows[0]["check_item_id"]
    assert [row["version"] for row in of(liuxi, sent_back, item=item)] == [1, 2]


@pytest.mark.parametrize(
    ("key", "sees"),
    [
        ("office", True),
        ("township", True),
        ("inspector", True),
        ("township_outsider", False),
        ("department", False),
    ],
)
def test_a_system_sees_the_rows_that_people_of_its_post_see(
    acting: Acting, sent_back: int, key: str, sees: bool
) -> None:
    with acting(key) as actor:
        people = set(ReturnRow.objects.exclude(version__state="draft").values_list("pk", flat=True))
        versions = set(ReturnVersion.objects.exclude(state="draft").values_list("pk", flat=True))
        unit = Unit.objects.get(pk=actor.unit_id).name
    by = caller(acting, "平台", unit, actor.role)
    assert {row["id"] for row in of_all(by, "/return-rows")} == people
    assert {row["id"] for row in of_all(by, "/return-versions")} == versions
    assert bool(people) == sees


def of_all(by: Caller, path: str) -> list[dict[str, Any]]:
    answer = by.get(path, limit=200)
    assert answer.status_code == 200, answer.content.decode()
    return list(answer.json()["data"])


def test_pages_hold_every_row_once_and_cost_the_same(
    platform: Caller, acting: Acting, sent_back: int
) -> None:
    again(acting, sent_back)
    ids = [row["id"] for row in of(platform, sent_back)]
    pages = all_pages(platform, "/return-rows", 2, **{"return": sent_back})
    assert [pk for page in pages for pk in page] == ids == sorted(ids)
    assert len(ids) == 6

    def queries(limit: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            platform.get("/return-rows", limit=limit)
        return len(seen)

    assert queries(1) == queries(200)


def test_a_token_without_the_scope_and_a_condition_there_is_not_are_refused(
    acting: Acting, sent_back: int
) -> None:
    by = caller(acting, "只读问题", "县帮扶办", "office", ["problems:read"])
    for path in ("/return-rows", "/return-versions"):
        answer = by.get(path)
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    able = caller(acting, "读报送", "县帮扶办", "office", ["returns:read"])
    for name in ("return_id", "unit", "state"):
        answer = able.get("/return-rows", **{name: "draft"})
        assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, name)
