"""What the gallery shows: invented work of the invented county on 24 November 2026."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.core.validators import MinLengthValidator
from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string

from bihuan.web.ui.deadlines import Clock, clock_of
from bihuan.web.ui.forms import LookForm
from bihuan.web.ui.tables import Column, Filter, Saved, Table

TODAY = date(2026, 11, 24)
DONE, WAIT, SKIP, OPEN, BACK = "passed", "waiting", "not_applicable", "open", "returned"


def _on(month: int, day: int, year: int = 2026) -> date:
    return date(year, month, day)


CLOCKS: list[tuple[str, Clock]] = [
    ("已过", clock_of(_on(11, 11), today=TODAY)),
    ("三天内", clock_of(_on(11, 26), today=TODAY)),
    ("今天", clock_of(TODAY, today=TODAY)),
    ("延过期", clock_of(_on(11, 30), first=_on(11, 15), today=TODAY)),
    ("申请延期", clock_of(_on(11, 15), asked=_on(12, 10), today=TODAY)),
    ("还早", clock_of(_on(12, 5), today=TODAY)),
    ("长期坚持", clock_of(standing=True, next_check=_on(12, 20), today=TODAY)),
    ("等事件", clock_of(event="验收报告", today=TODAY)),
    ("已完", clock_of(closed=_on(11, 20), look_back=_on(2, 18, 2027), today=TODAY)),
    ("没定", clock_of(today=TODAY)),
]
STATES = [
    *("unassigned", "assigned", "rectifying", "submitted", "returned", "closed"),
    *("look_back", "reopened", "routine", "answered", "running", "failed"),
]
RINGS = [
    ("未到", [OPEN, OPEN, OPEN, OPEN]),
    ("第二关等核验", [DONE, WAIT, OPEN, OPEN]),
    ("第二关退回", [DONE, BACK, OPEN, OPEN]),
    ("第四关不适用，有理由", [DONE, DONE, WAIT, SKIP]),
    ("环合上，可销号", [DONE, DONE, DONE, DONE]),
    ("只要三关的专项行动", [DONE, DONE, WAIT]),
]
GATES = [
    {
        "name": "问题查清",
        "state": DONE,
        "lines": ["原因：竣工后项目组解散，无人办移交。已查全乡同期 7 个项目，另有 1 个同样。"],
        "by": "县农业农村局 邹明华　10月14日",
    },
    {
        "name": "整改到位",
        "state": DONE,
        "lines": ["3 项措施全部完成，佐证 6 份，日期都在发现之后。"],
        "by": "督查二组 黎向东　11月23日",
    },
    {
        "name": "成效达标",
        "state": WAIT,
        "say": "等您核验",
        "lines": ["目标：两个项目资产登记率 100%，公示满 10 天。", "现况：2 / 2 已登记，公示已满 12 天。"],
    },
    {
        "name": "群众满意",
        "state": SKIP,
        "lines": ["理由：更正账目，不改变任何农户的权益。"],
        "by": "督查二组 黎向东　11月23日",
    },
]
LINES = [
    {"when": "2027\n02-22", "text": "回头看（销号后 90 天）", "kind": "next"},
    {"when": "11-30", "text": "到期", "kind": "next"},
    {"when": "今天", "text": "等 周桂兰 核验成效，已等 31 分钟", "kind": "now"},
    {"when": "11-23", "text": "督查二组 黎向东 核验“整改到位”通过"},
    {
        "when": "11-14",
        "text": "准予延期，11月15日 → 11月30日",
        "sub": "公示须满 10 天。批准：周桂兰",
        "kind": "warn",
    },
    {"when": "11-06", "text": "退回 1 次：移交协议缺村集体签章", "sub": "督查二组 黎向东", "kind": "warn"},
    {"when": "10-08", "text": "县帮扶办交办望岭乡，县财政局配合"},
]
VILLAGES = [
    {"id": at, "name": name, "initials": initials, "pinyin": pinyin, "note": note, "owes": "差" in note}
    for at, (name, initials, pinyin, note) in enumerate(
        [
            ("石坳村", "sac", "shi ao cun", "陈立生 · 差 3 件"),
            ("桥头村", "qtc", "qiao tou cun", "李满春 · 差 3 件"),
            ("松湾村", "swc", "song wan cun", "段红梅 · 差 2 件"),
            ("下洲村", "xzc", "xia zhou cun", "孟庆友 · 差 1 件"),
            ("枫林村", "flc", "feng lin cun", "已全答"),
            ("大塘村", "dtc", "da tang cun", "已全答"),
        ],
        start=1,
    )
]
SAY = (
    "何敏同志：截至11月24日，柳溪镇有9件问题超过整改时限，最长13天（石坳村饮水管网、桥头村危房鉴定等）。"
    "请今天17:30前在“闭环”里逐件填写进展或申请延期，并说明原因。清单：闭环—问题—“柳溪镇逾期”。县帮扶办 周桂兰"
)
SWATCHES = [
    ("--ink", "正文"),
    ("--ink-2", "附注"),
    ("--line-2", "边线"),
    ("--paper", "底"),
    ("--pine", "能按"),
    ("--pine-wash", "选中"),
    ("--red", "逾期、拒绝"),
    ("--amber-mark", "快到、要看"),
    ("--green", "已销号"),
]


@dataclass(frozen=True)
class Sample:
    """A row of the sample list."""

    pk: int
    title: str
    severe: bool
    place: str
    unit: str
    owner: str
    measures: str
    done: str
    gates: list[str]
    state: str
    clock: Clock
    waits: str

    @property
    def number(self) -> str:
        return f"2026-{self.pk:04d}"


# number | title | severe | place | unit, owner | measures | done | gates | state | clock | waited for
_ROWS = """
388|12户管道老化，供水时断时续|严重|柳溪镇 石坳村 · 33 饮水安全|柳溪镇 何敏|更换主管1.2公里等3项|1 / 3|pwoo|rectifying|0|柳溪镇 何敏
402|3户危房鉴定超期未出结论|严重|柳溪镇 桥头村 · 32 住房安全|县住建局 方文斌|委托复鉴、临时安置|1 / 2|pooo|rectifying|4|等您批延期
420|2名外出务工人员未领交通补助||马头镇 新塘村 · 18 就业帮扶|县人社局 谢晓东|核对名单并补发|0 / 1|oooo|assigned|2|县人社局 谢晓东
397|帮扶手册与走访记录日期对不上，8户||松林乡 松口村 · 19 帮扶精准|松林乡 吴建民|重新核实并更正|1 / 1|prww|returned|1|松林乡 吴建民
415|水渠项目竣工11个月，资产未登记入账||望岭乡 石坳口村 · 11 项目资金|望岭乡 罗秀英|清点、补录、公示|3 / 3|ppwn|submitted|3|等您核验
359|3名学生资助未落实||白沙镇 江背村 · 23 义务教育|县教育局 汤月娥|补审补发，建到人台账|2 / 3|ppoo|rectifying|5|县教育局 汤月娥
290|低保与帮扶对象按月比对未形成制度||全县 · 35 社会兜底|县民政局 赵德胜|建立按月比对办法|1 / 1|pppp|routine|6|县民政局
276|1户住房漏雨||茶亭镇 横塘村 · 32 住房安全|茶亭镇 彭立华|更换屋面瓦|1 / 1|pppp|closed|8|—
"""
_GATES = {"p": DONE, "w": WAIT, "n": SKIP, "o": OPEN, "r": BACK}


def _sample(line: str) -> Sample:
    pk, title, severe, place, unit, measures, done, gates, state, clock, waits = line.split("|")
    office, owner = unit.split()
    drawn = [_GATES[letter] for letter in gates]
    due = CLOCKS[int(clock)][1]
    return Sample(
        int(pk), title, bool(severe), place, office, owner, measures, f"完成 {done}", drawn, state, due, waits
    )


SAMPLES = [_sample(line) for line in _ROWS.strip().splitlines()]


class SampleTable(Table):
    """A Table over SAMPLES instead of a database, for the gallery only."""

    @cached_property
    def counts(self) -> dict[str, int]:
        return {
            "all": 417,
            "open": 152,
            "late": 31,
            "soon": 23,
            "mine": 4,
            "returned": 7,
            "key": len(self.objects),
        }

    @cached_property
    def total(self) -> int:
        return self.counts["key"]

    @cached_property
    def objects(self) -> list[Any]:
        found = [row for row in SAMPLES if self.words in row.title + row.place]
        return sorted(found, key=lambda row: row.pk, reverse=True) if self.sort == "-title" else found


def sample_table(request: HttpRequest) -> SampleTable:
    """Returns the rectification list of the gallery."""

    def cell(name: str) -> Any:
        return lambda row: render_to_string("ui/kit_cell.html", {"row": row, "part": name}, request)

    return SampleTable(
        request,
        None,  # type: ignore[arg-type]
        [
            Column("title", "问题", render=cell("title"), sort="pk"),
            Column("unit", "责任单位 / 责任人", render=cell("unit"), phone_hide=True),
            Column("measures", "整改措施", render=cell("measures"), phone_hide=True),
            Column("gates", "四关", render=cell("gates"), phone_hide=True, nowrap=True),
            Column("state", "状态", render=cell("state"), phone_hide=True),
            Column("clock", "时限", render=cell("clock"), sort="due", phone="left"),
            Column("waits", "在等谁", render=cell("waits"), phone="right"),
        ],
        filters=[
            Filter(
                "town",
                "乡镇",
                [("1", "柳溪镇"), ("2", "望岭乡"), ("3", "沙湾镇"), ("4", "松林乡")],
                many=True,
                phone=True,
            ),
            Filter("unit", "责任单位", [("1", "县住建局"), ("2", "县民政局")]),
            Filter("state", "状态", [("rectifying", "整改中"), ("submitted", "待核验")], phone=True),
            Filter("level", "程度", [("severe", "严重"), ("plain", "一般")], more=True),
            Filter("from", "时限从", kind="date", more=True),
        ],
        saved=[
            Saved("all", "全部"),
            Saved("open", "未销号"),
            Saved("late", "逾期"),
            Saved("soon", "三天内到期"),
            Saved("mine", "等我核验"),
            Saved("returned", "被退回"),
            Saved("key", "重点乡镇"),
        ],
        default_saved="key",
        default_sort="clock",
        export_name="整改清单",
        search=("title__contains",),
        search_label="编号、内容、村、户主",
        pick=lambda row: row.number,
    )


class KitForm(LookForm):
    """One field of each kind."""

    title = forms.CharField(
        label="问题内容", help_text="写清在哪里、谁、什么事；不写证件号。", max_length=120
    )
    item = forms.ChoiceField(
        label="排查项目", choices=[("", "请选"), ("32", "32 住房安全"), ("33", "33 饮水安全")]
    )
    measures = forms.CharField(
        label="整改措施",
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[MinLengthValidator(6)],
    )
    level = forms.ChoiceField(
        label="程度",
        choices=[("plain", "一般"), ("severe", "严重")],
        widget=forms.RadioSelect,
        initial="plain",
    )
    due = forms.DateField(label="整改时限", widget=forms.DateInput(attrs={"type": "date"}))
    times = forms.IntegerField(label="涉及户数", min_value=1, required=False)
    gates = forms.MultipleChoiceField(
        label="还要谁知道",
        choices=[("1", "县住建局"), ("2", "县财政局")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    sweep = forms.BooleanField(label="要举一反三，查同类问题", required=False)


def kind_is(kind: str) -> Q:
    """Returns the condition of a tab over units."""
    return Q(kind=kind)
