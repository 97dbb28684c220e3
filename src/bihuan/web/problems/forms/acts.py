"""One form for each step. Each knows what to ask about this problem; what it means is the services' business."""

from __future__ import annotations

from typing import Any

from django import forms

from bihuan.web.access import Actor
from bihuan.web.accounts.models import Person
from bihuan.web.areas.models import Unit
from bihuan.web.config import clock
from bihuan.web.config.parameters import parameter
from bihuan.web.problems.forms.fields import (
    FilesField,
    UnitField,
    UnitsField,
    below,
    day_field,
    units_for,
    words_field,
)
from bihuan.web.problems.models import LookBack, Problem, ReferralOutcome
from bihuan.web.problems.parts import asked_of
from bihuan.web.problems.states import Case
from bihuan.web.ui.forms import LookForm, speak
from bihuan.web.ui.words import cn_date


class ActForm(LookForm):
    """A step's form: carries the version of the problem the reader saw, and offers what fits the problem."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, problem: Problem, actor: Actor, case: Case, gate: str = "", **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"version": problem.version} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.problem, self.actor, self.case, self.gate = problem, actor, case, gate
        self.offer()
        for name, field in self.fields.items():
            speak(field, str(field.label or name))

    def offer(self) -> None:
        """Fills in choices, initial values and hints for this problem."""

    def measures(self, *, open_only: bool) -> list[tuple[int, str]]:
        """The measures of the present round as choices."""
        rows = [
            m
            for m in self.problem.measures.all()
            if m.round == self.problem.rounds and not (open_only and m.done_at)
        ]
        own = self.actor.unit_id
        rows.sort(key=lambda m: (m.unit_id != own, m.no))
        return [(m.pk, f"{m.no}. {m.text}") for m in rows]


class Plain(ActForm):
    """Nothing to fill in."""


class AssignForm(ActForm):
    lead = UnitField(label="责任单位", queryset=Unit.objects.none())
    assist = UnitsField(label="配合单位", queryset=Unit.objects.none(), required=False)
    lead_official = forms.CharField(label="责任领导", max_length=60, required=False)
    kind = forms.ChoiceField(label="时限类型", choices=Problem.DeadlineKind.choices, required=False)
    due = day_field("整改时限", required=False)
    event = forms.CharField(label="等什么事项", max_length=120, required=False)
    event_days = forms.IntegerField(
        label="事项发生后几天整改完",
        min_value=0,
        max_value=730,
        required=False,
        help_text="现在说不准的不填，事项发生时再定。",
    )
    target = words_field("成效目标", 2, required=False)
    note = words_field("交代的话", 2, required=False)

    def offer(self) -> None:
        for name in ("lead", "assist"):
            self.fields[name].queryset = units_for(self.actor)  # type: ignore[attr-defined]
        self.fields["lead"].initial = self._township()
        self._clock()
        self.fields["target"].initial = self.problem.target
        self.fields["target"].help_text = "做到什么程度算达标，能数的写数。没有目标不能交办。"

    def _clock(self) -> None:
        """The kind may be chosen once; after that the deadline stays, or is put off with a reason."""
        problem, due = self.problem, self.fields["due"]
        if problem.assignments.all():
            for name in ("kind", "event", "event_days"):
                del self.fields[name]
            due.initial = problem.due
            due.help_text = "交办过的时限不变；县帮扶办要往后定的，在“交代的话”里写明理由，记为一次延期。"
            return
        for name, value in {"kind": problem.deadline_kind, "event": problem.event}.items():
            self.fields[name].initial = value
        self.fields["event_days"].initial = problem.event_days
        immediate = problem.deadline_kind == Problem.DeadlineKind.IMMEDIATE
        due.initial = problem.due or (None if immediate else parameter("dated_days").after(clock.today()))
        days = parameter("immediate_days", area_code=problem.area_code).words
        due.help_text = f"立行立改的可以不填，从今天起 {days}。"

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("kind") in (Problem.DeadlineKind.STANDING, Problem.DeadlineKind.EVENT):
            given["due"] = None
        return given

    def _township(self) -> int | None:
        """The township of the place: most problems go there."""
        code = self.problem.area_code
        home = self.fields["lead"].queryset.filter(kind=Unit.Kind.TOWNSHIP, area__code=code // 1000 * 1000)  # type: ignore[attr-defined]
        found: Unit | None = home.first() if code % 10**6 else None
        return found.pk if found else None


class ForwardForm(ActForm):
    units = UnitsField(label="转给", queryset=Unit.objects.none())
    due = day_field("下级什么时候交", required=False)
    note = words_field("交代的话", 2, required=False)

    def offer(self) -> None:
        self.fields["units"].queryset = below(self.actor)  # type: ignore[attr-defined]
        self.fields["due"].initial = self.problem.due
        self.fields["due"].help_text = "要早于本单位的时限，留出汇总时间。"


class ReasonForm(ActForm):
    reason = words_field("理由", 2)


class WithdrawForm(ActForm):
    assignment = forms.TypedChoiceField(label="撤回哪个单位的", coerce=int)
    reason = words_field("为什么撤回", 2)

    def offer(self) -> None:
        gone = ("withdrawn", "accepted", "submitted")
        choices = [(p.id, p.who) for p in self.case.now_parts if p.state not in gone]
        self.fields["assignment"].choices = choices  # type: ignore[attr-defined]


class ReturnPartForm(ActForm):
    assignment = forms.TypedChoiceField(label="退回哪个单位的", coerce=int)
    reason = words_field("为什么退回，要补什么", 2)

    def offer(self) -> None:
        choices = [(p.id, p.who) for p in self.case.now_parts if p.state == "submitted" and p.parent]
        self.fields["assignment"].choices = choices  # type: ignore[attr-defined]


class TargetForm(ActForm):
    target = words_field("成效目标", 2)

    def offer(self) -> None:
        self.fields["target"].initial = self.problem.target


class TransferForm(ActForm):
    place = UnitField(label="转到哪个乡镇", queryset=Unit.objects.none())
    reason = words_field("为什么转", 2)

    def offer(self) -> None:
        self.fields["place"].queryset = Unit.objects.filter(kind=Unit.Kind.TOWNSHIP, closed_on=None)  # type: ignore[attr-defined]


class CauseForm(ActForm):
    cause = words_field("原因", 3)
    swept = words_field("举一反三查到的", 2, required=False)

    def offer(self) -> None:
        gate = self.case.gate("found_out")
        self.fields["cause"].initial = gate.stated if gate else ""
        self.fields["cause"].help_text = "为什么会这样，责任在哪一环。"
        self.fields["swept"].initial = self.problem.swept_text
        if self.problem.sweep_asked:
            asked, answered, _ended = self.case.sweep_units
            self.fields["swept"].required = not asked
            told = f"别的单位答复了 {answered} / {asked}，列在页面上。" if asked else ""
            self.fields["swept"].help_text = f"本单位同类情况查了多少、另有几个；另有的请分别登记。{told}"
        else:
            del self.fields["swept"]


class MeasuresForm(ActForm):
    measures_text = words_field("整改措施", 4, help_text="一行一项。")

    def texts(self) -> list[str]:
        """The measures, one a line."""
        return [line.strip() for line in self.cleaned_data["measures_text"].splitlines() if line.strip()]


class MeasureDoneForm(ActForm):
    measure = forms.TypedChoiceField(label="哪一项", coerce=int)
    done_on = day_field("哪天完成")
    papers = FilesField(label="佐证", required=False, help_text="照片不要求带定位；时间取自服务器。")
    caption = forms.CharField(label="佐证说明", max_length=80, required=False)

    def offer(self) -> None:
        self.fields["measure"].choices = self.measures(open_only=True)  # type: ignore[attr-defined]
        self.fields["done_on"].initial = clock.today()


class EvidenceForm(ActForm):
    measure = forms.TypedChoiceField(label="证明哪一项措施", coerce=int)
    papers = FilesField(label="佐证")
    caption = forms.CharField(label="说明", max_length=80, required=False)
    taken = day_field(
        "材料上的日期", required=False, help_text="扫描件、旧照片请填实际日期；现拍的不填，按服务器时间。"
    )

    def offer(self) -> None:
        self.fields["measure"].choices = self.measures(open_only=False)  # type: ignore[attr-defined]


class GateForm(ActForm):
    gate_kind = forms.ChoiceField(label="哪一关")

    def offer(self) -> None:
        waiting = [(g.kind, g.words) for g in self.case.gates if not g.done]
        self.fields["gate_kind"].choices = waiting  # type: ignore[attr-defined]
        self.fields["gate_kind"].initial = self.gate or (waiting[0][0] if waiting else "")
        if len(waiting) == 1:
            self.fields["gate_kind"].widget = forms.HiddenInput()


class PassGateForm(GateForm):
    ground = words_field("凭什么通过", 2)
    exception = words_field("例外理由", 2, required=False)

    def offer(self) -> None:
        super().offer()
        self.fields["gate_kind"].widget = forms.HiddenInput()
        self.fields["ground"].help_text = "看了什么、数了什么，一句话。"
        if not any(p.step is not None and p.day < self.case.discovered_on for p in self.case.proofs):
            del self.fields["exception"]
        if self.gate == "put_right":
            steps, proofs = len(self.case.now_steps), sum(p.step is not None for p in self.case.proofs)
            self.fields["ground"].initial = f"{steps} 项措施全部完成，佐证 {proofs} 份，日期都在发现之后。"


class PassAllForm(ActForm):
    ground = words_field("凭什么通过", 2, help_text="看了什么、数了什么，一句话。")


class ReturnForm(GateForm):
    reason = words_field("为什么退回，要补什么", 2)


class SetAsideForm(GateForm):
    reason = words_field("为什么不适用", 2)


class ExtensionForm(ActForm):
    to = day_field("申请延到")
    reason = words_field("为什么要延期", 2)


class DecideForm(ActForm):
    approve = forms.ChoiceField(
        label="批不批", choices=(("yes", "准予"), ("no", "不准")), widget=forms.RadioSelect, initial="yes"
    )
    note = words_field("批语", 2, required=False)

    def offer(self) -> None:
        self.fields["note"].help_text = "不准的要写明理由。"


class DecidePartForm(DecideForm):
    extension = forms.TypedChoiceField(label="哪个单位的", coerce=int)
    field_order = ("version", "extension", "approve", "note")

    def offer(self) -> None:
        super().offer()
        choices = [
            (e.pk, f"{e.part.unit}：{cn_date(e.was)} → {cn_date(e.to)}，{e.reason}")
            for e in asked_of(self.problem, self.actor)
            if e.part
        ]
        self.fields["extension"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["extension"].initial = choices[0][0]
            self.fields["extension"].widget = forms.HiddenInput()


class EventForm(ActForm):
    on = day_field("哪天发生的")
    due = day_field("整改到哪天")
    note = words_field("说明", 2, required=False)

    def offer(self) -> None:
        self.fields["on"].initial = clock.today()
        if self.problem.event_days is not None:
            kind = "个工作日" if self.problem.event_day_kind == "working" else "天"
            del self.fields["due"]
            self.fields["on"].help_text = f"整改时限是这一天以后 {self.problem.event_days} {kind}。"


class LookBackForm(ActForm):
    how = forms.ChoiceField(label="怎么看的", choices=LookBack.How.choices, widget=forms.RadioSelect)
    looked_at = forms.CharField(label="看了什么", max_length=200, help_text="哪几户、哪一处、哪本台账。")
    met = forms.CharField(label="见了谁", max_length=80, required=False)
    outcome = forms.ChoiceField(label="结果", widget=forms.RadioSelect)
    note = words_field("看到什么", 2)
    due = day_field("新的日子", required=False)
    papers = FilesField(label="照片", required=False)

    def offer(self) -> None:
        choices = [(key, LookBack.Outcome(key).label) for key in ("holds", "found_again", "moved")]
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]
        self.fields["how"].initial = "on_site"
        self.fields["note"].help_text = "没有看成的，写为什么。"
        self.fields[
            "due"
        ].help_text = "又发现的，写重新整改到哪天；没有看成的，写改到哪天看。没有反弹的不填。"

    def clean(self) -> dict[str, Any]:
        """Nobody says what he looked at when he could not look."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("outcome") == "moved":
            for name in ("how", "looked_at"):
                self.errors.pop(name, None)
        elif given.get("outcome") == "holds":
            given["due"] = None
        return given


class ReferForm(ActForm):
    unit = UnitField(label="移交给", queryset=Unit.objects.none())
    reason = words_field("为什么移交", 2, help_text="一案双查针对多次整改仍在的老问题，由您判断。")
    told = forms.ModelChoiceField(label="结果告知谁", queryset=Person.objects.none(), empty_label=None)
    letter_no = forms.CharField(label="移送函号", max_length=60, required=False)
    letter_date = day_field("函的日期", required=False)
    materials = words_field("随函材料", 2, required=False)

    def offer(self) -> None:
        self.fields["unit"].queryset = Unit.objects.filter(kind=Unit.Kind.DISCIPLINE, closed_on=None)  # type: ignore[attr-defined]
        told = self.fields["told"]
        told.queryset = Person.objects.filter(unit=self.actor.unit_id, left_on=None, system=False)  # type: ignore[attr-defined]
        told.initial = self.actor.person_id
        told.help_text = "本单位负责人。纪检记下的办理情况只有他能看到；移交这件事只有您、他和纪检知道。"


class OutcomeForm(ActForm):
    step = forms.ChoiceField(label="办到哪一步", choices=ReferralOutcome.Step.choices)
    on = day_field("日期")
    text = words_field("情况", 3)

    def offer(self) -> None:
        self.fields["on"].initial = clock.today()


class InstructForm(ActForm):
    text = words_field("批示", 2)
