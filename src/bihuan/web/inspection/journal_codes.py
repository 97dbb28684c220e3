"""What the journal says of draws."""

from bihuan.web.journal.codes import register

register("draw.promised", "抽验 {number}：封好抽签的号，封条 {commitment}")
register("draw.frozen", "抽验 {number}：锁定名册 {count} 件，封条 {fingerprint}")
register("draw.drawn", "抽验 {number}：拆封，号 {seed}，抽中 {count} 件")
register("draw.voided", "抽验 {number} 作废")
register("draw.passed", "抽验 {number}：{problem} 通过")
register("draw.failed", "抽验 {number}：{problem} 不过，{township}整批 {count} 件重新核验")
register("draw.pulled", "抽验 {number}：{township}这一批另外 {count} 件已重新打开")
register("draw.lapsed", "抽验 {number}：{problem} 已重新打开，不再抽验")
register("draw.finished", "抽验 {number} 办完：通过 {passed} 件，不过 {failed} 件")
