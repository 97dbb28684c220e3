"""The forms of a change: each asks for what its service takes and nothing else."""

from __future__ import annotations

from typing import Any

from django import forms

from bihuan.engine.tables import codes
from bihuan.web.config import clock
from bihuan.web.problems.forms.fields import day_field, words_field
from bihuan.web.registry.models import Household, HouseholdEvent
from bihuan.web.registry.services import base, events
from bihuan.web.ui.forms import LookForm

Kind = HouseholdEvent.Kind
NONE = "none"  # what the export shows is no change
# What one may choose on the page 记变动, with what it is.
KINDS: dict[str, str] = {
    "birth": "出生",
    "marriage": "婚入",
    "move_in": "迁入",
    "death": "去世",
    "move_out": "迁出",
    "move": "转到别户",
    "split": "分户",
    "merge": "并入别户",
    "leave": "整户迁出",
    "died": "全户去世",
    "correct_member": "更正成员的情况",
    "correct_household": "更正户的情况",
}


class OfHousehold(LookForm):
    """What is asked of one household; fields that name its people offer those who are in it."""

    of_people = ("member", "members", "head")

    def __init__(self, home: Household, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = [self.fields[name] for name in self.of_people if name in self.fields]
        people = base.names_of(home) if asked else []
        for field in asked:
            field.choices = people  # type: ignore[attr-defined]


class Change(OfHousehold):
    """When, and in a few words why."""

    on = day_field("日期", help_text="变动发生的日子。")
    text = words_field("说明", rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"on": clock.today()})
        super().__init__(*args, **kwargs)

    def clean_into(self) -> Household:
        """The other household by its number, among those the reader sees."""
        number = str(self.cleaned_data["into"]).strip()
        found = Household.objects.filter(number=number).first()
        if found is None:
            raise forms.ValidationError(
                f"您管的地方没有户编号 {number} 的户。请核对编号；别的乡镇的户请县帮扶办办。"
            )
        return found


def _number(**kwargs: Any) -> forms.CharField:
    return forms.CharField(max_length=40, **kwargs)


class Arrival(Change):
    name = forms.CharField(label="姓名", max_length=40)
    relation = forms.ChoiceField(label="与户主关系", choices=[(c.key, c.label) for c in codes.RELATION])
    sex = forms.ChoiceField(
        label="性别", choices=[(c.key, c.label) for c in codes.SEX], widget=forms.RadioSelect
    )
    id_number = forms.CharField(label="证件号码", max_length=22, required=False, help_text="还没有的先空着。")


class Departure(Change):
    member = forms.ChoiceField(label="谁")


class Moving(Change):
    members = forms.MultipleChoiceField(label="谁", widget=forms.CheckboxSelectMultiple)
    into = _number(label="转到哪一户", help_text="那一户的户编号。")


class Splitting(Change):
    members = forms.MultipleChoiceField(label="分出去的人", widget=forms.CheckboxSelectMultiple)
    head = forms.ChoiceField(label="新户的户主")
    number = _number(label="新户的户编号")


class Merging(Change):
    into = _number(label="并入哪一户", help_text="那一户的户编号；这一户的人都转过去。")


def _corrected() -> forms.CharField:
    return forms.CharField(
        label="应当是", max_length=200, required=False, help_text="照表里的写法填；空着就是改成不知道。"
    )


def _columns(table: str) -> list[tuple[str, str]]:
    return [(column.name, column.label) for column in events.correctable(table)]


class MemberCorrection(OfHousehold):
    """What was wrong all the time needs no day."""

    member = forms.ChoiceField(label="谁")
    column = forms.ChoiceField(label="哪一项", choices=lambda: _columns("member"))
    value = _corrected()
    text = words_field("为什么更正", rows=2)


class HouseholdCorrection(OfHousehold):
    column = forms.ChoiceField(label="哪一项", choices=lambda: _columns("household"))
    value = _corrected()
    text = words_field("为什么更正", rows=2)


class Judgement(LookForm):
    """What a change seen in an export is."""

    kind = forms.ChoiceField(label="是什么变动")
    on = day_field("日期", help_text="变动发生的日子；不清楚的照导出日期。")
    text = words_field("说明", rows=2, required=False)

    def __init__(self, event: HouseholdEvent, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"on": event.on})
        super().__init__(*args, **kwargs)
        offered = [(kind, Kind(kind).label) for kind in events.meanings(event)]
        self.fields["kind"].choices = [("", "请选一种"), *offered, (NONE, "不是变动（漏导、写法不同）")]  # type: ignore[attr-defined]

    def clean_kind(self) -> str:
        """The kind; empty for no change at all."""
        return "" if self.cleaned_data["kind"] == NONE else str(self.cleaned_data["kind"])


FORMS: dict[str, type[OfHousehold]] = {
    "birth": Arrival,
    "marriage": Arrival,
    "move_in": Arrival,
    "death": Departure,
    "move_out": Departure,
    "move": Moving,
    "split": Splitting,
    "merge": Merging,
    "leave": Change,
    "died": Change,
    "correct_member": MemberCorrection,
    "correct_household": HouseholdCorrection,
}


def carry_out(actor: Any, home: Household, kind: str, said: dict[str, Any]) -> Household:
    """Calls the service of the kind with what the form said; returns the household to look at next."""
    pk = home.pk
    match kind:
        case "birth" | "marriage" | "move_in":
            events.arrive(
                actor,
                pk,
                kind,
                said["on"],
                said["name"],
                said["relation"],
                sex=said["sex"],
                id_number=said["id_number"],
                text=said["text"],
            )
        case "death" | "move_out":
            events.leave(actor, pk, kind, said["on"], int(said["member"]), said["text"])
        case "move":
            events.move(actor, pk, _ids(said["members"]), said["into"].pk, said["on"], said["text"])
        case "split":
            return events.split(
                actor, pk, _ids(said["members"]), said["number"], int(said["head"]), said["on"], said["text"]
            )
        case "merge":
            events.merge(actor, pk, said["into"].pk, said["on"], said["text"])
            return Household(pk=said["into"].pk)
        case "correct_member":
            events.correct_member(actor, pk, int(said["member"]), said["column"], said["value"], said["text"])
        case "correct_household":
            events.correct_household(actor, pk, said["column"], said["value"], said["text"])
        case _:
            events.leave_whole(actor, pk, said["on"], kind == "died", said["text"])
    return home


def _ids(said: list[str]) -> list[int]:
    return [int(each) for each in said]
