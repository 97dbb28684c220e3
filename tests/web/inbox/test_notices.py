"""Who is told of what, who sees it, and that reading it ends it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.campaigns.models import Return
from bihuan.web.config import clock
from bihuan.web.inbox import reading
from bihuan.web.inbox.kinds import KINDS
from bihuan.web.inbox.models import Notice, NoticeRead
from bihuan.web.inbox.telling import TOLD, hear
from bihuan.web.journal import codes
from bihuan.web.journal.models import JournalLine
from bihuan.web.problems import services
from tests.web.campaigns import kit
from tests.web.problems.steps import Steps, unit
from tests.world import PEOPLE

EVERYBODY = [key for key in PEOPLE if key != "leaver"]


def kinds(acting: Any, key: str) -> list[str]:
    """What stands in that person's inbox, oldest first."""
    with acting(key) as actor:
        return [n.kind for n in reading.of(actor).order_by("pk")]


def test_each_rule_names_a_registered_code_and_a_kind() -> None:
    assert set(TOLD) <= set(codes.all_codes())
    assert {kind for kind, _ in TOLD.values()} <= set(KINDS)


def test_an_assignment_is_told_to_its_unit_alone(steps: Steps, acting: Any) -> None:
    steps.assigned()
    seen = {key for key in EVERYBODY if kinds(acting, key)}
    assert seen == {"township", "township_colleague"}


def test_the_database_shows_nobody_anothers_notices(steps: Steps, acting: Any) -> None:
    """Asked past every filter of ours."""
    steps.assigned()
    seen = set()
    for key in EVERYBODY:
        with acting(key):
            if Notice.objects.exists():
                seen.add(key)
    assert seen == {"township", "township_colleague"}


def test_nobody_changes_or_deletes_a_notice(steps: Steps, acting: Any) -> None:
    steps.assigned()
    for key in ("township", "office", "township_outsider", "administrator"):
        with acting(key):
            assert Notice.objects.update(kind="closed") == 0
            assert Notice.objects.filter(pk__gt=0)._raw_delete("default") == 0


def test_nobody_marks_for_another(steps: Steps, acting: Any, county: Any) -> None:
    steps.assigned()
    with acting("township") as actor:
        pk = reading.of(actor).get().pk
    with acting("township_outsider") as other:
        assert reading.mark(other, Notice.objects.annotate(read=reading.of(other).values("read")[:1])) == 0
    with acting("township_outsider"), pytest.raises(ProgrammingError), transaction.atomic():
        NoticeRead.objects.create(notice_id=pk, person_id=county.person("township").pk, at=clock.now())


def test_one_reads_and_the_colleague_still_has_it_to_read(steps: Steps, as_: Any, acting: Any) -> None:
    problem = steps.assigned()
    with acting("township") as actor:
        pk = reading.of(actor).get().pk
    answer = as_("township").get(f"/inbox/{pk}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/problems/{problem.pk}/")
    for key, left in (("township", 0), ("township_colleague", 1)):
        with acting(key) as actor:
            assert reading.of(actor).filter(read=False).count() == left


@pytest.mark.parametrize("key", ["township_outsider", "office", "auditor", "administrator", "leader"])
def test_anothers_notice_is_not_there(steps: Steps, as_: Any, acting: Any, key: str) -> None:
    steps.assigned()
    with acting("township") as actor:
        pk = reading.of(actor).get().pk
    assert as_(key).get(f"/inbox/{pk}/").status_code == 404
    with acting("township") as actor:
        assert reading.of(actor).filter(read=False).count() == 1


def test_the_way_of_a_problem_is_told_step_by_step(steps: Steps, acting: Any) -> None:
    problem = steps.submitted()
    assert kinds(acting, "office") == ["handed_in"]
    with acting("office") as actor:
        services.return_problem(actor, problem, "up_to_standard", "还有两户没有通水")
    assert kinds(acting, "township") == ["assigned", "returned"]
    with acting("township") as actor:
        told = reading.told(list(reading.of(actor).order_by("pk")))
    assert told[1].note == "还有两户没有通水"
    assert told[1].number == problem.number


def test_an_extension_is_decided_to_who_asked(steps: Steps, acting: Any) -> None:
    problem = steps.acknowledged()
    with acting("township") as actor:
        services.request_extension(actor, problem, clock.today() + timedelta(days=20), "等管材到货")
    assert "extension_asked" in kinds(acting, "office")
    with acting("office") as actor:
        services.decide_extension(actor, problem, True)
    assert kinds(acting, "township") == ["assigned", "extension"]
    assert kinds(acting, "township_colleague") == ["assigned"]


def test_a_close_out_is_told_to_the_unit_and_who_registered_it(steps: Steps, acting: Any) -> None:
    steps.closed(by="inspector_outsider")
    assert kinds(acting, "township")[-1] == "closed"
    assert kinds(acting, "inspector_outsider") == ["closed"]
    assert kinds(acting, "inspector_colleague") == []


def test_reminded_ten_times_a_day_is_told_once(steps: Steps, acting: Any) -> None:
    problem, other = steps.assigned(), steps.assigned(title="另一处也断水")
    for _ in range(2):
        for each in (problem, other):
            with acting("office") as actor:
                services.remind(actor, each)
    assert kinds(acting, "township").count("reminded") == 1
    with clock.frozen(clock.now() + timedelta(days=1)), acting("office") as actor:
        services.remind(actor, problem)
    assert kinds(acting, "township").count("reminded") == 2


def test_a_refused_change_tells_nobody(steps: Steps, acting: Any) -> None:
    problem = steps.raised(target="通水")

    class Undone(Exception):
        pass

    def undone() -> None:
        with acting("office") as actor, transaction.atomic():
            services.assign(actor, problem, unit("柳溪镇"), due=clock.today())
            raise Undone

    with pytest.raises(Undone):
        undone()
    assert kinds(acting, "township") == []


def test_the_same_line_told_twice_is_one_notice(steps: Steps, acting: Any) -> None:
    problem = steps.closed()
    with acting("inspector") as actor:  # who closed it: of others' lines nobody else may tell
        own = JournalLine.objects.filter(person_id=actor.person_id, object_type="problems.problem")
        for line in own.filter(object_id=problem.pk):
            hear(actor, problem, line)
    assert kinds(acting, "township").count("closed") == 1


def test_a_campaign_and_what_is_passed_on_are_told(county: Any, acting: Any) -> None:
    with acting("office") as actor:
        campaign = kit.published(actor)
    assert kinds(acting, "township") == ["campaign"]
    assert kinds(acting, "helper") == kinds(acting, "office") == []
    with acting("office") as actor:
        row = Return.objects.filter(campaign=campaign).first()
    if row is None:
        return
    with acting("township") as actor:
        assert reading.told(list(reading.of(actor)))[0].title == campaign.title


def test_what_one_may_not_see_any_more_is_not_named(steps: Steps, acting: Any) -> None:
    problem = steps.assigned(area_code=990101_000000)
    with acting("office") as actor:
        part = problem.assignments.get()
        services.withdraw(actor, problem, part.pk, "重复登记")
    with acting("township") as actor:
        told = reading.told(list(reading.of(actor).order_by("pk")))
    assert [t.kind.key for t in told] == ["assigned", "withdrawn"]
    assert {(t.title, t.number) for t in told} == {("这件已不在您能看到的范围内", "")}


def test_old_and_read_leaves_old_and_unread_stays(steps: Steps, acting: Any) -> None:
    steps.assigned()
    steps.assigned(title="另一处也断水")
    with acting("township") as actor:
        reading.mark(actor, reading.of(actor).filter(pk=reading.of(actor).order_by("pk").first().pk))
    with scoped(SYSTEM):
        assert reading.sweep() == 0
    with clock.frozen(clock.now() + timedelta(days=31)), scoped(SYSTEM):
        assert reading.sweep() == 2  # the notice and the mark on it
    with acting("township") as actor:
        assert [n.read for n in reading.of(actor)] == [False]


def test_the_page_asks_the_same_for_one_as_for_thirty(steps: Steps, as_: Any) -> None:
    client = as_("township")

    def asked() -> int:
        client.get("/inbox/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/inbox/").status_code == 200
        return len(queries)

    steps.assigned()
    one = asked()
    for n in range(12):
        steps.assigned(title=f"第 {n} 处断水")
    assert asked() == one <= 26  # the header alone takes a dozen


def test_the_header_says_how_many_are_unread(steps: Steps, as_: Any) -> None:
    steps.assigned()
    assert "1 条通知没看" in as_("township").get("/").content.decode()
    client = as_("township_colleague")
    client.post("/inbox/read/", {"all": "1"})
    assert "条通知没看" not in client.get("/").content.decode()
