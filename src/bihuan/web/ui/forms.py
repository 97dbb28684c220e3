"""The one form: labels above, errors in Chinese beside the field and in a summary on top, what was typed stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

CHOOSING = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple)


class LookForm(forms.Form):
    """A form that speaks: every field says in Chinese what it lacks. Mix into ModelForm as `class F(LookMixin, ModelForm)`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            speak(field, str(field.label or self[name].label))
            if isinstance(field.widget, forms.DateInput) and field.widget.attrs.get("type") == "date":
                field.widget.format = (
                    "%Y-%m-%d"  # browsers show no other; Django would write the reader's own
                )

    def add_service_error(self, error: Exception, field: str | None = None) -> None:
        """Puts a service's refusal (its words are for people) beside `field`, or on top."""
        self.add_error(field, str(error))


class LookMixin(LookForm):
    """LookForm for model forms."""


def speak(field: forms.Field, label: str) -> None:
    """Gives `field` error messages that name it and say what to do."""
    verb = (
        "选" if isinstance(field.widget, CHOOSING) else "上传" if isinstance(field, forms.FileField) else "填"
    )
    field.error_messages |= {
        "required": f"请{verb}{label}。",
        "max_length": f"{label}最多 %(limit_value)d 个字，现在 %(show_value)d 个，请删减。",
        "min_length": f"{label}至少 %(limit_value)d 个字，现在 %(show_value)d 个，请写清楚些。",
        "invalid_choice": f"{label}里没有这一项，请从列出的里面选。",
    }
    if isinstance(field, forms.DateField | forms.DateTimeField):
        field.error_messages["invalid"] = f"{label}不是一个日期，请照 2026-11-24 的样子填。"
    elif isinstance(field, forms.IntegerField):
        field.error_messages["invalid"] = f"{label}要填数字。"
        field.error_messages["min_value"] = f"{label}不能小于 %(limit_value)s。"
        field.error_messages["max_value"] = f"{label}不能大于 %(limit_value)s。"


@dataclass(frozen=True)
class Described:
    """A bound field as `<c-field>` draws it."""

    id: str
    label: str
    widget: SafeString
    errors: list[str]
    help: str
    optional: bool
    kind: str  # text | area | select | radio | checks | check | file | date
    choices: list[Choice]


@dataclass(frozen=True)
class Choice:
    """One radio or check box."""

    id: str
    name: str
    value: str
    label: str
    checked: bool


def describe(bound: BoundField) -> Described:
    """Returns `bound` ready to draw: widget with classes, ids and aria, its errors in order, its choices if it lists them."""
    errors, kind = [str(words) for words in bound.errors], kind_of(bound.field.widget)
    ids = [
        f"{bound.id_for_label}-{part}" for part, has in (("hint", bound.help_text), ("error", errors)) if has
    ]
    attrs: dict[str, str | bool] = {
        "class": f"{CLASSES[kind]} {bound.field.widget.attrs.get('class', '')}".strip()
    }
    if ids:
        attrs["aria-describedby"] = " ".join(ids)
    if errors:
        attrs["aria-invalid"] = "true"
    return Described(
        id=bound.id_for_label or bound.auto_id or bound.html_name,
        label=str(bound.label),
        widget=SafeString("") if kind in ("radio", "checks") else bound.as_widget(attrs=attrs),
        errors=errors,
        help=str(bound.help_text),
        optional=not bound.field.required,
        kind=kind,
        choices=list(_choices(bound)) if kind in ("radio", "checks") else [],
    )


CLASSES = {
    "text": "form-control",
    "area": "form-control",
    "file": "form-control",
    "date": "form-control f-date",
    "select": "form-select",
    "check": "form-check-input",
    "radio": "",
    "checks": "",
}


def kind_of(widget: forms.Widget) -> str:
    """Returns which drawing a widget gets."""
    kinds: list[tuple[type[forms.Widget] | tuple[type[forms.Widget], ...], str]] = [
        (forms.CheckboxSelectMultiple, "checks"),
        (forms.RadioSelect, "radio"),
        (forms.CheckboxInput, "check"),
        (forms.Select, "select"),
        (forms.Textarea, "area"),
        (forms.FileInput, "file"),
        ((forms.DateInput, forms.DateTimeInput), "date"),
    ]
    return next((kind for types, kind in kinds if isinstance(widget, types)), "text")


def _choices(bound: BoundField) -> Iterator[Choice]:
    for index, option in enumerate(bound.subwidgets):
        data: Any = option.data
        yield Choice(
            id=data["attrs"].get("id") or f"{bound.html_name}-{index}",
            name=data["name"],
            value=str(data["value"]),
            label=str(data["label"]),
            checked=bool(data["selected"]),
        )


@dataclass(frozen=True)
class Fault:
    """One line of the error summary: where it leads and what it says."""

    target: str
    words: str


def faults(form: forms.BaseForm) -> list[Fault]:
    """Returns the summary of a form's errors, in the order of its fields, those of the whole form first."""
    made = [Fault("", str(words)) for words in form.non_field_errors()]
    for bound in form:
        made += [Fault(bound.id_for_label or bound.auto_id, str(words)) for words in bound.errors]
    return made
