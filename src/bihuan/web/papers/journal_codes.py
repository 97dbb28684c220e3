"""What papers write into the journal."""

from bihuan.web.journal.codes import register

register("paper.drafted", "起草{kind}《{title}》")
register("paper.changed", "改稿《{title}》")
register("paper.dropped", "不发了：《{title}》")
register("paper.issued", "签发{kind}《{title}》{number}")
register("paper.corrected", "更正《{title}》，以{number}为准")
register("paper.scanned", "附盖章件：{name}")
register("paper.template", "换{kind}的模板：{name}，第 {no} 版")
register("paper.shipped", "{kind}恢复自带的模板")
register("form.taken", "收下上级样表：{name}")
register("form.mapped", "对好上级样表：{name}")
register("form.dropped", "不用上级样表：{name}")
register("form.filled", "按样表“{name}”导出{unit}的报表")
