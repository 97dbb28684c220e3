"""One row a person, as the base table and the rural-construction table hold it (fields of the household aside)."""

from __future__ import annotations

from bihuan.engine.tables import codes
from bihuan.engine.tables.model import Column, Table

MEMBER = Table(
    "member", "家庭成员", "一名家庭成员", ("household_id", "id_number"),
    (
        Column("household_id", "户编号", "text", required=True, headings=("家庭编号", "户编码", "户号")),
        Column("member_id", "人编号", "text", headings=("人员编号", "成员编号")),
        Column("name", "姓名", "text", sensitivity="personal", required=True, headings=("成员姓名", "家庭成员姓名")),
        Column("sex", "性别", "code", codes=codes.SEX),
        Column("id_type", "证件类型", "code", codes=codes.ID_TYPE, headings=("证件种类",)),
        Column("id_number", "证件号码", "id", sensitivity="identity", headings=("身份证号码", "身份证号", "公民身份号码", "证件号")),
        Column("birth_date", "出生日期", "date", sensitivity="personal", headings=("出生年月日", "出生年月")),
        Column("nation", "民族", "code", codes=codes.NATION),
        Column("relation", "与户主关系", "code", codes=codes.RELATION, headings=("与户主的关系", "家庭关系")),
        Column("education", "文化程度", "code", codes=codes.EDUCATION, headings=("学历",)),
        Column("schooling", "在校生状况", "code", codes=codes.SCHOOLING, headings=("在校情况", "在校状况")),
        Column("out_of_school", "失学或辍学原因", "code", codes=codes.OUT_OF_SCHOOL),
        Column("not_at_school", "义务教育阶段未上学原因", "code", codes=codes.OUT_OF_SCHOOL),
        Column("health", "健康状况", "codes", codes=codes.HEALTH, sensitivity="health", headings=("身体状况",)),
        Column("labour", "劳动技能", "code", codes=codes.LABOUR, headings=("劳动能力",)),
        Column("phone", "家庭成员联系电话", "phone", sensitivity="identity", headings=("成员联系电话", "联系电话")),
        Column("resident_insurance", "是否参加城乡居民基本医疗保险", "flag", headings=("城乡居民基本医疗保险",)),
        Column("employee_insurance", "是否参加城镇职工基本医疗保险", "flag", headings=("城镇职工基本医疗保险",)),
        Column("serious_illness_cover", "是否参加大病保险", "flag", headings=("大病保险",)),
        Column("medical_relief", "是否接受医疗救助", "flag", headings=("医疗救助",)),
        Column("resident_pension", "是否参加城乡居民基本养老保险", "flag", headings=("城乡居民基本养老保险",)),
        Column("employee_pension", "是否参加城镇职工基本养老保险", "flag", headings=("城镇职工基本养老保险",)),
        Column("subsistence", "享受低保政策情况", "code", codes=codes.SUBSISTENCE, headings=("是否享受低保", "低保情况")),
        Column("destitute", "享受特困供养政策情况", "code", codes=codes.DESTITUTE, headings=("是否特困供养", "特困情况")),
        Column("work_place", "务工所在地", "code", codes=codes.WORK_PLACE, headings=("务工区域",)),
        Column("relocated_channel", "就业渠道（易地搬迁后扶使用）", "code", codes=codes.CHANNEL),
        Column("work_months", "务工时间（月）", "count", unit="月", headings=("务工时间", "务工月数", "务工时间(月)")),
        Column("post", "公益性岗位", "code", codes=codes.POST),
        Column("post_months", "公益性岗位(月数)", "count", unit="月", headings=("公益性岗位月数", "公益性岗位（月数）")),
        Column("development", "实施开发式帮扶措施情况", "code", codes=codes.DEVELOPMENT),
    ),
)  # fmt: skip
