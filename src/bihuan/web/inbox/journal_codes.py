"""What the inbox writes into the journal."""

from bihuan.web.journal.codes import register

register("unit.reminded", "催 {unit}：{what}")
