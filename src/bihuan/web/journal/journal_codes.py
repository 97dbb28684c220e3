"""Codes of access, sign-in, people, areas and jobs."""

from bihuan.web.journal.codes import register

register("signin.done", "登录")
register("signin.failed", "登录失败")
register("signin.locked", "登录失败太多，锁定")
register("signin.out", "退出")
register("signin.totp_added", "绑定动态口令")
register("access.refused", "被拒绝：{verb}（{path}）")
register("people.handed_over", "{leaver} 的工作交接给 {successor}，共 {count} 件")
register("people.granted", "授予 {name} “{role}”")
register("people.revoked", "收回 {name} 的“{role}”")
register("people.password_reset", "重置 {name} 的密码")
register("people.password_changed", "修改密码")
register("people.unmasked", "查看完整号码")
register("people.imported", "导入人员 {count} 人")
register("areas.imported", "导入区划 {count} 个")
register("units.imported", "导入单位 {count} 个")
register("job.queued", "提交后台任务：{name}")
register("job.cancelled", "取消后台任务：{name}")
register("journal.exported", "导出经过记录的链头：第 {seq} 条")
register("table.exported", "导出{name}，{count} 行（{words}）")
register("people.phone_forgotten", "解除 {name} 的手机验证器")
