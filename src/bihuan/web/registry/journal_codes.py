"""What the journal says of the registry. Nobody's personal data stands in it."""

from bihuan.web.journal.codes import register

register("registry.received", "交来 {count} 个户档案的表")
register("registry.headings", "给 {count} 个不认得的列名定了对应")
register("registry.applied", "第 {batch} 次导入户档案：新增 {new}、更改 {changed}、不再有 {gone}")
register("registry.dropped", "放弃一批没有导入的表")
register("registry.undone", "撤销第 {batch} 次导入")
register("household.unmasked", "查看 {number} 户的完整号码：{why}")
register("household.event", "记变动：{kind}，{on}")
register("household.judged", "核实导入时发现的变动：{kind}——{verdict}")
register("household.paper", "放入材料“{paper}”")
register("household.refusal", "放入{department}对“{paper}”的书面不予办理")
register("household.paper_withdrawn", "撤下材料“{paper}”")
register("registry.paper_kind", "材料清单：{what}“{name}”")
