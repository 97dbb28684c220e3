"""Lines of lists and workbooks are read without instances of models: they say what the problems themselves say, to the same readers."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

import pytest
from django.conf import settings
from django.db.models import QuerySet

from bihuan.web.database.built import built_for
from bihuan.web.problems.lines import lines, whole_lines
from bihuan.web.problems.models import Problem
from bihuan.web.problems.sheets import layout
from bihuan.web.problems.sheets.layout import EXPORTED
from bihuan.web.problems.tables import COLUMNS, _for, rows
from bihuan.web.ui.tables.cells import plain
from tests.web.problems.sheets.hands import VIEWS
from tests.web.problems.sheets.test_untouched import mixed
from tests.web.problems.steps import Steps

__all__ = ["mixed"]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("reader", ["office", "township", "department", "inspector"])
def test_each_cell_is_what_the_problem_says(
    mixed: list[Problem], acting: Any, view: str, reader: str
) -> None:
    with acting(reader) as actor:
        seen = {problem.pk: problem for problem in rows()}  # instances, their children prefetched
        ids = [problem.pk for problem in mixed]
        drawn, taken = lines(view, ids), whole_lines(view, ids)
        assert set(drawn) == set(taken) == set(seen)  # and nobody sees more of one kind than of the other
        for pk, problem in seen.items():
            for column in EXPORTED[view]:
                assert plain(column.writes(taken[pk])) == plain(column.writes(problem)), column.key
            for column in (_for(actor, each) for each in COLUMNS[view]):
                assert column.draws(drawn[pk], None) == column.draws(problem, None), column.key
    assert seen or reader == "department"


@pytest.mark.parametrize(("view", "most"), [("problem", 4), ("responsibility", 4), ("rectification", 6)])
def test_the_questions_are_as_many_for_one_row_as_for_ten(
    mixed: list[Problem], acting: Any, django_assert_num_queries: Any, view: str, most: int
) -> None:
    ids = [problem.pk for problem in mixed]
    with acting("office"):
        for read in (lines, whole_lines):
            for asked in (ids[:1], ids):
                with django_assert_num_queries(most):
                    assert set(read(view, asked)) == set(asked)


def test_what_was_not_read_is_an_error_and_no_question(mixed: list[Problem], acting: Any) -> None:
    with acting("office"):
        (line,) = lines("problem", [mixed[0].pk]).values()
        with pytest.raises(AttributeError, match="severity_reason"):
            line.severity_reason  # noqa: B018


def test_a_key_is_what_keys_were_before_they_were_made_fast(steps: Steps, acting: Any) -> None:
    problem = steps.worked()
    with acting("office") as actor:
        (line,) = whole_lines("rectification", [problem.pk]).values()
        columns = EXPORTED["rectification"]
        made = layout.comes_back(actor, "rectification").key(
            line, [column.writes(line) for column in columns]
        )
        (whole,) = rows().filter(pk=problem.pk)
        said = [f"{whole.number}|{column.key}|{layout.said(column, whole)}".encode() for column in columns]
    digests = "".join(urlsafe_b64encode(sha256(each).digest()[:3]).decode() for each in said)
    body = f"2.rectification.{actor.unit_id}-office.{whole.number}.{whole.version}.{digests}"
    sealing = sha256(f"problems.sheets{settings.SECRET_KEY}".encode()).digest()
    assert made == f"{body}.{hmac.new(sealing, body.encode(), sha256).hexdigest()[:32]}"


def test_a_statement_that_writes_its_ids_one_by_one_is_refused(db: None) -> None:
    def listed(ids: list[int]) -> QuerySet[Any]:
        return Problem.objects.filter(pk__in=ids).values_list("pk")

    with pytest.raises(ValueError, match="one array"):
        built_for(listed)([1, 2])
