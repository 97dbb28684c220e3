"""A superior's form on the pages: taken in, guessed, corrected, kept for next time, filled with each unit's return and the merged one."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from bihuan.documents.forms import Mapping
from bihuan.web.access import Conflict, Refused
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import Campaign
from bihuan.web.papers.models import ReturnForm
from bihuan.web.papers.services import forms
from tests.documents.superior import excel_form, word_form
from tests.web.papers.test_papers import named


class Sent(HTMLParser):
    """What a browser would send of the mapping form: hidden and text inputs, the chosen options."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.select = ""
        self.within = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.within = given.get("id") == "mapping"
        if not self.within:
            return
        if tag == "input" and given.get("name"):
            self.values[str(given["name"])] = given.get("value") or ""
        if tag == "select":
            self.select = str(given["name"])
            self.values.setdefault(self.select, "")
        if tag == "option" and "selected" in given:
            self.values[self.select] = given.get("value") or ""


def take(office: Any, campaign: Campaign, data: bytes, name: str = "附件2.xlsx") -> str:
    answer = office.post(f"/papers/campaigns/{campaign.pk}/forms/", {"file": named(data, name)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_the_office_takes_a_form_maps_it_and_each_unit_exports_in_it(
    campaign: Campaign, as_: Any, acting: Any
) -> None:
    office = as_("office")
    address = take(office, campaign, excel_form())
    page = office.get(address).content.decode()
    values = Sent(page).values
    assert (values["b-first"], values["b-last"], values["c-0-3"], values["s-0-2-0-0"]) == (
        "5",
        "7",
        "situation",
        "unit",
    )
    assert (
        as_("township").get(f"/papers/campaigns/{campaign.pk}/forms/").content.decode().count("附件2.xlsx")
        == 0
    )
    assert office.get(f"{address}filled/").status_code == 403
    values |= {"c-0-7": "constant", "kc-0-7": "良好"}
    assert office.post(address, values).status_code == 302
    made = as_("township").get(f"{address}filled/")
    sheet = load_workbook(BytesIO(made.content))["附件2"]
    with acting("township") as actor:
        unit = Unit.objects.get(pk=actor.unit_id)
    assert sheet["A3"].value == f"填报单位：{unit.name}"
    assert [sheet.cell(5 + n, 3).value for n in range(3)] == [
        "是否建立危房改造台账，做到应改尽改。", "是否存在居住在C级或D级危房的现象。", "是否全面开展自来水管线建设，提高供水入户率。",
    ]  # fmt: skip
    assert [sheet.cell(5, c).value for c in (4, 5, 6, 8)] == ["两户住在危房里。", "搬出来", "正在搬", "良好"]
    assert sheet["D6"].value is None
    assert sheet["A8"].value == "合计"
    merged = load_workbook(BytesIO(office.get(f"{address}filled/").content))["附件2"]
    assert merged["D5"].value == "柳溪镇：两户住在危房里。"
    one = Unit.objects.get(name="望岭乡")
    other = load_workbook(BytesIO(office.get(f"{address}filled/?unit={one.pk}").content))["附件2"]
    assert other["A3"].value == "填报单位：望岭乡"
    outside = as_("township").get(f"{address}filled/?unit={one.pk}")
    assert outside.status_code == 302
    assert load_workbook(BytesIO(office.get(f"{address}try/").content))["附件2"]["D5"].value == "已排查42户。"
    assert (
        office.get(f"{address}original/").content == excel_form()
        or office.get(f"{address}original/").status_code == 200
    )


def test_a_word_form_works_the_same(campaign: Campaign, as_: Any) -> None:
    office = as_("office")
    address = take(office, campaign, word_form(), "附件.docx")
    values = Sent(office.get(address).content.decode()).values
    assert (values["s-0-1-0-0"], values["s-0-1-0-1"]) == ("unit", "filled_on")
    assert office.post(address, values).status_code == 302
    table = Document(BytesIO(as_("township").get(f"{address}filled/").content)).tables[0]
    assert [row.cells[3].text for row in table.rows[1:-1]] == ["两户住在危房里。", "", ""]


def test_the_same_form_is_known_again(campaign: Campaign, acting: Any) -> None:
    with acting("office") as actor:
        first = forms.take_form(actor, campaign, BytesIO(excel_form()), "附件2.xlsx")
        mapping = Mapping.from_data({**first.mapping, "spots": first.mapping["spots"][:1]})
        forms.map_form(actor, first.pk, 1, mapping)
        again = BytesIO()
        load_workbook(BytesIO(excel_form())).save(again)
        again.seek(0)
        assert forms.take_form(actor, campaign, again, "另存.xlsx").pk == first.pk
        forms.drop_form(actor, first.pk)
        second = forms.take_form(actor, campaign, BytesIO(excel_form()), "明年.xlsx")
        assert second.pk != first.pk
        assert second.mapped
        assert Mapping.from_data(second.mapping) == mapping
        other = forms.take_form(actor, campaign, BytesIO(excel_form(5)), "别的.xlsx")
        assert not other.mapped


def test_what_does_not_fit_is_said_and_what_was_chosen_stays(campaign: Campaign, as_: Any) -> None:
    office = as_("office")
    address = take(office, campaign, excel_form())
    values = Sent(office.get(address).content.decode()).values
    wrong = office.post(address, {**values, "b-last": "99"})
    assert wrong.status_code == 422
    assert "逐条填写的区域" in wrong.content.decode() or "逐行填写的区域" in wrong.content.decode()
    odd = office.post(
        address,
        {
            **values,
            "c-0-0": "password",
            "b-first": "x" * 9,
            "s-0-0-0-0": "nothing",
            "s-9999999-1-1-1": "unit",
        },
    )
    assert odd.status_code == 422
    none = office.post(address, {"version": "1", "b-table": ""})
    assert none.status_code == 422
    assert "还没有指定" in none.content.decode()
    assert not ReturnForm.objects.using("default").filter(mapped=True).exists()


def test_other_rows_are_drawn_without_saving(campaign: Campaign, as_: Any) -> None:
    office = as_("office")
    address = take(office, campaign, excel_form())
    values = Sent(office.get(address).content.decode()).values
    page = office.post(address, {**values, "b-first": "6", "b-rows": "2", "b-last": "900", "do": "redraw"})
    assert page.status_code == 200
    drawn = Sent(page.content.decode()).values
    assert (drawn["b-first"], drawn["b-rows"]) == ("6", "2")
    assert "c-1-0" in drawn
    assert drawn["c-0-2"] == "contents"


def test_somebody_elses_mapping_is_not_lost(campaign: Campaign, acting: Any) -> None:
    with acting("office") as actor:
        row = forms.take_form(actor, campaign, BytesIO(excel_form()), "附件2.xlsx")
        forms.map_form(actor, row.pk, 1, Mapping.from_data(row.mapping))
        with pytest.raises(Conflict):
            forms.map_form(actor, row.pk, 1, Mapping.from_data(row.mapping))
    with acting("township") as actor, pytest.raises(Refused):
        forms.map_form(actor, row.pk, 2, Mapping.from_data(row.mapping))


@pytest.mark.parametrize(("data", "words"), [(b"x", "这种文件"), (b"%PDF-1.4", "打不开"), (b"", "空")])
def test_what_is_no_form_is_refused(data: bytes, words: str, campaign: Campaign, as_: Any) -> None:
    answer = as_("office").post(f"/papers/campaigns/{campaign.pk}/forms/", {"file": named(data, "坏.xlsx")})
    assert answer.status_code == 422
    assert re.search(words, answer.content.decode())
