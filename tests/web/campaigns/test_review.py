"""Reviewing a plan: what is changed, kept, and can be undone."""

from __future__ import annotations

import pytest

from bihuan.web.access import Conflict, Refused
from bihuan.web.campaigns import labels
from bihuan.web.campaigns.models import PlanItem
from bihuan.web.campaigns.services import review
from tests.web.campaigns import kit

State = PlanItem.State


@pytest.fixture
def actor(county, acting):
    with acting("office") as who:
        yield who


@pytest.fixture
def plan(actor):
    return kit.uploaded(actor)


def item(plan, start: str) -> PlanItem:
    return plan.items.get(text__startswith=start)


def test_reading_keeps_what_was_read(plan):
    first = item(plan, "是否建立危房")
    assert plan.text[first.start : first.end] == first.text
    assert first.original["text"] == first.text
    assert (plan.number, plan.title) == ("云帮组办〔2026〕9号", "云溪县防止返贫致贫问题排查工作方案")


def test_known_units_become_units_and_groups(plan, county):
    housing = county.unit("县住建局").pk
    assert item(plan, "是否建立危房").who == ["group:township", f"unit:{housing}"]
    assert item(plan, "是否全面开展").who == ["group:township", "name:县水力局"]


def test_a_mistyped_unit_is_mapped_once_for_all(actor, plan, county):
    water = f"unit:{county.unit('县水利局').pk}"
    assert review.map_name(actor, plan.pk, "县水力局", [water]) == 1
    changed = item(plan, "是否全面开展")
    assert (changed.who, changed.edited) == (["group:township", water], True)


def test_confirming_unchanged_and_changed(actor, plan):
    same, other = item(plan, "是否建立危房"), item(plan, "是否存在居住")
    assert review.confirm(actor, plan.pk, same.pk, same.version, {"text": same.text}).state == State.CONFIRMED
    assert review.confirm(actor, plan.pk, other.pk, other.version, {"text": "改过"}).state == State.CHANGED


def test_an_item_changed_meanwhile_is_not_overwritten(actor, plan):
    row = item(plan, "是否建立危房")
    review.change(actor, plan.pk, row.pk, row.version, {"text": "甲改的"})
    with pytest.raises(Conflict, match="刚被别的同志改过"):
        review.change(actor, plan.pk, row.pk, row.version, {"text": "乙改的"})
    assert PlanItem.objects.get(pk=row.pk).text == "甲改的"


def test_undo_puts_back_text_and_state(actor, plan):
    row = item(plan, "是否建立危房")
    review.confirm(actor, plan.pk, row.pk, row.version, {"text": "改过"})
    review.undo(actor, plan.pk)
    back = PlanItem.objects.get(pk=row.pk)
    assert (back.text, back.state, back.edited) == (row.text, State.PENDING, False)
    assert review.undo(actor, plan.pk) is None


def test_split_then_undo_leaves_one_item(actor, plan):
    row = item(plan, "是否建立危房")
    cut = row.text.index("做到")
    second = review.split(actor, plan.pk, row.pk, row.version, cut)
    first = PlanItem.objects.get(pk=row.pk)
    assert (first.text, second.text) == ("是否建立危房改造台账", "做到应改尽改。")
    assert plan.text[second.start : second.end] == second.text
    assert plan.text[first.start : first.end] == first.text
    assert second.who == first.who
    review.undo(actor, plan.pk)
    assert PlanItem.objects.get(pk=row.pk).text == row.text
    assert PlanItem.objects.get(pk=second.pk).state == State.WITHDRAWN


def test_merge_joins_to_the_item_before_with_its_units(actor, plan):
    row = item(plan, "是否存在居住")
    joined = review.merge(actor, plan.pk, row.pk, row.version)
    assert joined.text == "是否建立危房改造台账，做到应改尽改。是否存在居住在C级或D级危房的现象。"
    assert PlanItem.objects.get(pk=row.pk).state == State.WITHDRAWN
    with pytest.raises(Refused, match="前面没有"):
        review.merge(actor, plan.pk, joined.pk, joined.version)


def test_add_takes_exactly_the_selected_words(actor, plan):
    start = plan.text.index("组织开展排查")
    made = review.add(actor, plan.pk, "check_item", start - 1, start + 7)
    assert (made.text, made.state) == ("。组织开展排查。", State.ADDED)
    with pytest.raises(Refused, match="选中"):
        review.add(actor, plan.pk, "check_item", 5, 5)


def test_drop_and_restore(actor, plan):
    row = item(plan, "是否建立危房")
    review.drop(actor, plan.pk, row.pk, row.version)
    dropped = PlanItem.objects.get(pk=row.pk)
    assert (dropped.state, dropped.live) == (State.DROPPED, False)
    assert review.restore(actor, plan.pk, row.pk, dropped.version).state == State.PENDING


def test_confirm_all_leaves_low_and_unknown_ones(actor, plan):
    sure = (
        plan.items.filter(state=State.PENDING, confidence__gte=0.9)
        .exclude(who__contains=["name:县水力局"])
        .count()
    )
    assert review.confirm_all(actor, plan.pk, 0.9) == sure > 0
    assert item(plan, "是否全面开展").state == State.PENDING
    review.undo(actor, plan.pk)
    assert not plan.items.filter(state=State.CONFIRMED).exists()


def test_phases_and_deadlines_are_edited(actor, plan):
    phase = plan.items.filter(kind="phase").first()
    review.change(actor, plan.pk, phase.pk, phase.version, {"data": {"end": "2026-12-20"}})
    assert PlanItem.objects.get(pk=phase.pk).data == {"start": "2026-11-25", "end": "2026-12-20"}
    row = item(plan, "是否建立危房")
    review.change(
        actor,
        plan.pk,
        row.pk,
        row.version,
        {"kind": "problem", "deadline": {"kind": "dated", "date": "2026-12-31"}},
    )
    made = PlanItem.objects.get(pk=row.pk)
    assert (made.kind, made.deadline["date"], made.deadline["kind"]) == ("problem", "2026-12-31", "dated")


def test_corrections_are_labelled_data_with_the_hash(actor, plan):
    row = item(plan, "是否建立危房")
    review.confirm(actor, plan.pk, row.pk, row.version, {"text": "改过"})
    made = labels.of(plan)
    assert made["sha256"] == plan.sha256
    assert [c["text"] for c in made["check_items"]][0] == "改过"
    assert made["check_items"][0]["responsible"] == ["各乡镇", "县住建局"]
    assert made["edits"][0]["before"][str(row.pk)]["text"] == row.text


def test_the_app_cannot_change_an_edit(actor, plan):
    from django.db import ProgrammingError, transaction

    row = item(plan, "是否建立危房")
    review.drop(actor, plan.pk, row.pk, row.version)
    with pytest.raises(ProgrammingError), transaction.atomic():
        plan.edits.update(action="confirm")


def test_a_published_plan_is_closed_to_changes(actor):
    campaign = kit.published(actor)
    row = campaign.plan.items.first()
    with pytest.raises(Refused, match="已经发布"):
        review.drop(actor, campaign.plan_id, row.pk, row.version)


def test_others_do_not_see_a_draft(plan, acting):
    from bihuan.web.campaigns.models import Plan

    with acting("township"):
        assert not Plan.objects.filter(pk=plan.pk).exists()
        assert not PlanItem.objects.filter(plan=plan.pk).exists()
