"""The examples of docs/algorithms/plan-reader.md hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bihuan.plans import Plan, read_text

PAGE = Path(__file__).parents[2] / "docs" / "algorithms" / "plan-reader.md"
EXAMPLES = re.findall(r"```\n(.*?)```", PAGE.read_text(encoding="utf8"), re.S)

WHOLE: dict[str, Callable[[Plan], str]] = {
    "问题": lambda plan: str(len(plan.problems)),
    "排查": lambda plan: str(len(plan.check_items)),
    "差异": lambda plan: " ".join(str(item.differs) for item in plan.check_items),
    "阶段": lambda plan: " ".join(f"{phase.start}~{phase.end}" for phase in plan.phases),
    "报送": lambda plan: " ".join(report.due.text for report in plan.report_obligations),
    "任务量": lambda plan: " ".join(
        f"{item.number:g}{item.unit}/{item.per}/{item.bound}" for item in plan.quotas
    ),
}


def of_problem(plan: Plan, at: int, what: str) -> str:
    item = plan.problems[at - 1]
    if what == "时限":
        assert item.deadline is not None
        return f"{item.deadline.text} {item.deadline.kind} {item.deadline.date}"
    answers = {
        "措施": str(len(item.measures)),
        "类别": str(item.category),
        "单位": "、".join(item.responsible),
        "牵头": "、".join(item.lead),
        "配合": "、".join(item.assisting),
        "人员": "、".join(item.persons),
    }
    return answers[what]


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 10


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_example(example: str) -> None:
    text, _, claims = example.partition("=> ")
    plan = read_text(text)
    for claim in claims.split("=> "):
        name, _, wanted = claim.strip().partition(" ")
        single = re.fullmatch(r"问题(\d+)(.+)", name)
        assert (of_problem(plan, int(single[1]), single[2]) if single else WHOLE[name](plan)) == wanted, name
