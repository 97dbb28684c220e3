"""口径和参数: every post reads what the work runs on, since when and by whose word."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from bihuan.policy.parameters import book
from bihuan.web.access import Refused
from bihuan.web.config import clock
from bihuan.web.config.parameters import parameter
from bihuan.web.parameters.apps import ParametersConfig
from bihuan.web.parameters.views import row_of
from tests.world import County


def put(folder: Path, *rows: str, name: str = "soon_days") -> Path:
    """An office's folder with its own values of one parameter."""
    text = f'values: {{"990101": [{", ".join("{" + row + ", source: office_990101, day_kind: calendar}" for row in rows)}]}}'
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("who", ["office", "village", "helper", "auditor", "administrator", "assessor"])
def test_every_post_reads_name_number_day_and_source(county: County, as_: Any, who: str) -> None:
    page = as_(who).get("/parameters/").content.decode()
    for each in book().parameters.values():
        assert each.label in page
    assert "5 天" in page
    assert "云溪县帮扶办设定" in page
    assert "产品预设，没有文件依据" in page
    assert "2026年1月1日" in page


def test_a_visitor_signs_in_first(county: County, client: Any) -> None:
    assert client.get("/parameters/").status_code == 302


def test_what_comes_and_what_was_stand_beside_what_holds(settings: Any, tmp_path: Path) -> None:
    rows = ("amount: 4, since: 2020-01-01", "amount: 6, since: 2026-01-01", "amount: 9, since: 2027-01-01")
    settings.PARAMETERS_FOLDER = put(tmp_path, *rows)
    with clock.frozen(datetime(2026, 11, 24, 9, tzinfo=clock.ZONE)):
        row = row_of(book(tmp_path)["soon_days"])
    assert row.now
    assert row.coming
    assert (row.now.amount, row.coming.since, [v.amount for v in row.before]) == (6, date(2027, 1, 1), [4])


def test_an_unknown_number_stops_the_step_and_says_what_to_enter(settings: Any, tmp_path: Path) -> None:
    settings.PARAMETERS_FOLDER = put(tmp_path, "amount: 4, since: 2020-01-01, until: 2021-12-31")
    with pytest.raises(Refused, match="“快到期”在 2026-11-24 没有数"):
        parameter("soon_days", date(2026, 11, 24))
    assert parameter("soon_days", date(2021, 12, 31)).amount == 4


def test_a_faulty_file_stops_the_start_in_chinese(settings: Any, tmp_path: Path) -> None:
    settings.PARAMETERS_FOLDER = put(tmp_path, "amount: 4, since: soon")
    with pytest.raises(ImproperlyConfigured, match="since 要是一个日期"):
        ParametersConfig.create("bihuan.web.parameters").ready()


def test_what_only_data_checks_read_comes_last_and_folded(county: County, as_: Any) -> None:
    page = as_("village").get("/parameters/").content.decode()
    work, age = page.index("整改时限"), page.index("数据核查：年龄和在校")
    assert work < page.index("排名") < page.index('<details class="rest">') < page.index("初中最小年龄")
    assert age < page.index("初中最小年龄")
    assert page.count('<details class="rest">') == len(
        {p.group for p in book().parameters.values() if "数据核查" in p.group}
    )
    assert page.count("没有统一文件") == 1
