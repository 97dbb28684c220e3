"""The one form: faults in Chinese, beside the field and on top, and what was typed stays."""

from __future__ import annotations

from django import forms

from bihuan.web.ui.forms import LookForm, faults
from tests.web.ui.drawing import draw, said, tree


class Raise(LookForm):
    title = forms.CharField(label="问题内容", max_length=10, help_text="不写证件号。")
    item = forms.ChoiceField(label="排查项目", choices=[("", "请选"), ("33", "33 饮水安全")])
    due = forms.DateField(label="整改时限")
    times = forms.IntegerField(label="涉及户数", min_value=1, required=False)
    level = forms.ChoiceField(
        label="程度", choices=[("plain", "一般"), ("severe", "严重")], widget=forms.RadioSelect
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


TYPED = {
    "title": "十二户管道老化供水时断时续",
    "item": "99",
    "due": "明天",
    "times": "0",
    "level": "severe",
    "version": "4",
}


def test_every_fault_names_its_field_and_says_what_to_do() -> None:
    assert [fault.words for fault in faults(Raise({}))][:3] == [
        "请填问题内容。",
        "请选排查项目。",
        "请填整改时限。",
    ]
    assert [fault.words for fault in faults(Raise(TYPED))] == [
        "问题内容最多 10 个字，现在 13 个，请删减。",
        "排查项目里没有这一项，请从列出的里面选。",
        "整改时限不是一个日期，请照 2026-11-24 的样子填。",
        "涉及户数不能小于 1。",
    ]


def test_the_summary_leads_to_the_fields_and_is_read_out() -> None:
    drawn = tree('<c-form :form="f" submit="登记问题" />', f=Raise(TYPED))
    (summary,) = drawn.cssselect("[role=alert]")
    assert said(summary).startswith("没有存上，有 4 处要改")
    for link in summary.cssselect("a"):
        assert drawn.cssselect(link.get("href")), link.get("href")


def test_a_fault_is_tied_to_its_field() -> None:
    drawn = tree('<c-field :field="f" />', f=Raise(TYPED)["title"])
    (field,) = drawn.cssselect("input")
    assert field.get("aria-invalid") == "true"
    assert field.get("aria-describedby") == "id_title-hint id_title-error"
    assert said(drawn.cssselect("#id_title-error")[0]) == "问题内容最多 10 个字，现在 13 个，请删减。"
    assert said(drawn.cssselect("#id_title-hint")[0]) == "不写证件号。"
    assert drawn.cssselect("label[for=id_title]")


def test_what_was_typed_stays() -> None:
    drawn = tree('<c-form :form="f" />', f=Raise(TYPED))
    assert drawn.cssselect("input[name=title]")[0].get("value") == TYPED["title"]
    assert drawn.cssselect("input[name=due]")[0].get("value") == "明天"
    assert [r.get("value") for r in drawn.cssselect("input[name=level][checked]")] == ["severe"]
    assert drawn.cssselect("input[type=hidden][name=version]")[0].get("value") == "4"


def test_a_fresh_form_has_no_faults() -> None:
    assert not tree('<c-form :form="f" />', f=Raise()).cssselect("[role=alert], [aria-invalid]")


def test_a_form_is_protected_and_carries_a_key_of_its_own() -> None:
    drawn = tree('<c-form :form="f" submit="登记问题" /><c-form :form="f" />', f=Raise())
    keys = [field.get("value") for field in drawn.cssselect("input[name=idem]")]
    assert len(drawn.cssselect("input[name=csrfmiddlewaretoken]")) == 2
    assert len(set(keys)) == 2
    assert all(len(key) == 36 for key in keys)
    assert drawn.cssselect("form[data-once][novalidate][method=post]")


def test_a_form_with_files_shows_how_far_they_are() -> None:
    drawn = tree('<c-form files="1" submit="上传方案">x</c-form>')
    assert drawn.cssselect("form[enctype='multipart/form-data'][data-progress] progress")


def test_what_may_be_left_out_says_so() -> None:
    assert "可不填" in draw('<c-field :field="f" />', f=Raise()["times"])
    assert "可不填" not in draw('<c-field :field="f" />', f=Raise()["title"])


def test_a_services_refusal_stands_on_top_or_beside_its_field() -> None:
    form = Raise({**TYPED, "title": "漏雨", "item": "33", "due": "2026-11-30", "times": "2"})
    assert form.is_valid()
    form.add_service_error(ValueError("照片早于发现日期，请换一张或写明理由。"))
    form.add_service_error(ValueError("这一天是星期日，请往前排。"), "due")
    assert [(fault.target, fault.words) for fault in faults(form)] == [
        ("", "照片早于发现日期，请换一张或写明理由。"),
        ("id_due", "这一天是星期日，请往前排。"),
    ]
