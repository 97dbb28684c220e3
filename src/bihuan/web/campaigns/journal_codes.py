"""What plans, campaigns and answers write into the journal."""

from bihuan.web.journal.codes import register

register("plan.uploaded", "上传工作方案《{title}》")
register("plan.read", "读出 {count} 项")
register("plan.unreadable", "读不了《{title}》：{why}")
register("plan.edited", "核对方案：{action}，{count} 项")
register("plan.exported", "导出方案的核对结果")
register("campaign.published", "发布专项行动《{title}》：{items} 项，{answers} 份答复")
register("campaign.exported", "导出“{unit}”的答复 {count} 项")
register("campaign.closed", "结束专项行动《{title}》")
register("answer.said", "{unit}答复第 {no} 项：{said}")
register("answer.forwarded", "{unit}把第 {no} 项转给 {count} 个村，{due}前答完")
register("answer.summed", "{unit}汇总第 {no} 项：{said}")
register("answer.reminded", "催答复：{unit}，{count} 项")
