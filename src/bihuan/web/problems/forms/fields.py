"""Fields of our own: units by name or initials, several files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from bihuan.web.access import Actor
from bihuan.web.areas.models import Unit


class UnitField(forms.ModelChoiceField):
    """One unit, drawn by the unit picker."""

    picker, single = True, True

    @property
    def options(self) -> list[dict[str, Any]]:
        """The units offered."""
        return _options(self.queryset)

    @property
    def chosen(self) -> list[int]:
        return [int(v) for v in _listed(self.initial)]


class UnitsField(forms.ModelMultipleChoiceField):
    """Several units, drawn by the unit picker."""

    picker, single = True, False

    @property
    def options(self) -> list[dict[str, Any]]:
        """The units offered."""
        return _options(self.queryset)

    @property
    def chosen(self) -> list[int]:
        return [int(v) for v in _listed(self.initial)]


def _options(units: QuerySet[Unit] | None) -> list[dict[str, Any]]:
    """The picker's options, by their short names."""
    rows = units if units is not None else ()
    return [{"id": u.pk, "name": u.short_name, "initials": u.initials, "pinyin": u.pinyin} for u in rows]


def _listed(value: Any) -> list[Any]:
    if value in (None, ""):
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def units_for(actor: Actor) -> QuerySet[Unit]:
    """Units the actor may dispatch to: a township's own and those below it, for the county all but villages and teams."""
    open_ = Unit.objects.filter(closed_on=None)
    if actor.role == "office":
        return open_.exclude(
            kind__in=(Unit.Kind.VILLAGE, Unit.Kind.TEAM, Unit.Kind.COUNTY, Unit.Kind.DISCIPLINE)
        )
    return open_.filter(chain__contains=[actor.unit_id])


def below(actor: Actor) -> QuerySet[Unit]:
    """Units under the actor's own."""
    return Unit.objects.filter(closed_on=None, chain__contains=[actor.unit_id]).exclude(pk=actor.unit_id)


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several; cleans to a list."""

    uploads = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=FilesInput(), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data]
        cleaned = [super(FilesField, self).clean(one, initial) for one in files] or [
            super().clean(None, initial)
        ]
        return [one for one in cleaned if one]


def day_field(label: str, **kwargs: Any) -> forms.DateField:
    """A day, chosen on a calendar."""
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs
    )


def words_field(label: str, rows: int = 3, **kwargs: Any) -> forms.CharField:
    """Some lines of text."""
    return forms.CharField(
        label=label, widget=forms.Textarea(attrs={"rows": rows}), max_length=2000, **kwargs
    )
