"""Whatever is sent, the interface answers as its description says: schemathesis against the WSGI application and a real database.

Rows are really written. Most numbers made up would miss every row, so each request is aimed at rows there are, upon the
version they have, as a caller's would be; what is sent beside stays made up.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import CheckFunction
from schemathesis.specs.openapi import checks

from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.campaigns.models import Campaign, CheckItem, Plan, Return
from bihuan.web.config.wsgi import application
from bihuan.web.interfaces.api.kinds import BIGGEST
from bihuan.web.interfaces.api.page import described
from bihuan.web.interfaces.api.shapes.returns import version_of
from bihuan.web.problems.models import Evidence, Measure, Problem
from tests import signed
from tests.web.campaigns import kit
from tests.web.interfaces.callers import Caller, caller
from tests.web.problems.steps import Steps

TAG = re.compile('"[!#-~]*"')
EXAMPLES = int(os.environ.get("BIHUAN_CONTRACT_EXAMPLES", "6"))
# What fits the description may still be refused by the rules of the loop, and a cursor of no list fits it as well.
LEFT_OUT: list[CheckFunction] = [checks.positive_data_acceptance]
MODELS: dict[str, Any] = {
    "problems": Problem,
    "measures": Measure,
    "evidence": Evidence,
    "returns": Return,
    "plans": Plan,
    "campaigns": Campaign,
    "items": CheckItem,
}


@dataclass
class Aim:
    """Callers, the description, and rows of each kind to aim at."""

    callers: list[Caller]
    schema: Any

    def at(self, case: Case) -> None:
        """Points the request at a row there is, and at its version."""
        given = case.path_parameters.get("id")
        if not isinstance(given, int) or isinstance(given, bool) or not 1 <= given <= BIGGEST:
            return  # made up to be wrong
        kind = case.path.split("/")[3]
        with scoped(SYSTEM):
            rows = list(MODELS[kind].objects.order_by("-pk")[:5])
        row = rows[given % len(rows)]
        case.path_parameters["id"] = row.pk
        if TAG.fullmatch(case.headers.get("If-Match", "")):
            version = version_of(row) if kind == "returns" else row.version
            case.headers["If-Match"] = f'"{version}"'


@pytest.fixture(scope="module")
def aim(module_db: str, django_db_blocker: Any) -> Iterator[Aim]:
    """A county at work: a campaign with returns, problems in several states; a county's system and a township's."""
    with django_db_blocker.unblock():
        with signed.acting("office") as actor:
            kit.published(actor, kit.uploaded(actor, kit.DOCUMENT))
        steps = Steps(signed.acting)
        for bring in (steps.raised, steps.assigned, steps.acknowledged, steps.worked, steps.submitted):
            bring()
        callers = [
            caller(signed.acting, "县大数据平台", "县帮扶办", "office", per_minute=10**6),
            caller(signed.acting, "柳溪镇平台", "柳溪镇", "township", per_minute=10**6),
        ]
        schema = schemathesis.openapi.from_wsgi(
            "/api/v1/openapi.json", application, headers=_asks(callers[0])
        )
        yield Aim(callers, schema)


def _asks(each: Caller) -> dict[str, str]:
    """Its headers, asking for plain answers: called without a network, nobody on the way unpacks them."""
    return {**each.headers, "Accept-Encoding": "identity"}


OPERATIONS = [(o.method, o.path) for operations in described().values() for o in operations]


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=[f"{m} {p}" for m, p in OPERATIONS])
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_every_answer_is_as_described(aim: Aim, mode: GenerationMode, method: str, path: str) -> None:
    cases = aim.schema[path][method].as_strategy(generation_mode=mode)

    @given(case=cases)
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def check_it_holds(case: Case) -> None:
        aim.at(case)
        for each in aim.callers:
            case.call_and_validate(headers=_asks(each), excluded_checks=LEFT_OUT)

    check_it_holds()
