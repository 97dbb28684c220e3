"""Code lists. Where a national standard has the list its numbers stand beside; the rest are the spellings exports use."""

from __future__ import annotations

from bihuan.engine.tables.model import Code, CodeList

EXPORTS = "县级防返贫监测业务表的通行写法（2021—2025 年公开资料）"


def _list(key: str, label: str, source: str, *rows: str, open: bool = False) -> CodeList:
    """Each row: `key label [number] [spelling …]`, parted by blanks; a `-` stands for no number."""
    codes = []
    for row in rows:
        name, shown, *rest = row.split()
        number, spellings = (rest[0], tuple(rest[1:])) if rest else ("-", ())
        codes.append(Code(name, shown, "" if number == "-" else number, spellings))
    return CodeList(key, label, source, tuple(codes), open)


SEX = _list("sex", "性别", "GB/T 2261.1-2003", "male 男 1 男性", "female 女 2 女性")
ID_TYPE = _list(
    "id_type", "证件类型", EXPORTS,
    "resident_id 居民身份证 - 身份证 居民身份证(户口簿)",
    "disability_certificate 残疾人证 - 残疾证",
    "household_register 户口簿", "passport 护照", "other 其他 - 其它",
)  # fmt: skip
HOUSEHOLD_TYPE = _list(
    "household_type", "户类型", EXPORTS,
    "lifted 脱贫户 - 脱贫 建档立卡脱贫户 已脱贫户", "ordinary 一般农户 - 一般户 非建档立卡户",
    "destitute 特困供养户 - 特困户", "subsistence 低保户",
)  # fmt: skip
MONITORED_CLASS = _list(
    "monitored_class", "监测对象类别", EXPORTS,
    "relapse_risk 脱贫不稳定户 - 脱贫不稳定", "poverty_verge 边缘易致贫户 - 边缘易致贫",
    "sudden_hardship 突发严重困难户 - 突发严重困难", "at_risk 防止返贫致贫对象 - 防返贫致贫对象",
)  # fmt: skip
RELATION = _list(
    "relation", "与户主关系", "GB/T 4761-2008 家庭关系代码（大类与常用细目）",
    "head 户主 01 本人或户主 本人", "spouse 配偶 10 丈夫 妻子 夫 妻", "son 之子 20 子 长子 次子 三子 儿子 独生子", "daughter 之女 30 女 长女 次女 三女 女儿 独生女",
    "son_in_law 之女婿 38 女婿", "daughter_in_law 之儿媳 28 儿媳 之媳 儿媳妇",
    "grandson 之孙子 41 孙子 孙", "granddaughter 之孙女 42 孙女", "grandson_by_daughter 之外孙子 43 外孙子 外孙", "granddaughter_by_daughter 之外孙女 44 外孙女",
    "father 之父 51 父 父亲", "mother 之母 52 母 母亲", "father_in_law 之岳父 54 岳父 公公 之公公", "mother_in_law 之岳母 55 岳母 婆婆 之婆婆",
    "grandfather 之祖父 61 祖父 爷爷", "grandmother 之祖母 62 祖母 奶奶", "grandfather_by_mother 之外祖父 63 外祖父",
    "grandmother_by_mother 之外祖母 64 外祖母",
    "brother 之兄弟 73 兄 弟 哥哥 弟弟 兄弟", "sister 之姐妹 77 姐 妹 姐姐 妹妹 姐妹", "nephew 之侄子 - 侄子 侄儿 之侄儿", "niece 之侄女 - 侄女",
    "grandson_in_law 之孙女婿 - 孙女婿", "granddaughter_in_law 之孙媳 - 孙媳", "great_grandchild 之曾孙子女 - 之曾孙子 之曾孙女 曾孙",
    "other 其他 99 其它 其他亲属 非亲属",
)  # fmt: skip
NATION = _list(
    "nation", "民族", "GB/T 3304-1991",
    *(
        f"{n:02d} {name} {n:02d} {name[:-1]}"
        for n, name in enumerate(
            "汉族 蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 哈萨克族 傣族 黎族 傈僳族 佤族 畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族 "
            "柯尔克孜族 土族 达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族 仡佬族 锡伯族 阿昌族 普米族 塔吉克族 怒族 乌孜别克族 俄罗斯族 鄂温克族 德昂族 保安族 裕固族 京族 塔塔尔族 独龙族 鄂伦春族 赫哲族 "
            "门巴族 珞巴族 基诺族".split(),
            1,
        )
    ),
    open=True,
)  # fmt: skip
EDUCATION = _list(
    "education", "文化程度", "GB/T 4658-2006（并类）",
    "illiterate 文盲或半文盲 90 文盲 半文盲 文盲及半文盲", "primary 小学 80", "junior 初中 70", "senior 高中 60 高中（含中专） 高中(含中专) 中专", "technician 技师 - 技工",
    "college 大专 30 专科 高职", "bachelor 本科及以上 20 本科 大学本科 研究生 硕士 博士",
)  # fmt: skip
SCHOOLING = _list(
    "schooling", "在校生状况", EXPORTS,
    "preschool_child 学龄前儿童", "kindergarten 学前教育 - 幼儿园", "primary 小学 - 小学一年级 小学二年级 小学三年级 小学四年级 小学五年级 小学六年级 一年级 二年级 三年级 四年级 五年级 六年级",
    "grade_7 七年级 - 初中一年级 初一", "grade_8 八年级 - 初中二年级 初二", "grade_9 九年级 - 初中三年级 初三",
    "senior_1 普通高中一年级 - 高一 高中一年级", "senior_2 普通高中二年级 - 高二 高中二年级", "senior_3 普通高中三年级 - 高三 高中三年级",
    "vocational_1 中职一年级 - 中专一年级", "vocational_2 中职二年级 - 中专二年级", "vocational_3 中职三年级 - 中专三年级", "technical_1 技师学院一年级", "technical_2 技师学院二年级",
    "technical_3 技师学院三年级", "college_1 高职高专一年级 - 大专一年级", "college_2 高职高专二年级 - 大专二年级", "college_3 高职高专三年级 - 大专三年级",
    "bachelor_1 本科一年级 - 大一", "bachelor_2 本科二年级 - 大二", "bachelor_3 本科三年级 - 大三", "bachelor_4 本科四年级 - 大四", "bachelor_5 本科五年级",
    "postgraduate 硕士研究生及以上 - 研究生 硕士 博士",
    "special 特殊教育 - 特教 送教上门", "none 非在校生 - 不在校 无",
)  # fmt: skip
OUT_OF_SCHOOL = _list(
    "out_of_school", "未上学原因", EXPORTS,
    "illness 因病", "disability 因残", "unwilling 厌学 - 自身不愿上学 主动辍学", "money 因贫 - 缺资金 家庭困难", "work 务工 - 外出务工", "marriage 结婚 - 早婚", "delayed 缓学 - 延缓入学",
    "finished 已毕业 - 已完成义务教育", "other 其他 - 其它",
    open=True,
)  # fmt: skip
HEALTH = _list(
    "health", "健康状况", EXPORTS,
    "healthy 健康 - 良好 健康或良好", "chronic 长期慢性病 - 慢性病 患有长期慢性病", "serious 患有大病 - 大病 患大病 重病", "disabled 残疾 - 残",
)  # fmt: skip
LABOUR = _list(
    "labour", "劳动技能", EXPORTS,
    "ordinary 普通劳动力 - 普通", "skilled 技能劳动力 - 技能", "half 弱劳动力或半劳动力 - 弱劳动力 半劳动力", "lost 丧失劳动力", "none 无劳动力 - 无",
)  # fmt: skip
SUBSISTENCE = _list(
    "subsistence",
    "享受低保政策情况",
    EXPORTS,
    "none 未享受 - 不享受 否 无",
    "rural 农村低保 - 农村最低生活保障",
    "urban 城市低保 - 城镇低保",
)
DESTITUTE = _list(
    "destitute",
    "享受特困供养政策情况",
    EXPORTS,
    "none 不享受 - 未享受 否 无",
    "rural 农村特困 - 农村特困供养",
    "urban 城市特困 - 城市特困供养",
)
RISK = _list(
    "risk", "致贫返贫风险", EXPORTS,
    "illness 因病", "schooling 因学", "disability 因残", "labour 缺劳动力", "unstable_work 因务工就业不稳 - 务工就业不稳", "industry 因产业项目失败 - 产业项目失败", "housing 因安全住房 - 住房出现安全问题",
    "water 因安全饮水 - 饮水出现安全问题 因安全饮用水", "disaster 因自然灾害 - 自然灾害", "accident 因意外事故 - 意外事故 因突发事件", "other 其他 - 其它",
)  # fmt: skip
ELIMINATED_BY = _list("eliminated_by", "风险消除方式", EXPORTS, "assistance 帮扶消除", "natural 自然消除")
DISASTER = _list(
    "disaster",
    "自然灾害种类",
    EXPORTS,
    "flood 洪涝",
    "drought 旱灾",
    "landslide 滑坡泥石流 - 山体滑坡 泥石流",
    "hail 风雹",
    "freeze 低温冷冻 - 雪灾",
    "fire 火灾",
    "quake 地震",
    "other 其他 - 其它",
    open=True,
)
WORK_PLACE = _list(
    "work_place",
    "务工所在地",
    EXPORTS,
    "township 乡镇内 - 乡（镇）内 乡内",
    "county 县内乡外 - 乡外县内 县区内",
    "province 省内县外 - 县外省内",
    "outside 省外",
    "abroad 境外",
    open=True,
)
CHANNEL = _list(
    "channel", "就业渠道", EXPORTS,
    "self 自发外出 - 自主外出 自谋职业", "organised 政府组织 - 劳务输出 有组织输出", "relatives 亲友介绍 - 老乡介绍", "local_post 公益性岗位 - 本地公益性岗位 公益岗位",
    "workshop 帮扶车间 - 扶贫车间 就业帮扶车间", "company 企业招聘 - 用工企业", "other 其他 - 其它",
    open=True,
)  # fmt: skip
POST = _list(
    "post",
    "公益性岗位",
    EXPORTS,
    "ranger 生态护林员 - 护林员",
    "cleaner 保洁员",
    "road 护路员 - 养路员",
    "water 护水员 - 河道管护员",
    "carer 护理员 - 护工",
    "helper 帮扶联络员",
    "other 其他 - 其它",
    open=True,
)


def _measures(key: str, label: str, *rows: str) -> CodeList:
    return _list(key, label, EXPORTS, *rows, "other 其他 - 其它", open=True)


INDUSTRY_HELP = _measures(
    "industry_help",
    "产业帮扶",
    "planting 种植业 - 发展种植",
    "breeding 养殖业 - 发展养殖",
    "processing 加工业",
    "trade 商贸服务",
    "share 资产收益 - 入股分红 资产收益分红",
    "training 技术培训 - 生产技术培训",
    "leading 带动生产 - 龙头企业带动",
    "materials 发放物资 - 生产物资",
)
JOB_HELP = _measures(
    "job_help",
    "就业帮扶",
    "travel_subsidy 外出务工补贴 - 交通补贴",
    "labour_export 劳务输出",
    "skills 技能培训",
    "post 公益性岗位",
    "workshop 帮扶车间 - 就业帮扶车间",
)
FINANCE_HELP = _measures(
    "finance_help",
    "金融帮扶",
    "small_loan 小额信贷 - 脱贫人口小额信贷",
    "insurance 农业保险 - 特色产业保险",
    "relapse_insurance 防贫保险 - 防返贫保险",
)
POST_HELP = _measures(
    "post_help",
    "公益性岗位帮扶",
    "ranger 生态护林员 - 护林员",
    "village_post 乡村公益性岗位 - 村级公益性岗位",
)
HOUSING_HELP = _measures(
    "housing_help",
    "住房安全保障",
    "rebuilding 危房改造",
    "repair 维修加固 - 修缮",
    "rent 租赁补贴",
    "public_house 安置房 - 幸福大院",
)
WATER_HELP = _measures(
    "water_help",
    "饮水安全保障",
    "pipes 接通自来水 - 管网入户",
    "well 打井 - 修建水窖",
    "repair 设施维修 - 饮水设施维修",
)
HEALTH_HELP = _measures(
    "health_help",
    "健康帮扶",
    "premium 城乡居民基本医疗保险个人缴费补贴 - 参保缴费补贴",
    "serious 大病保险",
    "relief 医疗救助",
    "doctor 家庭医生签约 - 签约服务",
    "treatment 大病专项救治",
)
COMPULSORY_HELP = _measures(
    "compulsory_help", "义务教育保障", "waiver 两免一补 - 义务教育补助", "return 控辍保学", "door 送教上门"
)
EDUCATION_HELP = _measures(
    "education_help",
    "教育帮扶",
    "rain_dew 雨露计划",
    "grant 助学金 - 国家助学金",
    "loan 助学贷款 - 生源地助学贷款",
    "waiver 学费减免",
)
PROTECTION_HELP = _measures(
    "protection_help",
    "综合保障",
    "subsistence 低保 - 农村低保 最低生活保障",
    "destitute 特困供养 - 特困人员救助供养",
    "temporary 临时救助",
    "disability 残疾人补贴 - 残疾人两项补贴",
    "pension 养老保险代缴 - 养老保险补贴",
)
SOCIAL_HELP = _measures(
    "social_help",
    "社会帮扶",
    "money 捐款 - 慰问金 发放现金",
    "goods 捐物 - 慰问品 发放物资",
    "company 企业帮扶",
    "charity 社会组织帮扶 - 公益慈善",
    "consumption 消费帮扶",
    "volunteers 志愿服务",
)
RELOCATION_HELP = _measures(
    "relocation_help", "搬迁", "relocation 易地搬迁 - 易地扶贫搬迁", "avoidance 避灾搬迁 - 避险搬迁"
)
LIVING_HELP = _measures(
    "living_help",
    "生产生活条件改善",
    "toilet 改厕 - 户厕改造",
    "kitchen 改厨",
    "yard 庭院整治 - 人居环境整治",
    "electricity 用电改造",
)
WORKS_HELP = _measures(
    "works_help", "基础设施建设", "road 道路硬化 - 入户路硬化", "irrigation 水利设施", "network 通信网络"
)
DEVELOPMENT = _list(
    "development",
    "实施开发式帮扶措施情况",
    EXPORTS,
    "done 已实施 - 是",
    "not_yet 未实施 - 暂未落实 否",
    "no_labour 无劳动能力不需实施 - 无法实施",
)
SERVICE_NEED = _list(
    "service_need",
    "就业服务需求",
    EXPORTS,
    "job 岗位信息 - 推荐岗位",
    "training 技能培训",
    "transport 点对点输送 - 交通服务",
    "rights 维权服务",
    "none 无需求 - 无",
    open=True,
)
TRADE = _list(
    "trade",
    "所属行业",
    "GB/T 4754-2017 门类",
    "A 农、林、牧、渔业 A 农业",
    "B 采矿业 B",
    "C 制造业 C",
    "D 电力、热力、燃气及水生产和供应业 D",
    "E 建筑业 E",
    "F 批发和零售业 F",
    "G 交通运输、仓储和邮政业 G",
    "H 住宿和餐饮业 H",
    "O 居民服务、修理和其他服务业 O 居民服务业",
    "other 其他 - 其它",
    open=True,
)
RATIO = _list(
    "ratio",
    "怎么比",
    "本系统台账合计表的写法",
    "percent 百分数 - 占比 比例",
    "average 平均数 - 平均 人均 户均",
    "least_average 平均不少于 - 不少于",
)
