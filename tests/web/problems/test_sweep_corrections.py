"""Correcting an answer: until whoever asked has ended the sweep, the former kept, the asker told."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from bihuan.web import journal
from bihuan.web.access import Conflict, Refused
from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.problems import services
from bihuan.web.problems.models import Problem, SweepAsk, SweepFormer
from bihuan.web.problems.services import Local, NotNow, sweep_ended
from bihuan.web.problems.sweeps import sweep_progress
from tests.web.problems.steps import SONGWAN, WANGLING, Steps
from tests.web.problems.sweeps import ask, none
from tests.web.problems.test_pages import page, post


def correct(
    acting: Any, pk: int, count: int = 0, key: str = "township_outsider", **given: Any
) -> list[Problem]:
    with acting(key) as actor:
        return services.correct_sweep(
            actor, pk, ["on_site"], "又把32户逐户看了一遍", "漏看了下洲村", count=count, **given
        )


def test_a_corrected_answer_keeps_the_former_and_what_it_raised(original: Problem, acting: Any) -> None:
    pk = ask(acting, original, "望岭乡")["望岭乡"]
    with acting("township_outsider") as actor:
        first = services.answer_sweep(
            actor, pk, ["by_record"], "台账对过", count=1, found=[Local("下洲村漏雨一户", WANGLING + 3)]
        )
    second = correct(acting, pk, 3, found=[Local("枫林村墙体开裂", WANGLING + 2)], version=2)
    with acting("township_outsider") as actor:
        row, former = SweepAsk.objects.get(), SweepFormer.objects.get()
        assert (row.state, row.count, row.how, row.version) == ("found", 3, ["on_site"], 3)
        assert (former.version, former.count, former.how, former.looked_at) == (
            1,
            1,
            ["by_record"],
            "台账对过",
        )
        assert (former.reason, former.replaced_by_id) == ("漏看了下洲村", actor.person_id)
        assert (former.said, former.answered_by_id) == ("另查出 1 处", actor.person_id)
        assert former.answered_at < row.answered_at
        assert journal.lines_of(row)[0].text == "更正答复：另查出 1 处 → 另查出 3 处"
    with acting("office"):
        linked = set(original.swept.values_list("pk", flat=True))
        assert linked == {first[0].pk, second[0].pk}
        assert SweepFormer.objects.get().reason == "漏看了下洲村"
        assert journal.lines_of(original)[0].text == "更正举一反三的答复：另查出 1 处 → 另查出 3 处"
    correct(acting, pk, 2, version=3)
    with acting("office"):
        assert list(SweepFormer.objects.values_list("version", "count")) == [(2, 3), (1, 1)]


def test_a_correction_says_why_and_what_is_other_and_no_less_than_registered(
    original: Problem, acting: Any
) -> None:
    pk = ask(acting, original, "望岭乡")["望岭乡"]
    with pytest.raises(NotNow, match="没有可更正"):
        correct(acting, pk)
    with acting("township_outsider") as actor:
        services.answer_sweep(
            actor, pk, ["on_site"], "32户逐户看过", count=1, found=[Local("下洲村漏雨一户", WANGLING + 3)]
        )
        for reason, count, match in (
            ("", 2, "为什么更正"),
            ("漏看了下洲村", 0, "不能少于 1"),
            ("漏看了下洲村", 1, "和原来的答复一样"),
        ):
            with pytest.raises(NotNow, match=match):
                services.correct_sweep(actor, pk, ["on_site"], "32户逐户看过", reason, count=count)
        with pytest.raises(Conflict):
            services.correct_sweep(actor, pk, ["by_data"], "32户逐户看过", "漏看了下洲村", count=1, version=1)
        with pytest.raises(Refused, match="登记望岭乡的问题"):
            services.correct_sweep(
                actor,
                pk,
                ["on_site"],
                "32户逐户看过",
                "漏看了一处",
                count=2,
                found=[Local("别处漏雨", SONGWAN)],
            )
    with scoped(SYSTEM):
        assert (SweepAsk.objects.get().version, SweepFormer.objects.count(), Problem.objects.count()) == (
            2,
            0,
            2,
        )


@pytest.mark.parametrize("how", ["closed", "gate", "merged"])
def test_nothing_is_corrected_once_the_sweep_is_ended(
    steps: Steps, original: Problem, acting: Any, how: str
) -> None:
    pk = ask(acting, original, "望岭乡")["望岭乡"]
    with acting("office") as actor, pytest.raises(NotNow, match="还有 1 个单位"):
        services.close_sweep(actor, original)
    none(acting, "township_outsider", pk)
    with acting("township_outsider"):
        assert not sweep_ended(pk)
    if how == "closed":
        with acting("office") as actor:
            problem = services.close_sweep(actor, original)
            assert sweep_progress(problem.pk) == (1, 1, 1)
            assert journal.lines_of(problem)[0].text == "结束举一反三，1 个单位的答复不再更正"
            with pytest.raises(NotNow, match="没有可结束的"):
                services.close_sweep(actor, original)
    elif how == "gate":
        with acting("inspector") as actor:
            services.pass_gate(actor, original, "found_out", "原因属实，逐户看过")
    else:
        other = steps.raised(area_code=SONGWAN)
        with scoped(SYSTEM):
            Problem.objects.filter(pk=original.pk).update(merged_into=other)
    with acting("township_outsider"):
        assert sweep_ended(pk)
    with pytest.raises(NotNow, match="不再更正"):
        correct(acting, pk)
    with scoped(SYSTEM):
        assert not SweepFormer.objects.exists()


def test_a_gate_taken_back_lets_answers_be_corrected_again(original: Problem, acting: Any) -> None:
    pk = ask(acting, original, "望岭乡")["望岭乡"]
    none(acting, "township_outsider", pk)
    with acting("inspector") as actor:
        services.pass_gate(actor, original, "found_out", "原因属实，逐户看过")
    with scoped(SYSTEM):
        original.gates.get(kind="found_out").again()
    correct(acting, pk, 1, found=[Local("下洲村漏雨一户", WANGLING + 3)])
    with acting("office"):
        assert SweepAsk.objects.get().count == 1


def test_a_township_ends_what_it_asked_itself_only(original: Problem, acting: Any) -> None:
    asked = ask(acting, original, "望岭乡") | ask(acting, original, "松湾村", by="township")
    none(acting, "township_outsider", asked["望岭乡"])
    none(acting, "village", asked["松湾村"])
    with acting("township") as actor:
        services.close_sweep(actor, original)
    with scoped(SYSTEM):
        ended = dict(SweepAsk.objects.values_list("unit__name", "closed_at"))
    assert ended["松湾村"] is not None
    assert ended["望岭乡"] is None


@pytest.mark.parametrize("key", ["township", "village_outsider", "department", "inspector", "office"])
def test_others_correct_nothing_and_read_a_former_answer_where_they_read_the_new_one(
    original: Problem, acting: Any, key: str
) -> None:
    pk = ask(acting, original, "望岭乡")["望岭乡"]
    none(acting, "township_outsider", pk)
    correct(acting, pk, 1, found=[Local("下洲村漏雨一户", WANGLING + 3)])
    with acting(key) as actor, pytest.raises(Refused):
        services.correct_sweep(actor, pk, ["on_site"], "32户逐户看过", "漏看了一处", count=2)
    with acting(key):
        seen = SweepFormer.objects.count()
        assert seen == (key in ("township", "inspector", "office"))
        if not seen:
            assert SweepFormer.objects.update(reason="别的话") == 0


@pytest.mark.parametrize("key", ["township_outsider", "township", "office"])
def test_the_former_answer_is_nobodys_to_change(original: Problem, acting: Any, key: str) -> None:
    pk = ask(acting, original, "望岭乡")["望岭乡"]
    none(acting, "township_outsider", pk)
    correct(acting, pk, 1, found=[Local("下洲村漏雨一户", WANGLING + 3)])
    with acting(key), pytest.raises(ProgrammingError, match="cannot be changed"), transaction.atomic():
        SweepFormer.objects.update(reason="别的话")
    with acting(key), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        SweepFormer.objects.all()._raw_delete("default")
    with scoped(SYSTEM):
        SweepAsk.objects.update(units=[1])
        assert SweepFormer.objects.get().units == [1]


def test_whoever_asked_is_told_of_the_correction(original: Problem, acting: Any, as_: Any) -> None:
    asked = ask(acting, original, "望岭乡") | ask(acting, original, "松湾村", by="township")
    none(acting, "township_outsider", asked["望岭乡"])
    none(acting, "village", asked["松湾村"])
    correct(acting, asked["望岭乡"], 1, found=[Local("下洲村漏雨一户", WANGLING + 3)])
    correct(acting, asked["松湾村"], 1, "village", found=[Local("松湾村漏雨一户", SONGWAN)])
    for key, unit_name, other in (("office", "望岭乡", "松湾村"), ("township", "松湾村", "望岭乡")):
        text = as_(key).get("/inbox/").content.decode()
        assert f"举一反三 {unit_name}" in text
        assert f"举一反三 {other}" not in text
        assert "查过，没有 → 另查出 1 处" in text
    assert "举一反三 望岭乡" not in as_("inspector").get("/inbox/").content.decode()


def test_by_form_the_answer_is_corrected_and_the_sweep_ended(
    original: Problem, acting: Any, as_: Any
) -> None:
    pk = ask(acting, original, "望岭乡")["望岭乡"]
    none(acting, "township_outsider", pk)
    town, office, address = as_("township_outsider"), as_("office"), f"/problems/sweeps/{pk}/"
    assert "更正答复" in town.get(address).content.decode()
    assert "更正答复" not in office.get(address).content.decode()
    form = town.get(f"{address}?correct=1").content.decode()
    assert "全部危房户逐户看过" in form
    assert "为什么更正" in form
    sent = {"how": ["on_site"], "looked_at": "又看一遍", "version": 2, "result": "found"}
    lines = {"title_1": "下洲村2户屋面漏雨", "place_1": WANGLING + 3}
    assert "请填为什么更正" in town.post(address, {**sent, **lines}).content.decode()
    assert town.post(address, {**sent, **lines, "reason": "漏看了下洲村"}).status_code == 302
    read = office.get(address).content.decode()
    assert "漏看了下洲村" in read
    assert "全部危房户逐户看过" in read
    assert "更正过 1 次" in page(office, original)
    again = {**sent, "version": 3, "count": 4, "reason": "又查出三处"}
    assert town.post(address, again).status_code == 302
    assert "答复 1 / 1，另查出 4 处" in page(office, original)
    assert "结束举一反三" in page(office, original)
    assert post(office, original, "sweep_close").status_code == 302
    assert "已结束" in page(office, original)
    assert "结束举一反三，答复不再更正" not in page(office, original)
    assert "更正答复</a>" not in town.get(address).content.decode()
    late = town.post(address, {**again, "version": 5, "count": 5, "idem": str(uuid.uuid4())})
    assert late.status_code == 422
    assert "不再更正" in late.content.decode()
