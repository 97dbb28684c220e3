"""What the inbox writes into the journal."""

from bihuan.web.journal.codes import register

register("unit.reminded", "催 {unit}：{what}")
register("mail.chosen", "邮件提醒：{what}")
