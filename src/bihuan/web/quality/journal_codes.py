"""What the journal says of the checking of data. Nobody's personal data stands in it."""

from bihuan.web.journal.codes import register

register(
    "quality.run", "数据核查（{what}）：查出 {found} 条，新出现 {new}，又出现 {back}，不再出现 {vanished}"
)
register("quality.answered", "核实一条疑点（{check}）：{verdict}")
register("quality.answers_taken", "用表格交来核实结果 {count} 条，没有收的 {left} 条")
register("quality.sheets", "导出疑点清单：{where}，{count} 条")
register("exemption.asked", "申请豁免（{check}）")
register("exemption.approved", "同意豁免（{check}），到 {until}")
register("exemption.refused", "不予豁免（{check}）：{why}")
register("exemption.ended", "提前结束豁免（{check}）：{why}")
register("quality.raised", "把 {findings} 条疑点登记成 {problems} 件问题")
