"""What happens to systems and their tokens; never a token itself."""

from bihuan.web.journal.codes import register

register("system.added", "登记外部系统“{system}”，{unit}，{role}")
register("system.ended", "停用外部系统“{system}”，收回令牌 {count} 个")
register("system.token_made", "给“{system}”发令牌 {prefix}…，{scopes}，到 {expires}")
register("system.token_revoked", "收回“{system}”的令牌 {prefix}…")
register("system.refused", "“{system}”的令牌 {prefix}… 被拒绝：{why}")
