"""The columns of the registration sheet, in the reader's own terms."""

from __future__ import annotations

from bihuan.web.areas.imports.columns import Column, Kind

EXAMPLE = "示例"

RAISE = Kind(
    "problems",
    "问题登记",
    "件",
    (
        Column("title", "问题", ("问题描述", "存在问题", "具体问题", "问题内容"),
            "一句话：哪里、什么、多少，4 到 120 个字", f"{EXAMPLE}：12户管道老化，供水时断时续", True, 36),
        Column("place", "地点", ("在哪里", "所在地", "乡镇村", "村"),
            "从下拉里选；也可写“柳溪镇/石坳村”或 12 位代码", "柳溪镇 石坳村", True, 20),
        Column("text", "具体情况", ("情况说明", "详细情况"), "可不填", "三组主管爆裂，临时包扎", width=30),
        Column("item", "排查项目", ("检查项目",), "从下拉里选；不属于专项行动的不填", "33 饮水安全", width=16),
        Column("category", "类别", ("问题类别", "问题类型"), "可不填，不填用排查项目的", "饮水安全", width=12),
        Column("source", "来源", ("问题来源",), "从下拉里选；不填算自查发现", "督查发现", width=12),
        Column("found_on", "发现日期", ("发现时间",), "如 2026-11-24；不填算今天", "2026-11-20", width=13),
        Column("found_by", "发现人", ("发现单位",), "单位和姓名；不填写登记的人", "督查二组 黎向东", width=18),
        Column("severity", "程度", ("严重程度",), "一般或严重；不填算一般", "严重", width=8),
        Column("severity_reason", "程度理由", ("定级理由",), "定为严重的要写", "三户断水超过十天", width=20),
        Column("higher", "上级交办", ("是否上级交办",), "是或否", "否", width=9),
        Column("target", "成效目标", ("整改目标", "目标"), "做到什么程度算达标；可在交办时定", "12户正常供水", width=24),
        Column("kind", "时限类型", (), "从下拉里选；不填算限期", "限期", width=10),
        Column("due", "整改时限", ("完成时限", "时限"), "如 2026-12-31", "2026-12-31", width=13),
        Column("profile", "销号方式", (), "从下拉里选；不填按专项行动的", "一般", width=12),
        Column("project", "项目", ("项目名称", "涉及项目"), "项目库里的名称，可不填", "农村饮水提升工程", width=18),
        Column("tags", "标签", (), "短词，几个用顿号隔开", "饮水、入冬", width=14),
        Column("sweep", "举一反三", ("要求举一反三",), "是或否", "是", width=9),
        Column("remark", "备注", ("说明",), "可不填", "", width=20),
    ),
)  # fmt: skip
