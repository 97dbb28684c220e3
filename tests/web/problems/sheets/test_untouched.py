"""A list exported and handed in again as it was: whatever stands in it and whoever saved it, nothing is to be done."""

from __future__ import annotations

import io
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bihuan.web.config import clock
from bihuan.web.problems import services
from bihuan.web.problems.models import Problem
from tests.web.problems.sheets.hands import (
    LATER,
    VIEWS,
    edited,
    exported,
    weighed,
)
from tests.web.problems.steps import SONGWAN, Steps


@pytest.fixture
def mixed(steps: Steps, acting: Any) -> list[Problem]:
    """A problem at every stage, with words that programs like to change."""
    made = [
        getattr(steps, name)()
        for name in ("raised", "assigned", "acknowledged", "worked", "submitted", "closed")
    ]
    made.append(
        steps.raised(
            title="=1+1，公式样子的字", text="第一行\n第二行  两个空格", area_code=SONGWAN, remark="007"
        )
    )
    made.append(
        steps.raised(title="编号像数字的 1.50", tags=["饮水", "3"], due=LATER, project="2026年 提升工程")
    )
    made.append(
        steps.raised(
            title="长期坚持的一件", deadline_kind="standing", profile_key="standing", remark="-5 度停工"
        )
    )
    with acting("township") as actor:
        services.request_extension(actor, made[3], LATER, "公示须满十天")
    return made


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("key", ["office", "township"])
def test_an_untouched_list_changes_nothing(
    mixed: list[Problem], acting: Any, as_: Any, view: str, key: str
) -> None:
    for data in (raw := exported(as_(key), view), edited(raw, lambda page, at: None)):
        lines = weighed(acting, data, key)
        assert len(lines) == len(mixed)
        assert [
            (line.number, line.asked, [str(f) for f in line.faults]) for line in lines if line.state != "same"
        ] == []


def _calc() -> bool:
    """Whether LibreOffice is there with its spreadsheet half."""
    found = shutil.which("soffice")
    return bool(found) and (Path(found).resolve().parent / "libsclo.so").exists()


@pytest.mark.skipif(not _calc(), reason="没有装 LibreOffice 的电子表格")
@pytest.mark.parametrize("view", VIEWS)
def test_libreoffice_opens_it_and_what_it_saves_again_changes_nothing(
    mixed: list[Problem], acting: Any, as_: Any, view: str, tmp_path: Path
) -> None:
    source, out = tmp_path / "list.xlsx", tmp_path / "out"
    source.write_bytes(exported(as_("office"), view))
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
    ]
    told = subprocess.run(
        [*command, "--outdir", str(out), str(source)], capture_output=True, timeout=120, check=True
    )
    assert b"error" not in told.stderr.lower(), told.stderr
    again = (out / "list.xlsx").read_bytes()
    assert {line.state for line in weighed(acting, again, "office")} == {"same"}
    page = load_workbook(io.BytesIO(again)).worksheets[0]
    hidden = [letter for letter, column in page.column_dimensions.items() if column.hidden]
    assert hidden, "the key column stays hidden"
    assert page.print_title_rows == "$1:$1"
    assert page.page_setup.orientation == "landscape"


texts = st.text(alphabet="饮水管道甲乙丙 0123456789.-/=+@；、\n\"'<>&", max_size=24)


@given(
    title=texts,
    text=texts,
    remark=texts,
    project=texts,
    due=st.none() | st.dates(clock.today(), date(2099, 1, 1)),
)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_stands_in_the_cells_an_untouched_list_changes_nothing(
    db: None, acting: Any, as_: Any, title: str, text: str, remark: str, project: str, due: date | None
) -> None:
    problem = Steps(acting).raised(
        title=f"第一件：{title}", text=text, remark=remark, project=project, due=due
    )
    client = as_("office")
    for view in VIEWS:
        for data in (raw := exported(client, view), edited(raw, lambda page, at: None)):
            line = next(each for each in weighed(acting, data, "office") if each.number == problem.number)
            assert (line.state, line.asked, line.faults) == ("same", [], []), view
