"""Handing in: what stands now, who accepted it, and, where it is to be made routine, what will keep it so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from bihuan.web.config import clock
from bihuan.web.problems.acceptance import HOUSEHOLD, HOWS, RELATIONS, Accepted
from bihuan.web.problems.forms.acts import ActForm
from bihuan.web.problems.forms.fields import day_field, words_field
from bihuan.web.problems.models import Gate
from bihuan.web.problems.parts import own_part
from bihuan.web.problems.profiles import profile
from bihuan.web.problems.snapshot import current_gates
from bihuan.web.ui.words import cn_date


class SubmitForm(ActForm):
    achieved = words_field("现在达到什么程度", 2, required=False)
    mechanism = words_field("建立了什么机制", 3)
    relation = forms.ChoiceField(
        label="谁认可", choices=list(RELATIONS.items()), widget=forms.RadioSelect, required=False
    )
    accepted_by = forms.CharField(label="姓名", max_length=80, required=False)
    asked_on = day_field("哪天问的", required=False)
    asked_how = forms.ChoiceField(
        label="怎么问的", choices=list(HOWS.items()), widget=forms.RadioSelect, required=False
    )
    late = words_field("为什么晚了", 2)
    note = words_field("补充说明", 2, required=False)

    def offer(self) -> None:
        self._late()
        asked = {"achieved": "up_to_standard", "accepted_by": "accepted"}
        lead = any(p.unit == self.actor.unit_id and p.role == "lead" for p in self.case.now_parts)
        for name, kind in asked.items():
            gate = self.case.gate(kind)
            if not lead or gate is None or gate.done:
                del self.fields[name]
                continue
            self.fields[name].required, self.fields[name].initial = True, gate.stated
        if "achieved" in self.fields:
            self.fields["achieved"].help_text = f"对照目标写：{self.problem.target}"
        self._acceptance(self.problem.gates.all())
        if not lead or not profile(self.problem.profile).mechanism:
            del self.fields["mechanism"]
        else:
            self.fields["mechanism"].initial = self.problem.mechanism
            self.fields[
                "mechanism"
            ].help_text = "谁、多久一次、查什么。文件（制度、办法、会议纪要）作为佐证添上。"

    def _acceptance(self, gates: Iterable[Gate]) -> None:
        """Who accepted is asked as a person, a day and a way; what was said before is offered."""
        if "accepted_by" not in self.fields:
            for name in ("relation", "asked_on", "asked_how"):
                del self.fields[name]
            return
        said = next((g for g in current_gates(gates) if g.kind == "accepted"), None)
        if profile(self.problem.profile).household:
            choices = [(key, RELATIONS[key]) for key in HOUSEHOLD]
            self.fields["relation"].choices = choices  # type: ignore[attr-defined]
        self.fields["relation"].required = True
        self.fields["accepted_by"].help_text = "不涉及群众的，在这里写为什么，由核验人定。"
        if said is not None and said.relation:
            for name in ("relation", "accepted_by", "asked_on", "asked_how"):
                self.initial[name] = getattr(said, name)
        self.initial.setdefault("asked_on", clock.today())
        if said is None or not said.relation:
            self.fields["accepted_by"].initial = ""

    def accepted(self) -> Accepted | None:
        """Who accepted, as the service takes it; None where it is not asked."""
        given = self.cleaned_data
        if "relation" not in given:
            return None
        return Accepted(given["accepted_by"], given["relation"], given["asked_on"], given["asked_how"])

    def clean(self) -> dict[str, Any]:
        """Says beside the field what is missing."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("relation") and given["relation"] != "nobody":
            for name, words in (("asked_on", "请填哪天问的。"), ("asked_how", "请选怎么问的。")):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, words)
        given["accepted"] = self.accepted() if not self.errors else None
        return given

    def _late(self) -> None:
        """Why it is late is asked only when it is."""
        part = own_part(self.problem, self.actor)
        late = (clock.today() - part.due).days if part and part.due else 0
        if part is None or late <= 0:
            del self.fields["late"]
            return
        self.fields["late"].label = f"为什么晚了 {late} 天"
        self.fields["late"].initial = part.late_reason
        self.fields[
            "late"
        ].help_text = f"本单位的时限是 {cn_date(part.due)}。原因写在记录里，清单上也能看到。"
