"""Runs over the registry and over exports: findings are seen, vanished and back, and a value that is missing clears nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bihuan.web.access import Refused, scope
from bihuan.web.access.scope import SYSTEM
from bihuan.web.quality.models import Finding, FindingEvent
from bihuan.web.quality.services.running import check_day
from tests.web.quality.runs import Data, wang, xie, xie_wrong

CHECK_DIGIT = "A0106"
BOTH = "F0101"  # resident and employee insurance at once


def events(finding: Finding) -> list[str]:
    with scope.acting(SYSTEM):
        return list(
            FindingEvent.objects.filter(finding=finding).order_by("pk").values_list("kind", flat=True)
        )


def insured(own: str) -> list[dict[str, Any]]:
    """The household, whose head has residents' insurance and `own` for the employees'."""
    rows = xie()
    rows[0] |= {"resident_insurance": "是", "employee_insurance": own}
    return rows


def test_a_run_finds_what_is_wrong_and_where(data: Data) -> None:
    data.imported([*xie_wrong(), *wang()])
    run = data.run()
    found = data.findings(CHECK_DIGIT)
    assert {(f.name, f.household_no, f.place, f.township_code) for f in found} == {
        ("谢长福", "99010110100318", "柳溪镇 松湾村", 990101_101000),
        ("王德发", "99010110200101", "望岭乡 下洲村", 990101_102000),
    }
    assert {(f.state, f.first_on, f.last_on, f.seen, f.severity) for f in found} == {
        ("there", date(2026, 6, 20), date(2026, 6, 20), 1, "error")
    }
    assert run.found == len(data.findings()) == run.fresh
    assert run.counts[CHECK_DIGIT]["found"] == 2
    assert sum(count for held in run.places.values() for count in held.values()) == run.found
    assert (run.kind, run.rows, run.back, run.vanished) == ("live", 4, 0, 0)
    assert all(f.household_id for f in found)


def test_the_same_data_again_find_the_same_and_nothing_new(data: Data) -> None:
    data.imported(xie_wrong())
    first = data.run()
    again = data.run()
    assert (again.found, again.fresh, again.vanished) == (first.found, 0, 0)
    assert again.fingerprint == first.fingerprint
    assert data.finding(CHECK_DIGIT).seen == 2
    assert events(data.finding(CHECK_DIGIT)) == ["first"]


def test_what_is_mended_vanishes_and_what_is_wrong_again_is_back(data: Data) -> None:
    data.imported(insured("是"))
    data.run()
    assert data.finding(BOTH).state == "there"
    data.later()
    data.imported(insured("否"))
    gone = data.run()
    found = data.finding(BOTH)
    assert (found.state, found.vanished_on, found.absent) == ("vanished", data.on, False)
    assert gone.counts[BOTH]["vanished"] == 1
    data.later()
    data.imported(insured("是"))
    back = data.run()
    found = data.finding(BOTH)
    assert (found.state, found.vanished_on, found.backs) == ("there", None, 1)
    assert back.back == 1
    assert events(found) == ["first", "vanished", "back"]


def test_an_emptied_cell_clears_nothing(data: Data) -> None:
    data.imported(insured("是"))
    data.run()
    data.later()
    data.imported(insured(""))
    run = data.run()
    found = data.finding(BOTH)
    assert (found.state, found.vanished_on) == ("unknown", None)
    assert run.counts[BOTH].get("vanished", 0) == 0
    assert found.there
    data.run()
    assert events(found) == ["first", "unknown"]


def test_who_is_not_in_the_data_any_more_is_told_from_what_was_mended(data: Data) -> None:
    data.imported(xie_wrong())
    data.run()
    data.later()
    data.imported(xie())  # the number was put right: another number, as far as data can tell
    data.run()
    found = data.finding(CHECK_DIGIT)
    assert (found.state, found.absent) == ("vanished", True)
    assert events(found) == ["first", "absent"]


def test_exports_can_be_checked_before_they_are_imported(data: Data) -> None:
    batch = data.handed_in(xie_wrong())
    run = data.run(batch)
    assert (run.kind, run.batch_id) == ("files", batch.pk)
    before = {f.key: f.sentence for f in data.findings()}
    assert data.finding(CHECK_DIGIT).household_id is None
    data.imported(xie_wrong())
    live = data.run()
    assert live.fresh == 0, "the registry finds what its exports found, under the same keys"
    assert {f.key: f.sentence for f in data.findings() if f.state == "there"} == before
    assert data.finding(CHECK_DIGIT).household_id is not None


def test_exports_of_one_village_say_nothing_of_another(data: Data) -> None:
    data.imported([*xie_wrong(), *wang()])
    data.run()
    data.later()
    data.run(data.handed_in(xie()))
    assert data.finding(CHECK_DIGIT).state == "vanished"
    assert data.finding(CHECK_DIGIT, "99010110200101").state == "there"


def unplaced(own: str, village: str = "松弯") -> list[dict[str, Any]]:
    """The household in a village that nobody knows, of a township that is known."""
    return [row | {"village": village} for row in insured(own)]


def test_exports_clear_what_was_mended_where_only_the_township_is_known(data: Data) -> None:
    data.run(data.handed_in(unplaced("是")))
    assert data.finding(BOTH).area_code == 990101_101000, "no smaller place is known"
    data.later()
    data.run(data.handed_in(unplaced("否")))
    assert data.finding(BOTH).state == "vanished"


def test_exports_clear_what_was_mended_together_with_the_name_of_its_village(data: Data) -> None:
    data.run(data.handed_in(unplaced("是")))
    data.later()
    data.run(data.handed_in(insured("否")))
    assert data.finding(BOTH).state == "vanished"


def test_an_unknown_village_says_nothing_of_another_unknown_one(data: Data) -> None:
    data.run(data.handed_in(unplaced("是")))
    data.later()
    other = [row | {"household_id": "99010110109999"} for row in unplaced("否", "柏弯")]
    data.run(data.handed_in(other))
    assert data.finding(BOTH).state == "there"


def test_older_data_are_refused(data: Data, acting: Any) -> None:
    data.imported(xie_wrong())
    data.run()
    with acting("clerk"), pytest.raises(Refused, match="更早"):
        check_day(date(2026, 6, 19))
    with acting("clerk"), pytest.raises(Refused, match="还没有到"):
        check_day(date(2999, 1, 1))


def test_numbers_that_tell_who_somebody_is_are_not_in_findings(data: Data) -> None:
    rows = xie_wrong(household_phone="13807370001")
    data.imported(rows)
    data.run()
    told = "".join(f"{f.key}{f.sentence}{f.shown}" for f in data.findings())
    assert rows[0]["id_number"] not in told
    assert rows[0]["id_number"][-4:] not in told
    assert "13807370001" not in told
