"""A document of our own with every kind of live part, and the clock it was published by."""

from __future__ import annotations

from datetime import datetime, timedelta

from bihuan.web.access.scope import Actor
from bihuan.web.campaigns.models import Campaign
from bihuan.web.config import clock
from tests.web.campaigns import kit

DOCUMENT = """云溪县防止返贫致贫问题排查工作方案

云帮组办〔2019〕9号

一、排查内容

（一）住房安全保障

1.是否建立危房改造台账，做到应改尽改。（责任单位：各乡镇、县住建局）
2.是否存在居住在C级或D级危房的现象。（责任单位：各乡镇）

（二）饮水安全保障

3.是否全面开展自来水管线建设，提高供水入户率。（责任单位：各乡镇）

二、工作步骤

（一）动员部署阶段（2019年12月1日—12月13日）。印发方案。

（二）问题排查阶段（2019年12月16日—12月31日）。组织开展排查。

（三）集中整改阶段（2019年12月20日—2020年6月30日）。逐项整改。

三、工作要求

建立月报制度，2020年1—6月，每月4日前，将排查情况报县帮扶办。

12月15日前，各乡镇将工作方案报县帮扶办。

县督查组每天要随机抽查不少于10户。各村每月走访不少于2次。每季度由镇、村干部对监测对象开展一次“回头看”。确保贫困户参与公益性岗位占比达到50%以上。
"""


def at(day: str, hour: int = 9) -> datetime:
    """That day in Shanghai."""
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=clock.ZONE)


def published(actor: Actor, text: str = DOCUMENT) -> Campaign:
    """The document read, reviewed and published now."""
    return kit.published(actor, kit.uploaded(actor, text), answers_due=clock.now() + timedelta(days=7))
