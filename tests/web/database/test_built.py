"""A statement built once is asked anew each time: under the reader's own scope, for its own arguments."""

from __future__ import annotations

from typing import Any

from bihuan.web.areas.models import Area
from bihuan.web.campaigns.models import Campaign
from bihuan.web.database.built import built_once
from bihuan.web.problems import services as loop
from bihuan.web.problems.models import Problem
from tests.web.problems.steps import SONGWAN, WANGLING

made: list[int] = []


@built_once
def areas_from(code: int) -> Any:
    made.append(code)
    return Area.objects.filter(code__gte=code).order_by("code").values_list("code", "name")


@built_once
def seen() -> Any:
    return Problem.objects.order_by("pk").values_list("pk")


def test_it_is_built_once_for_its_arguments_and_asked_each_time(county: Any, acting: Any) -> None:
    with acting("office"):
        every = list(Area.objects.order_by("code").values_list("code", "name"))
        middle = every[len(every) // 2][0]
        assert areas_from(0) == every
        assert areas_from(middle) == every[len(every) // 2 :]
        assert areas_from(0) == every
    assert made == [0, middle]


def test_it_sees_what_its_reader_may_see(county: Any, acting: Any) -> None:
    with acting("township") as town:
        near = [loop.raise_problem(town, title=f"{n} 户漏雨", area_code=SONGWAN).pk for n in (1, 2)]
    with acting("office") as office:
        far = loop.raise_problem(office, title="水渠不通", area_code=WANGLING).pk
    for role, expected in (("office", [*near, far]), ("village", near), ("office", [*near, far])):
        with acting(role):
            assert [pk for (pk,) in seen()] == expected


def test_words_with_signs_of_the_driver_stay_words(county: Any, acting: Any) -> None:
    @built_once
    def titled(words: str) -> Any:
        return Campaign.objects.filter(title=words).values_list("pk")

    with acting("office"):
        assert titled("100% 'and' %s \\") == []
