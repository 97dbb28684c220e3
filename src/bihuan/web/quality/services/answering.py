"""What people found when they looked at a finding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from bihuan.web import journal
from bihuan.web.access import Actor, Conflict, Refused, require
from bihuan.web.config import clock
from bihuan.web.quality.models import Answer, Exemption, Finding
from bihuan.web.quality.services.exempting import ask_exemption

Verdict = Finding.Verdict
SHORTEST_REASON = 4
LIMIT = 300
# Which verdicts need words, and what the words are for.
REASONED = {Verdict.RIGHT: "凭什么说数据无误", Verdict.OPEN: "为什么核不清、接下来怎么核"}


@dataclass(frozen=True)
class Said:
    """An answer as somebody gives it. `by_name` looked, on the day `on`."""

    verdict: str
    by_name: str
    on: date
    looked: str = ""
    note: str = ""


@transaction.atomic
def answer(
    actor: Actor, finding: Finding | int, said: Said, *, way: str = Answer.Way.PAGE, seen: int | None = None
) -> Answer:
    """Keeps the answer with the finding; that the data are right asks for an exemption at once.

    `seen` is how many answers there were when the person looked; Conflict when somebody answered since. Refused says what is missing.
    """
    require(actor, "finding.answer")
    pk = finding if isinstance(finding, int) else finding.pk
    found = Finding.objects.select_for_update(no_key=True).get(pk=pk)
    if seen is not None and seen != found.answers_count:
        who, said_now = found.verdict_by or "别人", found.get_verdict_display() or "有新的回答"
        raise Conflict(f"您看过之后，{who}已经核实过这一条（{said_now}）。请看过再填，这次没有记。")
    _fit(found, said)
    made = Answer.objects.create(
        finding=found,
        verdict=said.verdict,
        looked=said.looked.strip(),
        note=said.note.strip(),
        by_name=said.by_name.strip(),
        on=said.on,
        way=way,
        person_id=actor.person_id,
        unit_id=actor.unit_id,
        at=clock.now(),
    )
    found.answers_count += 1
    found.verdict, found.verdict_by, found.verdict_on = said.verdict, made.by_name, said.on
    found.verdict_note = (made.note or made.looked)[:LIMIT]
    found.save(update_fields=["answers_count", "verdict", "verdict_by", "verdict_on", "verdict_note"])
    verdict = str(Verdict(said.verdict).label)
    journal.write(actor, "quality.answered", found, check=found.check_code, verdict=verdict)
    if said.verdict == Verdict.RIGHT and not _asked(found):
        ask_exemption(actor, found, made.note, answer=made)
    return made


def _asked(finding: Finding) -> bool:
    return finding.exempt or Exemption.objects.filter(finding=finding, state=Exemption.State.ASKED).exists()


def _fit(finding: Finding, said: Said) -> None:
    if not finding.there:
        raise Refused(f"这一条在最近的数据里已经{finding.get_state_display()}，不用再核实。")
    if said.verdict not in Verdict.values:
        raise Refused("请选“是否属实”里的一项。")
    if said.on > clock.today():
        raise Refused(f"核实日期 {said.on:%Y-%m-%d} 还没有到，请填实际核实的日子。")
    if not said.by_name.strip():
        raise Refused("请填核实人：谁去看的、谁打的电话。")
    wanted = REASONED.get(Verdict(said.verdict))
    if wanted and len(said.note.strip()) < SHORTEST_REASON:
        raise Refused(
            f"选“{Verdict(said.verdict).label}”，要在说明里写清楚{wanted}，至少 {SHORTEST_REASON} 个字。"
        )
    for name, words in (("核实情况", said.looked), ("说明", said.note)):
        if len(words.strip()) > LIMIT:
            raise Refused(f"{name}最多 {LIMIT} 个字，现在 {len(words.strip())} 个，请删减。")
