"""Synthetic plans with known answers: the grammar of the kind of document, in many layouts, with damage on demand."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from bihuan.plans.numerals import to_han

UNITS = (
    "县财政局",
    "县农业农村局",
    "县教育局",
    "县住建局",
    "县水利局",
    "县乡村振兴局",
    "县卫生健康局",
    "县民政局",
    "柳溪镇",
    "石门乡人民政府",
    "城南街道",
    "各乡镇",
    "县城投公司",
    "县发改委",
    "县医保局",
    "县人社局",
)
PEOPLE = ("周启明", "何立新", "唐晓华", "郑伟", "沈丽")
FAULTS = (
    "台账登记不规范，部分数据与实际不符",
    "补贴资金发放不及时，群众反映强烈",
    "项目管护责任未落实，设施损毁失修",
    "政策宣传不到位，知晓率偏低",
    "档案资料缺失，签字手续不全",
    "工程进度滞后，年度任务未完成",
    "日常巡查流于形式，隐患排查不彻底",
    "入户走访不够深入，情况掌握不准",
    "资金使用管理不严，存在闲置现象",
    "饮水工程水质检测不达标",
)
CAUSES = ("涉及3个乡镇", "抽查的12户中有5户存在此类情况", "2022年以来多次反馈仍未解决", "个别村尤为突出")
DOINGS = (
    "全面核查相关台账，逐条补录更正",
    "健全长效管理机制，明确专人负责",
    "对照政策逐户比对，按程序纠正",
    "举一反三，开展全面排查",
    "加快项目实施进度，严把质量关",
    "加强业务培训，提高工作人员能力",
    "强化资金监管，及时拨付到位",
    "对责任人进行约谈提醒",
)
DEADLINES = (
    "2023年6月底前",
    "2023年9月30日前",
    "立行立改",
    "长期坚持",
    "2023年12月31日",
    "2024年3月底",
    "2023年8月中旬前",
    "立行立改并长期坚持",
)
CATEGORIES = ("责任落实方面", "政策落实方面", "资金项目方面", "基础工作方面")
# label sets: measures, lead, responsible, person, deadline; the last two in black lenticular brackets
LABELS = (
    ("整改措施：", "牵头单位：", "责任单位：", "责任人：", "整改时限："),
    ("具体措施：", "牵头部门：", "整改责任单位：", "责任领导：", "完成时限："),
    ("整改举措：", "主要责任单位：", "责任部门：", "整改责任人：", "整改期限："),
    ("【整改措施】", "【牵头单位】", "【责任单位】", "【责任人】", "【整改时限】"),
    ("整改措施:", "牵头责任单位:", "责任主体:", "包案领导:", "计划完成时间:"),
    ("下步措施：", "主办单位：", "承办单位：", "负责人：", "办结时限："),
)
LAYOUTS = ("labels", "bracket", "piped", "tabbed", "stacked")
STYLES = {
    "han": lambda n: f"{to_han(n)}、",
    "phan": lambda n: f"（{to_han(n)}）",
    "num": lambda n: f"{n}.",
    "comma": lambda n: f"{n}、",
    "pnum": lambda n: f"（{n}）",
    "half": lambda n: f"{n}）",
    "circle": lambda n: chr(0x2460 + n - 1),
    "shi": lambda n: f"{to_han(n)}是",
}
HALF = str.maketrans("，。：；（）", ",.:;()")


@dataclass(frozen=True)
class Answer:
    """One problem as it must be read."""

    text: str
    measures: tuple[str, ...]
    lead: tuple[str, ...]
    units: tuple[str, ...]
    person: str
    deadline: str
    category: str


@dataclass(frozen=True)
class Spec:
    """A plan before it is written down."""

    answers: tuple[Answer, ...]
    layout: str
    item_style: str
    measure_style: str
    half_width: bool = False
    furniture: bool = False
    page_marks: bool = False
    one_line: bool = False
    repeated_category: bool = False
    report_day: int = 5
    labels: int = 0
    annex: bool = False


def answers() -> st.SearchStrategy[tuple[Answer, ...]]:
    """Strategy: one to nine problems in grouped categories."""
    return st.lists(_answer(), min_size=1, max_size=9).map(_grouped)


@st.composite
def _answer(draw: st.DrawFn) -> Answer:
    units = draw(st.lists(st.sampled_from(UNITS), min_size=1, max_size=4, unique=True))
    split = draw(st.booleans()) and len(units) > 1
    tail = draw(st.sampled_from(("", *("。" + cause for cause in CAUSES))))
    return Answer(
        draw(st.sampled_from(FAULTS)) + tail + "。",
        tuple(draw(st.lists(st.sampled_from(DOINGS), min_size=1, max_size=4, unique=True))),
        tuple(units[:1]) if split else (),
        tuple(units[1:] if split else units),
        draw(st.sampled_from(PEOPLE)),
        draw(st.sampled_from(DEADLINES)),
        "",
    )


def _grouped(items: list[Answer]) -> tuple[Answer, ...]:
    size = -(-len(items) // len(CATEGORIES))
    return tuple(
        Answer(
            item.text,
            item.measures,
            item.lead,
            item.units,
            item.person,
            item.deadline,
            CATEGORIES[at // size],
        )
        for at, item in enumerate(items)
    )


@st.composite
def specs(draw: st.DrawFn) -> Spec:
    """Strategy: plans over layouts, numbering styles, punctuation and damage that keep the answers knowable."""
    layout = draw(st.sampled_from(LAYOUTS))
    item, measure = draw(
        st.sampled_from(
            (("num", "pnum"), ("num", "shi"), ("comma", "pnum"), ("num", "circle"), ("pnum", "shi"))
        )
    )
    table = layout not in ("labels", "bracket")
    annex = layout == "labels" and draw(st.booleans())
    if annex:
        item, measure = draw(
            st.sampled_from(
                (
                    ("han", "phan"),
                    ("phan", "num"),
                    ("num", "num"),
                    ("phan", "pnum"),
                    ("han", "num"),
                    ("num", "half"),
                )
            )
        )
    return Spec(
        draw(answers()),
        layout,
        item,
        "pnum" if table and measure == "pnum" else measure,
        half_width=draw(st.booleans()) and not table,
        furniture=draw(st.booleans()),
        page_marks=draw(st.booleans()) and not table,
        one_line=draw(st.booleans()) and not table,
        repeated_category=draw(st.booleans()),
        report_day=draw(st.integers(1, 28)),
        labels=draw(st.integers(0, len(LABELS) - 1)) if not table else 0,
        annex=annex,
    )


def numbered(style: str, items: tuple[str, ...], end: str = "。") -> str:
    """Returns the items as one numbered run; a single item stands bare."""
    if len(items) == 1:
        return items[0] + end
    return "".join(f"{STYLES[style](at)}{words}{end}" for at, words in enumerate(items, 1))


def write(spec: Spec) -> str:
    """Returns the plan as text."""
    if spec.annex:
        parts = [
            head(spec).rsplit("\n", 1)[0],
            tail(spec).replace("三、", "二、").replace("四、", "三、"),
            "附件：整改任务清单",
            *_labels(spec),
        ]
    else:
        parts = [head(spec), *_BODY[spec.layout](spec), tail(spec)]
    text = "\n".join(parts)
    if spec.half_width:
        text = text.translate(HALF).replace(".", "。") if spec.item_style == "comma" else _half(text)
    if spec.page_marks:
        text = _paged(text)
    if spec.one_line:
        text = " ".join(line.strip() for line in text.split("\n") if line.strip())
    return _furnished(text) if spec.furniture else text


def _half(text: str) -> str:
    return text.translate({ord(key): value for key, value in zip("，：；（）", ",:;()", strict=True)})


def head(spec: Spec) -> str:
    """Returns title and opening, up to the heading of the list."""
    return (
        "云溪县乡村振兴工作督查反馈问题整改方案\n为切实抓好整改，制定本方案。\n一、总体要求\n提高站位，压实责任，确保整改取得实效。\n"
        "二、反馈问题及整改措施"
    )


def tail(spec: Spec) -> str:
    """Returns steps, demands and signature."""
    return (
        f"三、工作步骤\n（一）部署阶段（2023年4月1日—4月15日）。制定方案。\n（二）整改阶段（4月16日至12月底）。落实整改。\n四、工作要求\n"
        f"（一）加强领导。各单位要高度重视。\n（二）按时报送。各单位每月{spec.report_day}日前将整改进展报县整改办公室。\n"
        "云溪县人民政府\n2023年3月28日"
    )


def _labels(spec: Spec) -> list[str]:
    lines = []
    words = LABELS[spec.labels]
    for number, item, opens in numbered_items(spec):
        lines += (
            [f"（{to_han(CATEGORIES.index(item.category) + 1)}）{item.category}"]
            if opens and not spec.annex
            else []
        )
        lines.append(f"{STYLES[spec.item_style](number)}{item.text}")
        lines.append(f"{words[0]}{numbered(spec.measure_style, item.measures)}")
        lines += [f"{words[1]}{'、'.join(item.lead)}"] if item.lead else []
        lines += [
            f"{words[2]}{'、'.join(item.units)}",
            f"{words[3]}{item.person}",
            f"{words[4]}{item.deadline}",
        ]
    return lines


def _bracket(spec: Spec) -> list[str]:
    lines = []
    for number, item, opens in numbered_items(spec):
        lines += [f"（{to_han(CATEGORIES.index(item.category) + 1)}）{item.category}"] if opens else []
        words = tuple(
            label if label.endswith(("：", ":")) else label.strip("【】") + "："
            for label in LABELS[spec.labels]
        )
        lead = f"{words[1]}{'、'.join(item.lead)}；" if item.lead else ""
        lines.append(
            f"{STYLES[spec.item_style](number)}{item.text}{words[0]}{numbered(spec.measure_style, item.measures)}"
            f"（{lead}{words[2]}{'、'.join(item.units)}；{words[4]}{item.deadline}）"
        )
    return lines


def numbered_items(spec: Spec) -> list[tuple[int, Answer, bool]]:
    """Returns number, answer, and whether it opens its category."""
    seen: set[str] = set()
    out = []
    for number, item in enumerate(spec.answers, 1):
        out.append((number, item, item.category not in seen))
        seen.add(item.category)
    return out


HEADINGS = (
    "序号",
    "问题类别",
    "存在问题",
    "整改措施",
    "牵头单位",
    "责任单位",
    "责任人",
    "整改时限",
    "完成情况",
)


def rows(spec: Spec) -> list[list[str]]:
    """Returns the table's rows; a category stands once, or again where the spec repeats it."""
    out = []
    for number, item, opens in numbered_items(spec):
        category = item.category if opens or spec.repeated_category else ""
        out.append(
            [
                str(number),
                category,
                item.text,
                numbered(spec.measure_style, item.measures),
                "、".join(item.lead),
                "、".join(item.units),
                item.person,
                item.deadline,
                "",
            ]
        )
    return out


def _piped(spec: Spec) -> list[str]:
    return ["", *("| " + " | ".join(row) + " |" for row in [list(HEADINGS), *rows(spec)]), ""]


def _tabbed(spec: Spec) -> list[str]:
    return ["", *("\t".join(row) for row in [list(HEADINGS), *rows(spec)]), ""]


def _stacked(spec: Spec) -> list[str]:
    return ["", *("\n".join("\t" + cell for cell in row) + "\n" for row in [list(HEADINGS), *rows(spec)]), ""]


_BODY = {"labels": _labels, "bracket": _bracket, "piped": _piped, "tabbed": _tabbed, "stacked": _stacked}


def _paged(text: str) -> str:
    lines = text.split("\n")
    out = []
    for at, line in enumerate(lines):
        out.append(line)
        if at % 9 == 8:
            out.append(f"— {at // 9 + 1} —")
    return "\n".join(out)


def _furnished(text: str) -> str:
    return (
        "当前位置：首页 > 政务公开 > 云溪县乡村振兴局\n发布时间：2023-04-02 09:12 信息来源：县乡村振兴局 阅读次数：88 字体：[大 中 小]\n"
        + text
        + "\n附件下载\n打印本页 关闭窗口\n版权所有：云溪县人民政府 ICP备00000000号"
    )
