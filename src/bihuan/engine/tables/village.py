"""Villages, spells and plans of work, visits, and the lines of a ledger."""

from __future__ import annotations

from dataclasses import replace

from bihuan.engine.tables import codes
from bihuan.engine.tables.household import HOUSEHOLD
from bihuan.engine.tables.member import MEMBER
from bihuan.engine.tables.model import Column, Kind, Table

_PLACE = tuple(HOUSEHOLD[name] for name in ("county", "township", "village", "area_code"))
_PERSON = tuple(MEMBER[name] for name in ("household_id", "name", "id_number"))


def _plain(kind: Kind, unit: str, *rows: tuple[str, ...]) -> tuple[Column, ...]:
    return tuple(Column(name, label, kind, unit=unit, headings=tuple(more)) for name, label, *more in rows)


WORK = Table(
    "work", "务工经历", "一段务工", ("id_number", "work_start"),
    (
        *_PLACE, *_PERSON,
        Column("work_county", "务工所在县", "text", headings=("务工所在县(市、区、旗)", "务工地县")),
        Column("monthly_wage", "务工月收入", "fen", unit="元", headings=("务工月收入（元）", "月收入")),
        Column("employer", "务工企业名称", "text", headings=("务工单位",)),
        Column("trade", "所属行业", "code", codes=codes.TRADE),
        Column("channel", "就业渠道", "code", codes=codes.CHANNEL),
        Column("point_to_point", "是否点对点输送", "flag"),
        Column("work_start", "开始时间", "month", headings=("务工开始时间",)),
        Column("work_end", "结束时间", "month", headings=("务工结束时间",)),
        Column("working", "是否已务工", "flag"),
        Column("spell_subsidy", "年度交通费补助", "fen", unit="元", headings=("交通费补助",)),
        Column("spell_phone", "联系电话", "phone", sensitivity="identity", headings=("务工人员联系电话",)),
    ),
)  # fmt: skip
PLAN = Table(
    "plan", "计划务工", "一人的外出计划", ("id_number",),
    (*_PLACE, *_PERSON, Column("plans_work", "是否计划务工", "flag"), Column("service_need", "就业服务需求", "codes", codes=codes.SERVICE_NEED)),
)  # fmt: skip
VILLAGE = Table(
    "village", "行政村", "一个行政村", ("township", "village"),
    (
        *_PLACE,
        *_plain("flag", "", ("exited", "是否出列", "是否贫困村出列"), ("paved_road", "到乡镇是否通沥青（水泥）路", "到乡镇是否通沥青(水泥)路"), ("bus", "是否通客运班车")),
        *_plain("count", "户", ("households", "总户数"), ("subsistence_households", "低保户数"), ("unsafe_households", "危房户数"), ("unsafe_water_households", "未实现饮水安全户数"), ("lifted_households", "脱贫户数")),
        *_plain("count", "人", ("people", "总人口数"), ("subsistence_people", "低保人口数"), ("destitute_people", "特困供养人口数"), ("disabled_people", "残疾人口数"),
                ("doctors", "行政村执业（助理）医师（人）", "行政村执业(助理)医师(人)"), ("pension_people", "参加城乡居民基本养老保险人数"), ("insured_people", "参加城乡居民基本医疗保险人数"), ("lifted_people", "脱贫人口数")),
        *_plain("count", "个", ("clinics", "行政村卫生室个数"), ("public_toilets", "行政村公共卫生厕所个数"), ("refuse_points", "行政村生产生活垃圾集中堆放点个数（个）", "行政村生产生活垃圾集中堆放点个数"),
                ("libraries", "行政村文化（图书）室个数 （个）", "行政村文化（图书）室个数", "行政村文化（图书）室个数（个）"), ("primary_schools", "村小学（个数）", "村小学个数")),
        Column("collective_income", "村级集体经济收入（万元）", "fen", unit="万元", headings=("村级集体经济收入",)),
        *_plain("hundredths", "亩", ("village_farmland", "行政村耕地面积（亩）", "行政村耕地面积"), ("village_forest", "行政村林地面积（亩）", "行政村林地面积")),
    ),
)  # fmt: skip
VISIT = Table(
    "visit", "走访记录", "一次走访", ("household_id", "visit_date", "visitor"),
    (
        *_PLACE, HOUSEHOLD["household_id"],
        Column("visitor", "走访人", "text", sensitivity="personal", headings=("走访人姓名", "帮扶人")),
        Column("visit_date", "走访日期", "date", headings=("走访时间",)),
        Column("visit_way", "走访方式", "code", codes=codes._list("visit_way", "走访方式", codes.EXPORTS, "home 入户 - 上门", "phone 电话 - 电话走访", open=True)),
        Column("household_signature", "户主签字人", "text", sensitivity="personal"),
        Column("visitor_signature", "走访人签字", "text", sensitivity="personal", headings=("采集人签字",)),
    ),
)  # fmt: skip
LEDGER = Table(
    "ledger", "台账数字", "台账里的一个数", ("ledger", "item"),
    (
        *(replace(column, required=False) for column in _PLACE[:3]),
        Column("ledger", "台账名称", "text", required=True),
        Column("item", "项目", "text", required=True),
        Column("part_of", "属于哪一项", "text", says="合计项空着"),
        Column("figure", "数字", "hundredths", required=True),
        Column("all_parts", "分项是否列全", "flag", says="写在合计那一行；“其中”一类只列了一部分的写否"),
        Column("ratio_of", "比的分子项", "text", says="百分数、平均数一类的数，写它是哪一项"),
        Column("ratio_to", "比的分母项", "text", says="除以哪一项"),
        Column("ratio_kind", "怎么比", "code", codes=codes.RATIO),
    ),
)  # fmt: skip
