"""The kinds of notice: the word on screen, its sign, and the right a reader of a unit's notice must have to be told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind. Roles of the unit without `verb` are not told: a supervisor's village has work, he has not."""

    key: str
    label: str
    sign: str
    verb: str


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("due", "到期提醒", "clock", "campaign.read"),
        Kind("assigned", "新交办", "send", "problem.acknowledge"),
        Kind("withdrawn", "交办撤回", "arrow-back-up", "problem.acknowledge"),
        Kind("returned", "退回重改", "arrow-back-up", "problem.rectify"),
        Kind("handed_in", "报来待核验", "eye-check", "problem.verify"),
        Kind("extension_asked", "申请延期", "calendar-plus", "problem.read"),
        Kind("extension", "延期批复", "calendar-event", "problem.submit"),
        Kind("event", "时限起算", "calendar-event", "problem.rectify"),
        Kind("closed", "已销号", "checks", "problem.submit"),
        Kind("reopened", "重新打开", "repeat", "problem.acknowledge"),
        Kind("sweep_asked", "举一反三", "list-check", "sweep.answer"),
        Kind("sweep_withdrawn", "不用查了", "arrow-back-up", "sweep.answer"),
        Kind("sweep_answered", "答复举一反三", "message-check", "sweep.ask"),
        Kind("sweep_corrected", "更正答复", "pencil", "sweep.ask"),
        Kind("instructed", "领导批示", "pencil", "problem.read"),
        Kind("reminded", "催办", "bell", "campaign.read"),
        Kind("campaign", "新专项行动", "flag", "answer.write"),
        Kind("answer", "要答复", "message-check", "answer.write"),
        Kind("return", "报送退回", "arrow-back-up", "answer.write"),
        Kind("correction", "报送更正", "pencil", "answer.write"),
        Kind("figures", "数字已改正", "calculator", "people.manage"),
        Kind("paper", "来文", "file-text", "campaign.read"),
        Kind("exemption_asked", "申请豁免", "circle-off", "exemption.decide"),
        Kind("exemption", "豁免批复", "circle-off", "finding.answer"),
        Kind("exemption_due", "豁免到期", "clock", "finding.answer"),
        Kind("handed_over", "接手工作", "users", "problem.read"),
    )
}
