"""Handing exports in."""

from __future__ import annotations

from typing import Any

from django import forms

from bihuan.web.config import clock
from bihuan.web.problems.forms.fields import FilesField, day_field
from bihuan.web.ui.forms import LookForm

FIRST_YEAR = 2013  # registry cards were first filled in for 2013


class ExportsForm(LookForm):
    """Several files, and of which day and year they are."""

    sheets = FilesField(label="下载的表")
    as_of = day_field("导出日期", help_text="这批表是哪一天从系统里下载的；变动从这一天算起。")
    income_year = forms.IntegerField(
        label="收入年度",
        help_text="表里的收入算哪一年的。算的是到导出那个月为止的十二个月。",
        min_value=FIRST_YEAR,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        today = clock.today()
        kwargs.setdefault("initial", {"as_of": today, "income_year": today.year})
        super().__init__(*args, **kwargs)

    def clean_income_year(self) -> int:
        """A year that has begun."""
        year = int(self.cleaned_data["income_year"])
        if year > clock.today().year:
            raise forms.ValidationError("这个年度还没有到。请填表里的收入是哪一年的。")
        return year
