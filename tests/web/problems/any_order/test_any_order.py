"""The real services in the real database, in any order, by anybody: what must always hold holds after every step.

CI tries a handful of orders; BIHUAN_ANY_ORDER=2000 tries that many (`make soak` does).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from bihuan.web.access import Conflict, Refused
from bihuan.web.access.scope import SYSTEM, scope_of
from bihuan.web.access.scope import acting as scoped
from bihuan.web.config import clock
from bihuan.web.dashboard.figures import keeping
from bihuan.web.problems import services
from bihuan.web.problems.models import Problem
from bihuan.web.problems.services import Report, Shot
from tests.signed import post_of
from tests.web.problems.any_order import always
from tests.web.problems.any_order.deeds import DEEDS, GIVING, JUDGING, KINDS, WORKING, Try
from tests.web.problems.any_order.rows import Rows, lines, read, units
from tests.web.problems.steps import SONGWAN, Steps, photo, unit
from tests.world import ENDED, PEOPLE

TRIES = int(os.environ.get("BIHUAN_ANY_ORDER", "25"))
SHORT = "BIHUAN_ANY_ORDER" not in os.environ
PLACES = ("县帮扶办", "督查一组", "柳溪镇", "松湾村", "县水利局", "望岭乡")
EVERYBODY = sorted(set(PEOPLE) - ENDED)
# Half of the tries are by somebody whose turn it may be; else hardly any order gets far.
LIKELY = {
    **dict.fromkeys(GIVING, ("office", "township", "office_colleague")),
    **dict.fromkeys(WORKING, ("village", "township", "village_colleague", "department_outsider")),
    **dict.fromkeys(JUDGING, ("inspector", "inspector_outsider", "office", "township")),
    **dict.fromkeys(
        ("decide about time", "many times decided", "ask sweep", "close sweep"), ("office", "township")
    ),
    **dict.fromkeys(("instruct",), ("leader", "village_leader")),
    **dict.fromkeys(("hand over",), ("administrator",)),
}


@st.composite
def deed(draw: Any) -> tuple[str, str, int, dict[str, Any]]:
    """Who, what, on which problem, and with what words."""
    name = draw(st.sampled_from(sorted(DEEDS)))
    key = draw(st.sampled_from(LIKELY[name]) | st.sampled_from(EVERYBODY))
    given: dict[str, Any] = {
        "place": draw(st.sampled_from(PLACES)),
        "kind": draw(st.sampled_from(KINDS)),
        "days": draw(st.sampled_from((-1, 0, 5, 20, 45))),
        "yes": draw(st.booleans()),
    }
    return key, name, draw(st.sampled_from((0, 0, 0, 1, 2))), given


STARTS = (
    "raised", "assigned", "acknowledged", "worked", "submitted", "closed",
    "claimed", "on the spot", "closed by the township",
)  # fmt: skip
facts = st.fixed_dictionaries(
    {
        "severity": st.sampled_from(("normal", "normal", "severe")),
        "profile_key": st.sampled_from(("general", "general", "data", "standing", "on_the_spot")),
        "sweep_asked": st.sampled_from((False, False, True)),
    }
)


@given(
    start=st.sampled_from(STARTS),
    facts=facts,
    by_village=st.booleans(),
    look_back=st.sampled_from(("after_days", "quarterly", "none")),
    deeds=st.lists(deed(), min_size=8, max_size=16),
)
@settings(
    max_examples=TRIES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=SHORT,  # the long form is varied by --hypothesis-seed
    database=None,
    phases=(Phase.generate,),  # an order is short already; making one shorter costs minutes
)
def test_no_order_of_deeds_breaks_what_must_always_hold(
    db: None,
    acting: Any,
    start: str,
    facts: dict[str, Any],
    by_village: bool,
    look_back: str,
    deeds: list[tuple[str, str, int, dict[str, Any]]],
) -> None:
    with transaction.atomic():
        problems = _begin(acting, start, facts, by_village, look_back)
        there = units()
        now = read([p.pk for p in problems])
        always.everything(now, now, lines(list(now)), {}, there)
        for key, name, which, words in deeds:
            now = _step(acting, problems, now, there, (key, name, which, words))
            assert set(now) == {p.pk for p in problems}, "a problem is gone"
        with scoped(SYSTEM):
            assert keeping.check().sample == []  # the overview counts what the rows say
        transaction.set_rollback(True)


def _step(
    acting: Any, problems: list[Problem], before: dict[int, Rows], there: Any, each: tuple[Any, ...]
) -> dict[int, Rows]:
    key, name, which, words = each
    known = {pk: rows[-1]["id"] for pk, rows in lines(list(before)).items()}
    main, *others = problems[which:] + problems[:which]
    done = _try(acting, key, lambda actor: DEEDS[name](Try(actor, main, tuple(others), **words)))
    after = read(list(before))
    if not done:
        assert after == before, (key, name)  # what is refused leaves nothing
    event(f"{name}: {'done' if done else 'refused'}")
    person, post = post_of(key)
    always.everything(before, after, lines(list(after)), known, there)
    always.in_sight(key, scope_of(person, post), after)
    return after


def _try(acting: Any, key: str, do: Callable[[Any], object]) -> bool:
    try:
        with acting(key) as actor:
            do(actor)
    except (Refused, Conflict):
        return False
    return True


def _begin(acting: Any, start: str, facts: dict[str, Any], by_village: bool, look_back: str) -> list[Problem]:
    """The problem itself, one registered twice, and one of a township with findings of data behind it."""
    steps = Steps(acting, *(("village", "松湾村") if by_village else ("township", "柳溪镇")))
    first = {
        "claimed": _claimed,
        "on the spot": _spot,
        "closed by the township": _closed_below,
    }.get(start, lambda acting: getattr(steps, _able(start, facts))(area_code=SONGWAN, **facts))(acting)
    twin = Steps(acting).raised("township", area_code=SONGWAN)
    with acting("clerk") as actor:
        taken = services.raise_from(
            actor, "quality", [Report("户001"), Report("户002")],
            title="台账与系统不一致", area_code=SONGWAN, target="一致", profile_key="data",
            due=clock.today() + timedelta(days=15),
        )  # fmt: skip
    with scoped(SYSTEM):  # as its campaign would have said when it was raised
        for pk in (first.pk, twin.pk):
            Problem.objects.filter(pk=pk).exclude(state__in=("closed", "routine")).update(
                look_back_rule=look_back, look_back_reason="一次性" if look_back == "none" else ""
            )
    return [first, twin, taken.problem]


def _able(start: str, facts: dict[str, Any]) -> str:
    """How far the usual way goes by itself: two photos, and answers of a sweep, are more than it has."""
    order = ["raised", "assigned", "acknowledged", "worked", "submitted", "closed"]
    furthest = "worked" if facts["profile_key"] == "on_the_spot" else "closed"
    furthest = "acknowledged" if facts["sweep_asked"] else furthest
    return min(start, furthest, key=order.index)


def _claimed(acting: Any) -> Problem:
    with acting("village") as actor:
        made = services.raise_problem(
            actor, title="有的村台账不全", area_code=SONGWAN, target="台账齐全",
            due=clock.today() + timedelta(days=20),
        )  # fmt: skip
        return services.take_on(
            actor, made, unit("松湾村"), issuer=unit("县帮扶办"), measures=["逐户核对台账。"]
        )


def _spot(acting: Any) -> Problem:
    with acting("village") as actor:
        return services.on_the_spot(
            actor, title="屋面漏雨", area_code=SONGWAN, done="换瓦18片，疏通檐沟",
            before=Shot(photo("#444"), "前.jpg"), after=Shot(photo(), "后.jpg"), accepted_by="户主", signed="谢长福",
        )  # fmt: skip


def _closed_below(acting: Any) -> Problem:
    made = _spot(acting)
    with acting("township") as actor:
        return services.pass_all(actor, made, "看过两张照片，电话问过户主")
