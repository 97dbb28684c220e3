"""One row a household: the household's fields that exports repeat on each member's row.

Income is a year's, in yuan on the sheet and in fen here, every kind apart (a per-head figure is as the sheet gives it, not our division).
Columns `last_…` come from the export of the year before, where one was handed in; without it they are unknown.
"""

from __future__ import annotations

from bihuan.engine.tables import codes
from bihuan.engine.tables.model import Column, Kind, Table

_HELP = (
    ("industry_help", "产业帮扶", codes.INDUSTRY_HELP), ("job_help", "就业帮扶", codes.JOB_HELP), ("finance_help", "金融帮扶", codes.FINANCE_HELP),
    ("post_help", "公益性岗位帮扶", codes.POST_HELP), ("housing_help", "住房安全保障", codes.HOUSING_HELP), ("water_help", "饮水安全保障", codes.WATER_HELP),
    ("health_help", "健康帮扶", codes.HEALTH_HELP), ("compulsory_help", "义务教育保障", codes.COMPULSORY_HELP), ("education_help", "教育帮扶", codes.EDUCATION_HELP),
    ("protection_help", "综合保障", codes.PROTECTION_HELP), ("social_help", "社会帮扶", codes.SOCIAL_HELP), ("relocation_help", "搬迁", codes.RELOCATION_HELP),
    ("living_help", "生产生活条件改善", codes.LIVING_HELP), ("works_help", "基础设施建设", codes.WORKS_HELP),
)  # fmt: skip
INCOME = (
    ("wage_income", "工资性收入"), ("business_income", "生产经营性收入"), ("property_income", "财产性收入"), ("transfer_income", "转移性收入"), ("business_cost", "生产经营性支出"),
)  # fmt: skip


def _plain(kind: Kind, unit: str, *rows: tuple[str, ...]) -> tuple[Column, ...]:
    return tuple(Column(name, label, kind, unit=unit, headings=tuple(more)) for name, label, *more in rows)


HOUSEHOLD = Table(
    "household", "农户", "一户", ("household_id",),
    (
        Column("household_id", "户编号", "text", required=True, headings=("家庭编号", "户编码", "户号")),
        Column("county", "县", "text", headings=("县(市、区、旗)", "县（市、区、旗）", "县区", "县级")),
        Column("township", "乡", "text", headings=("乡(镇)", "乡（镇）", "乡镇", "乡级")),
        Column("village", "村", "text", required=True, headings=("行政村", "村级", "村名")),
        Column("area_code", "村代码", "text", headings=("行政区划代码", "区划代码", "行政村代码"), says="12 位统计用区划代码；导出表里没有的按地名对上"),
        Column("household_type", "户类型", "code", codes=codes.HOUSEHOLD_TYPE, headings=("户类别", "农户类型")),
        Column("household_phone", "户联系电话", "phone", sensitivity="identity", headings=("户主联系电话",)),
        Column("no_labour_supported", "整户无劳动能力兜底保障户", "flag", headings=("是否整户无劳动能力兜底保障户",)),
        Column("surveyor", "信息采集人", "text", sensitivity="personal", headings=("采集人",)),
        Column("surveyor_phone", "信息采集人联系电话", "phone", sensitivity="identity", headings=("采集人联系电话",)),
        Column("survey_date", "信息采集日期", "date", headings=("采集日期", "采集时间", "信息采集时间")),
        Column("entered_by", "信息录入人", "text", sensitivity="personal", headings=("录入人",)),
        Column("reviewed_by", "信息审核人", "text", sensitivity="personal", headings=("审核人",)),
        # living
        *_plain("flag", "", ("unsafe_house", "是否危房户", "是否危房"), ("safe_water", "是否解决安全饮用水", "是否解决饮水安全"), ("toilet", "是否有卫生厕所", "有无卫生厕所"),
                ("toilet_works", "卫生厕所是否能正常使用"), ("electricity", "是否通生活用电"), ("road", "入户道路是否硬化", "入户路是否硬化")),
        *_plain("hundredths", "平方米", ("house_area", "住房面积", "住房面积（平方米）")),
        *_plain("hundredths", "公里", ("road_distance", "与村主干路距离", "与村主干路距离（公里）")),
        # land
        *_plain("hundredths", "亩", ("farmland", "耕地面积（亩）", "耕地面积"), ("forest", "林地面积（亩）", "林地面积"), ("returned_forest", "退耕还林面积（亩）", "退耕还林面积"),
                ("orchard", "林果面积（亩）", "林果面积"), ("grassland", "牧草地面积", "牧草地面积（亩）"), ("water_surface", "水面面积", "水面面积（亩）")),
        # income of the year
        *_plain("fen", "元", *((name, label, label + "（元）") for name, label in INCOME), ("income_per_head", "人均纯收入（元）", "人均纯收入", "年人均纯收入"),
                ("self_payment", "合规自付支出", "合规自付支出（元）"), ("claims", "理赔收入", "理赔收入（元）"), ("destitute_payment", "特困人员救助供养金", "特困人员救助供养金（元）"),
                ("travel_subsidy", "年度交通费补助", "交通费补助")),
        Column("income_trend", "收入变化", "code", codes=codes._list("income_trend", "收入变化", codes.EXPORTS, "rising 增加 - 上升 增长", "falling 减少 - 下降", "level 持平 - 不变"),
               headings=("收入增减情况",), says="采集时报的与上年相比的变化"),
        # monitoring
        Column("monitored_class", "监测对象类别", "code", codes=codes.MONITORED_CLASS),
        Column("identified", "识别监测时间", "month", headings=("识别时间", "纳入监测时间")),
        *(Column(f"risk_{n}", f"致贫/返贫风险{n}", "code", codes=codes.RISK, headings=(f"致贫返贫风险{n}", f"风险类型{n}")) for n in range(1, 6)),
        Column("risk_note", "其他风险说明", "text", headings=("风险说明", "其他（说明）")),
        Column("disaster", "自然灾害种类", "code", codes=codes.DISASTER, headings=("灾害类型",)),
        Column("child_out_of_school", "是否义务教育阶段适龄儿童少年失学辍学", "flag"),
        Column("member_uninsured", "是否有家庭成员未参加城乡居民（职工）基本医疗保险", "flag"),
        Column("eliminated", "风险是否已消除", "flag", headings=("风险是否消除",)),
        Column("eliminated_by", "风险消除方式", "code", codes=codes.ELIMINATED_BY),
        Column("eliminated_month", "消除监测时间", "month", headings=("风险消除时间",)),
        Column("house_damaged_after", "风险消除后是否住房损毁", "flag"),
        Column("water_damaged_after", "风险消除后是否饮水设施损毁", "flag"),
        Column("out_of_school_after", "风险消除后是否义务教育阶段适龄儿童少年失学辍学", "flag"),
        # assistance, several values in one cell
        *(Column(name, label, "codes", codes=values) for name, label, values in _HELP),
        # the year before
        *(Column(f"last_{name}", f"上年{label}", "fen", unit="元") for name, label in (*INCOME, ("income_per_head", "人均纯收入"))),
    ),
)  # fmt: skip
RISKS = tuple(f"risk_{n}" for n in range(1, 6))
HELP = tuple(name for name, _, _ in _HELP)
