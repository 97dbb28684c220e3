"""The workbook of a plan without problems."""

from __future__ import annotations

import io

import openpyxl

from bihuan import plans
from bihuan.plans.workbook import workbook_bytes


def test_the_workbook_opens_where_there_is_something_to_read() -> None:
    text = (
        "关于开展隐患排查的工作方案\n一、工作目标\n全面排查。\n二、排查内容\n"
        "（一）是否建立台账并及时更新。\n（二）是否逐户核对信息。\n（三）是否存在漏报瞒报问题。\n"
    )
    plan = plans.read_text(text)
    assert [len(plan.problems), len(plan.check_items)] == [0, 3]
    assert openpyxl.load_workbook(io.BytesIO(workbook_bytes(plan, "隐患排查"))).active.title == "排查项目"
