"""Exports become households: what is new, changed, gone; the same again changes nothing; taken back it is as it was."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bihuan.web.registry.models import (
    Household,
    HouseholdEvent,
    HouseholdIncome,
    HouseholdVersion,
    Member,
    MemberHealth,
    MemberVersion,
)
from tests.signed import acting
from tests.web.registry.exports import FATHER, MOTHER, SON, XIE, id_number, person, xie
from tests.web.registry.importing import JUNE, apply, hand_in, imported, undo

JULY = date(2026, 7, 20)
pytestmark = pytest.mark.usefixtures("clean_db")


def counts(batch: Any, table: str) -> list[int]:
    return [batch.found["counts"][table][what] for what in ("new", "changed", "gone", "same")]


def names(key: str = "office") -> list[str]:
    with acting(key):
        return sorted(Member.objects.exclude(current=None).values_list("name", flat=True))


def test_a_first_export_is_shown_and_then_imported() -> None:
    batch = hand_in(("base", xie(unsafe_house="否", risk_1="因病", monitored_class="突发严重困难户")))
    assert [counts(batch, t) for t in ("household", "income", "member", "health")] == [
        [1, 0, 0, 0], [1, 0, 0, 0], [3, 0, 0, 0], [3, 0, 0, 0]]  # fmt: skip
    assert batch.state == "ready"
    with acting("office"):
        assert Household.objects.count() == 0
    apply(batch)
    with acting("township"):
        home = Household.objects.get()
        version = home.current
        assert (home.number, home.head_name, home.people, home.workers, home.area_code, home.risks) == (
            "99010110100318", "谢长福", 3, 3, 990101_101003, ["illness"])  # fmt: skip
        assert (version.valid_from, version.unsafe_house, version.monitored_class) == (
            JUNE,
            False,
            "sudden_hardship",
        )
        income = HouseholdIncome.objects.get()
        assert (income.year, income.wage_income, income.business_income, income.business_cost) == (
            2026,
            3200000,
            860050,
            260000,
        )
        assert (income.window_from, income.window_to) == (date(2025, 7, 1), JUNE)
        head = Member.objects.get(name="谢长福").current
        assert (head.id_number, head.phone, head.id_form, head.id_birth_date) == (
            FATHER,
            "13807370001",
            "resident",
            date(1974, 5, 12),
        )
        assert (head.collected_by, head.entered_by, head.reviewed_by) == ("段红梅", "蒋小芸", "何敏")
    with acting("office"):
        assert MemberHealth.objects.get(of__name="谢长福").health == "chronic"


def test_nothing_of_an_id_or_a_phone_lies_open_in_the_database() -> None:
    from django.db import connections

    imported(("base", xie(household_phone="13807370009", surveyor_phone="13807370008")))
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.columns where table_schema = 'public' and table_name like 'registry_%'"
        )
        for table in {row[0] for row in cursor.fetchall()}:
            cursor.execute(
                f"select count(*) from {table} x where x::text ~ %s",
                [f"{FATHER}|{MOTHER}|{SON}|1380737000|{FATHER[-4:]}"],
            )
            assert cursor.fetchone()[0] == 0, table


def test_the_same_export_again_changes_nothing() -> None:
    imported(("base", xie()))
    again = hand_in(("base", xie()), as_of=JULY)
    assert all(
        found[what] == 0 for found in again.found["counts"].values() for what in ("new", "changed", "gone")
    )
    apply(again)
    with acting("office"):
        assert (
            HouseholdVersion.objects.count(),
            MemberVersion.objects.count(),
            HouseholdIncome.objects.count(),
        ) == (1, 3, 1)
        assert HouseholdEvent.objects.count() == 0


def test_a_change_begins_on_the_day_of_its_export_and_leaves_what_was() -> None:
    imported(("base", xie(unsafe_house="是")))
    changed = hand_in(("base", xie(unsafe_house="否", wage_income="40000")), as_of=JULY)
    assert counts(changed, "household") == [0, 1, 0, 0]
    assert changed.found["rows"]["household"]["changed"][0]["changes"] == [["是否危房户", "是", "否"]]
    assert changed.found["rows"]["income"]["changed"][0]["changes"] == [
        ["工资性收入", "32,000元", "40,000元"]
    ]
    before = changed.made_at
    apply(changed)
    with acting("office"):
        at = HouseholdVersion.objects
        assert at.as_of(JUNE).get().unsafe_house is True
        assert at.as_of(JULY).get().unsafe_house is False
        assert at.as_of(date(2027, 1, 1), before).get().unsafe_house is True  # as we knew it then
        assert HouseholdIncome.objects.current().get().wage_income == 4000000


def test_a_member_who_is_gone_and_one_who_came_are_proposed_as_events() -> None:
    imported(("base", xie()))
    baby = person("谢小宝", "之孙子", id_number("20260601", 7), birth_date="20260601")
    wife = person("陈月", "之儿媳", id_number("20030101", 8), sex="女", birth_date="20030101")
    batch = imported(("base", [*xie()[:2], baby, wife]), as_of=JULY)
    assert counts(batch, "member") == [2, 0, 1, 2]
    assert names() == ["李秋菊", "谢小宝", "谢长福", "陈月"]
    with acting("township"):
        found = {(e.member.name, e.kind, e.state) for e in HouseholdEvent.objects.select_related("member")}
        assert found == {
            ("谢文涛", "left", "proposed"),
            ("谢小宝", "birth", "proposed"),
            ("陈月", "marriage", "proposed"),
        }
        assert Member.objects.get(name="谢文涛").ended_on == JULY
        assert Household.objects.get().people == 4


OTHER = {**XIE, "household_id": "99010110100402", "village": "石坳村"}


def test_a_person_who_changes_household_stays_the_same_person() -> None:
    wang = [
        {**row, **OTHER, "name": "王" + row["name"], "id_number": id_number("19500101", n)}
        for n, row in enumerate(xie()[:1], 20)
    ]
    imported(("base", [*xie(), *wang]))
    with acting("office"):
        son = Member.objects.get(name="谢文涛")
    moved = {**person("谢文涛", "之女婿", SON), **OTHER}
    batch = imported(("base", [*xie()[:2], *wang, moved]), as_of=JULY)
    assert counts(batch, "member") == [0, 1, 0, 3]
    with acting("office"):
        now = Member.objects.get(pk=son.pk)
        assert (now.home.number, now.current.relation) == ("99010110100402", "son_in_law")
        event = HouseholdEvent.objects.get()
        assert (event.kind, event.home.number, event.other.number) == (
            "moved",
            "99010110100402",
            XIE["household_id"],
        )
        assert MemberVersion.objects.as_of(JUNE).get(of=son).of_home.number == XIE["household_id"]
    undo(batch)
    with acting("office"):
        assert Member.objects.get(pk=son.pk).home.number == XIE["household_id"]


def test_a_corrected_number_is_the_same_person() -> None:
    imported(("base", xie()))
    rows = xie()
    rows[2]["id_number"] = id_number("20020809", 6)
    batch = imported(("base", rows), as_of=JULY)
    assert counts(batch, "member") == [0, 1, 0, 2]
    assert ["证件号码", "原号码", "新号码"] in batch.found["rows"]["member"]["changed"][0]["changes"]
    assert names() == ["李秋菊", "谢文涛", "谢长福"]


def test_a_household_the_export_no_longer_has_ends_only_when_a_person_says_so() -> None:
    other = [
        {**row, **OTHER, "village": "松湾村", "id_number": id_number("19600101", n), "name": f"王{n}"}
        for n, row in enumerate(xie(), 30)
    ]
    imported(("base", [*xie(), *other]))
    batch = hand_in(("base", xie()), as_of=JULY)
    assert counts(batch, "household") == [0, 0, 1, 1]
    apply(batch)
    assert len(names()) == 6
    again = imported(("base", xie()), as_of=JULY, ends_absent=True)
    assert names() == ["李秋菊", "谢文涛", "谢长福"]
    with acting("office"):
        gone = Household.objects.get(number=OTHER["household_id"])
        assert (gone.ended_on, gone.ending, gone.people) == (JULY, "gone", 0)
    undo(again)
    with acting("office"):
        back = Household.objects.get(number=OTHER["household_id"])
        assert (back.ended_on, back.ending, back.people, back.head_name) == (None, "", 3, "王30")


def test_taken_back_everything_is_as_it_was() -> None:
    imported(("base", xie(unsafe_house="是")))

    def state() -> Any:
        with acting("office"):
            versions = [
                list(
                    HouseholdVersion.objects.current().values(
                        "home_id", "unsafe_house", "valid_from", "valid_to"
                    )
                )
            ]
            people = list(
                Member.objects.order_by("pk").values(
                    "pk", "name", "home_id", "who", "nth", "id_hash", "last4", "ended_on"
                )
            )
            return (
                versions,
                people,
                list(
                    MemberHealth.objects.current().order_by("of_id").values("of_id", "health", "valid_from")
                ),
            )

    before = state()
    batch = imported(
        ("base", [*xie(unsafe_house="否")[:2], person("谢小宝", "之孙子", id_number("20260601", 7))]),
        as_of=JULY,
    )
    assert state() != before
    undo(batch)
    after = state()
    assert after[0] == before[0]
    assert [p for p in after[1] if p["name"] != "谢小宝"] == before[1]
    assert after[2] == before[2]
    assert names() == ["李秋菊", "谢文涛", "谢长福"]
    with acting("office"):
        assert {e.state for e in HouseholdEvent.objects.all()} == {"undone"}
