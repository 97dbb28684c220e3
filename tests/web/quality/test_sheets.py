"""The sheet of a township: what stands on it, filled in as offices fill it, and taken back."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from bihuan.web.access import scope
from bihuan.web.access.scope import SYSTEM
from bihuan.web.areas.imports.faults import ImportRefused
from bihuan.web.areas.models import Area
from bihuan.web.config import clock
from bihuan.web.quality.models import Answer, Exemption, Finding
from bihuan.web.quality.models.finding import MASKED
from bihuan.web.quality.services.answering import Said, answer
from bihuan.web.quality.sheets import build, gather
from bihuan.web.quality.sheets.weigh import open_book, tried, weigh
from tests.web.quality.runs import Data, wang, xie_wrong

CHECK_DIGIT = "A0106"
LIUXI = 990101_101000


@pytest.fixture
def run(data: Data) -> None:
    data.imported([*xie_wrong(), *wang()])
    data.run()


def made(acting: Any, key: str = "office", area: int = LIUXI) -> bytes:
    with acting(key):
        place = Area.objects.get(code=area)
        return build.sheet(place, gather.of_place(place), date(2026, 7, 5))


def table(data: bytes) -> tuple[Any, dict[str, int], dict[str, int]]:
    """The book, heading -> column, and check -> its row."""
    book = load_workbook(io.BytesIO(data))
    page = book[build.LIST]
    heads = {cell.value: cell.column for cell in page[build.HEAD]}
    rows = {page.cell(n, heads["检查"]).value: n for n in range(build.HEAD + 1, page.max_row + 1)}
    return book, heads, rows


def filled(data: bytes, *answers: tuple[str, dict[str, Any]]) -> bytes:
    """The sheet with (check, heading -> value) written in."""
    book, heads, rows = table(data)
    for check, cells in answers:
        for heading, value in cells.items():
            book[build.LIST].cell(rows[check], heads[heading]).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


GOOD = {"核实情况": "入户看过", "是否属实": "属实，还没改", "核实人": "段红梅", "日期": date(2026, 6, 25)}
WRONG_DIGIT = "身份证校验码不对"


def weighed(acting: Any, key: str, sheet: bytes) -> list[Any]:
    with acting(key) as actor:
        lines = weigh(open_book(sheet, "柳溪镇.xlsx"))
        tried(actor, lines)
        return lines


def test_it_has_what_an_office_passes_down(run: None, acting: Any) -> None:
    book, heads, rows = table(made(acting))
    page = book[build.LIST]
    assert page["A1"].value == "云溪县柳溪镇数据核查疑点清单"
    assert "请于" in page["A2"].value
    assert page.freeze_panes == "E4"
    assert page.print_title_rows == "$3:$3"
    row = rows[WRONG_DIGIT]
    told = {head: page.cell(row, at).value for head, at in heads.items()}
    assert (told["村"], told["户编号"], told["姓名"]) == ("松湾村", "99010110100318", "谢长福")
    assert "谢长福" in told["问题"]
    assert told["怎么改"]
    assert told["是否属实"] is None
    lists = [rule.formula1 for rule in page.data_validations.dataValidation if rule.type == "list"]
    assert lists == ['"属实，已在系统改正,属实，还没改,数据无误，情况就是这样,暂时核不清"']
    assert page.column_dimensions["Q"].width > 0
    assert page.column_dimensions["R"].hidden
    assert all(page.cell(n, heads["姓名"]).value != "王德发" for n in rows.values()), "another township's"
    assert book.sheetnames == [build.LIST, build.SUM, build.HELP]


def test_health_stands_on_the_offices_sheet_and_not_on_the_townships(run: None, acting: Any) -> None:
    label = "健康状况是残疾，没有残疾人证"
    for key, masked in (("office", False), ("township", True)):
        book, heads, rows = table(made(acting, key))
        words = book[build.LIST].cell(rows[label], heads["问题"]).value
        assert (words == MASKED) is masked, key


def test_answers_come_back_and_stand_on_the_next_sheet(data: Data, run: None, acting: Any) -> None:
    sheet = filled(made(acting), (WRONG_DIGIT, GOOD))
    lines = weighed(acting, "township", sheet)
    assert [(line.state, line.verdict_words) for line in lines] == [("taken", "属实，还没改")]
    assert data.finding(CHECK_DIGIT).verdict == "", "a preview keeps nothing"
    take(data, "township", sheet)
    found = data.finding(CHECK_DIGIT)
    assert (found.verdict, found.verdict_by, found.verdict_on) == ("will", "段红梅", date(2026, 6, 25))
    with scope.acting(SYSTEM):
        assert Answer.objects.get(finding=found).way == "sheet"
    book, heads, rows = table(made(acting))
    assert "段红梅" in book[build.LIST].cell(rows[WRONG_DIGIT], heads["上次核实"]).value


def take(data: Data, key: str, sheet: bytes) -> dict[str, Any]:
    from bihuan.web.areas.imports import store
    from bihuan.web.jobs.services import enqueue
    from bihuan.web.quality.jobs import take_answers
    from tests.web.quality.runs import done

    with data.acting(key) as actor:
        run = enqueue(actor, take_answers, token=store.keep(actor, "柳溪镇.xlsx", sheet))
    return done(run).result


def test_true_as_it_stands_becomes_a_request(data: Data, run: None, acting: Any) -> None:
    right = GOOD | {"是否属实": "数据无误", "说明": "户口本就是这个号"}
    take(data, "township", filled(made(acting), (WRONG_DIGIT, right)))
    with scope.acting(SYSTEM):
        request = Exemption.objects.get(finding__check_code=CHECK_DIGIT)
    assert (request.state, request.reason) == ("asked", "户口本就是这个号")


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"是否属实": "差不多"}, "是否属实"),
        ({"是否属实": None}, "是否属实"),
        ({"日期": "上个月"}, "日期"),
        ({"核实人": None}, "核实人"),
    ],
)
def test_a_row_that_says_too_little_is_named(
    data: Data, run: None, acting: Any, cells: dict[str, Any], column: str
) -> None:
    sheet = filled(made(acting), (WRONG_DIGIT, GOOD | cells))
    line = weighed(acting, "township", sheet)[0]
    assert line.state == "wrong"
    assert [fault.column for fault in line.faults] == [column]
    result = take(data, "township", sheet)
    assert result["taken"] == 0
    assert column in result["left"][0]["why"]
    assert data.finding(CHECK_DIGIT).verdict == ""


def test_a_reason_that_the_service_wants_is_asked_for_in_the_preview(run: None, acting: Any) -> None:
    sheet = filled(made(acting), (WRONG_DIGIT, GOOD | {"是否属实": "数据无误，情况就是这样"}))
    line = weighed(acting, "township", sheet)[0]
    assert line.state == "refused"
    assert "凭什么说数据无误" in line.refused


def test_what_was_answered_meanwhile_collides(data: Data, run: None, acting: Any) -> None:
    sheet = filled(made(acting), (WRONG_DIGIT, GOOD))
    with acting("village") as actor:
        answer(actor, data.finding(CHECK_DIGIT), Said("mended", "孟庆友", clock.today()))
    line = weighed(acting, "township", sheet)[0]
    assert line.state == "conflict"
    assert "孟庆友" in line.clash
    assert take(data, "township", sheet)["taken"] == 0
    assert data.finding(CHECK_DIGIT).verdict == "mended"


def test_another_township_cannot_answer_with_it(data: Data, run: None, acting: Any) -> None:
    sheet = filled(made(acting), (WRONG_DIGIT, GOOD))
    line = weighed(acting, "township_outsider", sheet)[0]
    assert line.state == "wrong"
    assert "不在您能看到的范围内" in line.faults[0].why
    assert take(data, "township_outsider", sheet)["taken"] == 0
    assert data.finding(CHECK_DIGIT).verdict == ""


def test_a_key_that_was_changed_is_refused(data: Data, run: None, acting: Any) -> None:
    sheet = made(acting)
    book, heads, rows = table(sheet)
    key = book[build.LIST].cell(rows[WRONG_DIGIT], heads["核对码"]).value
    other = data.finding(CHECK_DIGIT, "99010110200101").pk
    parts = key.split(".")
    for forged in (f"1.{other}.0.{parts[-1]}", key[:-1] + ("0" if key[-1] != "0" else "1"), "1.2.3"):
        line = weighed(acting, "office", filled(sheet, (WRONG_DIGIT, GOOD | {"核对码": forged})))[0]
        assert "核对码被改过" in line.faults[0].why
    line = weighed(acting, "office", filled(sheet, (WRONG_DIGIT, GOOD | {"核对码": None})))
    assert "认不出" in line[0].faults[0].why


def test_what_is_no_sheet_of_ours_is_refused() -> None:
    book = load_workbook(io.BytesIO(_plain()))
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(ImportRefused, match="不是从“数据核查”下发的"):
        open_book(out.getvalue(), "别的表.xlsx")


def _plain() -> bytes:
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    book.active.append(["姓名", "是否属实"])
    book.active.append(["谢长福", "属实"])
    book.save(out)
    return out.getvalue()


def test_a_finding_held_to_be_right_is_not_sent_again(data: Data, run: None, acting: Any) -> None:
    with acting("village") as actor:
        answer(
            actor, data.finding(CHECK_DIGIT), Said("right", "段红梅", clock.today(), note="户口本就是这个号")
        )
    assert WRONG_DIGIT not in table(made(acting))[2]
    with acting("office"):
        assert Finding.objects.filter(check_code=CHECK_DIGIT, area_code__lt=LIUXI + 1000).count() == 1
