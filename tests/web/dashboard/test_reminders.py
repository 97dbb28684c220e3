"""Whom the office reminds of what, that it is noted once for all to see, and what a township reminds its villages of."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.web.access import Refused
from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.config import clock
from bihuan.web.dashboard import reminders
from bihuan.web.inbox import nudges, reading
from bihuan.web.inbox.models import Nudge
from bihuan.web.journal.models import JournalLine
from bihuan.web.problems.models import Reminder
from tests.web.campaigns import kit
from tests.web.problems.steps import SONGWAN, Steps, unit

LATER = timedelta(days=15)


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture
def late(db: None, acting: Any) -> Any:
    """One problem led by 柳溪镇 and two by its 松湾村, all five days overdue."""
    Steps(acting).assigned(title="主管断水")
    village = Steps(acting, lead="village", lead_unit="松湾村")
    for title in ("路灯不亮", "屋面漏雨"):
        village.assigned(title=title, area_code=SONGWAN)
    with clock.frozen(clock.now() + LATER):
        yield


def rows(acting: Any, key: str) -> list[tuple[str, int, int]]:
    with acting(key) as actor:
        return [(r.unit.short_name, r.late, r.longest) for r in reminders.owing(actor)]


def test_the_county_sees_townships_and_a_township_its_villages(late: Any, acting: Any) -> None:
    assert rows(acting, "office") == [("柳溪镇", 3, 5)]
    assert rows(acting, "clerk") == [("柳溪镇", 3, 5)]
    assert rows(acting, "township") == [("松湾村", 2, 5)]
    assert rows(acting, "township_outsider") == []


def test_one_paragraph_says_it_all(late: Any, acting: Any) -> None:
    with acting("office") as actor:
        kit.published(actor)
        (row,) = [r for r in reminders.owing(actor) if r.unit.short_name == "柳溪镇"]
    assert "3 件问题超过整改时限，最长 5 天" in row.words
    assert row.words.endswith("县帮扶办 周桂兰")
    assert row.words.startswith(f"{row.unit.contact.name}同志：" if row.unit.contact else "柳溪镇：")


def test_the_link_leads_to_just_these_problems(late: Any, acting: Any, as_: Any) -> None:
    with acting("office") as actor:
        (row,) = reminders.owing(actor)
    page = as_("office").get(row.late_url).content.decode()
    assert all(title in page for title in ("主管断水", "路灯不亮", "屋面漏雨"))


def test_a_copy_is_noted_for_the_unit_its_problems_and_everybody_who_might_copy_again(
    late: Any, acting: Any, as_: Any
) -> None:
    town = unit("柳溪镇")
    assert as_("office").post(f"/today/remind/{town.pk}/").status_code == 204
    with scoped(SYSTEM):
        (made,) = Nudge.objects.all()
        assert (made.problems, made.answers, made.returns, made.look_backs) == (3, 0, 0, 0)
        assert made.text.startswith("柳溪镇") or "同志：" in made.text
        noted = list(Reminder.objects.select_related("problem"))
        assert len(noted) == 3
        # The paragraph names other problems; whoever reads this one may not see those.
        titles = {each.problem.title for each in noted}
        assert all([t for t in titles if t in each.text] == [each.problem.title] for each in noted)
        assert JournalLine.objects.filter(code="unit.reminded").count() == 1
    for key in ("office_colleague", "clerk"):
        page = as_(key).get("/").content.decode()
        assert "周桂兰" in page
        assert "已催" in page
    for key in ("township", "village"):
        with acting(key) as actor:
            assert [n.kind for n in reading.of(actor)].count("reminded") == 1


def test_how_often_in_a_week_is_counted(late: Any, acting: Any) -> None:
    town = unit("柳溪镇")
    for ahead in (0, 1, 2):
        with clock.frozen(clock.now() + timedelta(days=ahead)), acting("office") as actor:
            nudges.note(actor, town, nudges.Counts(problems=1))
    with clock.frozen(clock.now() + timedelta(days=2)), acting("clerk"):
        nagged = nudges.past_week([town.pk])[town.pk]
        assert (nagged.times, nagged.by, nagged.today is not None) == (3, "周桂兰", True)
    with clock.frozen(clock.now() + timedelta(days=8)), acting("clerk"):
        assert nudges.past_week([town.pk])[town.pk].times == 1


def test_who_sees_that_somebody_was_reminded(late: Any, acting: Any) -> None:
    with acting("office") as actor:
        nudges.note(actor, unit("柳溪镇"), nudges.Counts(problems=3), "请办")
    seen = {}
    keys = (
        "office",
        "clerk",
        "inspector",
        "township",
        "township_outsider",
        "village",
        "department",
        "helper",
    )
    for key in keys:
        with acting(key):
            seen[key] = Nudge.objects.count()
    assert {key for key, n in seen.items() if n} == {"office", "clerk", "inspector", "township"}


@pytest.mark.parametrize("key", ["inspector", "leader", "department", "village", "helper", "assessor"])
def test_who_may_not_remind_is_refused(late: Any, acting: Any, as_: Any, key: str) -> None:
    town = unit("柳溪镇")
    with acting(key) as actor, pytest.raises(Refused):
        nudges.note(actor, town, nudges.Counts())
    assert as_(key).post(f"/today/remind/{town.pk}/").status_code == 403


def test_a_township_reminds_nobody_above_or_beside(late: Any, as_: Any) -> None:
    for name in ("柳溪镇", "望岭乡", "县住建局"):
        assert as_("township").post(f"/today/remind/{unit(name).pk}/").status_code == 204
    with scoped(SYSTEM):
        assert not Nudge.objects.exists()


def test_the_rows_cost_the_same_for_one_unit_as_for_many(late: Any, acting: Any) -> None:
    def asked() -> int:
        with acting("office") as actor, CaptureQueriesContext(connection) as queries:
            reminders.owing(actor)
        return len(queries)

    one = asked()
    with clock.frozen(clock.now() - LATER):
        Steps(acting, lead_unit="望岭乡").assigned(area_code=990101_102000)
        Steps(acting, lead_unit="县住建局").assigned()
        Steps(acting, lead_unit="县水利局").assigned()
    assert len(rows(acting, "office")) == 4
    assert asked() == one == 6


def test_no_more_is_kept_of_a_reminder_than_a_paragraph(late: Any, acting: Any, as_: Any) -> None:
    town = unit("柳溪镇")
    long = "催" * 100_000
    assert as_("office").post(f"/today/remind/{town.pk}/", {"text": long}).status_code == 204
    with scoped(SYSTEM):
        one = Reminder.objects.order_by("pk").first()
        assert one is not None
    assert as_("office").post(f"/problems/{one.problem_id}/remind/", {"text": long}).status_code == 204
    with scoped(SYSTEM):
        assert {len(n.text) for n in Nudge.objects.all()} == {2000}
        assert max(len(r.text) for r in Reminder.objects.all()) == 2000
