"""What people record of households: who comes, leaves, moves; splits, mergers and corrections; each keeps what was."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bihuan.web.access import Conflict, Refused
from bihuan.web.journal.models import JournalLine
from bihuan.web.registry import services
from bihuan.web.registry.frames import frames
from bihuan.web.registry.models import (
    Household,
    HouseholdEvent,
    HouseholdIncome,
    HouseholdVersion,
    Member,
    MemberVersion,
)
from tests.signed import acting
from tests.web.registry.exports import FATHER, SON, XIE, id_number, xie
from tests.web.registry.importing import JUNE, again, imported, undo

pytestmark = pytest.mark.usefixtures("clean_db")
JULY = date(2026, 7, 3)
OTHER = {"household_id": "99010110100402", "village": "松湾村"}


@pytest.fixture
def homes(clean_db: str) -> tuple[int, int]:
    other = [
        {**row, **OTHER, "name": f"王{n}", "id_number": id_number("19600101", n)}
        for n, row in enumerate(xie(), 30)
    ]
    imported(("base", [*xie(unsafe_house="是"), *other]))
    with acting("office"):
        return tuple(Household.objects.order_by("number").values_list("pk", flat=True))  # type: ignore[return-value]


def home(pk: int) -> Household:
    return Household.objects.select_related("current").get(pk=pk)


def who(pk: int) -> list[str]:
    return sorted(Member.objects.filter(home_id=pk).exclude(current=None).values_list("name", flat=True))


def member(name: str) -> Member:
    return Member.objects.select_related("current").get(name=name)


def test_a_birth_adds_a_member_from_that_day(homes: tuple[int, int]) -> None:
    with acting("village") as actor:
        services.arrive(actor, homes[0], "birth", JULY, "谢小宝", "grandson", sex="male")
        assert home(homes[0]).people == 4
        version = member("谢小宝").current
        assert (version.valid_from, version.birth_date, version.collected_by, version.id_number) == (
            JULY,
            JULY,
            "段红梅",
            "",
        )
        event = HouseholdEvent.objects.get()
        assert (event.kind, event.member.name, event.state, event.person.name) == (
            "birth",
            "谢小宝",
            "recorded",
            "段红梅",
        )
    with acting("auditor"):
        line = JournalLine.objects.filter(code="household.event").get()
        assert line.text == "记变动：出生，2026-07-03"
        assert "谢小宝" not in str(line.data)


def test_a_number_that_is_wrong_or_lives_elsewhere_is_refused(homes: tuple[int, int]) -> None:
    with acting("office") as actor:
        with pytest.raises(Refused, match="证件号码不对"):
            services.arrive(
                actor, homes[0], "move_in", JULY, "某人", "other", sex="male", id_number=FATHER[:-1] + "A"
            )
        with pytest.raises(Refused, match="已经在谢长福户"):
            services.arrive(actor, homes[1], "move_in", JULY, "谢文涛", "other", sex="male", id_number=SON)
        assert home(homes[1]).people == 3


def test_a_death_ends_the_member_and_the_health_and_keeps_both(homes: tuple[int, int]) -> None:
    with acting("township") as actor:
        services.leave(actor, homes[0], "death", JULY, member("谢长福").pk)
        assert who(homes[0]) == ["李秋菊", "谢文涛"]
        assert member("谢长福").ended_on == JULY
        assert home(homes[0]).head_name == "李秋菊"
        assert MemberVersion.objects.as_of(JUNE).filter(name="谢长福").count() == 1
    with acting("office"):
        assert [m["name"] for m in frames(JULY)["member"].to_pylist() if m["health"] == "chronic"] == ["王30"]
        assert [m["health"] for m in frames(JUNE)["member"].to_pylist() if m["name"] == "谢长福"] == [
            "chronic"
        ]


def test_nothing_is_recorded_before_what_is_known_or_after_today(homes: tuple[int, int]) -> None:
    with acting("township") as actor:
        for on, words in ((date(2026, 6, 1), "变动不能早于"), (date(2099, 1, 1), "今天之后")):
            with pytest.raises(Refused, match=words):
                services.leave(actor, homes[0], "death", on, member("谢长福").pk)
        assert len(who(homes[0])) == 3


def test_moving_keeps_the_person(homes: tuple[int, int]) -> None:
    with acting("office") as actor:
        son = member("谢文涛")
        services.move(actor, homes[0], [son.pk], homes[1], JULY)
        assert (home(homes[0]).people, home(homes[1]).people) == (2, 4)
        assert Member.objects.get(name="谢文涛").pk == son.pk
        assert {(e.home_id, e.kind) for e in HouseholdEvent.objects.all()} == {
            (homes[0], "move_out"),
            (homes[1], "moved"),
        }


def test_a_split_makes_a_household_that_has_to_be_looked_at_anew(homes: tuple[int, int]) -> None:
    with acting("village") as actor:
        son = member("谢文涛")
        made = services.split(actor, homes[0], [son.pk], "99010110100999", son.pk, JULY)
        new = home(made.pk)
        assert (new.head_name, new.people, new.area_code, new.current.unsafe_house) == (
            "谢文涛",
            1,
            990101_101003,
            None,
        )
        assert new.current.household_type == "lifted"
        with pytest.raises(Refused, match="已经有了"):
            services.split(
                actor, homes[0], [member("李秋菊").pk], "99010110100999", member("李秋菊").pk, JULY
            )
        with pytest.raises(Refused, match="至少留下一人"):
            services.split(actor, made.pk, [son.pk], "99010110101000", son.pk, JULY)


def test_a_merger_ends_one_household_and_keeps_its_history(homes: tuple[int, int]) -> None:
    with acting("office") as actor:
        services.merge(actor, homes[0], homes[1], JULY)
        gone = home(homes[0])
        assert (gone.ending, gone.merged_into_id, gone.people, gone.ended_on) == ("merged", homes[1], 0, JULY)
        assert home(homes[1]).people == 6
        assert HouseholdVersion.objects.as_of(JUNE).get(home_id=homes[0]).unsafe_house is True
        with pytest.raises(Refused, match="已经不在册"):
            services.merge(actor, homes[0], homes[1], JULY)


def test_a_correction_says_it_was_so_all_the_time(homes: tuple[int, int]) -> None:
    with acting("office") as actor:
        services.correct_household(actor, homes[0], "unsafe_house", "否", "看错了行")
        assert HouseholdVersion.objects.as_of(JUNE).get(home_id=homes[0]).unsafe_house is False
        services.correct_household(actor, homes[0], "wage_income", "4万", "漏了年终奖")
        assert HouseholdIncome.objects.get(home_id=homes[0], recorded_to=None).wage_income == 4000000
        services.correct_member(
            actor, homes[0], member("谢文涛").pk, "id_number", id_number("20020809", 6), "照身份证改"
        )
        assert member("谢文涛").current.id_number == id_number("20020809", 6)
        assert [e.text for e in HouseholdEvent.objects.order_by("pk")] == [
            "是否危房户：是 → 否。看错了行", "工资性收入：32,000元 → 40,000元。漏了年终奖", "证件号码更正。照身份证改"]  # fmt: skip
        with pytest.raises(Refused, match="是否危房户"):
            services.correct_household(actor, homes[0], "unsafe_house", "大概是", "")


def test_a_change_seen_in_an_export_is_judged_once(homes: tuple[int, int]) -> None:
    imported(("base", xie(unsafe_house="是")[:2]), as_of=JULY)
    with acting("township_outsider") as actor, pytest.raises(Refused, match="不在您管的地方"):
        services.judge(actor, 1, "death", JULY)
    with acting("township") as actor:
        event = HouseholdEvent.objects.get(kind="left")
        with pytest.raises(Refused, match="写明怎么回事"):
            services.judge(actor, event.pk, "", JULY)
        with pytest.raises(Refused, match="不会是这种变动"):
            services.judge(actor, event.pk, "birth", JULY)
        services.judge(actor, event.pk, "move_out", JULY, "随母改嫁")
        with pytest.raises(Refused, match="已经核实过"):
            services.judge(actor, event.pk, "death", JULY)
        assert HouseholdEvent.objects.get(pk=event.pk).get_kind_display() == "迁出"


def test_who_may_not_change_or_does_not_see_it_is_refused(homes: tuple[int, int]) -> None:
    for key, words in (
        ("inspector", "不能记人口变动"),
        ("team", "不能记人口变动"),
        ("township_outsider", "不在您管的地方"),
    ):
        with acting(key) as actor, pytest.raises(Refused, match=words):
            services.leave_whole(actor, homes[0], JULY, False)


def test_an_import_that_somebody_has_built_on_is_not_taken_back(homes: tuple[int, int]) -> None:
    batch = imported(("base", xie(unsafe_house="否")), as_of=JULY)
    with acting("office") as actor:
        services.correct_household(actor, homes[0], "unsafe_house", "是", "还没修好")
    with pytest.raises(Refused, match="农户 1 条又改过"):
        undo(batch)
    assert again(batch).state == "applied"


def test_two_changes_of_one_row_cannot_both_be(homes: tuple[int, int]) -> None:
    from bihuan.web.registry.services import base

    with acting("office") as actor:
        version: Any = home(homes[0]).current
        base.succeed(actor, version, JULY, unsafe_house=False)
        with pytest.raises(Refused, match="刚才有人改过"):
            base.succeed(actor, version, JULY, unsafe_house=True)


def test_no_change_while_an_import_is_under_way(homes: tuple[int, int]) -> None:
    from django.db import connections

    from bihuan.web.accounts.keys import IMPORTS

    with connections["owner"].cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [IMPORTS])
        try:
            with acting("office") as actor, pytest.raises(Conflict, match="正在导入"):
                services.leave_whole(actor, homes[0], JULY, False)
        finally:
            cursor.execute("select pg_advisory_unlock(%s)", [IMPORTS])


def test_looking_at_whole_numbers_needs_a_reason_and_leaves_a_line(homes: tuple[int, int], as_: Any) -> None:
    office, leader = as_("office"), as_("leader")
    page = office.get(f"/registry/households/{homes[0]}/").content.decode()
    assert FATHER not in page
    assert "990101********" in page
    address = f"/registry/households/{homes[0]}/numbers/"
    assert office.post(address, {"why": " "}).status_code == 422
    shown = office.post(address, {"why": "核对身份证"})
    assert FATHER in shown.content.decode()
    assert leader.post(address, {"why": "看看"}).status_code == 403
    with acting("auditor"):
        lines = [line.text for line in JournalLine.objects.filter(code="household.unmasked")]
    assert lines == [f"查看 {XIE['household_id']} 户的完整号码：核对身份证"]
