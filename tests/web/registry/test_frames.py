"""The registry gives the engine the frames that were read: the same columns, types and values, IDs as hashes."""

from __future__ import annotations

from datetime import date

import pytest

from bihuan.engine import reading
from bihuan.web.accounts.crypto import digest
from bihuan.web.registry.frames import frames
from tests.signed import acting
from tests.web.registry.exports import FATHER, XIE, person, sheet, xie
from tests.web.registry.importing import JUNE, imported

pytestmark = pytest.mark.usefixtures("clean_db")
GIVEN = {
    "base": xie(
        unsafe_house="否",
        house_area="86.5",
        identified="202603",
        risk_1="因病",
        industry_help="种植业,养殖业",
        survey_date="2026-06-01",
    ),
    "away": [person("谢文涛", "", FATHER, work_start="202602", monthly_wage="3800", working="是")],
    "village": [{**XIE, "households": "318", "collective_income": "12.5", "exited": "是"}],
    "visit": [{**XIE, "visitor": "郑小军", "visit_date": "20260611"}],
}
SEALED = {"id_number", "phone", "household_phone", "surveyor_phone", "spell_phone"}


def test_frames_are_those_that_were_read() -> None:
    imported(*GIVEN.items())
    read = reading.read(
        {f"{key}.csv": sheet(key, rows) for key, rows in GIVEN.items()}, places={"990101"}
    ).frames
    with acting("clerk"):
        live = frames()
    for name, frame in read.items():
        assert live[name].schema.names == frame.schema.names, name
        assert live[name].schema.types == frame.schema.types, name
        hidden = SEALED | {"id_key", "area_code", "id_place_known"}
        kept = [column for column in frame.schema.names if column not in hidden]
        assert live[name].select(kept).to_pylist() == frame.select(kept).to_pylist(), name
    head = live["member"].to_pylist()[0]
    assert (head["id_number"], head["id_key"]) == (digest(FATHER), digest(FATHER))
    assert live["work"].to_pylist()[0]["id_key"] == digest(FATHER)
    assert live["household"].to_pylist()[0]["area_code"] == "990101101003"


def test_health_is_unknown_to_whoever_may_not_read_it() -> None:
    imported(("base", xie()))
    with acting("township"):
        assert frames()["member"]["health"].to_pylist() == [None, None, None]


def test_another_place_gets_none_and_an_earlier_day_what_was_then() -> None:
    imported(("base", xie(unsafe_house="是")))
    imported(("base", xie(unsafe_house="否", wage_income="99")), as_of=date(2026, 7, 20), year=2027)
    with acting("township_outsider"):
        assert all(frame.num_rows == 0 for frame in frames().values())
    with acting("clerk"):
        assert frames(JUNE)["household"]["unsafe_house"].to_pylist() == [True]
        now = frames()["household"].to_pylist()[0]
        assert (now["unsafe_house"], now["wage_income"], now["last_wage_income"]) == (False, 9900, 3200000)
