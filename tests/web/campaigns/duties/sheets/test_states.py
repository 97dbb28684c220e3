"""A return's states under anybody's hands in any order: what is frozen stays, one version is open, lateness keeps its first day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from bihuan.web.access import Refused
from bihuan.web.campaigns.duties import returns, standing
from bihuan.web.campaigns.duties.sheets import editing, opening, reading
from bihuan.web.campaigns.duties.sheets.editing import Words
from bihuan.web.campaigns.models import Return, ReturnVersion
from bihuan.web.config import clock
from bihuan.web.ui.words import day_of
from tests.web.campaigns.duties import papers

DEEDS = ("edit", "hand_in", "accept", "send_back", "correct", "drop", "answer_changes")
WHO = ("township", "office", "township_outsider", "leader")
steps = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.sampled_from(WHO), st.integers(0, 3)), min_size=3, max_size=14
)
# What each state allows, written down a second time: (state, correction) -> deeds that may change something.
ALLOWED = {
    ("waiting", ""): {"edit", "hand_in"},
    ("returned", ""): {"edit", "hand_in"},
    ("handed_in", ""): {"accept", "send_back"},
    ("accepted", ""): {"correct"},
    ("accepted", "draft"): {"edit", "hand_in", "drop"},
    ("accepted", "submitted"): {"accept", "send_back"},
}
MAY = {
    "edit": {"township"},
    "hand_in": {"township", "office"},
    "accept": {"office"},
    "send_back": {"office"},
    "correct": {"township", "office"},
    "drop": {"township", "office"},
    "answer_changes": set(),
}
# The open version that belongs to each state; none where all is frozen.
OPEN = {
    ("waiting", ""): "draft",
    ("returned", ""): "draft",
    ("handed_in", ""): "submitted",
    ("accepted", ""): None,
    ("accepted", "draft"): "draft",
    ("accepted", "submitted"): "submitted",
}


def do(deed: str, actor, row: Return, place: int) -> None:
    if deed == "edit":
        editing.edit(actor, row.pk, _key(row), Words(f"第 {place} 次写的"))
    elif deed == "hand_in":
        returns.hand_in(actor, row.pk, "纸质件送到")
    elif deed == "accept":
        returns.accept(actor, [row.pk])
    elif deed == "send_back":
        returns.send_back(actor, row.pk, f"原因 {place}")
    elif deed == "correct":
        returns.correct(actor, row.pk, f"更正 {place}")
    elif deed == "drop":
        returns.drop_correction(actor, row.pk)


def _key(row: Return) -> str:
    item = row.campaign.check_items.order_by("order")[0]
    return f"i{item.pk}"


def closed(row: Return) -> dict[int, tuple[str, list[tuple[str, str]]]]:
    """What must never change: every version that is no longer open, with its words."""
    found = {}
    for version in row.versions.exclude(state__in=("draft", "submitted")):
        lines = reading.sheet(row, version).lines if version.state != "dropped" else []
        found[version.pk] = (version.state, [(line.situation, line.progress) for line in lines])
    return found


@pytest.fixture
def row(owed):
    """The return of February, opened as the timer does."""
    opening.draft_of(owed())
    return owed()


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(steps)
def test_any_order(posts, row, office, played):
    sid = transaction.savepoint()
    try:
        assert_played({**posts, "office": office}, row.pk, played)
    finally:
        transaction.savepoint_rollback(sid)


def assert_played(posts, pk: int, played: list[tuple[str, str, int]]) -> None:
    day = date(2020, 2, 3)
    for deed, who, wait in played:
        day += timedelta(days=wait)
        with clock.frozen(papers.at(day.isoformat())):
            before = Return.objects.select_related(
                "campaign__plan", "campaign__unit", "obligation", "unit"
            ).get(pk=pk)
            kept, stands = closed(before), (before.state, before.correction)
            versions = before.versions.count()
            try:
                with transaction.atomic():
                    do(deed, posts[who], before, wait)
                done = True
            except Refused:
                done = False
            after = Return.objects.select_related(
                "campaign__plan", "campaign__unit", "obligation", "unit"
            ).get(pk=pk)
            now = (after.state, after.correction)
            allowed = deed in ALLOWED[stands] and who in MAY[deed]
            # A deed that is not allowed changes nothing, whether it is refused or, being done already, passed over.
            if not allowed:
                assert now == stands
                assert after.versions.count() == versions
            else:
                assert done, (deed, who, stands)
                event(f"{deed} from {'/'.join(stands)}")
                assert deed == "edit" or now != stands
            assert_holds(after, kept)


def assert_holds(row: Return, kept: dict) -> None:
    stands = (row.state, row.correction)
    open_ = list(row.versions.filter(state__in=("draft", "submitted")))
    assert [v.state for v in open_] == ([OPEN[stands]] if OPEN[stands] else [])
    now = closed(row)
    assert {pk: now[pk] for pk in kept} == kept
    frozen = row.versions.filter(state=ReturnVersion.State.FROZEN)
    assert (row.state == "accepted") == frozen.exists()
    assert all(v.corrects_id for v in frozen.order_by("number")[1:])
    assert list(row.versions.order_by("number").values_list("number", flat=True)) == list(
        range(1, row.versions.count() + 1)
    )
    if row.first_handed_in_at:
        late = max(0, (day_of(row.first_handed_in_at) - row.due).days)
        assert standing.days_late(row) >= late
