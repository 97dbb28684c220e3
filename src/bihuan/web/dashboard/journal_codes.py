"""What the journal says of the figures."""

from bihuan.web.journal.codes import register

register("figures.mended", "重算总览的 {cells} 个数字，{differed} 个和清单对不上，已按清单改正")
register("ranking.published", "公布{on}，{places} 个乡镇")
register("wall.switched", "{what}挂图：{reason}")
