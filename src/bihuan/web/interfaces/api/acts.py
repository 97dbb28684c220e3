"""The steps of the problem's page that another system may take, with schemas made of the page's own forms.

Left out are the judgements of people: passing or returning a gate, deciding extensions, grading, instructing, referring,
looking back, merging, calling two problems the same, sending a problem elsewhere.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django import forms
from django.http import QueryDict
from pydantic import Field, RootModel, create_model

from bihuan.web.interfaces.api.kinds import Id, OneOf, Strict
from bihuan.web.problems.actions import ACTIONS, Action
from bihuan.web.problems.forms.facts import TagsField

SCOPE_OF: dict[str, str] = {
    "assign": "problems:write",
    "forward": "problems:write",
    "withdraw": "problems:write",
    "return_part": "problems:write",
    "set_target": "problems:write",
    "acknowledge": "problems:write",
    "hand_on": "problems:write",
    "cause": "problems:write",
    "measures": "problems:write",
    "measure_done": "problems:write",
    "submit": "problems:write",
    "request_extension": "problems:write",
    "event_happened": "problems:write",
    "describe": "problems:write",
    "arrange_evidence": "evidence:write",
    "withdraw_evidence": "evidence:write",
}
ACTS: dict[str, Action] = {key: ACTIONS[key] for key in SCOPE_OF}

# Asked for only in some states of a problem; the form says when.
SOMETIMES = {
    "submit": frozenset({"mechanism", "late"}),
    "event_happened": frozenset({"due"}),
    "cause": frozenset({"swept"}),
}
UNSENT = frozenset({"version"})


def kind_of(field: forms.Field) -> Any:
    """Returns the type that stands for a form's field in JSON."""
    held: Any = field
    if isinstance(field, forms.ModelMultipleChoiceField):
        return Annotated[list[Id], Field(max_length=200)]
    if isinstance(field, forms.ModelChoiceField | forms.TypedChoiceField):
        return Id
    if isinstance(field, TagsField):
        return Annotated[list[Annotated[str, Field(max_length=12)]], Field(max_length=20)]
    if isinstance(field, forms.ChoiceField):
        keys = [key for key, _ in held.choices if key != ""]
        return Annotated[str, OneOf(keys)] if keys else str
    if isinstance(field, forms.BooleanField):
        return bool
    if isinstance(field, forms.DateField):
        return datetime.date
    if isinstance(field, forms.IntegerField):
        most = 2**31 - 1 if held.max_value is None else held.max_value
        return Annotated[int, Field(ge=held.min_value or 0, le=most)]
    return Annotated[str, Field(max_length=getattr(field, "max_length", None) or 2000)]


def fields_of(form: type[forms.Form], optional: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Returns the fields of a form as pydantic takes them; files and what is not sent left out."""
    made: dict[str, Any] = {}
    for name, field in form.base_fields.items():
        if name in UNSENT or isinstance(field, forms.FileField):
            continue
        words: dict[str, Any] = {
            "title": str(field.label or name),
            "description": str(field.help_text) or None,
        }
        if field.required and name not in optional and not isinstance(field, forms.BooleanField):
            made[name] = (kind_of(field), Field(**words))
        else:
            made[name] = (kind_of(field) | None, Field(default=None, **words))
    return made


def _act(key: str, action: Action) -> type[Strict]:
    named = {"act": (Literal[key], Field(title=action.button, description=action.said))}
    name = "Act" + "".join(part.title() for part in key.split("_"))
    given = fields_of(action.form, SOMETIMES.get(key, frozenset()))
    return create_model(name, __base__=Strict, __doc__=action.button, **{**named, **given})


_MODELS = tuple(_act(key, action) for key, action in ACTS.items())


if TYPE_CHECKING:

    class ActIn(Strict):
        root: Any

else:

    class ActIn(RootModel[Annotated[reduce(or_, _MODELS), Field(discriminator="act")]]):
        """One step on a problem: `act` says which, the other fields are those of the page's form."""


def as_form(given: Mapping[str, Any]) -> QueryDict:
    """Returns the values as a browser would send them."""
    sent = QueryDict(mutable=True)
    for name, value in given.items():
        if value is None or value is False:
            continue
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            sent[name] = "、".join(value)
        elif isinstance(value, list):
            sent.setlist(name, [str(each) for each in value])
        else:
            sent[name] = "on" if value is True else str(value)
    return sent
